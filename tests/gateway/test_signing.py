"""The gateway's key for reports."""

import subprocess
from pathlib import Path

import pytest

from gateway.errors import StateError
from gateway.signing import NAMESPACE, SIGNER, SIGNERS, sign_report
from tests.fakes.statedir import new_state


def test_a_signed_report_is_verified_with_the_published_key(tmp_path: Path) -> None:
    """The first signature makes the key, the next uses it, and ssh-keygen accepts both by the file beside the store."""
    state = new_state(tmp_path / "state")
    first = sign_report(state, b"{}")
    assert sign_report(state, b"{}") == first
    (tmp_path / "sig").write_text(first)
    command = [
        "ssh-keygen",
        "-Y",
        "verify",
        "-f",
        str(state.path / SIGNERS),
        "-I",
        SIGNER,
        "-n",
        NAMESPACE,
        "-s",
        "sig",
    ]
    subprocess.run(command, cwd=tmp_path, input=b"{}", capture_output=True, check=True)  # noqa: S603
    assert (state.path / SIGNERS).stat().st_mode & 0o777 == 0o644


def test_a_key_that_cannot_be_used_signs_nothing(tmp_path: Path) -> None:
    """A damaged key is an error of the state directory: no new key takes its place in silence."""
    state = new_state(tmp_path / "state")
    sign_report(state, b"{}")
    (state.path / "keys" / "report.pem").write_bytes(b"damaged -----BEGIN PRIVATE KEY-----")
    with pytest.raises(StateError, match="key for reports"):
        sign_report(state, b"{}")
