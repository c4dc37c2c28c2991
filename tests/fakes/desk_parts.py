"""Hands, a notice and a resolution in memory, for tests of what stands above them."""

from dataclasses import dataclass, field

from agent.resolution.choice import at_least


@dataclass
class FakeInjector:
    """Writes down what was done, as ("key", code, down) and the like."""

    done: list[tuple[str | int | bool, ...]] = field(default_factory=list)
    closed: bool = False

    def key(self, code: int, down: bool) -> None:  # noqa: FBT001 - see the Protocol
        """A key."""
        self.done.append(("key", code, down))

    def button(self, button: int, down: bool) -> None:  # noqa: FBT001 - see the Protocol
        """A button."""
        self.done.append(("button", button, down))

    def pointer(self, x: int, y: int) -> None:
        """The pointer."""
        self.done.append(("pointer", x, y))

    def wheel(self, dx: int, dy: int) -> None:
        """The wheel."""
        self.done.append(("wheel", dx, dy))

    def let_go(self) -> None:
        """Release what was pressed."""
        for held in self.held():
            self.done.append((*held, False))

    def held(self) -> list[tuple[str | int | bool, ...]]:
        """What is down, as ("key", code) and the like."""
        last = {tuple(act[:2]): act[2] for act in self.done if act[0] in ("key", "button")}
        return [what for what, down in last.items() if down]

    def close(self) -> None:
        """Let go."""
        self.closed = True


@dataclass
class FakeNotice:
    """Remembers what it shows."""

    text: str | None = None
    closed: bool = False

    def show(self, text: str) -> None:
        """Show it."""
        self.text = text

    def close(self) -> None:
        """Hide it."""
        self.closed = True


@dataclass
class FakeResolution:
    """A screen that takes any size it is asked for."""

    own: tuple[int, int] = (640, 480)
    size: tuple[int, int] = (640, 480)
    may_follow: bool = True
    closed: bool = False

    def follow(self, width: int, height: int) -> None:
        """Take it, as a virtual screen does."""
        self.size = at_least((width, height))

    def restore(self) -> None:
        """As it was."""
        self.size = self.own

    def close(self) -> None:
        """Restore and let go."""
        self.restore()
        self.closed = True
