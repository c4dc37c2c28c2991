"""One viewing, decided: conversations with no I/O."""

from hypothesis import given
from hypothesis import strategies as st

from agent.session import Begin, Command, Finish, Inject, Redraw, Say, ScreenSession, Shown, Upward
from wire import VERSION, limits
from wire import messages as m
from wire.reasons import Reason

A, B = 30, 48  # evdev codes


def said(session: ScreenSession, *messages: Upward, now: float = 0.0) -> list[Command]:
    """What the session does about *messages*."""
    return [command for message in messages for command in session.receive(message, now)]


def session() -> ScreenSession:
    """A fresh one, idle after ten minutes."""
    return ScreenSession(600.0, 0.0)


def test_a_viewer_begins_with_its_version() -> None:
    """The right version starts the pictures; another ends the session."""
    assert said(session(), m.View(VERSION)) == [Begin()]
    assert said(session(), m.View(VERSION + 1)) == [Finish(Reason.VERSION)]


def test_keys_and_buttons_pass_in_order() -> None:
    """Input is neither dropped nor reordered."""
    inputs = (m.Key(A, True), m.Pointer(3, 4), m.Button(1, True), m.Button(1, False), m.Wheel(0, -1), m.Key(A, False))
    assert said(session(), *inputs) == [Inject(event) for event in inputs]


def test_everything_down_is_let_go_last_first() -> None:
    """ReleaseAll lets go of buttons and keys that are down, and of each once."""
    talk = session()
    said(talk, m.Key(A, True), m.Key(B, True), m.Button(1, True), m.Key(A, False))
    assert said(talk, m.ReleaseAll()) == [Inject(m.Button(1, False)), Inject(m.Key(B, False))]
    assert said(talk, m.ReleaseAll()) == []


def test_a_repeated_press_is_left_to_the_desktop() -> None:
    """A key that is down and pressed again is the viewer's auto-repeat, and is not pressed twice."""
    assert said(session(), m.Key(A, True), m.Key(A, True), m.Key(A, False)) == [
        Inject(m.Key(A, True)),
        Inject(m.Key(A, False)),
    ]


@given(st.lists(st.tuples(st.booleans(), st.integers(1, 255), st.booleans()), max_size=60))
def test_nothing_is_down_after_the_end(events: list[tuple[bool, int, bool]]) -> None:
    """Whatever was pressed, after `release_all` every press has had its release."""
    talk = session()
    down: set[tuple[type, int]] = set()
    commands: list[Command] = []
    for is_key, code, pressed in events:
        commands += said(talk, m.Key(code, pressed) if is_key else m.Button(1 + code % 9, pressed))
    commands += talk.release_all()
    for command in commands:
        assert isinstance(command, Inject)
        event = command.input
        assert isinstance(event, m.Key | m.Button)
        which = (type(event), event.code if isinstance(event, m.Key) else event.button)
        (down.add if event.down else down.discard)(which)
    assert not down


def test_input_over_the_rate_ends_the_session() -> None:
    """The burst passes; the next input in the same moment ends the session as a breach of the protocol."""
    talk = session()
    for _ in range(int(limits.INPUT_BURST)):
        assert said(talk, m.Pointer(1, 1)) == [Inject(m.Pointer(1, 1))]
    assert said(talk, m.Pointer(1, 1)) == [Finish(Reason.PROTOCOL)]


def test_a_fast_mouse_is_honest() -> None:
    """A mouse of 1000 Hz passes for as long as it likes."""
    talk = session()
    for step in range(5000):
        assert said(talk, m.Pointer(1, 1), now=step / 1000) == [Inject(m.Pointer(1, 1))]


def test_whole_screens_are_not_to_be_had_by_the_dozen() -> None:
    """A viewer may ask for the whole screen again, but not over and over."""
    talk = session()
    assert said(talk, m.Refresh()) == [Redraw()]
    answers = said(talk, *[m.Refresh()] * 30)
    assert answers[-1] == Finish(Reason.PROTOCOL)


def test_acknowledgements_and_pings_are_passed_on() -> None:
    """Microseconds become seconds; a ping comes back with its stamp."""
    assert said(session(), m.Ack(7, 2500), m.Ping(99)) == [Shown(7, 0.0025, 0.0), Say(m.Pong(99))]


def test_a_viewer_that_leaves_has_left() -> None:
    """Whatever reason a viewer's goodbye names, to us it has left."""
    assert said(session(), m.Bye(Reason.INTERNAL)) == [Finish(Reason.LEFT)]


def test_only_input_keeps_a_viewer_from_being_idle() -> None:
    """Acknowledgements and pings do not count; a key does."""
    talk = session()
    said(talk, m.Ack(1, 0), m.Ping(1), now=599.0)
    assert talk.idle_wait(600.0) == 0.0
    said(talk, m.Key(A, True), now=600.0)
    assert talk.idle_wait(601.0) == 599.0
