"""One-time codes (RFC 6238: SHA-1, 6 digits, 30 s): which time step a code belongs to. Pure; takes now.

Does not know whether the step was used before: that is the store's compare-and-set.
"""

import hmac
from typing import Final

import pyotp

from gateway.errors import RefusedError
from gateway.secret import Secret
from wire.reasons import Reason

PERIOD: Final = 30  # seconds of one step
STEPS_BACK: Final = 1  # the previous step is still good: the employee typed while the clock moved on (RFC 6238, 5.2)
ISSUER: Final = "関所"


def new_secret() -> Secret[str]:
    """A fresh TOTP secret: 160 bits, base32."""
    return Secret(pyotp.random_base32(32))


def enrolment_uri(secret: Secret[str], identity: str) -> str:
    """The otpauth URI that an authenticator reads from a QR code. It contains the secret."""
    return pyotp.TOTP(secret.reveal(), interval=PERIOD).provisioning_uri(name=identity, issuer_name=ISSUER)


def step_of(secret: Secret[str], code: str, now: float) -> int:
    """The time step that *code* belongs to: the current one or the one before.

    Raises `RefusedError(WRONG_CODE)`. Every candidate is compared, in constant time, whatever matched before.
    """
    totp = pyotp.TOTP(secret.reveal(), interval=PERIOD)
    current = int(now // PERIOD)
    found = -1
    for step in range(current - STEPS_BACK, current + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            found = step
    if found < 0:
        raise RefusedError(Reason.WRONG_CODE)
    return found
