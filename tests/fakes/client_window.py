"""A display that only remembers, for tests of the client without a window, and a person who enrols.

Keeps the promise of `client.display.Display`: any thread, never blocking. It acknowledges what it is given at once.
"""

import asyncio
from collections.abc import Callable, Sequence

from client.framebuffer import Framebuffer
from client.pages import Page
from client.posture.checks import Check
from client.quality import Quality
from client.service import Service
from client.steps import Announce
from tests.fakes.client_play import POSTURE
from wire.geometry import Rect
from wire.messages import Cursor, Posture, Screen
from wire.reasons import Reason


class Memory:
    """A `Display`; `until` waits for something to have been shown."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.checks: tuple[Check, ...] = ()
        self.announcements: list[Announce] = []
        self.screens: list[Screen] = []
        self.framebuffers: list[Framebuffer | None] = []
        self.pictures: list[tuple[int, tuple[Rect, ...]]] = []
        self.cursors: list[tuple[Cursor, bytes]] = []
        self.reasons: list[Reason | None] = []
        self.trips: list[float | None] = []
        self.service: Service | None = None
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()

    def _tell(self) -> None:
        self._loop.call_soon_threadsafe(self._news.set)

    def show(self, page: Page) -> None:
        """Remember *page*."""
        self.pages.append(page)
        self._tell()

    def checked(self, checks: Sequence[Check]) -> None:
        """Remember *checks*."""
        self.checks = tuple(checks)
        self._tell()

    def announce(self, announcement: Announce) -> None:
        """Remember *announcement*."""
        self.announcements.append(announcement)
        self._tell()

    def arranged(self, screen: Screen) -> None:
        """Remember *screen*."""
        self.screens.append(screen)
        self._tell()

    def picture_of(self, framebuffer: Framebuffer | None) -> None:
        """Remember *framebuffer*."""
        self.framebuffers.append(framebuffer)
        self._tell()

    def drawn(self, number: int, changed: tuple[Rect, ...], decode: int) -> None:
        """Remember the picture and acknowledge it."""
        self.pictures.append((number, changed))
        self._loop.call_soon_threadsafe(self._acknowledge, number, decode)
        self._tell()

    def _acknowledge(self, number: int, decode: int) -> None:
        if self.service is not None and self.service.viewer is not None:
            self.service.viewer.acknowledge(number, decode)

    def cursor(self, shape: Cursor, pixels: bytes) -> None:
        """Remember the pointer's shape."""
        self.cursors.append((shape, pixels))
        self._tell()

    def blanked(self, reason: Reason | None) -> None:
        """Remember why the picture is withheld."""
        self.reasons.append(reason)
        self._tell()

    def line(self, quality: Quality) -> None:
        """Remember the round trip."""
        self.trips.append(quality.milliseconds)
        self._tell()

    async def until(self, condition: Callable[[], bool], *, within: float = 10.0) -> None:
        """Wait until *condition* holds."""
        async with asyncio.timeout(within):
            while not condition():
                await self._news.wait()
                self._news.clear()

    async def until_page(self, kind: type[Page], *, within: float = 10.0) -> Page:
        """Wait until the page shown is of *kind*, and return it."""
        await self.until(lambda: bool(self.pages) and isinstance(self.pages[-1], kind), within=within)
        return self.pages[-1]


class Healthy:
    """A `Collector` for a PC in good state, or in whatever state a test gives it."""

    def __init__(self, posture: Posture = POSTURE) -> None:
        self.posture = posture

    def collect(self) -> Posture:
        """What the test says."""
        return self.posture


class Person:
    """An `Authenticator` who scans the code and types what a test says, in order."""

    def __init__(self, *codes: str) -> None:
        self.uri = ""
        self.refusals: list[Reason | None] = []
        self._codes = list(codes)

    async def offered(self, uri: str) -> None:
        """Remember the secret."""
        self.uri = uri

    async def code(self, refused: Reason | None) -> str:
        """The next code."""
        self.refusals.append(refused)
        return self._codes.pop(0)
