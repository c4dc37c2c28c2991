"""Mark a screen's pictures, and read the mark from a photograph. Nothing else, and nothing of the other rooms."""

from watermark.errors import FontError, ImageError, MarkKeyError, PatternError, ReportError, WatermarkError
from watermark.image import load_image
from watermark.key import MarkKey
from watermark.mark import Mark
from watermark.pattern import Pattern, pattern_for
from watermark.reader import read
from watermark.reading import Reading, Status
from watermark.stamp import StampedPicture, Stamper

__all__ = [
    "FontError",
    "ImageError",
    "Mark",
    "MarkKey",
    "MarkKeyError",
    "Pattern",
    "PatternError",
    "Reading",
    "ReportError",
    "StampedPicture",
    "Stamper",
    "Status",
    "WatermarkError",
    "load_image",
    "pattern_for",
    "read",
]
