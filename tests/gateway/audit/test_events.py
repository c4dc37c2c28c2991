"""The closed set of the audit's facts."""

import pytest

from gateway.audit import events


def test_the_set_of_events_is_closed_and_named_once() -> None:
    """Every class of event has exactly one name, and every name is one of these."""
    assert set(events.EVENTS.values()) == set(events.Event.__subclasses__())
    assert len(set(events.EVENTS.values())) == len(events.EVENTS) == 66


def test_no_fact_can_be_a_secret() -> None:
    """No event has a field for a code, a ticket, a key, a token, a pattern or a one-time secret."""
    fields = {field for event in events.EVENTS.values() for field in event.__struct_fields__}
    assert not {
        name for name in fields for word in ("code", "ticket", "key", "token", "secret", "totp") if word in name
    }


def test_facts_are_canonical() -> None:
    """Facts are JSON with sorted keys, no spaces, text as it is, and the version of their meaning."""
    event = events.SessionEndOrdered(session="0123456789ab", identity="131016-0001")
    assert events.name_of(event) == "session-end-ordered"
    assert events.facts_of(event) == '{"identity":"131016-0001","session":"0123456789ab","v":1}'


def test_facts_given_as_text_become_typed() -> None:
    """Numbers written as text are numbers in the event."""
    facts = {"photo": "ab", "status": "identified", "score": "12.5", "threshold": "6", "false_alarm": "1e-12"}
    event = events.named("photo-traced", facts)
    assert event == events.PhotoTraced(photo="ab", status="identified", score=12.5, threshold=6.0, false_alarm=1e-12)


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("no-such-event", {}),
        ("service-stopped", {}),
        ("service-stopped", {"program": "1", "more": "x"}),
        ("session-ended", {"session": "x", "identity": "x", "pc": "x", "reason": "x", "bytes_down": "many"}),
    ],
)
def test_foreign_facts_are_refused(name: str, facts: dict[str, str]) -> None:
    """An unknown event, a missing fact, an extra fact and a fact of the wrong type are errors."""
    with pytest.raises(ValueError, match=name):
        events.named(name, facts)


def test_events_are_frozen() -> None:
    """An event cannot be changed after it was made."""
    event = events.ServiceStopped(program="1")
    with pytest.raises(AttributeError):
        event.program = "2"  # type: ignore[misc]
