"""What moves on the office screen while a remote desktop is measured; each frame carries a 16-bit counter.

    python -m bench.desk.office_app MODE SECONDS LOG     MODE: probe | idle | type | scroll | drag | video | both

LOG gets a line for each frame: the counter and the time it was drawn (seconds, monotonic), and in the end one whose
counter is -1: from then on nothing moves. One file for all modes, so that every desktop sees the same work.
"""

import itertools
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

os.environ.setdefault("SDL_VIDEODRIVER", "x11")
os.environ.setdefault("SDL_VIDEO_WINDOW_POS", "0,0")
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
# SDL would show each frame through an emulated graphics card: 7 to 14 ms of both cores instead of 0.6 of one.
os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")

import numpy as np
import pygame

from bench.office_app import BITS, SQUARE

WIDTH: Final = 1600
HEIGHT: Final = 900
LINE: Final = 26  # pixels from one line of text to the next
FPS: Final = 30
REST: Final = 4.0  # seconds that the last frame stays
WORDS: Final = (
    "住民票の写し", "交付申請書を", "受理し本人を", "確認のうえ", "処理する。", "総務課庶務係", "起案", "決裁", "回議",
    "municipal", "telework", "gateway", "0123456789", "令和八年", "電子申請", "手数料は一通", "三百円とする。",
)  # fmt: skip
FONT: Final = Path("/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf")


class Stage:
    """The screen, the page of text behind everything, and the counter."""

    def __init__(self, log: Path) -> None:
        pygame.display.init()
        pygame.font.init()
        self.screen = pygame.display.set_mode((WIDTH, HEIGHT), pygame.NOFRAME)
        self.font = pygame.font.Font(FONT if FONT.exists() else None, 18)
        self.page = self._page()
        self._log = log.open("w", buffering=1)
        self._count = 0

    def _page(self) -> pygame.Surface:
        rng = np.random.default_rng(1)
        page = pygame.Surface((WIDTH, 6000))
        page.fill((255, 255, 255))
        for y in range(0, 6000, LINE):
            text = " ".join(WORDS[index] for index in rng.integers(0, len(WORDS), 14))
            page.blit(self.font.render(text, True, (20, 20, 20)), (24, y))
        for y in range(400, 6000, 900):
            pygame.draw.rect(page, (40, 90, 160), (900, y, 600, 220))
        return page

    def paper(self, offset: int = 0) -> None:
        """The page, scrolled down by *offset* pixels."""
        self.screen.blit(self.page, (0, SQUARE), (0, offset, WIDTH, HEIGHT - SQUARE))

    def rest(self) -> None:
        """Nothing moves from now on."""
        self._log.write(f"-1 {time.monotonic():.6f}\n")
        time.sleep(REST)

    def shown(self) -> None:
        """Count this frame, show it, and note when."""
        self._count = (self._count + 1) & 0xFFFF
        for bit in range(BITS):
            grey = 255 if self._count >> bit & 1 else 0
            self.screen.fill((grey, grey, grey), (bit * SQUARE, 0, SQUARE, SQUARE))
        pygame.display.flip()
        self._log.write(f"{self._count} {time.monotonic():.6f}\n")


def probe(stage: Stage) -> Iterator[float]:
    """A frame for each key press."""
    while True:
        if pygame.event.wait(20).type == pygame.KEYDOWN:  # 20 ms, then the time is looked at
            stage.shown()
        yield 0.0


def idle(stage: Stage) -> Iterator[float]:
    """A caret that blinks twice a second, and nothing else."""
    for grey in itertools.cycle((0, 255)):
        stage.screen.fill((grey, grey, grey), (700, 300, 2, 20))
        pygame.display.flip()
        yield 2.0


def typing(stage: Stage) -> Iterator[float]:
    """Ten characters a second, as a quick typist."""
    x, y = 24, 40
    for word in itertools.cycle(WORDS):
        for char in word:
            glyph = stage.font.render(char, True, (10, 10, 10))
            stage.screen.fill((255, 255, 255), (x, y, *glyph.get_size()))
            stage.screen.blit(glyph, (x, y))
            x += glyph.get_width()
            if x > WIDTH - 80:
                x, y = 24, y + LINE if y < HEIGHT - 80 else 40
            stage.shown()
            yield 10.0


def scroll(stage: Stage) -> Iterator[float]:
    """The page scrolls at 360 pixels a second."""
    begin = time.monotonic()
    while True:
        stage.paper(int((time.monotonic() - begin) * 360) % 5000)
        stage.shown()
        yield FPS


def drag(stage: Stage) -> Iterator[float]:
    """A window with text is dragged about over the page."""
    begin = time.monotonic()
    while True:
        t = time.monotonic() - begin
        x, y = int(500 + 400 * np.sin(t * 1.7)), int(300 + 200 * np.cos(t * 1.3))
        stage.paper()
        pygame.draw.rect(stage.screen, (225, 230, 238), (x, y, 520, 360))
        pygame.draw.rect(stage.screen, (30, 60, 120), (x, y, 520, 28))
        stage.screen.blit(stage.page, (x + 8, y + 36), (24, 0, 500, 310))
        stage.shown()
        yield FPS


def _film(stage: Stage) -> Iterator[None]:
    """A noisy 854x480 film pans in the middle of the page; drawn and not yet shown."""
    width, height = 854, 480
    rng = np.random.default_rng(2)
    down, across = np.mgrid[0 : height * 2, 0 : width * 2].astype(np.float32)
    grey = 127 + 60 * np.sin(across / 37) + 50 * np.cos(down / 23 + across / 91)
    film = np.stack([grey, np.roll(grey, 160, 0), np.roll(grey, 220, 1)], -1) + rng.normal(0, 9, (*grey.shape, 3))
    film = film.clip(0, 255).astype(np.uint8)
    begin = time.monotonic()
    while True:
        t = time.monotonic() - begin
        x, y = int(width / 2 * (1 + np.sin(t))), int(height / 2 * (1 + np.cos(t * 0.8)))
        frame = film[y : y + height, x : x + width].swapaxes(0, 1)
        pygame.surfarray.blit_array(stage.screen.subsurface((300, 200, width, height)), frame)
        yield


def video(stage: Stage) -> Iterator[float]:
    """A film at 30 frames a second."""
    for _ in _film(stage):
        stage.shown()
        yield FPS


def both(stage: Stage) -> Iterator[float]:
    """A film plays while somebody types above it; only what is typed counts."""
    for count, _ in enumerate(_film(stage)):
        if count % 5:
            pygame.display.flip()
        else:
            text = stage.font.render(WORDS[count // 5 % len(WORDS)], True, (10, 10, 10), (255, 255, 255))
            stage.screen.blit(text, (24 + count * 3 % 1400, 66))
            stage.shown()
        yield FPS


MODES: Final[dict[str, Callable[[Stage], Iterator[float]]]] = {
    "probe": probe,
    "idle": idle,
    "type": typing,
    "scroll": scroll,
    "drag": drag,
    "video": video,
    "both": both,
}


def main(mode: str, seconds: float, log: Path) -> None:
    """Show *mode* for *seconds*."""
    stage, clock = Stage(log), pygame.time.Clock()
    stage.paper()
    stage.shown()
    end = time.monotonic() + seconds
    for fps in MODES[mode](stage):
        if time.monotonic() > end:
            break
        if mode != "probe":
            pygame.event.pump()
        clock.tick(fps)
    stage.rest()


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]))
