"""Keys are Ed25519 or nothing, and their names are OpenSSH's."""

import contextlib
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from certs.errors import KeyFormatError
from certs.keys import authority_fingerprint, fingerprint, new_key, parse_private, parse_public, public_line

LINE = public_line(new_key())
ECDSA = ec.generate_private_key(ec.SECP256R1())


def ssh_keygen(*arguments: str) -> str:
    """What OpenSSH's own program prints."""
    return subprocess.run(["ssh-keygen", *arguments], check=True, capture_output=True, text=True).stdout  # noqa: S603, S607  # the program under comparison, found on PATH


def test_openssh_derives_the_same_public_key(tmp_path: Path) -> None:
    """`ssh-keygen -y` reads our private key and prints our public line."""
    private = new_key()
    path = tmp_path / "key"
    path.write_bytes(private)
    path.chmod(0o600)
    assert ssh_keygen("-y", "-f", str(path)).strip() == public_line(private)


def test_openssh_gives_the_same_fingerprint(tmp_path: Path) -> None:
    """`ssh-keygen -l` prints our fingerprint."""
    path = tmp_path / "key.pub"
    path.write_text(LINE)
    assert ssh_keygen("-l", "-f", str(path)).split()[1] == fingerprint(LINE)


def test_the_two_forms_of_a_fingerprint_are_one_digest() -> None:
    """An invitation's fingerprint is OpenSSH's in another alphabet, 43 characters long."""
    short = authority_fingerprint(LINE)
    assert len(short) == 43
    assert "SHA256:" + short.replace("-", "+").replace("_", "/") == fingerprint(LINE)


def test_every_key_is_new() -> None:
    """Two keys are two."""
    assert public_line(new_key()) != public_line(new_key())


@pytest.mark.parametrize("tail", ["", "\n", " comment", " a comment\n"])
def test_a_comment_does_not_matter(tail: str) -> None:
    """A key line is read with or without a comment and a line end."""
    assert fingerprint(LINE + tail) == fingerprint(LINE)


NOT_PUBLIC = {
    "empty": "",
    "one word": "nonsense",
    "RSA": "ssh-rsa AAAA",
    "cut": LINE[:-4],
    "too long": LINE + "A" * 4096,
    "two lines": LINE + "\n" + LINE,
    "not ASCII": "関所",
    "sign outside base64": LINE.replace(" ", " !", 1),
    "ECDSA": ECDSA.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode(),
}


@pytest.mark.parametrize("line", NOT_PUBLIC.values(), ids=NOT_PUBLIC)
def test_what_is_not_one_ed25519_key_is_refused(line: str) -> None:
    """Other kinds, pieces, several keys and noise raise KeyFormatError."""
    with pytest.raises(KeyFormatError):
        parse_public(line)


NOT_PRIVATE = {
    "empty": b"",
    "one word": b"nonsense",
    "cut": new_key()[:200],
    "ECDSA": ECDSA.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()),
    "PKCS 8": ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
}


@pytest.mark.parametrize("pem", NOT_PRIVATE.values(), ids=NOT_PRIVATE)
def test_what_is_not_one_private_key_is_refused(pem: bytes) -> None:
    """Other kinds and forms, and pieces, raise KeyFormatError."""
    with pytest.raises(KeyFormatError):
        parse_private(pem)


def test_a_refusal_does_not_repeat_the_key() -> None:
    """The error's text holds nothing of a private key that could not be read."""
    damaged = new_key().replace(b"b3BlbnNzaC1rZXktdjE", b"b3BlbnNzaC1rZXktdjF")
    with pytest.raises(KeyFormatError) as caught:
        parse_private(damaged)
    assert damaged.decode()[60:100] not in str(caught.value)


@given(position=st.integers(0, len(LINE) - 1), character=st.characters(max_codepoint=0x2FF))
def test_a_changed_line_is_another_key_or_none(position: int, character: str) -> None:
    """No key has two lines: whatever one character becomes, the result is refused or is a different key."""
    line = LINE[:position] + character + LINE[position + 1 :]
    if line != LINE:
        with contextlib.suppress(KeyFormatError):
            assert fingerprint(line) != fingerprint(LINE)
