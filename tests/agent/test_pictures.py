"""From the screen to patches: what the viewer decodes is the stamped screen."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.damage import Pixels, part
from agent.encode import H264Encoder
from agent.errors import EncodeError
from agent.pacing import Allowance
from agent.plan import QUIET
from agent.stamping import stamper_for
from tests.fakes.marks import overlay
from tests.fakes.screens import bgrx, document, noise, photograph
from tests.fakes.stage import PLENTY, SIZE, Stage
from tests.fakes.viewer import FakeViewer, whole
from watermark.ground import Ground
from wire.geometry import Rect
from wire.kinds import Encoding
from wire.messages import Picture

LARGER = (960, 640)
LETTER, FILM = Rect(4, 4, 12, 14), Rect(192, 192, 576, 384)
QUICK = Allowance(1e9, 1 << 30)
STINGY = Allowance(2e6, 4000)
SLOW = Allowance(50_000.0, 4000)  # 0.4 Mbit/s
BUSY = Allowance(50_000.0, 0, large=False)


RECTS = st.builds(
    lambda x, y, w, h: Rect(x, y, min(w, SIZE[0] - x), min(h, SIZE[1] - y)),
    st.integers(0, SIZE[0] - 1),
    st.integers(0, SIZE[1] - 1),
    st.integers(1, SIZE[0]),
    st.integers(1, SIZE[1]),
)
STEPS = st.lists(st.tuples(RECTS, st.integers(0, 2**31), st.sampled_from([0.0, 0.02, 0.1, 0.3])), max_size=12)


@settings(max_examples=40)
@given(STEPS, st.sampled_from([QUICK, PLENTY, STINGY, SLOW]))
def test_a_settled_screen_is_exact(steps: list[tuple[Rect, int, float]], allowance: Allowance) -> None:
    """After any drawing at any pace, on any line, the viewer's screen equals the stamped screen once all is quiet."""
    stage = Stage()
    stage.show(allowance=allowance)
    for rect, seed, pause in steps:
        flat = seed % 2
        noise = np.random.default_rng(seed).integers(0, 256, (1, 1, 3) if flat else (rect.height, rect.width, 3))
        part(stage.pixels, rect)[:, :, :3] = noise
        stage.show(rect, after=pause, allowance=BUSY if seed % 3 == 0 else allowance)
    if stage.pictures.owed:
        stage.show(allowance=allowance)
    stage.settle(allowance)
    assert stage.exact


def test_the_first_look_is_rough_and_quick() -> None:
    """Whatever the line, a session begins with a picture of half the size; the repairs come when it is known."""
    stage = Stage()
    stage.pixels[:, :, :3] = document(*SIZE)
    (patch,) = stage.show()
    assert patch.encoding == Encoding.H264_HALF
    stage.settle()
    assert stage.exact


def test_a_new_page_is_seen_rough_before_it_is_seen_well() -> None:
    """What takes the line long goes twice, half as wide and high before it: fewer bytes, and recognisable."""
    stage, page = Stage.settled(), bgrx(document(*SIZE))
    stage.pixels[:] = page
    glimpse, sharp = stage.show(Rect(0, 0, *SIZE), allowance=Allowance(26_000.0, 0))
    assert (glimpse.encoding, sharp.encoding) == (Encoding.H264_HALF, Encoding.H264)
    assert len(glimpse.data) < len(sharp.data) * 0.8
    assert glimpse.rect == sharp.rect
    rough, alone = Stage(), stage.viewer.framebuffer.astype(int)
    rough.viewer.take(Picture(1, (glimpse,)))
    assert np.abs(alone - page[:, :, :3]).mean() < 6
    assert np.abs(rough.viewer.framebuffer.astype(int) - page[:, :, :3]).mean() < 30
    stage.settle()
    assert stage.exact


def test_on_a_poor_line_what_moves_stays_rough_until_it_rests() -> None:
    """Half a megabit carries a moving page at half its size only; then it is exact as ever."""
    stage, page = Stage.settled(), bgrx(document(SIZE[0], 900))
    for step in range(6):
        stage.pixels[:] = page[40 * step : 40 * step + SIZE[1]]
        (patch,) = stage.show(Rect(0, 0, *SIZE), allowance=Allowance(20_000.0, 4000))
        assert patch.encoding == Encoding.H264_HALF
    stage.settle(SLOW)
    assert stage.exact


