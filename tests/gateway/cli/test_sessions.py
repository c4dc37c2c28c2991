"""`session` and `audit`, on a store in which people have worked."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import TypeVar

import pytest

from gateway.ports import Store
from gateway.records import OrderKind, Session, session_name
from gateway.state import StateDirectory, open_store
from tests.conformance.people import ADMIN, NOW, enrolled, opened
from tests.fakes.gateway_commands import Commands
from wire.reasons import Reason

T = TypeVar("T")


def in_store(run: Commands, work: Callable[[Store], Awaitable[T]]) -> T:
    """Do *work* as the running service would, beside the commands."""

    async def all_of_it() -> T:
        store = open_store(state)
        try:
            return await work(store)
        finally:
            await store.close()

    state = StateDirectory.open(run.state)
    return asyncio.run(all_of_it())


@pytest.fixture
def session(run: Commands) -> Session:
    """A live session."""

    async def work(store: Store) -> Session:
        return await opened(store, await enrolled(store))

    return in_store(run, work)


def test_live_sessions_are_listed(run: Commands, session: Session) -> None:
    """Who views what since when; ended ones only when asked for."""
    (found,) = run.list("session", "list", "--org", "131016")
    assert (found["session"], found["id"], found["pc"]) == (session_name(session.number), "131016-0001", session.pc)
    assert found["opened"] == "2023-11-15T07:13:20+09:00"
    in_store(
        run,
        lambda store: store.end_session(
            session.number, Reason.LEFT, bytes_down=9, bytes_up=3, actor=ADMIN, now=NOW + 60
        ),
    )
    assert run.list("session", "list") == []
    (ended,) = run.list("session", "list", "--all")
    assert (ended["reason"], ended["bytes_down"]) == ("left", 9)


@pytest.mark.parametrize("words", [("session", "list"), ("session", "list", "--all")])
def test_a_sessions_number_can_be_copied_from_a_narrow_terminal(
    run: Commands, session: Session, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In 80 columns the number is whole, because `session end` wants it whole."""
    monkeypatch.setenv("COLUMNS", "80")
    printed = run(*words)
    assert session_name(session.number) in printed
    assert "2023-11-15" in printed


def test_a_session_is_ended_by_an_order(run: Commands, session: Session) -> None:
    """The service finds the order in its feed, and an unknown session is refused."""
    name = session_name(session.number)
    assert "is being ended" in run("session", "end", name)
    (order,) = in_store(run, lambda store: store.orders_since(0))
    assert (order.kind, int(order.subject)) == (OrderKind.SESSION_END, session.number)
    assert "There is no session" in run("session", "end", "0123456789ab", exit_code=1)


def test_a_revocation_tells_of_the_live_session(run: Commands, session: Session) -> None:
    """The administrator learns that somebody was viewing."""
    assert session.identity == "131016-0001"
    assert "Its 1 live session is being cut." in run("id", "revoke", "131016-0001")


def test_a_sound_audit_verifies(run: Commands, session: Session) -> None:
    """Every chain is named with its length and head, and a head noted earlier is found again later."""
    assert session.ended_at is None
    chains = run.list("audit", "verify")
    assert [(chain["chain"], chain["rows"]) for chain in chains] == [("131016", 5), ("national", 1)]
    run("id", "revoke", "131016-0001")
    noted = [option for chain in chains for option in ("--head", str(chain["head"]))]
    assert "as it was written" in run("audit", "verify", *noted)


def test_a_changed_row_is_named(run: Commands, session: Session) -> None:
    """Whoever writes to the file directly breaks the chain at that row, and the exit code is 1."""
    assert session.ended_at is None
    _tamper(
        run,
        "update audit set facts = replace(facts, '131016-0001', '131016-0002') where chain = '131016' and number = 2",
    )
    assert "The audit chain 131016 is broken at row 2: it was changed" in run("audit", "verify", exit_code=1)


def test_a_removed_row_is_named(run: Commands, session: Session) -> None:
    """A row that is gone is named by its number."""
    assert session.ended_at is None
    _tamper(run, "delete from audit where chain = '131016' and number = 3")
    assert "broken at row 3: it is missing" in run("audit", "verify", exit_code=1)


def test_a_cut_tail_is_found_with_a_noted_head(run: Commands, session: Session) -> None:
    """Rows cut off the end cannot be seen from the chain, and are found with a head noted elsewhere."""
    assert session.ended_at is None
    head = str(run.list("audit", "verify")[0]["head"])
    _tamper(run, "delete from audit where chain = '131016' and number > 3")
    assert "broken at row 4: it is missing" in run("audit", "verify", "--head", head, exit_code=1)
    assert "Every row is as it was written" in run("audit", "verify")
    # Checking is an act too: it has grown the chain to the noted length, and the head is still not the noted one.
    assert "broken at row 5: it is not the head" in run("audit", "verify", "--head", head, exit_code=1)
    run("audit", "verify", "--head", "national:x", exit_code=2)


def _tamper(run: Commands, statement: str) -> None:
    """What somebody with the file, but without our program, would do."""
    with closing(sqlite3.connect(run.state / "sekisho.db")) as connection, connection:
        for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            connection.execute(f"drop trigger {name}")
        connection.execute(statement)
