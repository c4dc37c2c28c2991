"""Signatures that OpenSSH's own program accepts, and refuses."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certs.keys import line_of
from certs.sshsig import allowed_signer, sign

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LINE = line_of(KEY.public_key())
DATA = "報告".encode() * 100


def verified(folder: Path, data: bytes, signature: str, *, namespace: str = "report", line: str = LINE) -> bool:
    """Whether `ssh-keygen -Y verify` takes *signature* for *data*, with the key of *line* allowed for "report"."""
    (folder / "signers").write_text(allowed_signer("gateway", "report", line))
    (folder / "sig").write_text(signature)
    command = ["ssh-keygen", "-Y", "verify", "-f", "signers", "-I", "gateway", "-n", namespace, "-s", "sig"]
    return subprocess.run(command, cwd=folder, input=data, capture_output=True, check=False).returncode == 0  # noqa: S603


@pytest.mark.parametrize("data", [DATA, b"", b"\0" * 100_000])
def test_openssh_accepts_our_signature(tmp_path: Path, data: bytes) -> None:
    """Of a text, of nothing, of much; and the same is signed the same."""
    assert verified(tmp_path, data, sign(KEY, "report", data))
    assert sign(KEY, "report", data) == sign(KEY, "report", data)


def test_openssh_refuses_everything_else(tmp_path: Path) -> None:
    """Changed data, another namespace, another key: each is refused."""
    signature = sign(KEY, "report", DATA)
    assert not verified(tmp_path, DATA + b".", signature)
    assert not verified(tmp_path, DATA, signature, namespace="git")
    assert not verified(tmp_path, DATA, sign(KEY, "git", DATA))
    assert not verified(tmp_path, DATA, signature, line=line_of(Ed25519PrivateKey.generate().public_key()))


def test_openssh_makes_the_same_signature(tmp_path: Path) -> None:
    """`ssh-keygen -Y sign` with the same key writes the same text."""
    from certs.keys import private_pem

    (tmp_path / "key").write_bytes(private_pem(KEY))
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "data").write_bytes(DATA)
    command = ["ssh-keygen", "-Y", "sign", "-f", "key", "-n", "report", "data"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)  # noqa: S603
    assert (tmp_path / "data.sig").read_text() == sign(KEY, "report", DATA)


def test_a_signature_needs_a_namespace() -> None:
    """Without one it could serve anything."""
    with pytest.raises(ValueError, match="namespace"):
        sign(KEY, "", DATA)
