"""The pattern: what is added to a screen's luminance to carry one mark. All an office PC ever gets of the mark key.

It has three strengths. On white, where most of an office screen is, a grey level is less contrast than on mid-grey, on
a dark ground more: so white carries more, a dark ground less, and from a quarter of the levels on the eye gets no more
than three times what it just sees.

Knows how a pattern is made of cells and how it travels. Does not know pictures, nor how it is read.
"""

import struct
import zlib
from typing import Final, Self, final

import numpy as np
import numpy.typing as npt

from watermark.code import encode
from watermark.errors import PatternError
from watermark.key import MarkKey
from watermark.mark import Mark
from watermark.payload import seal
from watermark.pilots import CELL, STEP, pilot_steps
from watermark.spread import disperse

DATA: Final = 0.55  # grey levels of the data in each cell: on mid-grey three times what the eye just sees
WHITE: Final = 0.9  # the same on white: less than three times what is seen on the lightest grey
DARK: Final = 0.31  # on dark ground: on grey 64 three times what is just seen, and on darker ground up to 4.5 times
PILOT: Final = 0.24  # grey levels of each pilot, on the first two; no more of it is seen than of the data
DARK_PILOT: Final = 0.17  # the same on dark ground
STRENGTHS: Final = (75, 100, 175)  # per cent of all data: the least that photos need, the usual, the most above 42 dB
CEILING: Final = 3  # grey levels, no mid-tone pixel changes by more
MIN_RMS: Final = 0.7  # grey levels; under this a photograph loses the mark: refuse to stamp it
DARK_MIN_RMS: Final = 0.5  # the same on dark ground, of which a camera sees more contrast too
MAX_RMS: Final = 2.02  # grey levels; 42 dB
MAX_MEAN: Final = 0.5  # grey levels; a pattern is a texture, no shade over the screen

MIN_SIDE: Final = 64  # pixels
MAX_SIDE: Final = 512
_HEADER: Final = struct.Struct(">4sBHH")  # magic, version, height, width; then zlib of the tiles' rows, int8
_MAGIC: Final = b"SKPT"
_VERSION: Final = 3  # 1: 2026-11, cells of 8 px, 32 x 32 of them, 12 pilots; 2: a tile for white too; 3: one for dark

Tile = npt.NDArray[np.int8]


@final
class Pattern:
    """Tiles of grey-level steps: the usual, one for white, one for dark ground; repeated from the screen's corner."""

    __slots__ = ("_dark", "_tile", "_white")

    def __init__(self, tile: Tile, white: Tile, dark: Tile) -> None:
        for each, least in ((tile, MIN_RMS), (white, MIN_RMS), (dark, DARK_MIN_RMS)):
            _check(each, least)
        if not tile.shape == white.shape == dark.shape:
            raise PatternError("A pattern's tiles are of one size.")
        self._tile, self._white, self._dark = tile.copy(), white.copy(), dark.copy()
        for each in (self._tile, self._white, self._dark):
            each.flags.writeable = False

    @property
    def tile(self) -> Tile:
        """Height x width screen pixels, read-only, each -3 to 3 grey levels."""
        return self._tile

    @property
    def white(self) -> Tile:
        """The same for pixels that are white."""
        return self._white

    @property
    def dark(self) -> Tile:
        """The same for tiles of the screen that are dark (`watermark.ground`)."""
        return self._dark

    def to_bytes(self) -> bytes:
        """The pattern as it travels: some kilobytes."""
        height, width = self._tile.shape
        rows = b"".join(each.tobytes() for each in self._tiles())
        return _HEADER.pack(_MAGIC, _VERSION, height, width) + zlib.compress(rows, 9)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The pattern in *data*; raises `PatternError` unless it is exactly one that may be stamped.

        Never inflates more than the tiles that the header announces, and none larger than 512 x 512.
        """
        if len(data) < _HEADER.size:
            raise PatternError("The pattern is cut short.")
        magic, version, height, width = _HEADER.unpack_from(data)
        if magic != _MAGIC or version != _VERSION:
            raise PatternError("This is no pattern of a known version.")
        _check_sides(height, width)
        rows = _inflate(data[_HEADER.size :], 3 * height * width)
        return cls(*np.frombuffer(rows, np.int8).reshape(3, height, width))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Pattern):
            return False
        return all(map(np.array_equal, self._tiles(), other._tiles()))

    def __hash__(self) -> int:
        return hash(tuple(each.tobytes() for each in self._tiles()))

    def _tiles(self) -> tuple[Tile, Tile, Tile]:
        return self._tile, self._white, self._dark

    def __repr__(self) -> str:
        height, width = self._tile.shape
        return f"<Pattern {width}x{height}>"  # not its content: whoever has it can stamp in this session's name


def pattern_for(key: MarkKey, mark: Mark, strength: int = STRENGTHS[1]) -> Pattern:
    """The pattern that carries *mark* under *key*, its data at *strength* per cent.

    Raises `ValueError` for a strength outside `STRENGTHS`: nobody can fade the mark out.
    """
    if not STRENGTHS[0] <= strength <= STRENGTHS[-1]:
        raise ValueError(f"a mark's strength is {STRENGTHS[0]} to {STRENGTHS[-1]} per cent, not {strength}")
    symbols = disperse(key, encode(seal(key, mark)))
    amplitudes = ((DATA, PILOT), (WHITE, PILOT), (DARK, DARK_PILOT))
    return Pattern(*(_tile(symbols, data * strength / 100, pilot) for data, pilot in amplitudes))


def _tile(symbols: npt.NDArray[np.int8], data: float, pilot: float) -> Tile:
    """*symbols*, one a cell, and the pilots in squares of one value: cheap for codecs, which copy from beside them."""
    levels = np.kron(data * symbols, np.ones((CELL // STEP, CELL // STEP))) + pilot * pilot_steps()
    steps = np.clip(np.rint(levels), -CEILING, CEILING).astype(np.int8)
    return np.kron(steps, np.ones((STEP, STEP), np.int8))


def _inflate(data: bytes, size: int) -> bytes:
    inflater = zlib.decompressobj()
    try:
        rows = inflater.decompress(data, size + 1)
    except zlib.error as error:
        raise PatternError("The pattern is damaged.") from error
    if len(rows) != size or not inflater.eof or inflater.unused_data:
        raise PatternError("The pattern is not of the size it announces.")
    return rows


def _check_sides(height: int, width: int) -> None:
    if not (MIN_SIDE <= height <= MAX_SIDE and MIN_SIDE <= width <= MAX_SIDE):
        raise PatternError(f"A pattern's tile has sides of {MIN_SIDE} to {MAX_SIDE} pixels, not {width} x {height}.")


def _check(tile: Tile, least: float) -> None:
    if tile.dtype != np.int8 or tile.ndim != 2:
        raise PatternError("A pattern's tile is a matrix of int8.")
    _check_sides(*tile.shape)
    values = tile.astype(np.float32)
    if np.abs(values).max() > CEILING:
        raise PatternError(f"A pattern changes no pixel by more than {CEILING} grey levels.")
    rms = float(np.sqrt(np.mean(values**2)))
    if not least <= rms <= MAX_RMS or abs(float(values.mean())) > MAX_MEAN:
        raise PatternError(f"A pattern's strength lies between {least} and {MAX_RMS} grey levels, not {rms:.2f}.")
