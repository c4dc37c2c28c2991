"""What becomes of a change: coded lossless at once, or as video, repaired later. Pure; takes *now*.

Text and small changes go lossless, for that is both sharpest and quickest. What covers much of the screen, or keeps
changing over a good part of it, goes as video. Each tile remembers when it changed and whether the viewer's copy is
exact, so that a quiet tile is repaired although a caret blinks elsewhere. Does not know pixels or codecs.
"""

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from agent.damage import Grid
from watermark.tiles import Mask
from wire.geometry import Rect

LARGE: Final = 0.20  # of the screen: a change this large is video at once, rough first
MOVING: Final = 0.03  # of the screen: a change this large is video where it keeps coming back
BUSY_AFTER: Final = 3  # changes of one tile, each within GAP of the last, before it counts as moving
GAP: Final = 0.25  # seconds between changes of something that moves; a caret blinks every 0.5 s, typing rests
QUIET: Final = 0.1  # seconds without a change after which a tile is repaired
_SMALL: Final = 4  # tiles: a letter, a caret, a line of text
_LATER: Final = 1.0  # seconds without a change after a small one until a tile's ground is looked at with a picture
_LATEST: Final = 2.0  # seconds after which it is looked at although it still changes
_WASTE: Final = 4.0  # a video area this many times larger than what moves in it is too large
_PATIENCE: Final = 2.0  # seconds for which what has moved counts: a tighter area begins with a whole picture
_KEPT: Final = 2.0  # seconds without video after which the next is another motion; a new page may keep a line for long
_MOST_OF_IT: Final = 0.5  # of the screen, from which the area is the whole of it, and never has to grow
_MARGIN: Final = 4  # tiles on each side that a growing area takes in advance, for the same reason


@dataclass(frozen=True, slots=True)
class Plan:
    """`lossless` and `video` are disjoint masks of tiles; `area` is what the video encoder sees, None without video.

    Whoever does send `video` as video tells the planner (`spoiled_tiles`): those tiles are not exact then.
    """

    lossless: Mask
    video: Mask
    area: Rect | None


