"""A report as JSON: UTF-8, its fields in the order of `facts`, two spaces deep, one newline at the end."""

import msgspec

from watermark.evidence.facts import Report


def to_json(report: Report) -> bytes:
    """The bytes that are signed and whose digest stands in the PDF."""
    return msgspec.json.format(msgspec.json.encode(report), indent=2) + b"\n"