def test_on_a_quick_line_a_page_is_exact_while_it_moves() -> None:
    """A page that scrolls over a line that hardly feels it is the stamped screen in every picture, not only at rest."""
    stage, page = Stage.settled(), bgrx(document(SIZE[0], 900))
    for step in range(6):
        stage.pixels[:] = page[90 + 40 * step : 90 + 40 * step + SIZE[1]]
        stage.show(Rect(0, 0, *SIZE), allowance=QUICK)
        assert stage.exact
        assert stage.pictures.planner.exact.all()


@pytest.mark.parametrize(("rate", "encoding"), [(1e9, Encoding.JPEG), (2.5e6, Encoding.H264)])
def test_a_film_goes_as_photographs_where_the_line_carries_them(rate: float, encoding: Encoding) -> None:
    """What takes too many bytes exactly is tried once; what goes instead, else as video, is exact when it rests."""
    stage, film = Stage.settled(LARGER), np.random.default_rng(1)
    for _ in range(4):
        part(stage.pixels, FILM)[:, :, :3] = film.integers(0, 256, (FILM.height, FILM.width, 3))
        *_glimpse, patch = stage.show(FILM, allowance=Allowance(rate, 1 << 30))
        assert patch.encoding == encoding
    stage.settle()
    assert stage.exact


def test_a_photograph_shows_what_could_not_go_before_it() -> None:
    """What has waited for the line comes with the next picture of a film, however little of the film has changed."""
    stage, film = Stage.settled(LARGER), np.random.default_rng(1)
    for _ in range(3):
        part(stage.pixels, FILM)[:, :, :3] = film.integers(0, 256, (FILM.height, FILM.width, 3))
        stage.show(FILM, allowance=QUICK)
    part(stage.pixels, FILM)[:, :, :3] = 200
    assert stage.show(FILM, allowance=BUSY) == ()
    part(stage.pixels, Rect(256, 256, 256, 256))[:, :, :3] = 90
    (patch,) = stage.show(FILM, allowance=QUICK)
    assert (patch.encoding, patch.rect) == (Encoding.JPEG, FILM)
    seen, wanted = (part(pixels, FILM)[:, :, :3].astype(int) for pixels in (stage.viewer.framebuffer, stage.pixels))
    assert np.abs(seen - wanted).max() < 30


def test_a_letter_goes_before_the_film_beside_it() -> None:
    """What is typed while a film runs is a picture of its own, exact and sent first."""
    stage = Stage.settled(LARGER)
    random = np.random.default_rng(1)
    for step in range(4):
        part(stage.pixels, FILM)[:, :, :3] = random.integers(0, 256, (FILM.height, FILM.width, 3))
        part(stage.pixels, LETTER)[:, :, :3] = 50 * (step + 1)
        typed, *_glimpse, film = stage.show(LETTER, FILM)
        assert (typed.encoding, film.encoding) == (Encoding.LOSSLESS, Encoding.H264)
        assert typed.rect == LETTER


def test_while_the_line_is_busy_a_letter_goes_and_the_film_waits() -> None:
    """A look while the line is busy sends what is small; the rest comes with the next picture that may be large."""
    stage = Stage.settled(LARGER)
    part(stage.pixels, LETTER)[:, :, :3] = 80
    part(stage.pixels, FILM)[:, :, :3] = 170
    (typed,) = stage.show(LETTER, FILM, allowance=BUSY)
    assert typed.rect == LETTER
    assert stage.pictures.owed
    shown = stage.show(allowance=PLENTY)
    assert shown
    assert not stage.pictures.owed
    stage.settle()
    assert stage.exact


def _photo(rect: Rect) -> Pixels:
    """A piece of a natural picture."""
    return bgrx(photograph()[300 : 300 + rect.height, 500 : 500 + rect.width])


def test_a_photograph_comes_rough_at_once_on_a_slow_line_and_exact_later() -> None:
    """A picture that opens on a page is one JPEG, a small part of its lossless size; once quiet it is exact."""
    stage, photo = Stage.settled(), Rect(70, 70, 100, 90)
    part(stage.pixels, photo)[:] = _photo(photo)
    (patch,) = stage.show(photo, allowance=SLOW)
    assert patch.encoding == Encoding.JPEG
    assert len(patch.data) < photo.area / 2
    error = np.abs(stage.viewer.framebuffer.astype(int) - stage.pixels[:, :, :3])[70:160, 70:170]
    assert error.mean() < 12
    assert not stage.exact
    stage.settle(SLOW)
    assert stage.exact


def test_where_the_line_is_quick_a_photograph_is_exact_at_once() -> None:
    """What the line carries in a thirtieth of a second needs no second look."""
    stage, photo = Stage.settled(), Rect(70, 70, 100, 90)
    part(stage.pixels, photo)[:] = _photo(photo)
    stage.show(photo)
    assert stage.exact
    assert not stage.viewer.seen[Encoding.JPEG]


