"""Photos and screenshots to readings, without help; and never a wrong name."""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
import pytest

from tests.fakes.marked import KEY, MARK, marked
from tests.fakes.screens import SCREENS, screen
from tests.fakes.shots import h264, jpeg, noisy, quarter, scaled, seen_through, turned, window, without_pilots
from watermark import Mark, MarkKey, Reading, Stamper, Status, lines, pattern_for, read, reader, views
from watermark.decode import FALSE_ALARM, NEARLY, false_alarm, threshold
from watermark.geometry import Geometry, Points
from watermark.sizes import usual
from watermark.trail import Notes
from watermark.views import View

Picture = npt.NDArray[np.uint8]


def _check_identified(reading: Reading) -> None:
    assert reading.status is Status.IDENTIFIED
    assert reading.mark == MARK
    assert reading.key_id == KEY.key_id
    assert reading.score >= reading.threshold
    assert reading.false_alarm <= FALSE_ALARM
    assert reading.corners is not None


def _check_nobody(reading: Reading) -> None:
    assert reading.status is not Status.IDENTIFIED
    assert reading.mark is None
    assert reading.key_id is None
    assert reading.corners is None
    assert reading.false_alarm == 1.0


@pytest.mark.parametrize("name", SCREENS)
def test_a_quarter_as_jpeg_is_read(name: str) -> None:
    """A quarter of every kind of screen, at any offset, after JPEG 60; of a spreadsheet and a terminal after 70."""
    quality = 70 if name in {"spreadsheet", "terminal"} else 60
    _check_identified(read(jpeg(quarter(marked(name), 311, 97), quality), KEY))


@pytest.mark.parametrize("name", SCREENS)
def test_half_size_as_jpeg_is_read(name: str) -> None:
    """Every kind of screen at half its size, after JPEG 60; a plain mid-grey after 70, a dark terminal after 80."""
    quality = {"grey": 70, "terminal": 80}.get(name, 60)
    _check_identified(read(jpeg(scaled(marked(name), 0.5), quality), KEY))


@pytest.mark.parametrize("name", SCREENS)
def test_what_a_chat_makes_of_a_screenshot_is_read(name: str) -> None:
    """Every kind of screen at 1280 pixels of width, after JPEG 60."""
    _check_identified(read(jpeg(scaled(marked(name), 0.8), 60), KEY))


@pytest.mark.parametrize("name", ["document", "spreadsheet", "photograph"])
def test_h264_is_survived(name: str) -> None:
    """Through H.264 4:4:4 at CRF 28, as the agent encodes."""
    _check_identified(read(h264(marked(name), 28), KEY))


@pytest.mark.parametrize("factor", [0.57, 0.71, 0.9, 1.33, 2.0])
def test_unknown_scales_are_found(factor: float) -> None:
    """Any scale between a half and double, after JPEG 75."""
    _check_identified(read(jpeg(scaled(marked("document", 1000, 700), factor), 75), KEY))


def test_the_clients_window_on_a_desktop_is_read() -> None:
    """A screenshot of the whole home desktop; the corners lie around the client's window."""
    reading = read(window(marked("spreadsheet")), KEY)
    _check_identified(reading)
    assert reading.corners is not None
    assert np.abs(np.array(reading.corners) - [(211, 73), (1811, 73), (1811, 973), (211, 973)]).max() <= 130


@pytest.mark.parametrize("degrees", [-4, 90, 180])
def test_turned_pictures_are_read(degrees: float) -> None:
    """A little askew, sideways, upside down."""
    _check_identified(read(turned(marked("document", 800, 600), degrees), KEY))


def test_mild_perspective_is_read() -> None:
    """A screen seen from a little to the side, with a camera's noise."""
    corners = [(60.0, 40.0), (1560.0, 12.0), (1590.0, 880.0), (30.0, 850.0)]
    _check_identified(read(noisy(seen_through(marked("document"), corners), 3), KEY))


