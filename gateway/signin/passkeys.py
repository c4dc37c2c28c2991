"""Passkeys (WebAuthn): a challenge, and the check of what an authenticator signed. The only file that knows fido2.

A challenge is good once and for five minutes, and for this console's address alone. The authenticator must have
verified its user, so that a passkey is two factors in one.
"""

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from gateway.errors import RefusedError
from gateway.officials import Passkey
from wire.reasons import Reason

GOOD_FOR: Final = 300.0  # seconds
PENDING: Final = 1000  # challenges kept; an honest console has a handful


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a browser is asked: *name* is shown again with its answer, *options* go to `navigator.credentials`."""

    name: str
    options: str  # JSON


class PasskeyDesk:
    """Asks and checks. *host* is the console's name, *origin* what browsers call its address."""

    def __init__(self, host: str, origin: str, now: Callable[[], float]) -> None:
        entity = PublicKeyCredentialRpEntity(id=host, name="関所 Sekisho")
        self._server = Fido2Server(entity, verify_origin=lambda asked: asked == origin)
        self._now = now
        self._pending: dict[str, tuple[float, Any]] = {}

    def ask_for_new(self, account: str, shown_name: str, known: Sequence[Passkey]) -> Challenge:
        """The question that makes a passkey."""
        options, state = self._server.register_begin(
            PublicKeyCredentialUserEntity(id=account.encode(), name=account, display_name=shown_name),
            credentials=[AttestedCredentialData(passkey.data) for passkey in known],
            resident_key_requirement=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return self._kept(state, options)

    def made(self, name: str, account: str, label: str, answer: Mapping[str, Any]) -> Passkey:
        """The passkey that was made. Raises `RefusedError(WRONG_CODE)`, whatever is wrong with the answer."""
        state = self._taken(name)
        try:
            data = self._server.register_complete(state, RegistrationResponse.from_dict(answer))
        except Exception as error:
            raise RefusedError(Reason.WRONG_CODE) from error
        credential = data.credential_data
        if credential is None:
            raise RefusedError(Reason.WRONG_CODE)
        return Passkey(credential.credential_id, account, bytes(credential), data.counter, label, self._now())

    def ask(self) -> Challenge:
        """The question that any passkey may answer."""
        options, state = self._server.authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
        return self._kept(state, options)

    @staticmethod
    def credential_of(answer: Mapping[str, Any]) -> bytes:
        """Which passkey an answer names. Raises `RefusedError(WRONG_CODE)` when it names none."""
        try:
            return bytes(AuthenticationResponse.from_dict(answer).raw_id)
        except Exception as error:
            raise RefusedError(Reason.WRONG_CODE) from error

    def check(self, name: str, passkey: Passkey, answer: Mapping[str, Any]) -> int:
        """The authenticator's count of signatures, when *passkey* answered. Raises `RefusedError(WRONG_CODE)`."""
        state = self._taken(name)
        try:
            response = AuthenticationResponse.from_dict(answer)
            self._server.authenticate_complete(state, [AttestedCredentialData(passkey.data)], response)
            return int(response.response.authenticator_data.counter)
        except Exception as error:
            raise RefusedError(Reason.WRONG_CODE) from error

    def _kept(self, state: Any, options: Any) -> Challenge:  # noqa: ANN401 - fido2's own
        now = self._now()
        self._pending = {name: kept for name, kept in self._pending.items() if kept[0] > now}
        while len(self._pending) >= PENDING:
            del self._pending[next(iter(self._pending))]
        name = secrets.token_urlsafe(16)
        self._pending[name] = (now + GOOD_FOR, state)
        return Challenge(name, json.dumps(dict(options)))

    def _taken(self, name: str) -> Any:  # noqa: ANN401 - fido2's own
        until, state = self._pending.pop(name, (0.0, None))
        if until <= self._now():
            raise RefusedError(Reason.TIMEOUT)
        return state
