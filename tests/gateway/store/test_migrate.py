"""Bringing a store forward, and refusing one from the future."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from gateway.errors import StateError, StoreError
from gateway.store import migrate, revision, schema


def execute(database: Path, statement: str) -> None:
    """One statement by another program."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(statement)


def test_every_script_is_a_known_revision() -> None:
    """The revisions that `check` knows are those of the scripts, in their order, and nothing leads backwards."""
    scripts = ScriptDirectory(str(migrate._SCRIPTS))
    found = list(scripts.walk_revisions())[::-1]
    assert tuple(script.revision for script in found) == revision.REVISIONS
    assert not [script for script in found if hasattr(script.module, "downgrade")]


def test_a_new_store_passes_the_check(database: Path) -> None:
    """What `upgrade` made, `check` accepts, and a second `upgrade` leaves as it is."""
    revision.check(database)
    before = database.read_bytes()
    migrate.upgrade(database)
    assert database.read_bytes() == before


def test_only_its_owner_can_read_a_new_store(database: Path) -> None:
    """The file has mode 0600 whatever the umask."""
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_a_newer_store_is_refused(database: Path) -> None:
    """A revision that this program does not know is refused with a sentence, by `check` and by `upgrade`."""
    execute(database, "update alembic_version set version_num = '9999'")
    for act in (revision.check, migrate.upgrade):
        with pytest.raises(StateError, match="newer version than this program"):
            act(database)


def test_an_older_store_is_refused_until_it_is_brought_forward(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of an earlier revision is not served: the sentence says what to do."""
    monkeypatch.setattr(revision, "REVISIONS", (*revision.REVISIONS, "9998"))
    with pytest.raises(StateError, match="run `sekisho-gateway init`"):
        revision.check(database)


def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    """A missing file, an empty one, another program's and one that is no database are all refused."""
    missing, empty, other, text = (tmp_path / name for name in ("missing", "empty", "other", "text"))
    empty.touch()
    execute(other, "create table things (name)")
    text.write_text("not a database " * 100)
    for path in (missing, empty, other):
        with pytest.raises(StateError):
            revision.check(path)
    with pytest.raises(StoreError, match="damaged"):
        revision.check(text)
    assert not missing.exists()


def test_a_migration_is_whole_or_not_at_all(tmp_path: Path) -> None:
    """When a step fails in the middle, nothing of it stays: the next try begins from the same point."""
    path = tmp_path / "sekisho.db"
    execute(path, "create table orders (in_the_way)")
    with pytest.raises(StoreError):
        migrate.upgrade(path)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("select name from sqlite_master").fetchall() == [("orders",)]
    execute(path, "drop table orders")
    migrate.upgrade(path)
    revision.check(path)


def test_a_directory_that_cannot_be_written_is_a_state_error(tmp_path: Path) -> None:
    """Where no file can be made, the sentence names the place."""
    with pytest.raises(StateError, match="cannot be made"):
        migrate.upgrade(tmp_path / "missing" / "sekisho.db")


def test_the_scripts_lead_to_the_schema(database: Path, tmp_path: Path) -> None:
    """The tables that the scripts make are, to the letter, those that the program's queries are written for."""
    from sqlalchemy import create_engine

    fresh = tmp_path / "fresh.db"
    engine = create_engine(f"sqlite:///{fresh}")
    schema.metadata.create_all(engine)
    engine.dispose()
    assert _tables(fresh) == _tables(database)


def _tables(path: Path) -> dict[str, str]:
    """Each table's and index's own SQL, without its layout."""
    query = "select name, sql from sqlite_master where type in ('table', 'index') and sql is not null"
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(query).fetchall()
    return {name: " ".join(sql.split()) for name, sql in rows if name not in {"alembic_version", "sqlite_sequence"}}


def test_a_store_of_the_first_version_is_brought_forward_with_nothing_lost(tmp_path: Path) -> None:
    """Rows that the first version wrote are all there afterwards, unchanged, and the new columns are empty."""
    path = tmp_path / "sekisho.db"
    migrate.upgrade(path, to="0001")
    execute(path, "insert into organisations values ('131016', '千代田区', '{}', 0, x'00')")
    execute(path, "insert into identities values ('131016-0001', '131016', 1, '関所 花子', 'enrolled', 1.5)")
    execute(path, "insert into devices values ('SHA256:x', '131016-0001', 'home-1', 2.5)")
    execute(path, "insert into pcs values ('pc-131016-0001', '131016', 1, '総務課-012', 'lgwan', 'enrolled')")
    with pytest.raises(StateError, match="run `sekisho-gateway init`"):
        revision.check(path)
    migrate.upgrade(path)
    revision.check(path)
    with closing(sqlite3.connect(path)) as connection:
        queries = ("select * from identities", "select * from devices", "select * from pcs")
        rows = [connection.execute(query).fetchall() for query in queries]
    assert rows == [
        [("131016-0001", "131016", 1, "関所 花子", "enrolled", 1.5, None, "", None)],
        [("SHA256:x", "131016-0001", "home-1", 2.5, None, "")],
        [("pc-131016-0001", "131016", 1, "総務課-012", "lgwan", "enrolled", "")],
    ]
