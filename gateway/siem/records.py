"""A row of the audit as others read it: a line of JSON, or a syslog message (RFC 5424) in a TLS frame (RFC 5425). Pure.

Both carry the chain, the number and the digest: a receiver knows a row that it has had already, sees one that it lacks,
and can check the chain.
"""

import json
from datetime import UTC, datetime
from typing import Final

from gateway.records import AuditRow

FACILITY: Final = 13  # log audit (RFC 5424, table 1)
WARNING: Final = 4
INFORMATIONAL: Final = 6
ENTERPRISE: Final = 32473  # the number that RFC 5612 gives to examples: Sekisho has none of its own
PROGRAM: Final = "sekisho"

# What somebody should look at. Everything else is a record of work.
ALARMING: Final = frozenset(
    {
        "code-wrong",
        "diallers-refused",
        "enrolment-refused",
        "attend-refused",
        "join-refused",
        "logins-unproven",
        "open-refused",
        "pc-refused",
        "sign-in-refused",
        "siem-failed",
    }
)


def json_line(row: AuditRow) -> bytes:
    """One line of JSON with its end. `facts` is an object here; as text, keys in order, it is what was digested."""
    fields = {
        "time": moment(row.at),
        "chain": row.chain,
        "number": row.number,
        "actor": row.actor,
        "event": row.event,
        "facts": json.loads(row.facts),
        "at": row.at,
        "previous": row.previous,
        "digest": row.digest,
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def syslog_message(row: AuditRow, host: str) -> bytes:
    """One message; its text is the facts in JSON, in UTF-8 with the mark that says so."""
    severity = WARNING if row.event in ALARMING else INFORMATIONAL
    parameters = {
        "chain": row.chain,
        "number": str(row.number),
        "actor": row.actor,
        "previous": row.previous,
        "digest": row.digest,
    }
    data = " ".join(f'{name}="{_escaped(value)}"' for name, value in parameters.items())
    head = f"<{FACILITY * 8 + severity}>1 {moment(row.at)} {host or '-'} {PROGRAM} - {row.event[:32]}"
    return f"{head} [{PROGRAM}@{ENTERPRISE} {data}] \ufeff{row.facts}".encode()


def framed(message: bytes) -> bytes:
    """A message behind its length in octets, as a stream over TLS has it."""
    return str(len(message)).encode() + b" " + message


def moment(at: float) -> str:
    """A time (Unix seconds) in UTC as RFC 3339 has it, to the microsecond."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _escaped(value: str) -> str:
    """As RFC 5424 §6.3.3 asks for the value of a parameter."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("]", "\\]")
