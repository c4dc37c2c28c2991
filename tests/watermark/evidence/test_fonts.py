"""Fonts that can be embedded."""

import pytest

from watermark.errors import FontError
from watermark.evidence.fonts import FIXED, GETA, Letters


def test_what_the_font_lacks_is_shown_as_lacking() -> None:
    """A rare character becomes 〓, a control character a space; raised figures are set another way and stay."""
    letters = Letters()
    assert letters.printable("関所 A\n\U0001f600 2⁻⁴⁸") == f"関所 A {GETA} 2⁻⁴⁸"
    assert letters.printable("0a", FIXED) == "0a"


def test_a_machine_without_fonts_is_said(tmp_path: object) -> None:
    """The sentence names the package, and a file that is no font names itself."""
    with pytest.raises(FontError, match="fonts-ipafont-gothic"):
        Letters(((("/none.ttf", 0), ("/none.ttf", 0)),))
    with pytest.raises(FontError, match="cannot be embedded"):
        Letters((((__file__, 0), (__file__, 0)),))
