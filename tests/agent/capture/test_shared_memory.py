"""System V shared memory."""

import pytest

from agent.capture.shared_memory import SharedMemory
from agent.errors import DesktopError


def test_the_memory_is_ours_until_closed() -> None:
    """Writable, of the size asked for, and not to be touched after closing."""
    memory = SharedMemory(4096)
    memory.forget_name()
    memory.buffer[:] = 7
    assert memory.buffer.shape == (4096,)
    assert memory.buffer.sum() == 7 * 4096
    memory.close()
    memory.close()
    assert memory.buffer.size == 0


def test_too_much_is_a_sentence() -> None:
    """A segment that the kernel will not give is no traceback."""
    with pytest.raises(DesktopError, match="shared memory"):
        SharedMemory(1 << 62)
