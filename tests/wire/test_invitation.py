"""Invitations as people pass them on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wire.invitation import Invitation, parse

CODE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
FINGERPRINT = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLM-_01"
GOOD = f"sekisho://gate.example.jp:8022/client/{CODE}/{FINGERPRINT}"

invitations = st.builds(
    Invitation,
    host=st.one_of(
        st.from_regex(r"\A[A-Za-z0-9.-]{1,40}\Z"), st.ip_addresses(v=4).map(str), st.ip_addresses(v=6).map(str)
    ),
    port=st.integers(1, 65535),
    role=st.sampled_from(["client", "agent"]),
    code=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", min_size=32, max_size=32),
    fingerprint=st.from_regex(r"\A[A-Za-z0-9_-]{43}\Z"),
)


@given(invitations)
def test_an_invitation_reads_back_from_its_line(invitation: Invitation) -> None:
    """Every invitation, by name or by either kind of address, is read back from the line it is printed as."""
    assert parse(str(invitation)) == invitation


def test_space_around_the_line_is_forgiven() -> None:
    """A line pasted with spaces and a line end around it is the same invitation."""
    assert parse(f"  {GOOD}\r\n") == parse(GOOD)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sekisho://",
        GOOD.replace("sekisho", "https"),
        GOOD.replace("client", "gateway"),
        GOOD.replace("8022", "0"),
        GOOD.replace("8022", "65536"),
        GOOD.replace("8022", "８０２２"),
        GOOD.replace(CODE, CODE[:-1]),
        GOOD.replace(CODE, CODE[:-1] + "1"),
        GOOD.replace(CODE, CODE.lower()),
        GOOD + "A",
        GOOD[:-1],
        GOOD + "?next=1",
        GOOD.replace("gate", "user@gate"),
        GOOD.replace("gate.example.jp", "gate\n.example.jp"),
        GOOD + "\n" + GOOD,
    ],
)
def test_anything_else_is_refused_with_a_sentence(text: str) -> None:
    """What is not exactly an invitation is refused in words that a person can act on, and without repeating it."""
    with pytest.raises(ValueError, match="not a Sekisho invitation") as caught:
        parse(text)
    assert CODE not in str(caught.value)


def test_a_repr_tells_no_code() -> None:
    """The one-time code does not show in a log line."""
    assert CODE not in repr(parse(GOOD))
    assert repr(parse(GOOD)) == "Invitation(gate.example.jp:8022, client, <secret>)"
