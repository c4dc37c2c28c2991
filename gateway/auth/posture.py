"""Whether a home PC is fit for work, by its report and its organisation's rules. Pure; takes now (Unix seconds).

The report is what the home PC says of itself; a lying client gets no further than a screen that is marked with its
user's name. Whatever cannot be read counts as unsafe.
"""

import re
from collections.abc import Sequence
from typing import Final

from gateway.errors import RefusedError
from gateway.policy import Policy
from wire import limits
from wire.messages import Antivirus, Posture
from wire.reasons import Reason

CLOCK_SKEW: Final = 86400  # seconds that a home PC's clock may be ahead of ours; beyond it a date is no evidence
EVERY: Final = "*"  # as an entry: every program that the client knows
_NUMBERS: Final = re.compile(r"[0-9]+")
KNOWN_FAMILIES: Final = frozenset({"windows", "macos", "linux"})  # a policy can narrow these, not widen them


def decide(posture: Posture | None, policy: Policy, addresses: Sequence[str], now: float) -> None:
    """Returns when *posture* is good enough; raises `RefusedError` with the first reason it is not.

    *addresses* are the network cards on the ID's list.
    """
    if posture is None:
        raise RefusedError(Reason.POSTURE_MISSING)
    if not 0 <= posture.age <= limits.POSTURE_MAX_AGE:  # written so that a NaN is stale too
        raise RefusedError(Reason.POSTURE_STALE)
    if posture.form != "pc":
        raise RefusedError(Reason.NOT_A_PC)
    if posture.os_family not in KNOWN_FAMILIES or posture.os_family not in policy.os_families:
        raise RefusedError(Reason.OS_UNSUPPORTED)
    _check_antivirus(posture.antivirus, policy, now)
    if policy.firewall_required and posture.firewall is not True:
        raise RefusedError(Reason.FIREWALL_OFF)
    if policy.os_update_max_age is not None:
        _check_age(posture.os_updated_at, policy.os_update_max_age, now, Reason.OS_OUTDATED)
    if policy.addresses_required and not set(addresses) & set(posture.addresses):
        raise RefusedError(Reason.ADDRESS_UNKNOWN)
    if any(_forbids(policy.forbidden_programs, program) for program in posture.programs):
        raise RefusedError(Reason.FORBIDDEN_PROGRAM)
    if _release(posture.client) < _release(policy.client_min_version):
        raise RefusedError(Reason.VERSION)


def _forbids(entries: Sequence[str], program: str) -> bool:
    """Whether one of *entries* is a part of the program's name, or `*`."""
    return any(entry.strip() == EVERY or entry.casefold() in program.casefold() for entry in entries if entry.strip())


def _release(version: str) -> tuple[int, ...]:
    """A version's leading numbers; none for what is no version, which is older than any."""
    return tuple(int(number) for number in _NUMBERS.findall(version.partition("+")[0])[:3])


def _check_antivirus(products: tuple[Antivirus, ...], policy: Policy, now: float) -> None:
    """One product that runs with fresh signatures is enough; the best one decides the reason."""
    if not products:
        raise RefusedError(Reason.ANTIVIRUS_MISSING)
    running = [product for product in products if product.running]
    if not running:
        raise RefusedError(Reason.ANTIVIRUS_STOPPED)
    # A date ahead of our clock is nonsense rather than freshness, so it is not allowed to win.
    dates = [product.signatures_at for product in running if product.signatures_at is not None]
    plausible = [date for date in dates if date <= now + CLOCK_SKEW]
    _check_age(max(plausible, default=None), policy.signatures_max_age, now, Reason.ANTIVIRUS_STALE)


def _check_age(at: float | None, max_age: float, now: float, reason: Reason) -> None:
    if at is None or at > now + CLOCK_SKEW or now - at > max_age:
        raise RefusedError(reason)
