"""When to renew: in the last third of a certificate's life.

A third of 90 days is a month of tries before anybody is locked out. Pure; all times are in Unix seconds. Does not
know certificates or who renews them.
"""

from typing import Final

_REMAINING: Final = 1 / 3  # of the lifetime


def due_at(expires_at: float, lifetime: float) -> float:
    """The moment from which renewal is due, for a certificate that lives *lifetime* seconds."""
    return expires_at - lifetime * _REMAINING


def due(expires_at: float, lifetime: float, now: float) -> bool:
    """Whether it is time to renew. True after expiry as well."""
    return not now < due_at(expires_at, lifetime)


def wait(expires_at: float, lifetime: float, now: float) -> float:
    """Seconds until renewal is due; 0 when it is."""
    return max(0.0, due_at(expires_at, lifetime) - now)
