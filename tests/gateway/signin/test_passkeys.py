"""Passkeys, with real keys and signatures."""

import pytest

from gateway.errors import RefusedError
from gateway.officials import Passkey
from gateway.signin.passkeys import GOOD_FOR, PasskeyDesk
from tests.fakes.authenticator import Authenticator
from wire.reasons import Reason

ORIGIN = "https://console.example.jp"


class Place:
    """A console and a clock."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0
        self.desk = PasskeyDesk("console.example.jp", ORIGIN, lambda: self.now)

    def made(self, authenticator: Authenticator) -> Passkey:
        """A passkey of the account sato."""
        asked = self.desk.ask_for_new("sato", "佐藤", [])
        return self.desk.made(asked.name, "sato", "電話", authenticator.make(asked.options))


def test_a_passkey_is_made_and_signs_in() -> None:
    """What an authenticator made, it can use; the count is told, and the answer names its credential."""
    place, authenticator = Place(), Authenticator(ORIGIN)
    passkey = place.made(authenticator)
    asked = place.desk.ask()
    answer = authenticator.use(asked.options)
    assert place.desk.credential_of(answer) == passkey.credential
    assert place.desk.check(asked.name, passkey, answer) == authenticator.count > passkey.count


@pytest.mark.parametrize("doubt", ["origin", "unverified", "challenge", "replay", "late", "key", "nonsense"])
def test_each_doubt_is_a_refusal(doubt: str) -> None:
    """Another origin, no user verified, another challenge, a second use, too late, another key, nonsense."""
    place, authenticator = Place(), Authenticator(ORIGIN)
    passkey = place.made(authenticator)
    asked, other = place.desk.ask(), place.desk.ask()
    if doubt == "origin":
        authenticator.origin = "https://console.example.jp.evil.example"
    if doubt == "unverified":
        authenticator.flags = 0x01
    if doubt == "key":
        authenticator.key = Authenticator(ORIGIN).key
    answer = authenticator.use(other.options if doubt == "challenge" else asked.options)
    if doubt == "replay":
        place.desk.check(asked.name, passkey, answer)
    if doubt == "late":
        place.now += GOOD_FOR
    if doubt == "nonsense":
        answer = {"id": "x", "response": {}}
    with pytest.raises(RefusedError) as refused:
        place.desk.check(asked.name, passkey, answer)
    assert refused.value.reason is (Reason.TIMEOUT if doubt in {"late", "replay"} else Reason.WRONG_CODE)


def test_a_passkey_of_another_origin_is_not_made() -> None:
    """An authenticator that was asked by a look-alike page makes nothing that this console takes."""
    place = Place()
    with pytest.raises(RefusedError):
        place.made(Authenticator("https://console.example.jp:8443"))


def test_nonsense_names_no_credential() -> None:
    """An answer that cannot be read is refused before anything is looked up."""
    with pytest.raises(RefusedError):
        Place().desk.credential_of({"id": 1})
