"""Files that are two things at once: a picture to us, a document or an archive to the next program. Knows bytes only.

Reading such a file would harm nobody, but a report makes it evidence, which others open and pass on. Data behind a
picture alone is no reason: telephones append films, thumbnails and depth maps of their own.
"""

from typing import Final

_HEAD: Final = 1024  # bytes in which PDF viewers look for their signature, and browsers for HTML
_PDF_END: Final = 1024  # bytes in which PDF viewers look for the end
_ZIP_END: Final = 22 + 65_535  # bytes: the last record of an archive with the longest comment
_HTML: Final = (b"<html", b"<script", b"<!doctype html", b"<svg")


def is_two_kinds(data: bytes) -> bool:
    """Whether *data*, taken for a picture, is a PDF, an HTML page or a ZIP archive (an Office document, a JAR) too."""
    head = data[:_HEAD].lower()
    return b"%pdf-" in head or any(tag in head for tag in _HTML) or _ends_as_pdf(data) or _ends_as_zip(data)


def _ends_as_pdf(data: bytes) -> bool:
    return b"%%EOF" in data[-_PDF_END:] and b"%PDF-" in data


def _ends_as_zip(data: bytes) -> bool:
    """An end record whose directory lies before it and whose comment ends with the file, give or take some bytes."""
    base = max(0, len(data) - _ZIP_END)
    at = data.rfind(b"PK\x05\x06", base)
    if at < 0 or len(data) - at < 22:
        return False
    size = int.from_bytes(data[at + 12 : at + 16], "little")
    return size <= at and (size == 0 or data[at - size : at - size + 4] == b"PK\x01\x02")
