"""What a table of people asks for: one operation on IDs with its question, or what is wrong, row by row. Pure.

Knows tables as `gateway.bulk` reads them. Used by the command and by the console's page, so both do the same.
"""

import enum
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from gateway import bulk
from gateway.admin import identities
from gateway.admin.identities import ExtendBody, IssueBody, NamedBody, Wanted
from gateway.admin.moments import moment
from gateway.bulk import Line, Wrong


class Act(enum.StrEnum):
    """What is done with every row."""

    ISSUE = "issue"
    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"
    EXTEND = "extend"


_NAMED: Final = {
    Act.SUSPEND: identities.suspend_identities,
    Act.RESUME: identities.resume_identities,
    Act.REVOKE: identities.revoke_identities,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done with a table. When anything is *wrong*, or it has no row, there is no *work*."""

    subjects: tuple[str, ...]  # whom it is about: names for new IDs, else IDs
    wrong: tuple[Wrong, ...] = ()
    work: Callable[..., Awaitable[identities.IssuedList | None]] | None = None
    body: IssueBody | NamedBody | ExtendBody | None = None


def plan(act: Act, lines: Sequence[Line], known: frozenset[str], reason: str, invitation_days: int) -> Plan:
    """What *act* on the rows asks for; *known* are the organisation's IDs. Raises `MalformedError` for the whole."""
    if act is Act.ISSUE:
        return _issue(lines, invitation_days)
    names, wrong = bulk.named_ids(lines, known)
    subjects = tuple(names)
    if wrong or not names:
        return Plan(subjects, tuple(wrong))
    if act is Act.EXTEND:
        extend = ExtendBody(identities=subjects, expires_at=moment(bulk.one_day(lines)))
        return Plan(subjects, work=identities.extend_identities, body=extend)
    named = NamedBody(identities=subjects, reason=bulk.one_reason(lines, reason or act.value))
    return Plan(subjects, work=_NAMED[act], body=named)


def _issue(lines: Sequence[Line], invitation_days: int) -> Plan:
    wanted, wrong = bulk.to_issue(lines)
    subjects = tuple(one.name for one in wanted)
    if wrong or not wanted:
        return Plan(subjects, tuple(wrong))
    people = tuple(Wanted(name=one.name, expires_at=moment(one.expires_at), emergency=one.emergency) for one in wanted)
    body = IssueBody(identities=people, invitation_days=invitation_days)
    return Plan(subjects, work=identities.issue_identities, body=body)
