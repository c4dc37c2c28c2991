"""How every SSH connection of Sekisho is set up: names and algorithms, as plain data.

Pinned, because a library's defaults move: no CBC, no SHA-1, no RSA, no compression, and a key exchange that a later
quantum computer does not undo. Does not import an SSH library: `tunnel` does.
"""

from typing import Final

KEY_EXCHANGES: Final = ("mlkem768x25519-sha256", "curve25519-sha256", "curve25519-sha256@libssh.org")
CIPHERS: Final = ("aes256-gcm@openssh.com", "aes128-gcm@openssh.com", "chacha20-poly1305@openssh.com")
MACS: Final = (
    "hmac-sha2-256-etm@openssh.com",
    "hmac-sha2-512-etm@openssh.com",
)  # named by rule; AEAD ciphers bring their own
KEY: Final = "ssh-ed25519"
CERTIFICATE: Final = "ssh-ed25519-cert-v01@openssh.com"
SIGNATURES: Final = (CERTIFICATE, KEY)
COMPRESSIONS: Final = ("none",)

KEEPALIVE_INTERVAL: Final = 5.0  # seconds of silence before the other side is asked
KEEPALIVE_COUNT: Final = 3  # unanswered questions before the line counts as lost

GATEWAY_PRINCIPAL: Final = "sekisho-gateway"  # the principal of the gateway's host certificates
ENROL_USER: Final = "enrol"  # the SSH user name of a newcomer; all others are identities or PCs


def session_principal(number: int) -> str:
    """The principal of the session certificate for session *number*; also the SSH user name on the screen channel."""
    return f"session-{number:012x}"
