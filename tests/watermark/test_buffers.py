"""Buffers that are used again, and never under a reader."""

import numpy as np

from watermark.buffers import Buffers


def test_a_buffer_is_used_again_when_nobody_holds_it() -> None:
    """The same memory comes back once the last name and view of it are gone."""
    buffers = Buffers(100)
    first = buffers.take()
    where = first.ctypes.data
    del first
    assert buffers.take().ctypes.data == where


def test_a_buffer_that_is_held_is_not_handed_out() -> None:
    """A view, a view of a view, and a memoryview each keep a buffer to themselves."""
    buffers = Buffers(100)
    held = [buffers.take(), buffers.take()[:10].reshape(2, 5)[1:], buffers.take().data]
    places = [np.asarray(part).ctypes.data // 100 for part in held]
    fresh = [buffers.take() for _ in range(8)]
    assert len(held) == 3
    spans = [(start := array.ctypes.data, start + 100) for array in fresh]
    for part in held:
        at = np.asarray(part).ctypes.data
        assert not any(start <= at < end for start, end in spans), places


def test_more_may_be_held_than_are_kept() -> None:
    """Whoever holds many gets many, each its own."""
    buffers = Buffers(16)
    held = [buffers.take() for _ in range(20)]
    for number, buffer in enumerate(held):
        buffer[:] = number
    assert [buffer[0] for buffer in held] == list(range(20))


def test_a_buffer_comes_writeable() -> None:
    """Even when it was closed to writing by the one who had it."""
    buffers = Buffers(16)
    buffers.take().flags.writeable = False
    buffers.take()[0] = 1
