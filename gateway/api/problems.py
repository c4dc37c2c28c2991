"""Every failure as a problem (RFC 9457): a status, a closed set of types, and one sentence.

Pure. Does not know HTTP requests; what is not expected is told as `internal` and nothing more.
"""

from dataclasses import dataclass, field
from typing import Final

from gateway import errors

MEDIA: Final = "application/problem+json"
TYPES: Final = "urn:sekisho:problem:"


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong: the HTTP status, the type's last part, a sentence, and what helps a program."""

    status: int
    kind: str
    detail: str
    more: dict[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, object]:
        """As the answer's JSON."""
        title = TITLES[self.kind]
        return {"type": TYPES + self.kind, "title": title, "status": self.status, "detail": self.detail} | self.more


_KINDS: Final[dict[type[errors.GatewayError], tuple[int, str]]] = {
    errors.RefusedError: (409, "refused"),
    errors.ForbiddenError: (403, "forbidden"),
    errors.QuotaError: (409, "quota"),
    errors.PolicyError: (422, "policy"),
    errors.MalformedError: (400, "malformed"),
    errors.UnknownError: (404, "unknown"),
    errors.ConflictError: (409, "conflict"),
}

TITLES: Final = {
    "unauthenticated": "A valid token is needed",
    "forbidden": "The token does not cover this",
    "unknown": "There is no such thing",
    "conflict": "It is otherwise now",
    "refused": "A rule says no",
    "quota": "The quota is used up",
    "policy": "The rules cannot be so",
    "malformed": "The question cannot be read",
    "too-large": "The question is too large",
    "unsupported": "The question is not JSON",
    "method": "The method is not known here",
    "busy": "The same key is being used",
    "store": "The store failed",
    "internal": "Our own fault",
}


def problem_of(error: errors.GatewayError) -> Problem:
    """The problem that tells *error*."""
    if isinstance(error, errors.StoreError):
        return Problem(503, "store", "The store failed; nothing was done. Try again in a moment.")
    more: dict[str, str] = {}
    if isinstance(error, errors.RefusedError):
        more["reason"] = error.reason.value
    if isinstance(error, errors.ForbiddenError):
        more["scope"] = error.scope
    for kind, (status, name) in _KINDS.items():
        if isinstance(error, kind):
            return Problem(status, name, str(error), more)
    return INTERNAL


INTERNAL: Final = Problem(500, "internal", "Something went wrong inside the gateway; it is in its log.")
UNAUTHENTICATED: Final = Problem(401, "unauthenticated", "Send a valid token as `Authorization: Bearer …`.")
