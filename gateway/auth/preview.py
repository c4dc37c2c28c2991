"""What new rules would do to whoever is here, before they are saved. Pure; takes now (Unix seconds)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gateway.auth import hours, posture
from gateway.errors import RefusedError
from gateway.policy import Policy
from wire.messages import Posture

WEEK: Final = hours.WEEK


@dataclass(frozen=True, slots=True)
class Here:
    """Somebody past the checkpoint: their last report and the network cards on their list."""

    posture: Posture
    addresses: Sequence[str]


@dataclass(frozen=True, slots=True)
class Preview:
    """How many are here, how many of them would be cut and why, and what nobody could meet."""

    here: int
    cut: int
    reasons: Mapping[str, int]
    warnings: tuple[str, ...]  # "closed_now", "cards_missing", "everybody"


def preview(policy: Policy, joins: Sequence[Here], listed: int, enrolled: int, now: float) -> Preview:
    """What *policy* would do. *listed* of the *enrolled* IDs have network cards on their list."""
    closed = hours.closes_at(policy.hours, now) <= now
    reasons: Counter[str] = Counter()
    for one in joins:
        try:
            if closed:
                hours.check_open(policy.hours, now)
            posture.decide(one.posture, policy, one.addresses, now)
        except RefusedError as refusal:
            reasons[refusal.reason.value] += 1
    cut = sum(reasons.values())
    warnings: list[str] = []
    if closed:
        warnings.append("closed_now")
    if policy.addresses_required and listed < enrolled:
        warnings.append("cards_missing")
    if joins and cut == len(joins):
        warnings.append("everybody")
    return Preview(len(joins), cut, dict(reasons.most_common()), tuple(warnings))
