"""Signed heads: what a chain's end was at a moment, in a form that `ssh-keygen -Y verify` checks. Pure.

A chain cannot see its own tail cut off; a head that somebody else has kept can.
"""

import json
from dataclasses import dataclass
from typing import Final

NAMESPACE: Final = "sekisho-audit-head"
SIGNER: Final = "sekisho-gateway"


@dataclass(frozen=True, slots=True)
class SignedHead:
    """The end of a chain at a moment (Unix seconds), and the armoured SSH signature over its text."""

    chain: str
    number: int
    digest: str
    at: float
    signature: str


def head_text(chain: str, number: int, digest: str, at: float) -> bytes:
    """What is signed: one line of JSON, keys in order."""
    facts = {"at": at, "chain": chain, "digest": digest, "number": number}
    return (json.dumps(facts, separators=(",", ":"), sort_keys=True) + "\n").encode()
