"""What a session relies on in every injector and every notice: on a real screen and in memory."""

from collections.abc import Sequence
from typing import Protocol

from agent.inject import Injector
from agent.notice import Notice

Input = tuple[str, int, bool]  # "key" with its evdev code or "button" with its number, and whether it went down


class Hands(Protocol):
    """An injector, and what has arrived at the desktop."""

    @property
    def injector(self) -> Injector:
        """The one under test."""
        ...

    def arrived(self, count: int) -> Sequence[Input]:
        """Keys and buttons so far, in order, once there are *count* of them."""
        ...

    def pointer_is_at(self, x: int, y: int) -> bool:
        """Whether the pointer comes to rest there."""
        ...


class InjectorConformance:
    """Every claim about an `agent.inject.Injector`; a test class inherits them and makes `hands`."""

    def test_keys_and_buttons_arrive_as_they_were_pressed(self, hands: Hands) -> None:
        """By position and number, downs and ups, in order: Shift with 変換, then a click."""
        done: list[Input] = [("key", 42, True), ("key", 92, True), ("key", 92, False), ("key", 42, False)]
        done += [("button", 1, True), ("button", 1, False)]
        hands.injector.pointer(40, 40)
        for kind, code, down in done:
            if kind == "key":
                hands.injector.key(code, down)
            else:
                hands.injector.button(code, down)
        assert hands.arrived(len(done)) == done

    def test_the_pointer_goes_to_the_pixel(self, hands: Hands) -> None:
        """Counted from the upper left."""
        hands.injector.pointer(123, 45)
        assert hands.pointer_is_at(123, 45)

    def test_letting_go_of_what_is_not_down_does_no_harm(self, hands: Hands) -> None:
        """At the end of a session everything is let go, whatever the office desktop holds; the next key arrives."""
        hands.injector.key(57, False)
        hands.injector.key(30, True)
        hands.injector.key(30, False)
        found = hands.arrived(2)
        assert found[-2:] == [("key", 30, True), ("key", 30, False)]

    def test_letting_go_releases_whatever_is_down(self, hands: Hands) -> None:
        """Keys and buttons alike, and once."""
        hands.injector.pointer(40, 40)
        hands.injector.key(42, True)
        hands.injector.button(1, True)
        hands.arrived(2)
        hands.injector.let_go()
        hands.injector.let_go()
        assert sorted(hands.arrived(4)[2:]) == [("button", 1, False), ("key", 42, False)]

    def test_a_wheel_that_stands_still_is_no_event(self, hands: Hands) -> None:
        """No notch, no click."""
        hands.injector.wheel(0, 0)
        hands.injector.key(30, True)
        hands.injector.key(30, False)
        assert hands.arrived(2) == [("key", 30, True), ("key", 30, False)]

    def test_closing_twice_is_once(self, hands: Hands) -> None:
        """However a session ends."""
        hands.injector.close()
        hands.injector.close()


class Wall(Protocol):
    """A notice, and whether it can be seen."""

    @property
    def notice(self) -> Notice:
        """The one under test."""
        ...

    def comes_to_show(self, text: str | None) -> bool:
        """Whether the screen comes to show a notice that says *text*; None: no notice at all."""
        ...


class NoticeConformance:
    """Every claim about an `agent.notice.Notice`; a test class inherits them and makes a `wall`."""

    def test_it_is_hidden_at_first(self, wall: Wall) -> None:
        """The office PC is open, and nobody views it yet."""
        assert wall.comes_to_show(None)

    def test_it_shows_what_it_is_told(self, wall: Wall) -> None:
        """The text, until it is closed."""
        wall.notice.show("遠隔利用中 131016-0001 関所 花子")
        assert wall.comes_to_show("遠隔利用中 131016-0001 関所 花子")
        wall.notice.close()
        assert wall.comes_to_show(None)

    def test_closing_twice_or_unshown_is_once(self, wall: Wall) -> None:
        """However a session ends."""
        wall.notice.close()
        wall.notice.close()
        assert wall.comes_to_show(None)
