"""The console's words: none missing, none unused, both languages alike."""

import re
import string
from collections.abc import Iterable
from pathlib import Path

from gateway.admin.tables import Act
from gateway.audit.events import EVENTS
from gateway.auth.permit import Role
from gateway.console.words import WORDS, say
from gateway.officials import AccountState, RequestState
from gateway.policy import Policy
from gateway.records import IdentityState, PcState, Segment
from wire.reasons import Reason

CONSOLE = Path(__file__).parents[3] / "gateway" / "console"
DECIDED = ["trace_approve", "trace_refuse"]
# Keys that are put together: each prefix with all that may follow it.
JOINED: dict[str, Iterable[str]] = {
    "role": Role,
    "identity": IdentityState,
    "pc": PcState,
    "segment": Segment,
    "reason": Reason,
    "account": AccountState,
    "event": EVENTS,
    "trace": [f"is_{state}" for state in RequestState],
    "table": [f"act_{act}" for act in Act],
    "unit": ["days", "hours", "minutes"],
    "preview": ["closed_now", "cards_missing", "everybody"],
    "sure": ["suspend", "resume", "extend", "revoke", "end", *DECIDED]
    + [f"official_{act}" for act in ("add", "reset", "end", "token", "end_token")]
    + [f"table_{act}" for act in Act]
    + [f"organisation_{act}" for act in ("suspend", "resume", "end_quota")],
    "done": ["suspend", "resume", "extend", "revoke", "end", "official_end", "official_end_token", *DECIDED],
}


def used() -> set[str]:
    """Every key that a page or a template says."""
    text = "".join(path.read_text() for path in [*CONSOLE.rglob("*.html"), *CONSOLE.rglob("*.py")])
    plain = {key for key in re.findall(r"""\bt\(["']([a-z_]+\.[a-z_.]+)["']""", text) if not key.endswith("_")}
    plain |= set(re.findall(r"""\bsay\(\s*"([a-z_]+\.[a-z_.]+)\"""", text))
    plain |= set(re.findall(r"""Question\(\s*"([a-z_]+\.[a-z_.]+)\"""", text))
    plain |= {f"done.{key}" for key in re.findall(r"""visitor\.done\([^\n]*, "([a-z_]+)\"""", text)}
    plain |= {f"done.{key}" for key in re.findall(r"""\?done=([a-z_]+)""", text)}
    plain |= set(re.findall(r""""(nav\.[a-z_]+)\"""", text))
    joined = {f"{prefix}.{part}" for prefix, parts in JOINED.items() for part in parts}
    rules = {f"rule.{name}" for name in Policy.__struct_fields__}
    return plain | joined | rules | {f"{rule}.hint" for rule in rules - {"rule.os_families"}}


def test_every_word_that_is_said_is_there_and_no_other() -> None:
    """A key without words would be an error on a page; words without a key would be dead."""
    assert used() - set(WORDS) == set()
    assert set(WORDS) - used() == set()


def test_both_languages_name_the_same_values() -> None:
    """What is filled into one is filled into the other."""
    for key, (japanese, english) in WORDS.items():
        fields = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in (japanese, english)]
        assert fields[0] == fields[1], key
        assert japanese
        assert english


def test_words_are_said_in_the_language_asked_for() -> None:
    """With their values in their places."""
    assert say("list.total", "ja", n="34,000") == "全 34,000 件"
    assert say("list.total", "en", n="34,000") == "34,000 in all"
