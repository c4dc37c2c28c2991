"""Whom the home PC believes."""

import time

import pytest

from certs.authority import Authority, new_serial
from certs.keys import new_key, public_line
from certs.keystore import MemoryKeyStore
from certs.profiles import Profile
from client.errors import UntrustedError
from client.trust import check_certified
from wire.messages import Authorities, Certified

OURS, THEIRS = Authority.create(MemoryKeyStore()), Authority.create(MemoryKeyStore())
KEY = public_line(new_key())
NOW = time.time()


def certified(
    *, signer: Authority = OURS, known: Authority = OURS, key: str = KEY, profile: Profile = Profile.DEVICE
) -> Certified:
    """What a gateway might answer."""
    line = signer.issue(profile, key, "131016-0001", serial=new_serial(), now=NOW).line
    keys = known.public_keys()
    return Certified(
        "131016-0001", "関所 花子", (line,), Authorities(keys.gateway, keys.machine, keys.session, keys.user)
    )


def test_an_answer_that_holds_together_is_believed() -> None:
    """Named authority, our key, our identity: nothing is raised."""
    check_certified(certified(), fingerprint=OURS.fingerprint(), public_key=KEY, now=NOW)


@pytest.mark.parametrize(
    "answer",
    [
        certified(known=THEIRS, signer=THEIRS),
        certified(signer=THEIRS),
        certified(key=public_line(new_key())),
        certified(profile=Profile.SESSION),
    ],
    ids=["another authority", "another signer", "another key", "another kind"],
)
def test_an_answer_that_does_not_is_not_kept(answer: Certified) -> None:
    """Each single thing that does not fit is enough to keep nothing of it."""
    with pytest.raises(UntrustedError):
        check_certified(answer, fingerprint=OURS.fingerprint(), public_key=KEY, now=NOW)


def test_two_certificates_are_one_too_many() -> None:
    """A home PC has one certificate."""
    answer = certified()
    twice = Certified(answer.identity, answer.name, answer.certificates * 2, answer.authorities)
    with pytest.raises(UntrustedError):
        check_certified(twice, fingerprint=OURS.fingerprint(), public_key=KEY, now=NOW)
