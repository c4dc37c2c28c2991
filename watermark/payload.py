"""Mark to payload bits and back, sealed by a keyed MAC. Knows no code, no cells, no pixels.

    48 bits session + 16 bits slot + 48 bits MAC = 112 bits, then enciphered as one block

The MAC is HMAC-SHA256 under a key derived from the mark key, cut to 48 bits. A reader that tries T decodings of a
photo without our mark accepts one by chance with probability at most T / 2**48, whatever the photo shows: this is the
false-alarm bound that `watermark.decode` reports. It also stops forging: whoever knows patterns of his own sessions
can make no pattern of another session better than by guessing 48 bits.

The cipher is a Feistel network of four rounds (Luby and Rackoff: with pseudo-random rounds, a strong pseudo-random
permutation). It is there for the slots: without it two slots of one session would share three quarters of their
pattern, and somebody who averaged many frames would have that.
"""

import hmac
from typing import Final

import numpy as np
import numpy.typing as npt

from watermark.key import MarkKey
from watermark.mark import SESSION_BITS, SLOT_BITS, Mark

MAC_BITS: Final = 48
MARK_BITS: Final = SESSION_BITS + SLOT_BITS
PAYLOAD_BITS: Final = MARK_BITS + MAC_BITS
_ROUNDS: Final = 4

Bits = npt.NDArray[np.uint8]


class MacError(Exception):
    """The payload was not sealed with this key: another key's mark, a wrong decoding, or no mark at all."""


def seal(key: MarkKey, mark: Mark) -> Bits:
    """The 112 payload bits of *mark*, as zeros and ones."""
    data = bytes.fromhex(mark.hex)
    left, right = _halves(data + _mac(key, data))
    for number in range(_ROUNDS):
        left, right = right, _xor(left, _round(key, number, right))
    return np.unpackbits(np.frombuffer(left + right, np.uint8))


def unseal(key: MarkKey, bits: Bits) -> Mark:
    """The mark in 112 payload *bits*; raises `MacError` unless it was sealed with *key*."""
    left, right = _halves(np.packbits(bits).tobytes())
    for number in reversed(range(_ROUNDS)):
        left, right = _xor(right, _round(key, number, left)), left
    data = left + right
    mark, mac = data[: MARK_BITS // 8], data[MARK_BITS // 8 :]
    if not hmac.compare_digest(mac, _mac(key, mark)):
        raise MacError
    return Mark.from_hex(mark.hex())


def _mac(key: MarkKey, mark: bytes) -> bytes:
    return hmac.digest(key.derive(b"mac"), mark, "sha256")[: MAC_BITS // 8]


def _halves(block: bytes) -> tuple[bytes, bytes]:
    return block[: len(block) // 2], block[len(block) // 2 :]


def _round(key: MarkKey, number: int, half: bytes) -> bytes:
    return hmac.digest(key.derive(b"round %d" % number), half, "sha256")[: len(half)]


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
