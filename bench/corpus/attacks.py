"""The attacks in a row, each on three screens, read blind; the lost ones are told like the won ones."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Final

import cv2
import numpy as np

from bench.corpus import attackers
from bench.corpus.attackers import Picture
from bench.corpus.pool import each
from bench.corpus.trial import try_to_read
from tests.camera.delivery import coded, decoded
from tests.fakes.marked import MARK, marked
from tests.fakes.screens import screen
from tests.fakes.shots import without_pilots
from watermark import Mark

SUBJECTS: Final = ("document", "terminal", "desktop")
USERS: Final = (MARK, *(Mark(0xABC000 + number, 7) for number in range(1, 5)))


def _averaged(name: str, *, count: int) -> Picture:
    """The pattern estimated from *count* frames, taken away."""
    return attackers.overlay(attackers.estimate(attackers.frames_of(MARK, count)), marked(name), -1)


def _removed_exactly(name: str) -> Picture:
    """The pattern itself taken away: what averaging tends to, and what whoever owns the office PC can do at once."""
    return screen(name)


def _forged(name: str, *, count: int) -> Picture:
    """The pattern estimated from *count* frames of one session, put on another screen that carries none."""
    return attackers.overlay(attackers.estimate(attackers.frames_of(MARK, count)), screen(name), 1)


def _both(name: str) -> Picture:
    """The pattern estimated from one session put on another session's picture."""
    other = attackers.stamped(name, USERS[1])
    return attackers.overlay(attackers.estimate(attackers.frames_of(MARK, 14)), other, 1)


def _jpeg(name: str, *, quality: int) -> Picture:
    return decoded(coded(marked(name), quality))


def _halved(name: str, *, quality: int) -> Picture:
    small = cv2.resize(marked(name), None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    return decoded(coded(np.asarray(small, np.uint8), quality))


def _on_marked(act: Callable[..., Picture], **how: float) -> Callable[[str], Picture]:
    return partial(_apply, act, how)


def _apply(act: Callable[..., Picture], how: dict[str, float], name: str) -> Picture:
    return act(marked(name), **how)


def _of_users(act: Callable[..., Picture], count: int) -> Callable[[str], Picture]:
    return partial(_together, act, count)


def _together(act: Callable[..., Picture], count: int, name: str) -> Picture:
    return act(name, USERS[:count])


ATTACKS: Final[dict[str, Callable[[str], Picture]]] = {
    **{f"median {size} x {size}": _on_marked(attackers.median, size=size) for size in (3, 5, 7, 9)},
    **{f"Gaussian blur, {dev} px": _on_marked(attackers.gaussian, deviation=dev) for dev in (1, 2, 3, 4, 6)},
    "the pilots notched out": _on_marked(without_pilots),
    "the pilots notched out, twice as wide": _on_marked(without_pilots, width=3.0),
    **{f"{count} frames averaged, pattern taken away": partial(_averaged, count=count) for count in (1, 7, 28)},
    "the exact pattern taken away": _removed_exactly,
    **{f"{count} users averaged": _of_users(attackers.collude, count) for count in (2, 3, 4, 5)},
    **{f"{count} users, a patchwork of 16 px": _of_users(attackers.patchwork, count) for count in (2, 5)},
    **{
        f"pattern estimated from {count} frames, put on a screen without a mark": partial(_forged, count=count)
        for count in (1, 7, 28)
    },
    "pattern estimated from 14 frames, put on another session's screen": _both,
    **{f"JPEG {quality}": partial(_jpeg, quality=quality) for quality in (50, 30, 20, 10)},
    **{f"half size, JPEG {quality}": partial(_halved, quality=quality) for quality in (60, 30)},
    **{f"WebP {quality}": _on_marked(attackers.webp, quality=quality) for quality in (50, 20)},
    **{f"H.264 4:2:0, CRF {crf}": _on_marked(attackers.video, crf=crf) for crf in (28, 35, 42)},
}


@dataclass(frozen=True, slots=True)
class Job:
    """One attack on one screen."""

    attack: str
    screen: str


def attempt(job: Job) -> dict[str, Any]:
    """The picture after the attack, its distance from the marked one, and what is read."""
    picture = ATTACKS[job.attack](job.screen)
    forged = "put on" in job.attack
    whole = marked(job.screen)
    damage = None if picture.shape != whole.shape else round(float(cv2.PSNR(picture, np.ascontiguousarray(whole))), 1)
    found = try_to_read(np.ascontiguousarray(picture), truth=USERS)
    return {**asdict(job), "forged": forged, "psnr": damage, **asdict(found)}


def run(every: int = 1) -> list[dict[str, Any]]:
    """All attacks on all subjects."""
    return each("attacks", attempt, [Job(attack, name) for attack in ATTACKS for name in SUBJECTS][::every])


def table(rows: list[dict[str, Any]]) -> str:
    """Attack by attack: on how many screens the mark is still read, with the scores and what the picture lost."""
    lines = [f"| attack | {' | '.join(SUBJECTS)} | PSNR to the marked, dB |", "|---|" + "---|" * (len(SUBJECTS) + 1)]
    for attack in dict.fromkeys(row["attack"] for row in rows):
        mine = {row["screen"]: row for row in rows if row["attack"] == attack}
        cells = [
            f"{'**a third name** ' if row['verdict'] == 'wrong' else '' if row['verdict'] == 'read' else '– '}"
            f"{row['score']:.0f}"
            for row in (mine[name] for name in SUBJECTS)
        ]
        losses = [row["psnr"] for row in mine.values() if row["psnr"] is not None]
        loss = f"{min(losses):.0f} to {max(losses):.0f}" if losses else ""
        lines.append(f"| {attack} | {' | '.join(cells)} | {loss} |")
    return "\n".join(lines)
