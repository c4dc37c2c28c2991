"""An invitation as people pass it on: one line to paste, print or scan.

    sekisho://HOST:PORT/ROLE/CODE/FINGERPRINT

FINGERPRINT is the SHA-256 of the public key that signs the gateway's host certificates (OpenSSH's, base64url), so
that the newcomer knows the gateway before it says anything secret.
"""

import re
from typing import Final

import msgspec

_PATTERN: Final = re.compile(
    r"sekisho://(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{1,253}):(?P<port>[0-9]{1,5})"
    r"/(?P<role>client|agent)/(?P<code>[A-Z2-7]{32})/(?P<fingerprint>[A-Za-z0-9_-]{43})"
)


class Invitation(msgspec.Struct, frozen=True):
    """Where to go, as what, with which one-time code, and whom to trust there."""

    host: str
    port: int
    role: str  # "client" or "agent"
    code: str  # 32 characters of base32: 160 bits
    fingerprint: str  # 43 characters of base64url: SHA-256 without padding

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"sekisho://{host}:{self.port}/{self.role}/{self.code}/{self.fingerprint}"

    def __repr__(self) -> str:
        return f"Invitation({self.host}:{self.port}, {self.role}, <secret>)"


def parse(text: str) -> Invitation:
    """The invitation in *text*; raises `ValueError` with a sentence when it is none."""
    match = _PATTERN.fullmatch(text.strip())
    if match is None or not 0 < int(match["port"]) < 65536:
        raise ValueError("This is not a Sekisho invitation: it begins with sekisho:// and is one line.")
    return Invitation(match["host"].strip("[]"), int(match["port"]), match["role"], match["code"], match["fingerprint"])
