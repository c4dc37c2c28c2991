"""The posture between two looks."""

from client.vigil import USABLE, Vigil
from tests.fakes.client_play import POSTURE
from wire.limits import POSTURE_EVERY, POSTURE_MAX_AGE


def test_before_the_first_look_there_is_nothing_to_send() -> None:
    """No posture, not usable, none due: the first look is under way."""
    vigil = Vigil()
    assert vigil.under_way
    assert vigil.aged(0.0) is None
    assert not vigil.usable(0.0)


def test_a_posture_ages_and_falls_due() -> None:
    """Its age counts from the end of the look; the next look is due after 30 s; too old is not sent."""
    vigil = Vigil()
    vigil.seen(POSTURE, 10.0)
    assert vigil.due == 10.0 + POSTURE_EVERY
    aged = vigil.aged(22.0)
    assert aged is not None
    assert aged.age == 12.0
    assert vigil.usable(10.0 + USABLE - 1)
    assert not vigil.usable(10.0 + USABLE)


def test_what_is_sent_is_fresh_enough_for_the_gateway() -> None:
    """Even after the slowest login a posture that we call usable is younger than what the gateway takes."""
    assert USABLE + 30.0 < POSTURE_MAX_AGE
