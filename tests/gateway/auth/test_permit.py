"""Permissions of administrators: who may do what, where, and that there is no other way to a `Permit`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.auth.permit import SCOPES, Official, Permit, Role, Scope, permit
from gateway.errors import ForbiddenError, UnknownError

OWN = "131016"
ROLES = st.sampled_from(Role)
SOME_SCOPES = st.frozensets(st.sampled_from(Scope))


@given(role=ROLES, scopes=SOME_SCOPES, scope=st.sampled_from(Scope))
def test_a_permit_needs_the_scope_in_the_token_and_in_the_role(
    role: Role, scopes: frozenset[Scope], scope: Scope
) -> None:
    """An act is permitted exactly when both the official's own scopes and those of its role hold it."""
    official = Official("sato", role, OWN, scopes)
    if scope in scopes and scope in SCOPES[role]:
        given_permit = permit(official, scope, OWN)
        assert (given_permit.organisation, given_permit.scope) == (OWN, scope)
        assert given_permit.actor == official.actor
    else:
        with pytest.raises(ForbiddenError, match=scope.value):
            permit(official, scope, OWN)


@given(role=ROLES, scopes=SOME_SCOPES, scope=st.sampled_from(Scope), other=st.from_regex(r"\A[0-9]{6}\Z"))
def test_another_organisation_does_not_exist(role: Role, scopes: frozenset[Scope], scope: Scope, other: str) -> None:
    """Whatever its scopes, an official of one organisation is told of another that there is none."""
    official = Official("sato", role, OWN, scopes)
    if other != OWN:
        with pytest.raises(UnknownError, match=other):
            permit(official, scope, other)


def test_the_operator_acts_in_any_organisation_but_traces_in_none() -> None:
    """An official without an organisation reaches all of them, and no scope of tracing is the operator's."""
    operator = Official("national", Role.OPERATOR, None, frozenset(Scope))
    assert permit(operator, Scope.ORGANISATIONS_WRITE, OWN).organisation == OWN
    for scope in (Scope.TRACE_ASK, Scope.TRACE_APPROVE):
        with pytest.raises(ForbiddenError):
            permit(operator, scope, OWN)


def test_whoever_keeps_the_directory_cannot_ask_for_a_trace() -> None:
    """The scope to ask for a trace is the security officer's alone; an auditor changes nothing at all."""
    assert [role for role in Role if Scope.TRACE_ASK in SCOPES[role]] == [Role.SECURITY_OFFICER]
    assert {scope.value.split(":")[1] for scope in SCOPES[Role.AUDITOR]} == {"read"}


def test_a_permit_is_made_by_permit_alone() -> None:
    """No other code can make a Permit, so none can forget the check."""
    official = Official("sato", Role.ADMINISTRATOR, OWN, frozenset(Scope))
    with pytest.raises(TypeError):
        Permit(object(), official, Scope.DIRECTORY_WRITE, OWN)