def test_given_corners_straighten_any_perspective() -> None:
    """Seen steeply, with the corners pointed out; what is told back lies within them."""
    corners = [(420.0, 200.0), (1500.0, 60.0), (1560.0, 860.0), (450.0, 640.0)]
    reading = read(seen_through(marked("document"), corners), KEY, corners=corners)
    _check_identified(reading)
    assert reading.corners is not None
    assert np.abs(np.array(reading.corners) - corners).max() < 130


@pytest.mark.parametrize("name", ["document", "desktop"])
def test_a_screenshot_without_pilots_is_read(name: str) -> None:
    """Whoever filters the twelve public waves out of a whole screenshot has not taken the mark away."""
    _check_identified(read(without_pilots(marked(name, 1024, 640)), KEY))


def test_a_screenshot_of_a_large_screen_is_read_whole() -> None:
    """Its middle is enough to read it, with pilots or without, and what the pilots outline is the whole."""
    photo = marked("document", 2304, 1296)
    _check_identified(read(without_pilots(photo), KEY))
    reading = read(photo, KEY)
    _check_identified(reading)
    assert np.abs(np.array(reading.corners) - [(0, 0), (2303, 0), (2303, 1295), (0, 1295)]).max() < 130


def test_a_photo_without_pilots_is_read_by_its_corners() -> None:
    """When a person points the screen out, one of the usual sizes is its own."""
    corners = [(420.0, 95.0), (1250.0, 60.0), (1310.0, 690.0), (365.0, 640.0)]
    _check_identified(read(seen_through(without_pilots(marked("document")), corners), KEY, corners=corners))


@pytest.mark.parametrize("name", ["spreadsheet", "terminal", "grey", "photograph"])
def test_unmarked_screens_name_nobody(name: str) -> None:
    """No mark is found where none is."""
    reading = read(screen(name, 640, 400), KEY)
    _check_nobody(reading)
    assert reading.status is Status.ABSENT


def test_noise_names_nobody() -> None:
    """Nor in pure noise."""
    _check_nobody(read(np.random.default_rng(1).integers(0, 256, (400, 640, 3), dtype=np.uint8), KEY))


@pytest.mark.parametrize("shape", [(1, 1), (1, 2000), (2000, 2), (3, 3), (64, 64)])
def test_photos_of_odd_shapes_name_nobody(shape: tuple[int, int]) -> None:
    """A pixel, a strip, a stamp: nothing is there to be found, and nothing breaks."""
    _check_nobody(read(np.random.default_rng(2).integers(0, 256, (*shape, 3), dtype=np.uint8), KEY))


def test_wrong_keys_name_nobody_but_see_a_mark() -> None:
    """Sixty keys of other organisations on a perfectly marked screen: a mark is there, and nobody is named."""
    reading = read(marked("grey", 640, 400), [MarkKey.new() for _ in range(60)])
    _check_nobody(reading)
    assert reading.status is Status.INCONCLUSIVE


def test_a_mark_of_none_of_the_keys_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the pilots are certain and no key fits, more geometries would only cost time and trials."""
    photo = marked("terminal", 800, 600)
    soon, trail = reader.examine(photo, MarkKey.new())
    _check_nobody(soon)
    assert soon.status is Status.INCONCLUSIVE
    monkeypatch.setattr(reader, "REFUSED", 6)
    _, whole = reader.examine(photo, MarkKey.new())
    assert 1 < len(trail.attempts) < len(whole.attempts)


def test_a_guess_without_promise_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Usual sizes tried where no mark is: nearly all end with their first look, which is an attempt each."""
    photo, corners = screen("document", 1280, 720), [(0.0, 0.0), (1279.0, 0.0), (1279.0, 719.0), (0.0, 719.0)]
    _, once = reader.examine(photo, KEY, corners=corners)
    monkeypatch.setattr(reader, "HOPEFUL", 0.0)
    _, thrice = reader.examine(photo, KEY, corners=corners)
    sizes = len([*usual(np.array(corners), 16 / 9)])
    assert sizes > 5
    assert len(thrice.attempts) - len(once.attempts) >= 2 * sizes


