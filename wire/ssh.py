"""How every SSH connection of Sekisho is set up: names and algorithms, as plain data.

Pinned, because a library's defaults move: no CBC, no SHA-1, no RSA, no compression, and a key exchange that a later
quantum computer does not undo. Knows what asyncssh calls each option, so that no program spells them its own way;
does not import it.
"""

from collections.abc import Mapping
from types import MappingProxyType
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

_BOTH: Final[Mapping[str, object]] = {
    "config": None,  # nothing is read from an account's own SSH configuration
    "kex_algs": KEY_EXCHANGES,
    "encryption_algs": CIPHERS,
    "mac_algs": MACS,
    "compression_algs": COMPRESSIONS,
    "signature_algs": (
        KEY,
    ),  # names what signs, not what is signed with: a certificate's key signs as the bare key does
    "keepalive_interval": KEEPALIVE_INTERVAL,
    "keepalive_count_max": KEEPALIVE_COUNT,
}

# Whoever dials: public keys alone, given to us and not found, and only a host certificate is believed.
DIALLING: Final[Mapping[str, object]] = MappingProxyType(
    {
        **_BOTH,
        "client_version": "Sekisho",
        "agent_path": None,
        "server_host_key_algs": (CERTIFICATE,),
        "preferred_auth": ("publickey",),
        "disable_trivial_auth": True,
    }
)

# Whoever answers: public keys alone, and nothing that could be forwarded, run or copied.
ANSWERING: Final[Mapping[str, object]] = MappingProxyType(
    {
        **_BOTH,
        "server_version": "Sekisho",
        "public_key_auth": True,
        "password_auth": False,
        "kbdint_auth": False,
        "host_based_auth": False,
        "gss_host": None,
        "allow_pty": False,
        "agent_forwarding": False,
        "x11_forwarding": False,
        "allow_scp": False,
        "line_editor": False,
        "encoding": None,
    }
)


def session_principal(number: int) -> str:
    """The principal of the session certificate for session *number*; also the SSH user name on the screen channel."""
    return f"session-{number:012x}"
