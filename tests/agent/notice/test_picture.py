"""The notice as pixels."""

import numpy as np
import pytest

from agent.notice import picture
from agent.notice.picture import drawn
from watermark import FontError


def test_japanese_is_written() -> None:
    """Different words make different pictures: the font has their glyphs."""
    assert drawn("遠隔利用中", 640).shape[1] > 60
    assert not np.array_equal(drawn("遠隔", 640), drawn("利用", 640))


def test_a_long_notice_ends_at_the_screens_width() -> None:
    """Never wider than the screen."""
    assert drawn("長" * 256, 320).shape[1] == 320


def test_without_a_japanese_font_there_is_still_a_notice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session without a mark is refused; a notice in plain letters is better than none."""

    def fail(*_: object) -> None:
        raise FontError("no font")

    monkeypatch.setattr(picture, "find_font", fail)
    assert drawn("in remote use", 640).any()
