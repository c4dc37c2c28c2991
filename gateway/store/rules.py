"""Decisions that every store must take alike: pure, given what it has read.

Does not read or write: the SQL store and the in-memory one both call these inside their own transaction.
"""

from dataclasses import dataclass
from typing import Final

import msgspec

from gateway.errors import PolicyError, RefusedError, UnknownError
from gateway.policy import Policy
from gateway.records import IdentityState, OfficePc, PcState, Segment
from wire.reasons import Reason

RESPEND_WITHIN: Final = 600.0  # seconds in which the same key may spend again: the answer may have been lost


@dataclass(frozen=True, slots=True)
class SpentState:
    """What an invitation's row says about its life."""

    role: str
    expires_at: float
    spent_by: str | None
    spent_at: float | None


def check_invitation(state: SpentState | None, role: str, fingerprint: str, now: float) -> None:
    """Raise `RefusedError` unless the key *fingerprint* may spend this invitation for *role* now."""
    if state is None or state.role != role:
        raise RefusedError(Reason.INVITATION)
    if state.spent_by is not None:
        if state.spent_by != fingerprint or state.spent_at is None or now - state.spent_at > RESPEND_WITHIN:
            raise RefusedError(Reason.INVITATION_SPENT)
        return
    if now >= state.expires_at:
        raise RefusedError(Reason.INVITATION)


def check_policy(policy: Policy) -> None:
    """Raise `PolicyError` when a rule is outside its bounds: it would switch a check off, or nobody could work."""
    try:
        msgspec.convert(msgspec.to_builtins(policy), Policy)
    except msgspec.ValidationError as error:
        raise PolicyError(f"The rules cannot be set like that: {error}.") from error


def check_identity_lives(state: IdentityState, *, organisation_suspended: bool) -> None:
    """Raise `RefusedError` when an ID may do nothing any more."""
    if state is IdentityState.REVOKED:
        raise RefusedError(Reason.REVOKED)
    if state is IdentityState.SUSPENDED or organisation_suspended:
        raise RefusedError(Reason.SUSPENDED)


def check_may_log_in(identity: str, state: IdentityState, *, organisation_suspended: bool) -> None:
    """As `check_identity_lives`; an ID that has not enrolled is unknown to the checkpoint."""
    check_identity_lives(state, organisation_suspended=organisation_suspended)
    if state is not IdentityState.ENROLLED:
        raise UnknownError(f"The ID {identity} has not been enrolled.")


def check_segment(segment: Segment) -> None:
    """Raise `RefusedError(MY_NUMBER)` for the segment that may not be reached from outside."""
    if segment is Segment.MY_NUMBER:
        raise RefusedError(Reason.MY_NUMBER)


def check_pc_lives(pc: OfficePc) -> None:
    """Raise `RefusedError` when an office PC may not enrol or be used any more."""
    check_segment(pc.segment)
    if pc.state is PcState.RETIRED:
        raise RefusedError(Reason.PC_RETIRED)


def check_may_view(identity: str, pc: OfficePc | None) -> None:
    """Raise `RefusedError` unless *identity* may view *pc*."""
    if pc is None or identity not in pc.users or pc.state is PcState.INVITED:
        raise RefusedError(Reason.PC_UNKNOWN)
    check_pc_lives(pc)