class Planner:
    """The memory of one screen, tile by tile."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._exact = grid.mask()
        self._look_at: NDArray[np.float64] = np.full((grid.rows, grid.columns), np.inf)  # a ground; inf: it is known
        self._look_alone = np.inf  # at a ground although there is nothing else to do
        self._look_by = np.inf  # at all that are not known, although something moves
        self._changed_at: NDArray[np.float64] = np.full((grid.rows, grid.columns), -np.inf)
        self._streak: NDArray[np.int32] = np.zeros((grid.rows, grid.columns), np.int32)
        self._area: Rect | None = None
        self._reach: tuple[Rect | None, Rect | None] = (None, None)  # of what moved: lately, and before that
        self._reach_since = -np.inf
        self._moved_at = -np.inf  # when something last moved

    @property
    def exact(self) -> Mask:
        """Which tiles the viewer holds exactly."""
        return self._exact

    def changed(self, mask: Mask, now: float) -> Plan:
        """Decide on the tiles of *mask*, which have just been seen to differ."""
        at = mask.ravel().nonzero()[0]  # of hundreds of tiles a letter changes one or two
        streaks, changed_at = self._streak.ravel(), self._changed_at.ravel()
        streak = np.where(now - changed_at[at] <= GAP, streaks[at] + 1, 1)
        streaks[at], changed_at[at] = streak, now
        if at.size >= LARGE * mask.size:
            video = mask & ~small_parts(mask)
        elif np.count_nonzero(streak >= BUSY_AFTER) >= MOVING * mask.size:
            video = _touching(mask & (self._streak >= BUSY_AFTER), mask)
        else:
            return Plan(mask, self.grid.mask(), None)
        return Plan(mask & ~video, video, self._area_for(video, now))

    def whole_tiles(self, mask: Mask) -> Mask:
        """Of the lossless tiles of *mask*, those to send whole because the rest of them is not exact yet."""
        return mask & ~self._exact

    def redrawn(self, mask: Mask, now: float) -> None:
        """The tiles of *mask* have changed in part, and that part alone is sent: they may be another ground now.

        They are looked at when they rest, for what moves is another ground in each picture; soon after a large change,
        which may be another window, and later after a small one, with the next picture: for who types there soon is
        one. What never rests is looked at now and then.
        """
        large = np.count_nonzero(mask) > _SMALL
        self._look_at[mask] = now + (QUIET if large else _LATER)
        if large:
            self._look_alone = now + QUIET
        self._look_by = min(self._look_by, now + _LATEST)

    def to_look_at(self, now: float) -> Mask:
        """The tiles whose ground is to be looked at by now; whoever asks does it. What moves comes first."""
        first = float(self._look_at.min())
        if first == np.inf:
            self._look_alone = self._look_by = np.inf
        if now < self._look_by and (now < first or self.moving(now)):
            return self.grid.mask()
        due: Mask = self._look_at < np.inf if now >= self._look_by else self._look_at <= now
        self._look_at[due] = np.inf
        if now >= self._look_alone:
            self._look_alone = np.inf
        if self._look_at.min() == np.inf:
            self._look_alone = self._look_by = np.inf
        return due

    def settled(self, rect: Rect) -> None:
        """The tiles that *rect* covers have been sent whole and lossless, for the ground that they are."""
        tiles = self.grid.tiles(rect)
        self._exact[tiles] = True
        self._look_at[tiles] = np.inf

    def spoiled(self, rect: Rect) -> None:
        """The viewer's copy of the tiles that *rect* touches is not exact."""
        self._exact[self.grid.tiles(rect)] = False

    def spoiled_tiles(self, mask: Mask) -> None:
        """The viewer's copy of the tiles in *mask* is not exact."""
        self._exact &= ~mask

    def forget(self) -> None:
        """The viewer holds nothing exactly any more (it starts anew, or the overlay has changed)."""
        self._exact[:] = False

    def restart(self) -> None:
        """The next video picture needs a new area: the viewer's decoder starts anew."""
        self._area = None

    def moving(self, now: float) -> bool:
        """Whether something is moving just now."""
        return bool(now - self._moved_at < QUIET)

    def repairs(self, now: float, most: int) -> Mask:
        """Up to *most* tiles that are quiet and not exact, the longest quiet first."""
        if self._exact.all():
            return self.grid.mask()
        due = ~self._exact & (self._changed_at + QUIET <= now)
        found = due.ravel().nonzero()[0]
        if found.size > most:
            order = np.argsort(self._changed_at.ravel()[found], kind="stable")
            found = found[order[:most]]
        mask = self.grid.mask()
        mask.ravel()[found] = True
        return mask

    def repair_wait(self, now: float) -> float | None:
        """Seconds until some tile is due for repair, or for a look at its ground; None when there is nothing to do."""
        repair = np.inf if self._exact.all() else float(self._changed_at[~self._exact].min()) + QUIET
        look = float(self._look_at.min())
        if look < np.inf:
            # A little after it is due with a picture: while something changes, another one is soon made.
            look = min(max(look, self._look_alone, self._moved_at + QUIET), self._look_by + QUIET)
        due = min(repair, look)
        return None if due == np.inf else max(0.0, due - now)

    def _area_for(self, video: Mask, now: float) -> Rect | None:
        """The encoder's area: kept while it holds what moves without much waste; a new one costs a whole picture."""
        needed = self.grid.bounds(video)
        if needed is None:
            return None
        if needed.area >= _MOST_OF_IT * self.grid.screen.area:
            needed = self.grid.screen
        if now - self._moved_at > _KEPT:
            self._area, self._reach = None, (None, None)  # another motion
        self._moved_at = now
        reach = self._reached(needed, now)
        area = self._area
        if area is None or area.intersection(needed) is None:
            area = needed
        elif area.union(needed) != area:
            area = self._roomy(area.union(needed))
            if area.area >= _MOST_OF_IT * self.grid.screen.area:
                area = self.grid.screen
        elif area.area > _WASTE * reach.area:
            area = reach
        self._area = area
        return area

    def _reached(self, needed: Rect, now: float) -> Rect:
        """Around all that has moved in the last one to two `_PATIENCE`, *needed* by now included."""
        lately, before = self._reach
        if now - self._reach_since > _PATIENCE:
            self._reach_since, lately, before = now, None, lately
        lately = needed if lately is None else lately.union(needed)
        self._reach = (lately, before)
        return lately if before is None else lately.union(before)

    def _roomy(self, rect: Rect) -> Rect:
        """*rect*, which lies on the tiles, and some of its neighbours."""
        rows, columns = self.grid.tiles(rect)
        left, top = max(0, columns.start - _MARGIN), max(0, rows.start - _MARGIN)
        right, bottom = min(self.grid.columns, columns.stop + _MARGIN), min(self.grid.rows, rows.stop + _MARGIN)
        return self.grid.rect(left, top, right - left, bottom - top)


def small_parts(mask: Mask) -> Mask:
    """The parts of *mask* that hang together and are small even taken together: letters beside a film stay sharp."""
    _, labels, parts, _ = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)
    found: Mask = mask & (parts[:, cv2.CC_STAT_AREA] < MOVING * mask.size)[labels]
    return found if np.count_nonzero(found) < MOVING * mask.size else np.zeros_like(mask)


def _touching(moving: Mask, changed: Mask) -> Mask:
    """Of the *changed* tiles those that hang together with *moving* ones: the front of a window moves with it."""
    parts, labels = cv2.connectedComponents(changed.view(np.uint8), connectivity=8)
    moves = np.zeros(parts, np.bool_)
    moves[labels[moving]] = True
    found: Mask = moves[labels]
    return found


def tiles_for(budget: int, bytes_per_tile: float) -> int:
    """How many tiles fit into *budget* bytes: at least one, so that every screen settles in the end."""
    return max(1, int(budget / max(1.0, bytes_per_tile)))
