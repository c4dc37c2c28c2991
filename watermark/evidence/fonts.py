"""The letters of a report: a Japanese font that may be embedded and can be. Knows fonts, no layout.

Only TrueType outlines can be embedded here, so Noto CJK (CFF) does not serve. The IPA fonts may be embedded by their
licence; so may what Windows brings, in documents.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from watermark.errors import FontError

TEXT: Final = "Report"
FIXED: Final = "ReportFixed"
GETA: Final = "〓"  # what Japanese printers set for a character they lack
RAISED: Final = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"  # set by raising plain figures
NO_FONT: Final = "No Japanese font that can be embedded was found. Install one (fonts-ipafont-gothic)."

PAIRS: Final = (  # (proportional, fixed width), each (file, face in the collection); the first pair found is used
    (
        ("/usr/share/fonts/opentype/ipafont-gothic/ipagp.ttf", 0),
        ("/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf", 0),
    ),
    (
        ("/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf", 0),
        ("/usr/share/fonts/opentype/ipaexfont-gothic/ipaexg.ttf", 0),
    ),
    (("C:/Windows/Fonts/meiryo.ttc", 0), ("C:/Windows/Fonts/msgothic.ttc", 0)),
    (("C:/Windows/Fonts/msgothic.ttc", 1), ("C:/Windows/Fonts/msgothic.ttc", 0)),
)

Face = tuple[str, int]


class Letters:
    """A fresh pair of fonts, so that what one report used does not show in the bytes of the next."""

    def __init__(self, pairs: Sequence[tuple[Face, Face]] = PAIRS) -> None:
        text, fixed = _find(pairs)
        try:
            self._fonts = {TEXT: TTFont(TEXT, text[0], subfontIndex=text[1])}
            self._fonts[FIXED] = TTFont(FIXED, fixed[0], subfontIndex=fixed[1])
        except (TTFError, OSError) as error:
            raise FontError(f"The font {text[0]} cannot be embedded: {error}.") from error
        for font in self._fonts.values():
            pdfmetrics.registerFont(font)

    def printable(self, text: str, font: str = TEXT) -> str:
        """*text* with 〓 for what *font* lacks; control characters become spaces."""
        glyphs = self._fonts[font].face.charToGlyph
        return "".join(" " if ord(c) < 32 else c if ord(c) in glyphs or c in RAISED else GETA for c in text)


def _find(pairs: Sequence[tuple[Face, Face]]) -> tuple[Face, Face]:
    for text, fixed in pairs:
        if Path(text[0]).is_file() and Path(fixed[0]).is_file():
            return text, fixed
    raise FontError(NO_FONT)
