"""Rectangles."""

from hypothesis import given
from hypothesis import strategies as st

from wire.geometry import Rect

small = st.integers(0, 60)
rects = st.builds(Rect, small, small, st.integers(1, 60), st.integers(1, 60))


def pixels(rect: Rect | None) -> set[tuple[int, int]]:
    """The pixels that *rect* covers: what the arithmetic must agree with."""
    if rect is None:
        return set()
    return {(x, y) for x in range(rect.x, rect.right) for y in range(rect.y, rect.bottom)}


@given(rects, rects)
def test_the_intersection_is_what_both_cover(one: Rect, other: Rect) -> None:
    """A pixel is in the intersection exactly when it is in both; rectangles that only touch have none."""
    assert pixels(one.intersection(other)) == pixels(one) & pixels(other)


@given(rects, rects)
def test_the_union_is_the_smallest_rectangle_that_holds_both(one: Rect, other: Rect) -> None:
    """The union holds both, and each of its four sides lies on one of them."""
    union = one.union(other)
    assert pixels(one) | pixels(other) <= pixels(union)
    assert union.x in {one.x, other.x}
    assert union.y in {one.y, other.y}
    assert union.right in {one.right, other.right}
    assert union.bottom in {one.bottom, other.bottom}


@given(rects)
def test_area_counts_pixels(rect: Rect) -> None:
    """The area is the number of pixels covered."""
    assert rect.area == len(pixels(rect))


@given(rects, st.integers(1, 130), st.integers(1, 130))
def test_within_means_no_pixel_lies_outside(rect: Rect, width: int, height: int) -> None:
    """A rectangle is within a screen exactly when every pixel of it is on that screen."""
    assert rect.within(width, height) == all(x < width and y < height for x, y in pixels(rect))
