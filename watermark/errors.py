"""What can go wrong with a watermark.

WatermarkError
├── MarkKeyError  the mark key is malformed
├── PatternError  the bytes are no pattern that may be stamped
├── FontError     no font of this machine can write the warning
├── ImageError    the file is no picture that may be read
└── ReportError   a report cannot be written
"""

from watermark.faults import Fault, sentence


class WatermarkError(Exception):
    """The root; its text is one sentence for a person."""


class MarkKeyError(WatermarkError):
    """The mark key is malformed."""


class PatternError(WatermarkError):
    """The bytes are no pattern that may be stamped: wrong version, size, amplitude, or damaged."""


class FontError(WatermarkError):
    """No font of this machine can write the warning, so nothing may be shown."""


class ImageError(WatermarkError):
    """The file is no picture that may be read: unreadable, truncated, or too large."""

    @classmethod
    def of(cls, fault: Fault, name: object) -> "ImageError":
        """The error that says *fault* of the file *name*."""
        return cls(sentence(fault, name))


class ReportError(WatermarkError):
    """A report cannot be written where it should stand."""