def test_text_is_never_sent_as_a_photograph() -> None:
    """On the slowest line too, a page with the mark on it goes lossless or as video."""
    stage = Stage()
    page = document(*SIZE)
    stage.pixels[:, :, :3] = page
    stage.show(allowance=SLOW)
    stage.settle(SLOW)
    for top in range(0, 80, 20):
        block = Rect(60, top, 120, 40)
        part(stage.pixels, block)[:, :, :3] = page[top + 90 : top + 130, 60:180]
        stage.show(block, after=0.3, allowance=SLOW)
    assert not stage.viewer.seen[Encoding.JPEG]


def test_a_photograph_carries_more_of_the_mark_once_it_rests() -> None:
    """So does no letter beside it; and when a plain window covers it, that is as faint as any within a repair."""
    stage = Stage.settled()
    stage.pixels[:128, :128] = bgrx(noise(9.0, width=128))
    stage.show(Rect(0, 0, 128, 128))
    stage.settle()
    assert stage.exact
    photograph = stage.stamper.stamp(stage.pixels, 0, 0, Ground.GRAINY).pixels[:128, :128, :3]
    assert np.array_equal(stage.viewer.framebuffer[:128, :128], photograph)
    stage.pixels[:64, :64] = 200
    stage.show(Rect(0, 0, 64, 64))
    stage.settle()
    assert stage.exact
    plain = stage.stamper.stamp(stage.pixels, 0, 0).pixels[:64, :64, :3]
    assert np.array_equal(stage.viewer.framebuffer[:64, :64], plain)


def test_a_tile_that_turns_dark_carries_less_of_the_mark_once_it_rests() -> None:
    """What is drawn dark goes at once, and again for its ground when it rests; a letter on it then goes alone."""
    stage = Stage.settled()
    stage.pixels[:128, :128] = 30
    stage.show(Rect(0, 0, 128, 128))
    stage.settle()
    assert stage.exact
    dark = stage.stamper.stamp(stage.pixels, 0, 0, Ground.DARK).pixels[:128, :128, :3]
    assert np.array_equal(stage.viewer.framebuffer[:128, :128], dark)
    part(stage.pixels, LETTER)[:] = 220
    (patch,) = stage.show(LETTER, after=5.0)
    assert patch.rect == LETTER
    assert stage.exact
    assert stage.show(after=5.0) == ()


def test_a_dark_window_that_moves_goes_in_one_piece() -> None:
    """While it moves nothing is sent again for its ground, and within a repair of its rest all of it is."""
    stage = Stage.settled(LARGER)
    stage.pixels[:] = 200
    stage.show(Rect(0, 0, *LARGER), allowance=QUICK)
    stage.settle()
    for step in range(6):
        stage.pixels[:] = 200
        part(stage.pixels, Rect(100 + 8 * step, 100, 300, 250))[:] = 40
        patches = stage.show(Rect(0, 0, *LARGER), allowance=QUICK)
        assert len(patches) <= 2  # the two sides of it that change
        assert stage.exact
    stage.settle()
    dark = stage.stamper.stamp(stage.pixels, 0, 0, Ground.DARK).pixels[192:320, 192:320, :3]
    assert np.array_equal(stage.viewer.framebuffer[192:320, 192:320], dark)


def test_nothing_changed_is_nothing_sent() -> None:
    """Damage that changed no pixel makes no patch."""
    stage = Stage.settled()
    assert stage.show(Rect(0, 0, 100, 100)) == ()


def test_a_key_press_is_one_small_exact_patch() -> None:
    """A character on a settled screen is one lossless patch of its own size, and the screen is exact at once."""
    stage = Stage.settled()
    part(stage.pixels, Rect(100, 100, 12, 18))[:] = 255
    (patch,) = stage.show(Rect(90, 90, 60, 60))
    assert patch.encoding == Encoding.LOSSLESS
    assert patch.rect.area <= 14 * 18
    assert stage.exact


def test_a_new_overlay_is_repaired_into_the_picture() -> None:
    """With the next slot's overlay the whole screen is stamped anew, with the new mark and nothing of the old."""
    stage = Stage.settled()
    stage.stamper = stamper_for(overlay(slot=1), SIZE)
    stage.pictures.stamp_with(stage.stamper, stage.now)
    assert not stage.exact
    assert stage.pictures.turn_wait(stage.now) == 0.0
    stage.show()
    stage.settle()
    assert stage.exact


