"""`sample`: a directory as large as the national trial, for demonstrations and measurements.

Made of plain numbers, the same each time; nobody in it exists. Knows the trial's proportions.
"""

from collections.abc import Iterator
from typing import Annotated, Final

import typer
from rich.progress import Progress

from gateway.cli.desk import Desk, at_desk
from gateway.cli.options import Json, State
from gateway.cli.output import Record, show_facts, show_json
from gateway.errors import ConflictError
from gateway.records import NewIdentity, Segment
from gateway.store.codes import with_check_digit

ORGANISATIONS: Final = 455
IDENTITIES: Final = 34_000
FEWEST: Final = 12
MOST: Final = 3000
DAY: Final = 86400  # seconds

# Kinds of municipality in the trial, in its proportions (12 prefectures, 321 cities, 110 towns, 12 wards).
_KINDS: Final = (("県", 12), ("市", 321), ("町", 110), ("区", 12))


def sample(
    state: State,
    organisations: Annotated[int, typer.Option("--organisations", min=1, max=900, help="How many.")] = ORGANISATIONS,
    identities: Annotated[int, typer.Option("--ids", min=1, max=200_000, help="How many in all.")] = IDENTITIES,
    *,
    as_json: Json = False,
) -> None:
    """Fill an empty store with made-up organisations, IDs and office PCs, as many as the national trial had."""
    sizes = list(shares(identities, organisations))

    async def work(desk: Desk) -> None:
        if await desk.store.organisations():
            raise ConflictError("The store holds organisations already: samples are for an empty one.")
        with Progress(transient=True) as progress:
            task = progress.add_task("IDs", total=identities)
            for place, size in enumerate(sizes):
                await _organisation(desk, place, size, len(sizes))
                progress.update(task, advance=size)

    at_desk("sample", state, work)
    answer: Record = {"organisations": organisations, "ids": sum(sizes)}
    show_json(answer) if as_json else show_facts(answer)


async def _organisation(desk: Desk, place: int, size: int, of: int) -> None:
    code = with_check_digit(f"{place + 1:05d}")
    await desk.store.add_organisation(code, name_of(place, of), actor=desk.actor, now=desk.now)
    wanted = [NewIdentity(f"見本 {code}-{number:04d}", desk.now + 365 * DAY) for number in range(1, size + 1)]
    issued = await desk.store.issue_identities(
        code, wanted, invitation_until=desk.now + 14 * DAY, actor=desk.actor, now=desk.now
    )
    await desk.store.set_quota(code, size + size // 10, actor=desk.actor, now=desk.now)
    for number, (identity, _code) in enumerate(issued[: max(1, size // 50)], 1):
        await desk.store.invite_pc(
            code,
            f"見本課-{number:03d}",
            Segment.LGWAN,
            [identity.identity],
            expires_at=desk.now + 14 * DAY,
            actor=desk.actor,
            now=desk.now,
        )


def shares(total: int, organisations: int) -> Iterator[int]:
    """How many IDs each of *organisations* has: few have many, the sum is *total*, and none has none."""
    weights = [1 / (place + 1.5) for place in range(organisations)]
    scale = total / sum(weights)
    sizes = [min(MOST, max(1, min(FEWEST, total // organisations), round(weight * scale))) for weight in weights]
    left = total - sum(sizes)
    place = 0
    while left:
        step = 1 if left > 0 else -1
        at = place % organisations
        if 1 <= sizes[at] + step <= MOST or organisations * MOST < total:
            sizes[at] += step
            left -= step
        place += 1
    return iter(sizes)


def name_of(place: int, of: int) -> str:
    """A made-up municipality's name, of the kind that this place in the trial has."""
    share, before = place / of * sum(count for _, count in _KINDS), 0
    for kind, count in _KINDS:
        before += count
        if share < before:
            return f"見本{place + 1:03d}{kind}"
    return f"見本{place + 1:03d}区"
