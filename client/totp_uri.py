"""The otpauth URI of an enrolment: what a person needs who cannot scan it. Computes no code."""

from urllib.parse import parse_qs, urlsplit


def secret_of(uri: str) -> str:
    """The secret in *uri*, in groups of four letters for typing; empty when there is none."""
    found = parse_qs(urlsplit(uri).query).get("secret", [""])[0]
    return " ".join(found[i : i + 4] for i in range(0, len(found), 4))