def test_a_new_overlay_comes_with_the_next_great_change() -> None:
    """A caret and a line of text change nothing; another page has the new mark from its first picture on."""
    stage = Stage.settled()
    new = stamper_for(overlay(slot=1), SIZE)
    stage.pictures.stamp_with(new, stage.now + 60)
    part(stage.pixels, Rect(20, 20, 200, 30))[:] = 200
    stage.show(Rect(20, 20, 200, 30))
    stage.settle()
    assert stage.exact
    stage.pixels[:] = bgrx(document(*SIZE))
    stage.stamper = new
    stage.show(Rect(0, 0, *SIZE))
    stage.settle()
    assert stage.exact
    assert stage.pictures.turn_wait(stage.now) is None


def test_a_screen_at_rest_takes_a_new_overlay_when_its_time_is_up() -> None:
    """Nobody keeps a slot's pattern for longer by leaving the screen as it is."""
    stage = Stage.settled()
    stage.pictures.stamp_with(stamper_for(overlay(slot=1), SIZE), stage.now + 60)
    stage.show(after=59.5)
    stage.settle()
    assert stage.exact
    stage.stamper = stamper_for(overlay(slot=1), SIZE)
    assert 0 < (stage.pictures.turn_wait(stage.now) or 0) < 1
    stage.show(after=0.6)
    stage.settle()
    assert stage.exact


def test_a_blank_picture_and_a_new_beginning_wait_for_nothing() -> None:
    """What replaces the whole picture carries the newest overlay."""
    stage = Stage.settled()
    stage.stamper = stamper_for(overlay(slot=1), SIZE)
    stage.pictures.stamp_with(stage.stamper, stage.now + 60)
    stage.pictures.resend()
    stage.show()
    stage.settle()
    assert stage.exact
    stage.stamper = stamper_for(overlay(slot=2), SIZE)
    stage.pictures.stamp_with(stage.stamper, stage.now + 60)
    stage.pictures.blank()
    assert stage.pictures.turn_wait(stage.now) is None


def test_a_viewer_that_lost_its_state_gets_everything_again() -> None:
    """After a refresh a viewer that starts from black, with a new decoder, sees the screen."""
    stage = Stage()
    stage.pixels[:, :, 1] = 90
    stage.show()
    stage.settle()
    stage.viewer = FakeViewer()
    stage.viewer.take(whole(Rect(0, 0, *SIZE)))
    stage.pictures.resend()
    stage.show()
    stage.settle()
    assert stage.exact


def test_a_blank_picture_shows_nothing_of_the_screen() -> None:
    """A blank picture is a stamped black screen, and what comes after it starts from nothing."""
    stage = Stage()
    stage.pixels[:] = 200
    stage.show()
    stage.settle()
    stage.viewer.take(Picture(999, stage.pictures.blank()))
    black = stage.stamper.stamp(np.zeros_like(stage.pixels), 0, 0).pixels[:, :, :3]
    assert np.array_equal(stage.viewer.framebuffer, black)
    stage.show()
    stage.settle()
    assert stage.exact


def test_repairs_stay_within_their_budget() -> None:
    """On a slow line a picture carries about as many bytes of repairs as allowed, so that a key press can follow."""
    stage = Stage()
    noise = np.random.default_rng(1).integers(0, 256, stage.pixels.shape)
    stage.pixels[:] = noise
    stage.show()
    stage.show(after=QUIET, allowance=STINGY)
    sizes = [
        sum(len(patch.data) for patch in stage.show(after=0.01, allowance=Allowance(1e9, 30_000))) for _ in range(8)
    ]
    assert 0 < max(sizes[4:]) < 60_000


def test_a_photograph_is_repaired_within_the_budget_of_text() -> None:
    """Though a tile of text took a hundredth of it, what a film leaves behind does not keep the line either."""
    stage, random = Stage.settled(LARGER), np.random.default_rng(1)
    for _ in range(4):
        part(stage.pixels, FILM)[:, :, :3] = random.integers(0, 256, (FILM.height, FILM.width, 3))
        stage.show(FILM)
    budget = 40_000
    sizes = []
    while not stage.exact:
        patches = stage.show(after=QUIET, allowance=Allowance(2e6, budget))
        sizes.append(sum(len(patch.data) for patch in patches))
    assert max(sizes) < 2.5 * budget


def test_without_a_video_encoder_everything_goes_lossless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A codec that refuses costs bytes, never correctness."""

    def refuse(*_: object) -> bytes:
        raise EncodeError("no codec")

    monkeypatch.setattr(H264Encoder, "encode", refuse)
    stage = Stage()
    stage.pixels[:, :, 0] = 77
    stage.show()
    assert stage.viewer.seen[Encoding.H264] == 0
    assert stage.exact
