"""What the database's errors mean to people."""

import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, InvalidRequestError, OperationalError

from gateway.store.failures import store_error


def failure(code: int) -> OperationalError:
    """The library's error for a result code of SQLite."""
    cause = sqlite3.OperationalError("from the driver")
    cause.sqlite_errorcode = code
    return OperationalError("select secret", {"totp": "secret"}, cause)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "disk is full"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "busy"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "damaged"),
        (sqlite3.SQLITE_NOTADB, "damaged"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "may not be written"),
        (sqlite3.SQLITE_IOERR_FSYNC, "reports an error"),
        (sqlite3.SQLITE_CANTOPEN, "cannot be opened"),
        (sqlite3.SQLITE_MISUSE, "The store failed"),
    ],
)
def test_each_cause_has_its_sentence(code: int, words: str) -> None:
    """A result code, extended or not, gives one sentence, which shows neither the statement nor its values."""
    text = str(store_error(failure(code)))
    assert words in text
    assert text.endswith("Nothing was changed.")
    assert "secret" not in text


def test_a_broken_rule_is_named() -> None:
    """A refusal by the database repeats the rule's name."""
    cause = sqlite3.IntegrityError("CHECK constraint failed: an_id_state_is_known")
    assert "an_id_state_is_known" in str(store_error(IntegrityError("insert", {}, cause)))


def test_an_error_without_a_code_is_still_a_store_error() -> None:
    """A failure that did not come from SQLite is told as one of the store."""
    assert str(store_error(InvalidRequestError("closed"))) == "The store failed. Nothing was changed."
