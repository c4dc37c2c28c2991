"""Symbols over cells and back."""

import numpy as np

from tests.fakes.marked import KEY
from watermark.key import MarkKey
from watermark.spread import CELLS, SYMBOLS, disperse, gather, spread_for


def test_every_symbol_is_in_the_tile_at_least_twice() -> None:
    """No symbol hangs on a single cell."""
    counts = np.bincount(spread_for(KEY).symbol, minlength=SYMBOLS)
    assert counts.min() >= 2
    assert counts.sum() == CELLS * CELLS


def test_what_is_dispersed_is_gathered() -> None:
    """Gathering undoes dispersing, up to how often each symbol was sent."""
    symbols = np.where(np.random.default_rng(1).random(SYMBOLS) < 0.5, 1, -1).astype(np.int8)
    assert (np.sign(gather(KEY, disperse(KEY, symbols).astype(np.float32))) == symbols).all()


def test_another_key_gathers_noise() -> None:
    """With a wrong key, symbols agree with the right ones no better than coins."""
    symbols = np.ones(SYMBOLS, np.int8)
    cells = disperse(KEY, symbols).astype(np.float32)
    gathered = np.concatenate([gather(MarkKey.new(), cells) for _ in range(20)])
    assert 0.45 < np.mean(gathered[gathered != 0] > 0) < 0.55


def test_the_arrangement_is_a_function_of_the_key_alone() -> None:
    """An equal key gives the same places and signs, in this process or another."""
    again = spread_for(MarkKey.from_bytes(KEY.to_bytes()))
    assert (again.symbol == spread_for(KEY).symbol).all()
    assert again.symbol[:8].tolist() == [int(s) for s in spread_for(KEY).symbol[:8]]
