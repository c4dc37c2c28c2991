"""What new rules would do, told before they are saved."""

from gateway.auth.preview import Here, preview
from gateway.policy import Policy
from tests.fakes.peers import good_posture

NOW = 1_800_000_000.0
HERE = [Here(good_posture(NOW), ()), Here(good_posture(NOW), ("3c:52:82:1a:0b:4d",))]


def test_rules_that_fit_cut_nobody() -> None:
    """The default rules leave everybody where they are, without a warning."""
    found = preview(Policy(), HERE, 0, 2, NOW)
    assert (found.here, found.cut, dict(found.reasons), found.warnings) == (2, 0, {}, ())


def test_rules_that_nobody_meets_are_called_so() -> None:
    """All who are here would be cut, and the reason is counted."""
    found = preview(Policy(os_families=("windows",)), HERE, 0, 2, NOW)
    assert (found.cut, dict(found.reasons), found.warnings) == (2, {"os_unsupported": 2}, ("everybody",))


def test_hours_that_are_over_and_lists_that_are_empty_are_warned_of() -> None:
    """Out of hours now, and IDs without a network card on their list: each has its warning, also with nobody here."""
    policy = Policy(hours=("mon 00:00-00:01",), addresses_required=True)
    assert preview(policy, [], 1, 2, NOW).warnings == ("closed_now", "cards_missing")
    assert preview(policy, [], 2, 2, NOW).warnings == ("closed_now",)
