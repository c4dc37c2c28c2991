"""What a text may hold, wherever it comes from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire import limits
from wire import messages as m
from wire.codec import HEADER, decode, encode
from wire.errors import RemoteProtocolError
from wire.fields import plain
from wire.kinds import BY_MESSAGE, VERSION

UNSAFE = ["a\x1b]0;owned\x07", "a\nb", "a\rb", "a\x00", "\x9b2J", "\u202egpj.exe", "\u2066a", "a\u2028b", "a\x7f"]


@pytest.mark.parametrize("text", UNSAFE, ids=ascii)
def test_a_text_cannot_command_a_terminal_or_turn_its_direction(text: str) -> None:
    """No name, host name, notice or label brings escape sequences, line breaks or bidirectional overrides with it."""
    for message in (m.Attend(VERSION, text, "linux"), m.NewOverlay(1, m.Overlay(0, b"", text))):
        with pytest.raises(RemoteProtocolError):
            decode(BY_MESSAGE[type(message)].number, encode(message)[HEADER:])


@given(text=st.text() | st.sampled_from(UNSAFE) | st.text(min_size=limits.MAX_TEXT, max_size=2 * limits.MAX_TEXT))
def test_any_text_can_be_made_plain(text: str) -> None:
    """A host name from a strange machine is made harmless rather than refused; what is plain stays as it is."""
    attend = m.Attend(VERSION, plain(text), "linux")
    assert decode(BY_MESSAGE[m.Attend].number, encode(attend)[HEADER:]) == attend
    assert plain(plain(text)) == plain(text)
