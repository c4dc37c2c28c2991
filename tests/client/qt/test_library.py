"""The Qt binding itself: what it must not do to this Python."""

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication


class Bell(QObject):
    """Something with a signal."""

    rung = Signal(object)


def test_calls_do_not_use_up_none_and_true(app: QApplication) -> None:
    """A binding that loses a reference at each call aborts the client after some thousand pictures."""
    bell = Bell()
    bell.rung.connect(lambda _: None)
    acts: list[Callable[[], object]] = [app.processEvents, lambda: bell.rung.emit(1)]
    for act in acts:
        before = sys.getrefcount(None), sys.getrefcount(True)
        for _ in range(200):
            act()
        after = sys.getrefcount(None), sys.getrefcount(True)
        assert min(b - a for a, b in zip(before, after, strict=True)) > -100
