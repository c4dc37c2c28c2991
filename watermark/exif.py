"""A few fields of a photo's EXIF, as short plain text: what camera, and what it says of the time. Believes none of it.

Place, serial numbers and owner stay out: a report that many hands hold needs none of them.
"""

import unicodedata
from typing import Final

from PIL import Image

MAX_TEXT: Final = 64  # characters of a value
_SUB_DIRECTORY: Final = 0x8769

_MAIN: Final = {0x010F: "make", 0x0110: "model", 0x0131: "software", 0x0132: "modified"}
_CAMERA: Final = {
    0x9003: "taken",
    0x9010: "offset",
    0x829A: "exposure_seconds",
    0x829D: "f_number",
    0x8827: "iso",
    0x920A: "focal_length_mm",
}
FIELDS: Final = tuple(sorted({*_MAIN.values(), *_CAMERA.values()}))


def chosen(exif: Image.Exif) -> dict[str, str]:
    """The fields of `FIELDS` that *exif* has, by name, in order; whatever cannot be read is left out."""
    found: dict[str, str] = {}
    for names, directory in ((_MAIN, None), (_CAMERA, _SUB_DIRECTORY)):
        for tag, name in names.items():
            text = _text(_value(exif, directory, tag))
            if text:
                found[name] = text
    return dict(sorted(found.items()))


def _value(exif: Image.Exif, directory: int | None, tag: int) -> object:
    try:
        return (exif if directory is None else exif.get_ifd(directory)).get(tag)
    except Exception:  # noqa: BLE001  # a hostile directory may break the parser in any way; then it has no such field
        return None


def _text(value: object) -> str:
    """*value* as printable text on one line, at most `MAX_TEXT` characters; empty for what is no text or number."""
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    if isinstance(value, tuple) and len(value) == 1:
        value = value[0]
    try:
        text = value if isinstance(value, str) else f"{float(value):.6g}"  # type: ignore[arg-type]  # or it raises
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return ""
    plain = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in text)
    return " ".join(plain.split())[:MAX_TEXT]
