"""How a row of the audit is written for others."""

import json
import re

from hypothesis import given
from hypothesis import strategies as st

from gateway.audit import events
from gateway.audit.chain import START, append
from gateway.audit.events import EVENTS
from gateway.records import Actor, AuditRow
from gateway.siem.records import ALARMING, framed, json_line, syslog_message

ROW = append(
    "131016",
    START,
    events.JoinRefused(identity="131016-0001", source="192.0.2.9", reason="wrong_code"),
    actor=Actor("service", "gateway"),
    now=1_700_000_000.25,
)

# RFC 5424 §6: the header's parts and one element of structured data.
MESSAGE = re.compile(
    r"<(?P<pri>[0-9]{1,3})>1 (?P<time>\S+) (?P<host>\S+) (?P<app>\S{1,48}) (?P<proc>\S+) (?P<id>[!-~]{1,32}) "
    r'\[(?P<sd>[!-~]{1,32}(?: [!-~]+?="(?:[^"\\\]]|\\["\\\]])*")*)\] (?P<text>.*)',
    re.DOTALL,
)


def test_a_line_of_json_is_the_row_and_can_be_checked() -> None:
    """The facts are an object; written as they were digested, the digest is right."""
    line = json_line(ROW)
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1
    found = json.loads(line)
    assert found["time"] == "2023-11-14T22:13:20.250000Z"
    facts = json.dumps(found["facts"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    del found["time"]
    again = AuditRow(**{**found, "facts": facts})
    assert again == ROW


def test_a_message_has_the_parts_that_the_standard_gives_it() -> None:
    """Priority (log audit, warning), version, time, host, program, event; chain, number and digest as data; facts."""
    match = MESSAGE.fullmatch(syslog_message(ROW, "gateway.example").decode())
    assert match is not None
    assert match["pri"] == str(13 * 8 + 4)
    assert (match["host"], match["app"], match["id"]) == ("gateway.example", "sekisho", "join-refused")
    assert 'chain="131016"' in match["sd"]
    assert f'digest="{ROW.digest}"' in match["sd"]
    assert json.loads(match["text"].removeprefix("\ufeff"))["reason"] == "wrong_code"


@given(actor=st.text(max_size=60), facts=st.dictionaries(st.text(max_size=9), st.text(max_size=40), max_size=3))
def test_no_name_breaks_a_message(actor: str, facts: dict[str, str]) -> None:
    """Quotes, brackets, line ends and any script in a name stay inside their place, and the frame's length is right."""
    actor = actor.encode(errors="ignore").decode()
    row = AuditRow("131016", 7, 0.0, actor, "token-issued", json.dumps(facts), "0" * 64, "1" * 64)
    message = syslog_message(row, "")
    match = MESSAGE.fullmatch(message.decode())
    assert match is not None
    assert json.loads(match["text"].removeprefix("\ufeff")) == facts
    length, _, rest = framed(message).partition(b" ")
    assert (int(length), rest) == (len(message), message)


def test_every_event_fits_the_standard() -> None:
    """No event's name is longer than a message's identifier may be, and what alarms is an event."""
    assert max(len(name) for name in EVENTS) <= 32
    assert set(EVENTS) >= ALARMING
