"""What counts as a fit home PC: everything that cannot be read, or is not known, counts as unfit."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.auth.posture import CLOCK_SKEW, decide
from gateway.errors import RefusedError
from gateway.policy import Policy
from tests.fakes.peers import good_posture
from wire.messages import Antivirus, Posture
from wire.reasons import Reason

NOW = 1_800_000_000.0
GOOD = good_posture(NOW)
STRICT = Policy(firewall_required=True, os_update_max_age=90 * 86400)
WEEK = 7 * 86400


def av(*, running: bool = True, at: float | None = NOW - 3600) -> Antivirus:
    """One antivirus product."""
    return Antivirus("ClamAV", running, None if at is None else int(at))


def but(**changes: object) -> Posture:
    """The good posture with these fields changed."""
    return msgspec.structs.replace(GOOD, **changes)


def test_a_pc_in_good_order_passes() -> None:
    """The plain case, under the default and under a strict policy."""
    decide(GOOD, Policy(), (), NOW)
    decide(GOOD, STRICT, (), NOW)


@pytest.mark.parametrize(
    ("posture", "reason"),
    [
        (None, Reason.POSTURE_MISSING),
        (but(age=91.0), Reason.POSTURE_STALE),
        (but(age=float("nan")), Reason.POSTURE_STALE),
        (but(age=-1.0), Reason.POSTURE_STALE),
        (but(form="phone"), Reason.NOT_A_PC),
        (but(form="tablet"), Reason.NOT_A_PC),
        (but(form="emulator"), Reason.NOT_A_PC),
        (but(form=""), Reason.NOT_A_PC),
        (but(form="PC"), Reason.NOT_A_PC),
        (but(os_family="android"), Reason.OS_UNSUPPORTED),
        (but(os_family="ios"), Reason.OS_UNSUPPORTED),
        (but(os_family=""), Reason.OS_UNSUPPORTED),
        (but(antivirus=()), Reason.ANTIVIRUS_MISSING),
        (but(antivirus=(av(running=False),)), Reason.ANTIVIRUS_STOPPED),
        (but(antivirus=(av(at=None),)), Reason.ANTIVIRUS_STALE),
        (but(antivirus=(av(at=NOW - WEEK - 1),)), Reason.ANTIVIRUS_STALE),
        (but(antivirus=(av(at=NOW + CLOCK_SKEW + 1),)), Reason.ANTIVIRUS_STALE),
        (but(antivirus=(av(running=False), av(at=NOW - WEEK - 1))), Reason.ANTIVIRUS_STALE),
        (but(firewall=False), Reason.FIREWALL_OFF),
        (but(firewall=None), Reason.FIREWALL_OFF),
        (but(os_updated_at=None), Reason.OS_OUTDATED),
        (but(os_updated_at=int(NOW - 91 * 86400)), Reason.OS_OUTDATED),
        (but(os_updated_at=int(NOW + CLOCK_SKEW + 1)), Reason.OS_OUTDATED),
    ],
)
def test_each_lapse_has_its_own_reason(posture: Posture | None, reason: Reason) -> None:
    """One thing wrong is enough, and the reason names it."""
    with pytest.raises(RefusedError) as refusal:
        decide(posture, STRICT, (), NOW)
    assert refusal.value.reason is reason


def test_one_good_product_among_several_is_enough() -> None:
    """Windows lists Defender as stopped beside the product that replaced it."""
    decide(but(antivirus=(av(running=False), av(at=None), av())), STRICT, (), NOW)


def test_a_policy_can_narrow_the_systems_but_not_widen_them() -> None:
    """An organisation may forbid Linux; it cannot admit Android by naming it."""
    with pytest.raises(RefusedError):
        decide(GOOD, Policy(os_families=("windows",)), (), NOW)
    with pytest.raises(RefusedError):
        decide(but(os_family="android"), Policy(os_families=("android",)), (), NOW)
    with pytest.raises(RefusedError):
        decide(GOOD, Policy(os_families=()), (), NOW)


OPTIONAL_DATE = st.none() | st.integers(0, 1 << 39)


@given(
    st.builds(
        Posture,
        st.text(max_size=8) | st.sampled_from(["windows", "macos", "linux"]),
        st.text(max_size=8),
        st.text(max_size=8) | st.just("pc"),
        st.lists(st.builds(Antivirus, st.text(max_size=4), st.booleans(), OPTIONAL_DATE), max_size=3).map(tuple),
        st.none() | st.booleans(),
        OPTIONAL_DATE,
        st.floats(0, 86400),
    )
)
def test_whoever_passes_has_a_fresh_running_antivirus(posture: Posture) -> None:
    """Whatever is reported: passing means a known desktop system with a running antivirus of this week."""
    try:
        decide(posture, STRICT, (), NOW)
    except RefusedError:
        return
    assert posture.os_family in {"windows", "macos", "linux"}
    assert posture.form == "pc"
    assert posture.firewall is True
    assert any(
        one.running and one.signatures_at is not None and NOW - WEEK <= one.signatures_at <= NOW + CLOCK_SKEW
        for one in posture.antivirus
    )


CARD = "3c:52:82:1a:0b:4d"


@pytest.mark.parametrize(
    ("policy", "changes", "reason"),
    [
        (Policy(addresses_required=True), {}, Reason.ADDRESS_UNKNOWN),
        (Policy(addresses_required=True), {"addresses": ("00:11:22:33:44:55",)}, Reason.ADDRESS_UNKNOWN),
        (Policy(addresses_required=True), {"addresses": ("00:11:22:33:44:55", CARD)}, None),
        (Policy(forbidden_programs=("*",)), {"programs": ("OBS Studio",)}, Reason.FORBIDDEN_PROGRAM),
        (Policy(forbidden_programs=("obs", "AnyDesk")), {"programs": ("OBS Studio",)}, Reason.FORBIDDEN_PROGRAM),
        (Policy(forbidden_programs=("AnyDesk", " ")), {"programs": ("OBS Studio",)}, None),
        (Policy(forbidden_programs=("*",)), {}, None),
        (Policy(client_min_version="0.2"), {"client": "0.1.9"}, Reason.VERSION),
        (Policy(client_min_version="0.2"), {"client": ""}, Reason.VERSION),
        (Policy(client_min_version="0.2"), {"client": "0.2.0"}, None),
        (Policy(client_min_version="0.9"), {"client": "0.10.1+local"}, None),
    ],
)
def test_the_rules_of_an_organisation_are_asked(
    policy: Policy, changes: dict[str, object], reason: Reason | None
) -> None:
    """Network cards, forbidden programs and the oldest client: each refuses with a reason of its own."""
    if reason is None:
        decide(but(**changes), policy, (CARD,), NOW)
        return
    with pytest.raises(RefusedError) as refused:
        decide(but(**changes), policy, (CARD,), NOW)
    assert refused.value.reason is reason


def test_an_empty_list_of_cards_lets_nobody_in() -> None:
    """Where cards are asked for and none is listed, no home PC is fit, whatever it says of itself."""
    with pytest.raises(RefusedError):
        decide(but(addresses=(CARD,)), Policy(addresses_required=True), (), NOW)
