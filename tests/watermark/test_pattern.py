"""Patterns: faint, keyed, and refused when hostile."""

import struct
import zlib

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fakes.marked import KEY, MARK
from watermark.code import encode
from watermark.errors import PatternError
from watermark.key import MarkKey
from watermark.mark import Mark
from watermark.pattern import CEILING, DARK_MIN_RMS, MAX_RMS, MIN_RMS, STRENGTHS, Pattern, pattern_for
from watermark.payload import seal
from watermark.spread import disperse

_HEAD = struct.Struct(">4sBHH")


def _wire(*tiles: npt.NDArray[np.int8], magic: bytes = b"SKPT", version: int = 3) -> bytes:
    return _HEAD.pack(magic, version, *tiles[0].shape) + zlib.compress(b"".join(tile.tobytes() for tile in tiles))


@given(session=st.integers(0, 2**48 - 1), slot=st.integers(0, 2**16 - 1))
@settings(max_examples=20, deadline=None)
def test_every_pattern_is_faint_and_travels(session: int, slot: int) -> None:
    """Within the stated floor and ceiling for every mark, some kilobytes on the wire, and equal after it."""
    pattern = pattern_for(KEY, Mark(session, slot))
    for tile, least in ((pattern.tile, MIN_RMS), (pattern.white, MIN_RMS), (pattern.dark, DARK_MIN_RMS)):
        values = tile.astype(float)
        assert np.abs(values).max() <= CEILING
        assert least <= np.sqrt(np.mean(values**2)) <= MAX_RMS
    data = pattern.to_bytes()
    assert len(data) < 8192
    assert Pattern.from_bytes(data) == pattern


@pytest.mark.parametrize("strength", [STRENGTHS[0], 90, STRENGTHS[-1]])
def test_every_strength_stays_within_the_bounds(strength: int) -> None:
    """Weaker and stronger patterns are what an agent accepts, and the stronger has more power."""
    pattern, usual = pattern_for(KEY, MARK, strength), pattern_for(KEY, MARK)
    assert Pattern.from_bytes(pattern.to_bytes()) == pattern
    for mine, theirs in ((pattern.tile, usual.tile), (pattern.white, usual.white), (pattern.dark, usual.dark)):
        power = [np.square(tile.astype(float)).sum() for tile in (mine, theirs)]
        assert (power[0] > power[1]) == (strength > STRENGTHS[1])


@pytest.mark.parametrize("strength", [-100, 0, STRENGTHS[0] - 1, STRENGTHS[-1] + 1, 1000])
def test_nobody_fades_the_mark_out(strength: int) -> None:
    """A strength outside the bounds is refused."""
    with pytest.raises(ValueError, match="strength"):
        pattern_for(KEY, MARK, strength)


def test_it_is_the_same_every_time_and_for_no_other_mark_or_key() -> None:
    """Key and mark decide the pattern; a neighbour in either shares no more of it than chance."""
    tile = pattern_for(KEY, MARK).tile
    assert (pattern_for(KEY, MARK).tile == tile).all()
    for other in (pattern_for(KEY, Mark(MARK.session, MARK.slot ^ 1)), pattern_for(MarkKey.new(), MARK)):
        assert np.mean(other.tile == tile) < 0.56


def test_it_cannot_be_changed() -> None:
    """Each tile is read-only and apart from whatever it was made of."""
    source = pattern_for(KEY, MARK).tile.copy()
    pattern = Pattern(source, source, source)
    source[:] = 0
    for tile in (pattern.tile, pattern.white, pattern.dark):
        assert tile.any()
        with pytest.raises(ValueError, match="read-only"):
            tile[0, 0] = 1


def test_white_carries_the_same_mark_and_more_of_it_and_dark_ground_less() -> None:
    """All tiles lean towards the same symbol in each cell, and no step is two levels from that of another tile."""
    pattern = pattern_for(KEY, MARK)
    symbols = disperse(KEY, encode(seal(KEY, MARK)))
    tiles = (pattern.dark, pattern.tile, pattern.white)
    dark, tile, white = (float((each.reshape(32, 8, 32, 8).mean(axis=(1, 3)) * symbols).mean()) for each in tiles)
    assert 0.28 < dark < 0.34
    assert 0.5 < tile < 0.6
    assert 0.85 < white < 0.95
    for each in (pattern.dark, pattern.white):
        assert np.abs(each.astype(int) - pattern.tile).max() == 1


def test_it_does_not_show_itself() -> None:
    """Its repr has no content: whoever has the content can stamp in the session's name."""
    assert repr(pattern_for(KEY, MARK)) == "<Pattern 256x256>"


@given(data=st.binary(max_size=200))
def test_noise_is_no_pattern(data: bytes) -> None:
    """Arbitrary bytes raise PatternError and nothing else."""
    with pytest.raises(PatternError):
        Pattern.from_bytes(data)


@given(cut=st.integers(0, 2000), flip=st.integers(0, 2000))
@settings(max_examples=60)
def test_damage_is_seen_or_harmless(cut: int, flip: int) -> None:
    """A cut or changed pattern is refused, or is still one within the bounds."""
    data = bytearray(pattern_for(KEY, MARK).to_bytes())
    data[flip % len(data)] ^= 0x40
    for broken in (bytes(data), bytes(data[: cut % len(data)])):
        try:
            Pattern.from_bytes(broken)
        except PatternError:
            continue


def test_a_bomb_is_not_inflated() -> None:
    """A gigabyte of zeros in a megabyte is refused after one tile's worth."""
    bomb = zlib.compress(bytes(64 << 20), 9)
    with pytest.raises(PatternError, match="size"):
        Pattern.from_bytes(_HEAD.pack(b"SKPT", 3, 256, 256) + bomb)


@pytest.mark.parametrize(("height", "width"), [(0, 0), (32, 256), (256, 513), (65535, 65535)])
def test_no_other_sizes(height: int, width: int) -> None:
    """Tiles have sides of 64 to 512 pixels; nothing is inflated for others."""
    with pytest.raises(PatternError, match="sides"):
        Pattern.from_bytes(_HEAD.pack(b"SKPT", 3, height, width) + zlib.compress(b""))


def test_hostile_content_is_refused() -> None:
    """Too strong, too weak, a mere shade, another version, trailing bytes: each is refused, in any tile."""
    good = pattern_for(KEY, MARK).tile
    strong = good.copy()
    strong[0, 0] = 4
    shade = np.full_like(good, 2)
    bad = (strong, np.zeros_like(good), shade)
    for data in (
        *(_wire(*tiles) for each in bad for tiles in ((each, good, good), (good, each, good), (good, good, each))),
        _wire(good, good),
        _wire(good, good, good, version=2),
        _wire(good, good, good, magic=b"SKPX"),
        _wire(good, good, good) + b"\0",
    ):
        with pytest.raises(PatternError):
            Pattern.from_bytes(data)
