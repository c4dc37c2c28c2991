"""`org policy`, as an administrator types it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.cli.policy import changed, written
from gateway.errors import PolicyError
from gateway.policy import POLICY_RULES, Policy
from tests.fakes.gateway_commands import Commands


def test_the_rules_are_shown_with_their_meaning(run: Commands) -> None:
    """Every rule that there is, as it may be typed."""
    shown = run("org", "policy", "131016")
    assert set(POLICY_RULES) == set(Policy.__struct_fields__)
    assert all(name in shown for name in POLICY_RULES)
    assert "7d" in shown
    assert run.json("org", "policy", "131016")["signatures_max_age"] == 7 * 86400


def test_a_rule_is_changed_and_stays_changed(run: Commands) -> None:
    """The new value is shown beside the old one, stands in the record, and the other rules stay as they were."""
    words = ("--set", "signatures_max_age=3d", "--set", "forbidden_windows=住基端末, メール")
    told = run("org", "policy", "131016", *words)
    assert "7d → 3d" in told
    assert "The new rules hold from now on." in told
    rules = run.json("org", "policy", "131016")
    assert (rules["signatures_max_age"], rules["forbidden_windows"]) == (3 * 86400, ["住基端末", "メール"])
    assert rules["os_families"] == ["windows", "macos", "linux"]
    assert "nothing was changed" in run("org", "policy", "131016", *words)
    assert run("audit", "verify")


def test_a_trial_changes_nothing(run: Commands) -> None:
    """With --dry-run the table tells what would become of it."""
    told = run("org", "policy", "131016", "--set", "firewall_required=yes", "--dry-run")
    assert "no → yes" in told
    assert "this was a trial" in told
    assert run.json("org", "policy", "131016")["firewall_required"] is False


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("signatures_max_age=90d", "(1h to 30d)"),
        ("signatures_max_age=none", "(1h to 30d)"),
        ("signatures_max_age=soon", "(1h to 30d)"),
        ("mark_strength=60%", "(75% to 175%)"),
        ("mark_strength=1h", "(75% to 175%)"),
        ("os_families=", "(of windows, macos, linux)"),
        ("os_families=windows, android", "(of windows, macos, linux)"),
        ("firewall_required=maybe", "(yes or no)"),
        ("antivirus_required=no", "sets no rule"),
        ("lock_at_end", "sets no rule"),
        ("notice=\x1b[31m", "(one line of text, or empty)"),
    ],
)
def test_what_may_not_be_set_changes_nothing(run: Commands, change: str, sentence: str) -> None:
    """A value out of bounds, a rule that is not there, no value: one sentence, exit 1, and the rules as before."""
    before = run("org", "policy", "131016")
    assert sentence in run("org", "policy", "131016", "--set", "idle_after=10m", "--set", change, exit_code=1)
    assert run("org", "policy", "131016") == before


@pytest.mark.parametrize("rule", [name for name, meaning in POLICY_RULES.items() if " to " in meaning])
def test_the_bounds_are_those_that_are_told(rule: str) -> None:
    """The shortest and the longest time of each meaning can be set, and a second less or more cannot."""
    told = re.search(r"\(([\w%]+) to ([\w%]+)", POLICY_RULES[rule])
    assert told is not None
    shortest, longest = (getattr(changed(Policy(), [f"{rule}={edge}"]), rule) for edge in told.groups())
    for beyond in (shortest - 1, longest + 1):
        with pytest.raises(PolicyError, match=rule):
            changed(Policy(), [f"{rule}={beyond}"])


def test_an_unknown_organisation_has_no_rules(run: Commands) -> None:
    """Nothing is made up for a code that nobody has."""
    assert "There is no organisation 999999." in run("org", "policy", "999999", exit_code=1)


@given(st.integers(3600, 30 * 86400), st.booleans(), st.sampled_from([None, 86400, 200 * 86400]))
def test_what_is_shown_can_be_typed(age: int, switch: bool, update: int | None) -> None:  # noqa: FBT001 - drawn
    """Each value as it is written is read back as the same."""
    wanted = Policy(signatures_max_age=age, lock_at_end=switch, os_update_max_age=update, mark_strength=90)
    typed = [f"{name}={written(name, getattr(wanted, name))}" for name in POLICY_RULES]
    assert changed(Policy(), typed) == wanted


def test_a_change_is_made_on_top_of_what_holds() -> None:
    """Rules that are not named stay, and the last of two values counts."""
    before = Policy(notice="月末は18時まで")
    assert changed(before, ["idle_after=10m", "idle_after=5m"]) == Policy(notice="月末は18時まで", idle_after=300)
    with pytest.raises(PolicyError):
        changed(before, ["idle_after=1s"])
