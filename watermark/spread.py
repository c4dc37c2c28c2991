"""Which cell of the tile carries which code symbol, and with which sign: both secret.

Every cell's sign and place come from SHAKE-256 over a subkey of the mark key. Somebody who holds a pattern sees only
the products of secret signs and code symbols. Even when he knows his own mark, and so most of the symbols, he learns
outputs of a pseudo-random function, from which neither the key nor the MAC of any other mark can be computed.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from watermark.code import coded_length
from watermark.key import MarkKey
from watermark.payload import PAYLOAD_BITS

CELLS: Final = 32  # cells along a side of the tile
SYMBOLS: Final = coded_length(PAYLOAD_BITS)  # 480 symbols, each in two or three of the 1024 cells


@dataclass(frozen=True, slots=True)
class Spread:
    """For each cell, row by row: the code symbol it carries and the sign it carries it with."""

    symbol: npt.NDArray[np.intp]
    sign: npt.NDArray[np.int8]


@lru_cache(maxsize=1024)
def spread_for(key: MarkKey) -> Spread:
    """The secret arrangement of *key*."""
    count = CELLS * CELLS
    order = np.argsort(np.frombuffer(key.stream(b"order", 8 * count), "<u8"), kind="stable")
    sign = np.unpackbits(np.frombuffer(key.stream(b"sign", count // 8), np.uint8)).astype(np.int8)
    return Spread(order % SYMBOLS, 1 - 2 * sign)


def disperse(key: MarkKey, symbols: npt.NDArray[np.int8]) -> npt.NDArray[np.int8]:
    """Code symbols to cells: a CELLS x CELLS array of +1 and -1."""
    spread = spread_for(key)
    return (spread.sign * symbols[spread.symbol]).reshape(CELLS, CELLS)


def gather(key: MarkKey, cells: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Soft cells (CELLS x CELLS) to soft symbols: the sum over the cells that carry each."""
    spread = spread_for(key)
    return np.bincount(spread.symbol, cells.ravel() * spread.sign, SYMBOLS).astype(np.float32)