@pytest.mark.parametrize(("certainty", "tried"), [(2.9, 9), (3.5, 6), (3.9, 4), (11.0, 2)])
def test_the_surer_the_pilots_the_sooner_a_search_ends(certainty: float, tried: int) -> None:
    """Nine geometries without a mark: all are tried where it may be chance, two where it certainly is none."""
    view = View(np.full((64, 64, 3), 128, np.float32), np.eye(3))
    attempts = [reader._Attempt(view, Geometry(np.eye(3)), 5.0, certainty)] * 9
    decoder = reader._Decoder([KEY], Notes())
    left = iter(attempts)
    assert reader._search([view], left, decoder) is None
    assert 9 - len(list(left)) == tried
    told = reader._reading(decoder, None, 0.0).status
    assert told is (Status.ABSENT if tried == 9 else Status.INCONCLUSIVE)


def test_a_search_goes_on_where_a_score_is_higher_than_wrong_keys_have() -> None:
    """However sure the pilots are of geometries that could not be read: the mark is ours, and another may be it."""
    view = View(np.full((64, 64, 3), 128, np.float32), np.eye(3))
    decoder = reader._Decoder([KEY], Notes())
    decoder.score = NEARLY
    left = iter([reader._Attempt(view, Geometry(np.eye(3)), 5.0, 11.0)] * 9)
    assert reader._search([view], left, decoder) is None
    assert not list(left)
    assert reader._reading(decoder, None, 0.0).status is Status.INCONCLUSIVE


@pytest.mark.parametrize("shown", [False, True])
def test_a_screen_with_edges_is_not_searched_for_tilts(monkeypatch: pytest.MonkeyPatch, *, shown: bool) -> None:
    """Lines and tilts are tried unless the pilots have told by then, of rectangles and the whole, where a mark is."""
    asked: list[str] = []

    def none(name: str) -> list[Geometry]:
        asked.append(name)
        return []

    monkeypatch.setattr(lines, "upright", lambda *_: none("lines"))
    monkeypatch.setattr(reader, "_tilted", lambda *_: none("tilts"))
    levels = reader._levels(View(screen("grey", 640, 400).astype(np.float32), np.eye(3)))
    assert list(reader._attempts(levels, lambda: shown))
    assert set(asked) == (set() if shown else {"lines", "tilts"})


@pytest.mark.parametrize(("by", "inside"), [(0.0, True), (-60.0, False)])
def test_who_sees_four_corners_is_not_near_by(monkeypatch: pytest.MonkeyPatch, *, by: float, inside: bool) -> None:
    """Corners within a photo spare it the search for tilts; where one lies outside, that may still find the screen."""
    asked: list[bool] = []

    def none(_: object, shown: Callable[[], bool], __: object) -> list[object]:
        asked.append(shown())
        return []

    monkeypatch.setattr(reader, "_attempts", none)
    corners = [(20.0 + by, 20.0), (620.0, 20.0), (620.0, 380.0), (20.0, 380.0)]
    _check_nobody(read(screen("grey", 640, 400), KEY, corners=corners))
    assert asked == [inside]


@pytest.mark.parametrize(("by", "times"), [(0.5, 1), (12.0, 2)])
def test_a_frame_that_was_pointed_out_is_tried_once(monkeypatch: pytest.MonkeyPatch, by: float, times: int) -> None:
    """A frame found where the corners were given is not straightened again; one that lies elsewhere is."""
    corners = np.array([(20.0, 20.0), (620.0, 20.0), (620.0, 380.0), (20.0, 380.0)])
    tried: list[View] = []

    def straightened(levels: Sequence[View], quad: Points) -> View:
        tried.append(views.straightened(levels, quad))
        return tried[-1]

    monkeypatch.setattr(reader, "frames", lambda *_: [np.roll(corners + by, 2, axis=0)])
    monkeypatch.setattr(reader, "straightened", straightened)
    monkeypatch.setattr(reader, "usual", lambda *_: [])
    _check_nobody(read(screen("grey", 640, 400), KEY, corners=[(x, y) for x, y in corners.tolist()]))
    assert len(tried) == times


