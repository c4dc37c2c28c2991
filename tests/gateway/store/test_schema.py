"""The rules that the database itself keeps, whatever program writes to it."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from gateway.store import schema

ORGANISATIONS = "insert into organisations (code, name, policy, suspended, mark_key) values"
IDENTITIES = "insert into identities (identity, organisation, number, name, state, issued_at) values"
PCS = "insert into pcs (pc, organisation, number, name, segment, state) values"


@pytest.fixture
def raw(database: Path) -> Iterator[sqlite3.Connection]:
    """A connection of a program that knows none of our rules."""
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("pragma foreign_keys = on")
        connection.execute(f"{ORGANISATIONS} ('131016', '千代田区', '{{}}', 0, x'00')")
        connection.execute("insert into audit values ('national', 1, 0, 'a', 'e', '{}', '0', '1')")
        yield connection


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        (
            f"{PCS} ('pc-131016-0001', '131016', 1, '住民課', 'mynumber', 'invited')",
            "an_office_pc_is_never_of_the_my_number_segment",
        ),
        (
            f"{IDENTITIES} ('131016-0001', '131016', 1, '関所 花子', 'alive', 0)",
            "an_id_state_is_known",
        ),
        (
            f"{IDENTITIES} ('x', '999999', 1, '関所 花子', 'issued', 0)",
            "FOREIGN KEY",
        ),
        (
            "insert into invitations values (x'00', 'client', 'x', 0, null, null, null)",
            "an_invitation_code_is_kept_as_a_digest",
        ),
        ("update audit set facts = '{\"v\":2}'", "audit rows are never changed"),
        ("delete from audit", "audit rows are never removed"),
        ("insert into audit values ('national', 0, 0, 'a', 'e', '{}', '0', '1')", "an_audit_chain_begins_at_one"),
        ("insert into audit values ('national', 1, 0, 'a', 'e', '{}', '0', '1')", "UNIQUE"),
    ],
)
def test_the_database_refuses(raw: sqlite3.Connection, statement: str, rule: str) -> None:
    """A statement against a rule fails, and the error names the rule."""
    with pytest.raises(sqlite3.IntegrityError, match=rule):
        raw.execute(statement)


def test_every_constraint_is_named_after_its_rule() -> None:
    """No constraint or index is nameless, and each name is a sentence's worth of words."""
    named = [*schema.metadata.tables.values()]
    names = [str(c.name) for table in named for c in table.constraints]
    names += [str(index.name) for table in named for index in table.indexes]
    assert len(names) == len(set(names)) > 30
    assert all(re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", name) for name in names)
