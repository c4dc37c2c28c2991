"""Whether an ID is within its dates. Pure; takes now (Unix seconds)."""

from gateway.errors import RefusedError
from gateway.records import Identity
from wire.reasons import Reason


def check_valid(identity: Identity, now: float) -> None:
    """Raise `RefusedError(EXPIRED)` from the moment on at which *identity* expires."""
    if identity.expires_at is not None and now >= identity.expires_at:
        raise RefusedError(Reason.EXPIRED)