def test_the_right_key_among_many_is_named() -> None:
    """With many organisations' keys, the reading says whose key fits."""
    _check_identified(read(marked("terminal", 800, 600), [*(MarkKey.new() for _ in range(20)), KEY]))


def test_two_sessions_in_one_picture_give_one_of_them() -> None:
    """A collage of two sessions names one of them and never a third."""
    other = Mark(7, 7)
    second = Stamper(800, 600, pattern_for(KEY, other), "131016-0002")
    collage = marked("grey", 800, 600).copy()
    collage[:, 400:] = second.stamp(np.full((600, 800, 4), 128, np.uint8), 0, 0).pixels[:, 400:, :3]
    assert read(collage, KEY).mark in {MARK, other}


def test_a_mark_in_a_part_is_kept_when_the_whole_carries_another() -> None:
    """A framed picture of one session, tile upon tile in another's larger one: what the frame holds is told, alone."""
    around = Stamper(1280, 768, pattern_for(KEY, Mark(7, 7)), "131016-0002")
    photo = around.stamp(np.full((768, 1280, 4), 225, np.uint8), 0, 0).pixels[:, :, :3].copy()
    photo[244:568, 244:668] = 20
    photo[256:556, 256:656] = marked("grey", 400, 300)
    reading = read(photo[16:, 16:], KEY)  # not the whole screenshot, which would be read as that at once
    _check_identified(reading)
    assert reading.corners is not None
    assert np.abs(np.array(reading.corners) - [(240, 240), (640, 240), (640, 540), (240, 540)]).max() < 20


def test_the_search_ends_when_chance_can_no_longer_be_excluded(monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many payloads that nothing could be accepted, nothing more is tried."""
    photo, stranger = marked("terminal", 640, 400), MarkKey.new()
    tried = read(photo, stranger).hypotheses
    monkeypatch.setattr(reader, "FALSE_ALARM", false_alarm(tried // 2))
    _check_nobody(stopped := read(photo, stranger))
    assert tried // 2 < stopped.hypotheses < tried


@pytest.mark.parametrize(("degrees", "after"), [(3, 0), (0, 1)])
def test_the_threshold_told_is_the_one_that_was_reached(degrees: int, after: int) -> None:
    """It counts every payload up to the one that is shown: the better one, of a part of the photo or of the whole."""
    photo = marked("document", 800, 600)
    reading, trail = reader.examine(turned(photo, degrees) if degrees else photo, KEY)
    assert trail.shown == len(trail.attempts) - 1 - after
    assert reading.score == max(attempt.score for attempt in trail.attempts)
    assert reading.threshold == threshold(reading.hypotheses - after)


def test_time_is_the_clocks() -> None:
    """The seconds told are those of the clock passed in."""
    ticks = iter([100.0, 103.5])
    assert read(marked("grey", 640, 400), KEY, clock=lambda: next(ticks)).seconds == 3.5


@pytest.mark.parametrize(
    ("image", "corners"),
    [
        (np.zeros((400, 600), np.uint8), None),
        (np.zeros((400, 600, 3), np.float32), None),
        (np.zeros((0, 600, 3), np.uint8), None),
        (np.zeros((400, 600, 3), np.uint8), [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]),
        (np.zeros((400, 600, 3), np.uint8), [(0.0, 0.0), (500.0, 300.0), (500.0, 0.0), (0.0, 300.0)]),
    ],
)
def test_what_is_no_photo_is_refused(image: Picture, corners: list[tuple[float, float]] | None) -> None:
    """Other arrays, tiny quadrilaterals and crossed ones raise ValueError."""
    with pytest.raises(ValueError, match=r"image|corners"):
        read(image, KEY, corners=corners)


def test_a_reading_needs_a_key() -> None:
    """No keys is an error, not an absence."""
    with pytest.raises(ValueError, match="key"):
        read(marked("grey", 640, 400), [])
