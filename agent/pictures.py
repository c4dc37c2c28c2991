"""From the screen to the patches of one picture: compare, plan, stamp, encode.

Holds the shadow (the unstamped screen as last seen) and what the viewer has. Runs in one thread; does no I/O but
through the *grab* it is handed, and does not know the line: the caller says how many bytes of repairs may go.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import chain
from math import isqrt
from typing import Final

import numpy as np

from agent.damage import Change, Grid, Pixels, blocks, joined, part, pieces, update
from agent.digests import Digests
from agent.encode import H264Encoder, LosslessEncoder, PhotographEncoder
from agent.encode.codecs import LONGEST, QUICK
from agent.encode.photograph import looks_like_one
from agent.errors import EncodeError
from agent.fineness import Fineness, Way, wants_glimpse
from agent.pacing import Allowance
from agent.plan import Planner, small_parts, tiles_for
from watermark import StampedPicture, Stamper
from watermark.ground import Ground, Grounds, grounds
from watermark.tiles import TILE, Mask
from wire import limits
from wire.geometry import Rect
from wire.kinds import Encoding
from wire.messages import Patch

_DENSE: Final = 8 * 1024  # bytes that a tile of a photograph takes, tens of times as much as one of text
_FIRST_TILE: Final = 1000.0  # bytes a repaired tile is believed to take at first
_HELD_BACK: Final = 4  # times fewer repairs while something moves, whose next picture would wait for them
_TURNED: Final = 0.5  # of the tiles: as much of the screen must change at once for a new overlay to go with it
_WEIGHT: Final = 0.2  # of a new sample in that average
_MOST_BLOCKS: Final = limits.MAX_PATCHES // 2 - 1  # of changes, and as many of repairs, and one of video

Grab = Callable[[Rect], Pixels]
Patches = tuple[Patch, ...]  # of one picture


class Pictures:
    """The pictures of one screen size."""

    def __init__(self, size: tuple[int, int], stamper: Stamper) -> None:
        self.grid = Grid(*size)
        self.planner = Planner(self.grid)
        self._stamper = stamper
        self._next: Stamper | None = None
        self._by = 0.0
        self._shadow: Pixels = np.zeros((size[1], size[0], 4), np.uint8)
        self._digests = Digests()
        self._dense = LosslessEncoder()
        self._quick = LosslessEncoder(quick=True)
        self._lossless = self._dense  # of the two, the one for the line as it is
        self._photograph = PhotographEncoder()
        self._video = H264Encoder()
        self._half_video = H264Encoder(halved=True)
        self._fineness = Fineness()
        self._tile_bytes = _FIRST_TILE
        self._everything = True
        self._late = self.grid.mask()  # tiles that have changed and could not go
        # Of tiles, as they were when they last went whole.
        self._grounds: Grounds = np.full_like(self._late, Ground.PLAIN, np.uint8)

    @property
    def owed(self) -> bool:
        """Whether something must be sent although nothing has changed since."""
        return self._everything or bool(self._late.any())

    @property
    def grounds(self) -> Grounds:
        """The ground that each tile is stamped for: as it was when it last went whole."""
        return self._grounds

    def resend(self) -> None:
        """The viewer holds nothing: begin anew with a whole picture."""
        self._everything = True
        self._video.restart()
        self._half_video.restart()
        self.planner.restart()

    def stamp_with(self, stamper: Stamper, by: float) -> None:
        """A new overlay, from the next great change of the screen on, or from the time *by* if there is none before.

        Two pictures of one content in two overlays tell, subtracted, what the overlays are; so the content changes
        first, if it does so at all. Every tile differs then, and is repaired when the line is free.
        """
        self._next, self._by = stamper, by

    def turn_wait(self, now: float) -> float | None:
        """Seconds until a new overlay waits no longer for the screen to change; None when there is none."""
        return None if self._next is None else max(0.0, self._by - now)

    def paint(self, damage: Iterable[Rect], grab: Grab, now: float, allowance: Allowance) -> list[Patches]:
        """The pictures that bring the viewer up to date with *damage*, with repairs as far as *allowance* goes.

        Empty when nothing has changed and nothing is due. More than one, to be sent one after the other, when
        something need not wait for the whole of it: a letter for the film beside it, a glimpse for its picture.
        """
        begins = self._everything
        self._lossless = self._quick if allowance.rate >= QUICK else self._dense
        mask, changes = self._look(damage, grab)
        mask, waited = self._due(mask, large=allowance.large or begins)
        if self.turn_wait(now) == 0.0 or np.count_nonzero(mask) >= _TURNED * mask.size:
            self._turn()
        plan = self.planner.changed(mask, now)
        patches = self._changes(plan.lossless, changes, now, int(allowance.rate * LONGEST))
        if plan.area is not None:
            whole = bool((plan.video & waited).any())
            at_once = None if begins else self._at_once(plan.video, changes, allowance.rate, now, whole=whole)
            if at_once is not None:
                return [tuple(patches + at_once)]
            moving = self._moving(plan.video, plan.area, allowance.rate, halved=begins)
            return [picture for picture in (tuple(patches), *moving) if picture]
        if allowance.repairs:
            self._look_at_grounds(now)
            budget = allowance.repairs // (_HELD_BACK if self.planner.moving(now) else 1)
            patches += self._repairs(self.planner.repairs(now, tiles_for(budget, self._tile_bytes)), budget)
        return [tuple(patches)] if patches else []

    def blank(self) -> Patches:
        """One stamped black picture; the viewer holds nothing of the screen afterwards."""
        self._turn()
        height, width = self._shadow.shape[:2]
        self._shadow = np.zeros((height, width, 4), np.uint8)
        self._digests.clear()
        self.planner.forget()
        self.resend()
        return (self._coded_whole(self.grid.screen),)

    def _turn(self) -> None:
        """Stamp with the new overlay, if there is one."""
        if self._next is not None:
            self._stamper, self._next = self._next, None
            self.planner.forget()

    def _due(self, mask: Mask, *, large: bool) -> tuple[Mask, Mask]:
        """Of the tiles in *mask*, which have just changed, and of those before, the ones to send now.

        And of these the ones that had changed before and could not go.
        """
        if large and not self._late.any():
            return mask, self._late
        both = mask | self._late
        due = both if large else small_parts(both) & mask  # what hangs together with something late is no letter
        waited, self._late = self._late & due, both & ~due
        self.planner.spoiled_tiles(self._late)
        return due, waited

    def _look(self, damage: Iterable[Rect], grab: Grab) -> tuple[Mask, list[Change]]:
        """Grab what may have changed into the shadow: the tiles that did, and the changes."""
        if self._everything:
            self._everything = False
            self._shadow[:] = grab(self.grid.screen)
            self._digests.clear()
            self.planner.forget()
            return self.grid.mask(fill=True), []  # no tile is exact, so every one goes whole
        mask, changes = self.grid.mask(), []
        for rect in filter(None, map(self.grid.clipped, damage)):
            pixels = grab(rect)
            unlike = self._digests.unlike(rect, pixels)
            found = update(part(self._shadow, rect), pixels, rect, unlike)
            self._digests.seen(rect, pixels, unlike, found)
            for change in found:
                mask[self.grid.tiles(change.rect)] |= change.tiles()
            changes += found
        return mask, changes

    def _changes(
        self, mask: Mask, changes: list[Change], now: float, patience: int | None = None, *, moving: bool = False
    ) -> list[Patch]:
        """Each block of tiles goes as what has changed in it, with the whole of those tiles that are not exact yet.

        But for what looks like a photograph and would keep the line for more than *patience* bytes, if there is any:
        that goes rough, and is repaired. What is *moving* is stamped for one ground until it rests.
        """
        if not mask.any():
            return []
        if moving:
            self._level(mask)
        inexact = self.planner.whole_tiles(mask)
        whole = list(blocks(inexact, self.grid))
        if not moving:
            for rect in whole:
                self._note_grounds(rect)
        wanted = list(_tight(blocks(mask, self.grid), changes, whole))
        rects, late = wanted[:_MOST_BLOCKS], wanted[_MOST_BLOCKS:]
        patches = [self._coded(rect, patience) for rect in rects]
        for rect, patch in zip(rects, patches, strict=True):
            if patch.encoding is Encoding.LOSSLESS:
                self.planner.settled(rect)
            else:
                self.planner.spoiled(rect)
        for rect in late:
            self.planner.spoiled(rect)
        self.planner.redrawn(mask if moving else mask & ~inexact, now)
        return patches

    def _repairs(self, mask: Mask, budget: int) -> list[Patch]:
        """The tiles in *mask*, a piece at a time, until *budget* bytes are spent: the rest waits for its turn."""
        patches: list[Patch] = []
        spent = tiles = 0
        side = max(1, isqrt(budget // _DENSE)) * TILE  # of a piece: what it takes is known only when it is coded
        for rect in chain.from_iterable(pieces(block, side) for block in blocks(mask, self.grid)):
            if spent >= budget or len(patches) == _MOST_BLOCKS:
                break
            patches.append(self._coded_whole(rect))
            self.planner.settled(rect)
            spent += len(patches[-1].data)
            tiles += int(np.count_nonzero(mask[self.grid.tiles(rect)]))
        if tiles:
            self._tile_bytes += (spent / tiles - self._tile_bytes) * _WEIGHT
        return patches

    def _sent_whole(self, mask: Mask) -> list[Patch]:
        """The blocks of the tiles in *mask*; those of which there are too many stay for a later picture."""
        rects = list(blocks(mask, self.grid))[:_MOST_BLOCKS]
        for rect in rects:
            self.planner.settled(rect)
        return [self._coded_whole(rect) for rect in rects]

    def _look_at_grounds(self, now: float) -> None:
        """Tiles that rest and are another ground than when they last went whole are sent so again."""
        due = self.planner.to_look_at(now)
        if not due.any():
            return
        differ = self.grid.mask()
        for rect in blocks(due, self.grid):
            tiles = self.grid.tiles(rect)
            differ[tiles] = grounds(part(self._shadow, rect)) != self._grounds[tiles]
        self.planner.spoiled_tiles(differ)

    def _note_grounds(self, rect: Rect) -> None:
        """What ground the whole tiles of *rect* are, which go for that now."""
        self._grounds[self.grid.tiles(rect)] = grounds(part(self._shadow, rect))

    def _level(self, mask: Mask) -> None:
        """Tiles in *mask* are taken for the ground that most of them are; the others are not exact then."""
        common = np.bincount(self._grounds[mask]).argmax()
        others = mask & (self._grounds != common)
        if others.any():
            self._grounds[others] = common
            self.planner.spoiled_tiles(others)

    def _coded_whole(self, rect: Rect) -> Patch:
        self._note_grounds(rect)
        return self._coded(rect)

    def _coded(self, rect: Rect, patience: int | None = None) -> Patch:
        """*rect* exactly, or as a photograph if it is one and would keep the line for more than *patience* bytes."""
        exact = Patch(Encoding.LOSSLESS, rect, (rect,), self._lossless.encode(self._stamped(rect)))
        if patience is None or not looks_like_one(len(exact.data), rect.area, patience):
            return exact
        try:
            stamped = self._stamped(rect, Ground.GRAINY)  # as everything that is coded with loss
            return Patch(Encoding.JPEG, rect, (rect,), self._photograph.encode(stamped))
        except EncodeError:
            return exact

    def _stamped(self, rect: Rect, ground: Ground | None = None) -> StampedPicture:
        """*rect*, for the grounds that its tiles are if not for *ground*."""
        found = self._grounds[self.grid.tiles(rect)] if ground is None else ground
        return self._stamper.stamp(part(self._shadow, rect), rect.x, rect.y, found)

    def _at_once(
        self, video: Mask, changes: list[Change], rate: float, now: float, *, whole: bool
    ) -> list[Patch] | None:
        """What moves, exactly or as photographs, if the line is so quick that it hardly feels it; None if not.

        Photographs show *whole* tiles, or what has changed in them.
        """
        pixels = int(np.count_nonzero(video)) * TILE * TILE
        exactly = partial(self._changes, video, changes, now, moving=True)
        roughly = partial(self._photographs, video, None if whole else changes)
        for way, coded in ((Way.EXACT, exactly), (Way.PHOTOGRAPH, roughly)):
            if self._fineness.way(pixels, rate, now) is not way:
                continue
            most = self._fineness.most(way, rate, now)
            patches = coded()
            size = sum(len(patch.data) for patch in patches)
            self._fineness.took(way, size, pixels, now)
            if size <= most:
                return patches
        return None

    def _photographs(self, video: Mask, changes: list[Change] | None) -> list[Patch]:
        """What *changes* there are in the tiles of *video*, None for all of them, to be repaired when it rests."""
        rects = list(blocks(video, self.grid))
        around = joined(rects)
        if len(rects) > _MOST_BLOCKS and around is not None:
            rects = [around]
        if changes is not None:
            rects = list(_tight(rects, changes))
        for rect in rects:
            self.planner.spoiled(rect)
        stamped = ((rect, self._stamped(rect, Ground.GRAINY)) for rect in rects)
        return [Patch(Encoding.JPEG, rect, (rect,), self._photograph.encode(picture)) for rect, picture in stamped]

    def _moving(self, video: Mask, area: Rect, rate: float, *, halved: bool) -> list[Patches]:
        """*area* as video, of which *video* is shown; *halved*: at half its size, whatever the line may be."""
        self.planner.spoiled_tiles(video)
        show = tuple(blocks(video, self.grid))
        if len(show) > limits.MAX_RECTS:
            show = (area,)
            self.planner.spoiled(area)
        stamped = self._stamped(area, Ground.GRAINY)
        try:
            if halved or self._fineness.half(area.area, rate):
                return [(Patch(Encoding.H264_HALF, area, show, self._half_video.encode(stamped, rate)),)]
            whole = Patch(Encoding.H264, area, show, self._video.encode(stamped, rate))
            if not wants_glimpse(len(whole.data), rate):
                return [(whole,)]
            glimpse = Patch(Encoding.H264_HALF, area, show, self._half_video.encode(stamped, rate))
        except EncodeError:
            # An area that the codec will not take goes lossless: dearer, and never wrong.
            self._video.restart()
            return [tuple(self._sent_whole(video))]
        return [(glimpse,), (whole,)]


def _tight(around: Iterable[Rect], changes: list[Change], whole: Iterable[Rect] = ()) -> Iterator[Rect]:
    """The smallest rectangles that hold what *changes* there is inside each of the blocks *around*, and of *whole*."""
    for block in around:
        inside = (each.within(block) for each in changes)
        found = joined(filter(None, chain(inside, (each.intersection(block) for each in whole))))
        if found is not None:
            yield found
