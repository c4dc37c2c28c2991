"""From soft cells to a name, or to none: the false-alarm arithmetic against counting."""

import math

import numpy as np
import pytest

from tests.fakes.marked import KEY, MARK
from watermark import decode
from watermark.code import encode
from watermark.decode import FALSE_ALARM, Decoding, accepted, false_alarm, threshold, try_keys, whiten
from watermark.key import MarkKey
from watermark.mark import Mark
from watermark.payload import MacError, seal
from watermark.spread import CELLS, disperse


def _cells(noise: float, seed: int = 1) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    sent = disperse(KEY, encode(seal(KEY, MARK)))
    return np.asarray(sent + np.random.default_rng(seed).normal(0, noise, (CELLS, CELLS)), np.float32)


def test_noise_twice_the_signals_power_is_read() -> None:
    """At 1.2 standard deviations of noise a cell every one of 20 tiles gives the mark, with a score above threshold."""
    for seed in range(20):
        (decoding,) = try_keys(_cells(1.2, seed), [KEY])
        assert decoding.mark == MARK
        assert decoding.score > threshold(1000)


def test_where_a_codeword_is_nearly_right_more_payloads_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 80 noisy tiles more are read with a thousand near payloads than with 32, none wrongly; each is counted."""
    noisy = [_cells(1.9, seed) for seed in range(80)]
    deep = [try_keys(cells, [KEY])[0] for cells in noisy]
    monkeypatch.setattr(decode, "_DEEP", 32)
    plain = [try_keys(cells, [KEY])[0] for cells in noisy]
    marks = [{each.mark for each in found} for found in (plain, deep)]
    assert marks == [{MARK, None}] * 2
    counts = [sum(each.mark is not None for each in found) for found in (plain, deep)]
    assert 10 < counts[0] < counts[1] < 80
    assert max(each.payloads for each in plain) == 32 < max(each.payloads for each in deep)


def test_the_right_key_is_found_among_wrong_ones() -> None:
    """With many keys only the right one gives a mark."""
    keys = [*(MarkKey.new() for _ in range(30)), KEY]
    found = accepted(try_keys(_cells(1.0), keys), len(keys))
    assert found is not None
    assert found.key is KEY


def test_wrong_keys_never_name_anybody() -> None:
    """Of 300 wrong keys on a clean mark none passes its MAC, so that none is accepted, whatever its score."""
    keys = [MarkKey.new() for _ in range(300)]
    decodings = try_keys(_cells(0.3), keys)
    assert all(decoding.mark is None for decoding in decodings)
    assert accepted(decodings, len(decodings)) is None


def test_a_sealed_payloads_score_stays_under_its_bound() -> None:
    """Of 4,000 marks held against cells that carry none, no more score z by chance than exp(-z * z / 2)."""
    cells = whiten(_cells(2.0, seed=5))
    other = MarkKey.new()
    marks = [Mark(session, 7) for session in range(1, 4001)]
    norm = np.sqrt(np.square(cells, dtype=np.float64).sum())
    scores = np.array([(cells * disperse(other, encode(seal(other, mark)))).sum() / norm for mark in marks])
    assert scores.max() < threshold(1)
    for z in (1.5, 2.0, 2.5, 3.0):
        assert (scores >= z).mean() <= math.exp(-z * z / 2)


def test_both_locks_must_open() -> None:
    """A right MAC with a low score is not accepted, nor a high score without a MAC, nor anything after 2**20 tries."""
    assert accepted([Decoding(KEY, MARK, threshold(1) - 0.1)], 1) is None
    assert accepted([Decoding(KEY, None, 30.0)], 1) is None
    assert accepted([Decoding(KEY, MARK, 30.0)], 1) is not None
    assert accepted([Decoding(KEY, MARK, 30.0)], 1 << 20) is None


@pytest.mark.parametrize(("count", "each"), [(1, 32), (16, 32), (17, 1), (70, 1)])
def test_every_payload_tried_is_counted(count: int, each: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With few keys the near payloads are tried too, with more than sixteen only the likeliest; each seal counts."""
    seals = []

    def unsealed(key: MarkKey, bits: object) -> Mark:
        seals.append((key, bits))
        raise MacError

    monkeypatch.setattr(decode, "unseal", unsealed)
    decodings = decode.try_keys(_cells(1.0), [MarkKey.new() for _ in range(count)])
    assert [decoding.payloads for decoding in decodings] == [each] * count
    assert len(seals) == each * count


def test_a_payload_that_is_near_the_likeliest_is_named_and_counted() -> None:
    """Where noise just wins, a later payload of the list has the right seal; its place is what was tried."""
    named = [found for seed in range(60) for found in try_keys(_cells(2.0, seed), [KEY]) if found.mark is not None]
    near = [found for found in named if found.payloads > 1]
    assert near
    assert all(found.mark == MARK and found.payloads <= 32 for found in near)


def test_the_bounds_are_the_stated_ones() -> None:
    """The MAC's bound is T / 2**48; the threshold is where 2**64 sealed codewords in T tries reach 1e-9."""
    assert false_alarm(1000) == 1000 / 2**48
    assert math.isclose(1000 * 2.0**64 * math.exp(-(threshold(1000) ** 2) / 2), FALSE_ALARM, rel_tol=1e-6)


def test_an_empty_view_is_not_decoded() -> None:
    """Cells of which nothing was seen give no decoding at all, so none is counted."""
    assert try_keys(np.zeros((CELLS, CELLS), np.float32), [KEY]) == []


def test_whitening_takes_out_what_stands_out() -> None:
    """A strong slow shade over the cells no longer drowns the mark."""
    shade = 12 * np.sin(np.arange(CELLS) / CELLS * 4 * np.pi)[:, None]
    cells = _cells(0.5) + shade.astype(np.float32)
    sent = disperse(KEY, encode(seal(KEY, MARK)))
    assert np.mean(np.sign(whiten(cells)) == sent) > np.mean(np.sign(cells) == sent) + 0.2
