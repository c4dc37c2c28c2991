"""The overview's drawings."""

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from gateway.console.charts import HEIGHT, WIDTH, Bar, columns, rows

BARS = st.lists(st.builds(Bar, st.text(max_size=8), st.integers(0, 10**6)), min_size=1, max_size=40)


@given(bars=BARS)
def test_bars_are_in_proportion_and_stay_inside(bars: list[Bar]) -> None:
    """Each bar has its place within the drawing, a larger value is never drawn smaller, and no label breaks it."""
    for drawing, side in ((columns(bars), "height"), (rows(bars), "width")):
        labels = "".join(bar.label for bar in bars)
        if re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", labels):
            continue  # cannot stand in XML; the console's labels are its own words
        found = [float(bar.get(side, "")) for bar in ET.fromstring(drawing).iter("rect")]  # noqa: S314 - our own
        assert len(found) == len(bars)
        assert all(0 <= size <= (HEIGHT if side == "height" else WIDTH) for size in found)
        pairs = sorted(zip([bar.value for bar in bars], found, strict=True))
        assert all(small <= large + 0.11 for (_, small), (_, large) in pairwise(pairs))


def test_nothing_is_drawn_of_nothing() -> None:
    """Without bars there is no drawing."""
    assert columns([]) == rows([]) == ""
