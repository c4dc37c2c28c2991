"""What an administrator may do, and the permission to do it as a value.

`permit` is the only maker of a `Permit`. Whatever acts for an administrator takes one and asks the store with its
organisation, so no path reaches another organisation's rows. Pure: who the official is has been proved before.
"""

import enum
from dataclasses import dataclass
from typing import Final, final

from gateway.errors import ForbiddenError, UnknownError
from gateway.records import Actor

_MAKER: Final = object()


class Role(enum.StrEnum):
    """The four offices. Only the operator's is a national one."""

    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"
    SECURITY_OFFICER = "security-officer"
    AUDITOR = "auditor"


class Scope(enum.StrEnum):
    """One kind of act; a token is given some of them, a role has its own."""

    DIRECTORY_READ = "directory:read"  # IDs, home PCs, office PCs
    DIRECTORY_WRITE = "directory:write"
    SESSIONS_READ = "sessions:read"
    SESSIONS_END = "sessions:end"
    POLICY_READ = "policy:read"
    POLICY_WRITE = "policy:write"
    AUDIT_READ = "audit:read"
    TRACE_ASK = "trace:ask"  # ask for a trace, read the photo once another has approved
    TRACE_APPROVE = "trace:approve"
    OFFICIALS_READ = "officials:read"  # administrators and tokens
    OFFICIALS_WRITE = "officials:write"
    ORGANISATIONS_READ = "organisations:read"  # one's own; the operator's: all
    ORGANISATIONS_WRITE = "organisations:write"  # add, suspend, quotas


_READING: Final = frozenset(
    {
        Scope.DIRECTORY_READ,
        Scope.SESSIONS_READ,
        Scope.POLICY_READ,
        Scope.OFFICIALS_READ,
        Scope.ORGANISATIONS_READ,
    }
)

SCOPES: Final = {
    # The operator runs the machines: organisations, quotas, their administrators, and cutting what must be cut.
    Role.OPERATOR: _READING
    | {Scope.AUDIT_READ, Scope.SESSIONS_END, Scope.OFFICIALS_WRITE, Scope.ORGANISATIONS_WRITE, Scope.POLICY_WRITE}
    | {Scope.DIRECTORY_WRITE},
    # Whoever keeps the directory cannot trace: a photo is for a security officer, and another who approves.
    Role.ADMINISTRATOR: _READING
    | {Scope.DIRECTORY_WRITE, Scope.SESSIONS_END, Scope.POLICY_WRITE, Scope.OFFICIALS_WRITE, Scope.TRACE_APPROVE}
    | {Scope.AUDIT_READ},
    Role.SECURITY_OFFICER: _READING | {Scope.SESSIONS_END, Scope.AUDIT_READ, Scope.TRACE_ASK, Scope.TRACE_APPROVE},
    Role.AUDITOR: _READING | {Scope.AUDIT_READ},
}


@dataclass(frozen=True, slots=True)
class Official:
    """An administrator, or a token of one, whose identity was proved. No organisation: the whole nation's."""

    name: str  # of the account
    role: Role
    organisation: str | None
    scopes: frozenset[Scope]
    via: str = ""  # the token it acts with, if it is one

    @property
    def actor(self) -> Actor:
        """As the audit names them."""
        return Actor(self.role.value, f"{self.name} ({self.via})" if self.via else self.name)


@final
class Permit:
    """*official* may do acts of *scope* in *organisation*. Cannot be made outside this module."""

    __slots__ = ("official", "organisation", "scope")

    def __init__(self, maker: object, official: Official, scope: Scope, organisation: str) -> None:
        if maker is not _MAKER:
            raise TypeError("a Permit is made by permit() only")
        self.official: Final = official
        self.scope: Final = scope
        self.organisation: Final = organisation

    @property
    def actor(self) -> Actor:
        """Who acts, for the audit."""
        return self.official.actor

    def __repr__(self) -> str:
        return f"<Permit {self.official.name} {self.scope.value} in {self.organisation}>"


def permit(official: Official, scope: Scope, organisation: str) -> Permit:
    """The permission for acts of *scope* in *organisation* (a code, or "national" for what belongs to none).

    Raises `ForbiddenError` when the official's scopes lack it, and `UnknownError`, as if there were none, for an
    organisation that is not the official's own.
    """
    if official.organisation is not None and official.organisation != organisation:
        raise UnknownError(f"There is no organisation {organisation}.")
    if scope not in official.scopes or scope not in SCOPES[official.role]:
        raise ForbiddenError(scope.value)
    return Permit(_MAKER, official, scope, organisation)


def person(actor: Actor) -> str:
    """The account behind *actor*, whatever token it acts with."""
    return actor.name.partition(" (")[0]
