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
    text = str(error)
    match error:
        case errors.RefusedError():
            return Problem(409, "refused", text, {"reason": error.reason.value})
        case errors.ForbiddenError():
            return Problem(403, "forbidden", text, {"scope": error.scope})
        case errors.QuotaError():
            return Problem(409, "quota", text)
        case errors.PolicyError():
            return Problem(422, "policy", text)
        case errors.UnknownError():
            return Problem(404, "unknown", text)
        case errors.ConflictError():
            return Problem(409, "conflict", text)
        case errors.StoreError():
            return Problem(503, "store", "The store failed; nothing was done. Try again in a moment.")
        case _:
            return INTERNAL


INTERNAL: Final = Problem(500, "internal", "Something went wrong inside the gateway; it is in its log.")
UNAUTHENTICATED: Final = Problem(401, "unauthenticated", "Send a valid token as `Authorization: Bearer …`.")
