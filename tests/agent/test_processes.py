"""Which processes run."""

import psutil

from agent import processes


def test_this_process_is_among_them() -> None:
    """By the name that the system gives it."""
    assert psutil.Process().name() in processes.running()
