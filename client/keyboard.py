"""Which keys and buttons are down at the office: pure, so that none is ever left down.

Knows evdev codes and the messages that travel. Does not know windows or where the codes come from (`keymap`).
"""

from collections.abc import Sequence

from client.keymap import Platform, momentary
from wire.message import Message
from wire.messages import Button, Key, ReleaseAll


class Keyboard:
    """Turns presses and releases into messages. The local auto-repeat is dropped: the office PC repeats by itself."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._keys: set[int] = set()
        self._buttons: set[int] = set()

    def pressed(self, code: int) -> list[Message]:
        """Key *code* went down."""
        if code in self._keys:
            return []
        if momentary(self._platform, code):
            return [Key(code, down=True), Key(code, down=False)]
        self._keys.add(code)
        return [Key(code, down=True)]

    def released(self, code: int) -> list[Message]:
        """Key *code* went up. A release without a press belongs to another window and is not sent."""
        if code not in self._keys:
            return []
        self._keys.discard(code)
        return [Key(code, down=False)]

    def button(self, number: int, *, down: bool) -> list[Message]:
        """A pointer button went down or up."""
        if down == (number in self._buttons):
            return []
        (self._buttons.add if down else self._buttons.discard)(number)
        return [Button(number, down)]

    def chord(self, codes: Sequence[int]) -> list[Message]:
        """Keys pressed together and let go again, whatever this PC does with them. What was down is let go first."""
        down: list[Message] = [Key(code, down=True) for code in codes]
        up: list[Message] = [Key(code, down=False) for code in reversed(codes)]
        return [*self.release_all(), *down, *up]

    def release_all(self) -> list[Message]:
        """The window lost the focus: nothing may stay down."""
        if not self._keys and not self._buttons:
            return []
        self._keys.clear()
        self._buttons.clear()
        return [ReleaseAll()]
