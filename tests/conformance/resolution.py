"""What a session relies on in every resolution: on a real screen and in memory."""

from typing import Protocol

from agent.resolution import Resolution

OWN = (1280, 800)


class Monitor(Protocol):
    """A screen of `OWN` size, and the resolution under test."""

    @property
    def resolution(self) -> Resolution:
        """The one under test."""
        ...

    def has(self, size: tuple[int, int]) -> bool:
        """Whether the screen comes to have that size."""
        ...


class ResolutionConformance:
    """Every claim about an `agent.resolution.Resolution`; a test class inherits them and makes a `monitor`."""

    def test_it_may_follow_and_has_not_yet(self, monitor: Monitor) -> None:
        """One monitor, and nothing is changed before it is asked for."""
        assert monitor.resolution.may_follow
        assert monitor.has(OWN)

    def test_it_follows_again_and_again(self, monitor: Monitor) -> None:
        """Smaller, larger, and the same once more."""
        for size in ((1100, 700), (1250, 790), (1250, 790)):
            monitor.resolution.follow(*size)
            assert monitor.has(size)

    def test_no_window_is_too_small(self, monitor: Monitor) -> None:
        """A screen nobody could work on is not made: at least 800 x 600."""
        monitor.resolution.follow(64, 40)
        assert monitor.has((800, 600))

    def test_restoring_gives_the_own_size_back(self, monitor: Monitor) -> None:
        """Also after several changes; and without one it does nothing."""
        monitor.resolution.restore()
        monitor.resolution.follow(1100, 700)
        monitor.resolution.follow(900, 650)
        monitor.resolution.restore()
        assert monitor.has(OWN)

    def test_closing_restores_and_twice_is_once(self, monitor: Monitor) -> None:
        """However a session ends."""
        monitor.resolution.follow(900, 650)
        monitor.resolution.close()
        monitor.resolution.close()
        assert monitor.has(OWN)
