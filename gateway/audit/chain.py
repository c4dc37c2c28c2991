"""The arithmetic of the audit: each row carries the digest of the one before it.

A row that was changed, removed or moved breaks the chain from there on. What a chain cannot see is its own tail cut
off: whoever needs that keeps a `Head` (number and digest) elsewhere and gives it to `verify`. Pure.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from gateway.audit.events import Event, facts_of, name_of
from gateway.errors import AuditBrokenError
from gateway.records import Actor, AuditRow

NATIONAL: Final = "national"  # the chain of what belongs to no single organisation
_NOTHING: Final = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: the number and digest of its last row."""

    number: int = 0
    digest: str = _NOTHING


START: Final = Head()


def append(chain: str, head: Head, event: Event, *, actor: Actor, now: float) -> AuditRow:
    """The row that follows *head*."""
    who, name, facts = f"{actor.role}:{actor.name}", name_of(event), facts_of(event)
    digest = _digest(chain, head.number + 1, now, who, name, facts, head.digest)
    return AuditRow(chain, head.number + 1, now, who, name, facts, head.digest, digest)


def head_of(row: AuditRow) -> Head:
    """The head of a chain that ends with *row*."""
    return Head(row.number, row.digest)


def verify(chain: str, rows: Iterable[AuditRow], after: Head = START) -> Head:
    """Check that *rows* follow *after* without a gap or a change, and return the new head.

    Raises `AuditBrokenError` naming the chain and the first row that is not as it was written.
    """
    head = after
    for row in rows:
        _follows(chain, head, row)
        head = head_of(row)
    return head


def _follows(chain: str, head: Head, row: AuditRow) -> None:
    expected = head.number + 1
    if row.chain != chain:
        raise AuditBrokenError(chain, expected, f"a row of {row.chain} stands in its place")
    if row.number > expected:
        raise AuditBrokenError(chain, expected, "it is missing")
    if row.number < expected:
        raise AuditBrokenError(chain, expected, f"row {row.number} stands in its place")
    if row.previous != head.digest:
        raise AuditBrokenError(chain, expected, "it does not follow the row before it")
    if row.digest != _digest(chain, row.number, row.at, row.actor, row.event, row.facts, row.previous):
        raise AuditBrokenError(chain, expected, "it was changed after it was written")


def _digest(chain: str, number: int, at: float, actor: str, event: str, facts: str, previous: str) -> str:
    """Hex SHA-256 of the JSON array of a row's fields, as Python's `json` writes it without spaces, in UTF-8."""
    text = json.dumps([chain, number, at, actor, event, facts, previous], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
