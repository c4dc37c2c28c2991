"""A part of a chain as a file that verifies elsewhere: JSON lines, with what was before it and the signed heads in it.

    {"format":"sekisho-audit-1","chain":…,"after":{"number":…,"digest":…}}
    {"row":{…}}                       each row, in order
    {"head":{…},"signature":"…"}      each signed head that ends at a row of the file

`gateway.audit.offline` reads it with nothing but Python. Pure.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Final

from gateway.audit.chain import Head
from gateway.audit.heads import SignedHead
from gateway.records import AuditRow

FORMAT: Final = "sekisho-audit-1"


def lines(chain: str, before: Head, rows: Iterable[AuditRow], heads: Sequence[SignedHead]) -> Iterator[str]:
    """The file's lines. *heads* that end at none of *rows* are left out."""
    yield _line({"format": FORMAT, "chain": chain, "after": {"number": before.number, "digest": before.digest}})
    numbers: set[int] = set()
    for row in rows:
        numbers.add(row.number)
        yield _line({"row": asdict(row)})
    for head in heads:
        if head.number in numbers:
            facts = {"at": head.at, "chain": head.chain, "digest": head.digest, "number": head.number}
            yield _line({"head": facts, "signature": head.signature})


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
