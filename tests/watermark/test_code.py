"""The convolutional code against a slow reference and against noise."""

import numpy as np
import numpy.typing as npt
from hypothesis import given, settings
from hypothesis import strategies as st

from watermark.code import GENERATORS, MEMORY, coded_length, decode, decode_list, encode

_messages = st.lists(st.integers(0, 1), min_size=1, max_size=40).map(lambda bits: np.array(bits, np.uint8))


def _slow_encode(bits: npt.NDArray[np.uint8]) -> list[int]:
    """The definition: each symbol is the parity of the generator's taps over this bit and the eight before it."""
    stream = [0] * MEMORY + bits.tolist() + [0] * MEMORY
    symbols = []
    for end in range(MEMORY, len(stream)):
        window = stream[end - MEMORY : end + 1]  # oldest first; the generator's highest bit taps the newest
        for generator in GENERATORS:
            taps = [generator >> place & 1 for place in range(MEMORY + 1)]
            symbols.append(1 - 2 * (sum(w & t for w, t in zip(window, taps, strict=True)) % 2))
    return symbols


@given(bits=_messages)
def test_it_encodes_as_defined(bits: npt.NDArray[np.uint8]) -> None:
    """The table-driven encoder sends what the textbook's definition says."""
    assert encode(bits).tolist() == _slow_encode(bits)


@given(bits=_messages)
@settings(max_examples=30)
def test_clean_symbols_decode(bits: npt.NDArray[np.uint8]) -> None:
    """Without noise the message comes back."""
    symbols = encode(bits)
    assert len(symbols) == coded_length(len(bits))
    assert decode(symbols[None].astype(np.float32))[0].tolist() == bits.tolist()


def test_it_corrects_what_its_distance_promises() -> None:
    """Any 11 of 480 hard symbols may be wrong: the free distance is 24."""
    random = np.random.default_rng(3)
    bits = random.integers(0, 2, 112).astype(np.uint8)
    received = np.repeat(encode(bits)[None].astype(np.float32), 50, axis=0)
    for row in received:
        row[random.choice(480, 11, replace=False)] *= -1
    assert (decode(received) == bits).all()


def test_soft_values_count() -> None:
    """At noise of the signal's own strength, and half the symbols erased, 112 bits still come through."""
    random = np.random.default_rng(4)
    bits = random.integers(0, 2, 112).astype(np.uint8)
    received = encode(bits) + random.normal(0, 0.7, (20, 480))
    received[:, random.choice(480, 240, replace=False)] = 0
    assert (decode(received.astype(np.float32)) == bits).all(axis=1).mean() >= 0.9


def test_rows_of_a_batch_do_not_meet() -> None:
    """Each row is decoded as if alone, whatever its scale."""
    random = np.random.default_rng(5)
    messages = random.integers(0, 2, (3, 20)).astype(np.uint8)
    soft = np.stack([encode(bits) * scale for bits, scale in zip(messages, (1e-3, 1, 1e3), strict=True)])
    assert (decode(soft.astype(np.float32)) == messages).all()


def test_near_messages_begin_with_the_likeliest_and_differ() -> None:
    """The list's first is what decoding gives; no two of thirty-two are the same."""
    random = np.random.default_rng(6)
    bits = random.integers(0, 2, (5, 112)).astype(np.uint8)
    soft = (np.stack([encode(row) for row in bits]) + random.normal(0, 1.4, (5, 480))).astype(np.float32)
    found = decode_list(soft, 32)
    assert (found[:, 0] == decode(soft)).all()
    for row in found:
        assert len({message.tobytes() for message in row}) == 32


def test_the_message_is_near_when_it_is_not_the_likeliest() -> None:
    """Where noise wins narrowly, a third and more of the lost messages stand among the thirty-two."""
    random = np.random.default_rng(7)
    bits = random.integers(0, 2, (200, 112)).astype(np.uint8)
    soft = (np.stack([encode(row) for row in bits]) + random.normal(0, 1.5, (200, 480))).astype(np.float32)
    right = (decode_list(soft, 32) == bits[:, None]).all(axis=2)
    lost = ~right[:, 0]
    assert lost.any()
    assert right[lost].any(axis=1).mean() > 1 / 3
