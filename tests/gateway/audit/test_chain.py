"""The chain of the audit, attacked row by row."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.audit import chain, events
from gateway.errors import AuditBrokenError
from gateway.records import Actor, AuditRow

ACTOR = Actor("operator", "admin")


def rows_of(count: int, name: str = "131016") -> list[AuditRow]:
    """A chain of so many rows."""
    rows: list[AuditRow] = []
    head = chain.START
    for number in range(count):
        event = events.OrganisationAdded(organisation="131016", name=f"千代田区 {number}")
        rows.append(chain.append(name, head, event, actor=ACTOR, now=1_800_000_000.25 + number))
        head = chain.head_of(rows[-1])
    return rows


def broken_at(rows: list[AuditRow]) -> int:
    """The number of the first row that does not hold; fails when all do."""
    with pytest.raises(AuditBrokenError) as broken:
        chain.verify("131016", rows)
    assert "131016" in str(broken.value)
    assert str(broken.value.number) in str(broken.value)
    return broken.value.number


def test_a_chain_as_written_holds() -> None:
    """Rows as they were written verify, from the start, from any head on, and when there are none."""
    rows = rows_of(5)
    assert chain.verify("131016", rows) == chain.head_of(rows[-1])
    assert chain.verify("131016", rows[2:], chain.head_of(rows[1])) == chain.head_of(rows[-1])
    assert chain.verify("131016", []) == chain.START


@given(
    st.integers(0, 4),
    st.sampled_from(["at", "actor", "event", "facts", "previous", "digest"]),
)
def test_any_changed_field_is_named(index: int, field: str) -> None:
    """Whatever field of whatever row is changed, that row is the one that is named."""
    rows = rows_of(5)
    changes: dict[str, str | float] = {"at": 1.0, "previous": "f" * 64, "digest": "f" * 64}
    rows[index] = replace(rows[index], **{field: changes.get(field, "changed")})  # type: ignore[arg-type]
    assert broken_at(rows) == index + 1


@given(st.integers(0, 3))
def test_a_removed_row_is_named(index: int) -> None:
    """A row taken out of the middle is missing by its number."""
    rows = rows_of(5)
    del rows[index]
    assert broken_at(rows) == index + 1


@given(st.permutations(range(5)))
def test_moved_rows_are_noticed(order: list[int]) -> None:
    """Rows in any other order break the chain at the first one that stands elsewhere."""
    rows = [rows_of(5)[index] for index in order]
    if order == sorted(order):
        chain.verify("131016", rows)
    else:
        assert broken_at(rows) == next(place for place, index in enumerate(order) if place != index) + 1


def test_a_renumbered_gap_is_noticed() -> None:
    """Removing a row and renumbering the rest, digests recomputed or not, does not hide it."""
    rows = rows_of(4)
    del rows[1]
    renumbered = [replace(row, number=number) for number, row in enumerate(rows, 1)]
    assert broken_at(renumbered) == 2


def test_a_row_of_another_chain_is_noticed() -> None:
    """A row cannot be lent from one organisation's chain to another's."""
    rows = rows_of(3)
    rows[1] = replace(rows_of(3, "131024")[1], previous=rows[1].previous)
    assert broken_at(rows) == 2


def test_a_cut_tail_is_seen_only_against_a_noted_head() -> None:
    """The chain alone holds without its last rows: only the head noted elsewhere tells that they are gone."""
    rows = rows_of(5)
    noted = chain.head_of(rows[-1])
    assert chain.verify("131016", rows[:3]) != noted


def test_the_digest_can_be_computed_by_anyone() -> None:
    """The documented form, written down here as bytes, gives the digest; a change of the form would fail here."""
    row = chain.append(
        "national", chain.START, events.ServiceStopped(program="0.1.0"), actor=Actor("service", "gateway"), now=1.5
    )
    assert row.facts == '{"program":"0.1.0","v":1}'
    assert row.digest == "f105748d330c2a06aa91472f5753ff045ca4031ed9039dcf993a581bd47d6fa7"
