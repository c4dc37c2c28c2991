"""Other programs read our certificates as we mean them: OpenSSH's own, and the SSH library that carries them."""

import datetime as dt
import os
import subprocess
from pathlib import Path

import asyncssh
import pytest

from certs import ssh
from certs.authority import Certificate
from certs.keys import fingerprint
from certs.profiles import RULES, Profile
from tests.fakes.certs import DEVICE_LINE, NOW, SUBJECT, Forgery, authority

SERIAL = 1234567890123456789


def issued(profile: Profile) -> Certificate:
    """A certificate of *profile*."""
    return authority().issue(profile, DEVICE_LINE, SUBJECT, serial=SERIAL, now=NOW)


def listing(line: str, directory: Path) -> dict[str, str]:
    """What `ssh-keygen -L` prints of *line*, as label -> value; lists are joined by a space."""
    path = directory / "x-cert.pub"
    path.write_text(line + "\n")
    command = ["ssh-keygen", "-L", "-f", str(path)]
    environment = {**os.environ, "TZ": "UTC", "LC_ALL": "C"}
    shown = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout  # noqa: S603  # OpenSSH's own reader
    fields: dict[str, str] = {}
    label = ""
    for text in shown.splitlines()[1:]:
        if text.startswith(" " * 16):
            fields[label] = f"{fields[label]} {text.strip()}".strip()
        else:
            label, _, value = text.strip().partition(":")
            fields[label] = value.strip()
    return fields


def utc(at: float) -> str:
    """Unix seconds as `ssh-keygen` prints them."""
    return dt.datetime.fromtimestamp(at, dt.UTC).strftime("%Y-%m-%dT%H:%M:%S")


@pytest.mark.parametrize("profile", Profile)
def test_openssh_reads_every_certificate(profile: Profile, tmp_path: Path) -> None:
    """`ssh-keygen -L` shows type, key, signer, key id, serial, dates and the one principal, and no options at all."""
    rules = RULES[profile]
    fields = listing(issued(profile).line, tmp_path)
    assert fields.pop("Type") == f"ssh-ed25519-cert-v01@openssh.com {rules.type.name.lower()} certificate"
    assert fields.pop("Public key") == f"ED25519-CERT {fingerprint(DEVICE_LINE)}"
    signer = fingerprint(authority().signer_line(profile))
    assert fields.pop("Signing CA") == f"ED25519 {signer} (using ssh-ed25519)"
    assert fields.pop("Key ID") == f'"{profile.value}:{SUBJECT}"'
    assert fields.pop("Serial") == str(SERIAL)
    assert fields.pop("Valid") == f"from {utc(NOW - rules.leeway)} to {utc(NOW + rules.lifetime)}"
    assert fields.pop("Principals") == SUBJECT
    assert fields.pop("Critical Options") == "(none)"
    assert fields.pop("Extensions") == "(none)"
    assert not fields


def test_the_listing_would_show_options(tmp_path: Path) -> None:
    """The reader of the test above does see options and a second principal where there are some."""
    forged = Forgery(
        principals=(b"a", b"b"),
        extensions=((b"permit-pty", b""),),
        critical_options=((b"force-command", b"/bin/sh"),),
    )
    fields = listing(forged.signed(asyncssh.generate_private_key("ssh-ed25519").export_private_key()), tmp_path)
    assert fields["Principals"] == "a b"
    assert fields["Extensions"] == "permit-pty"
    assert fields["Critical Options"] == "force-command /bin/sh"


@pytest.mark.parametrize("profile", Profile)
def test_the_ssh_library_reads_every_certificate(profile: Profile) -> None:
    """The library imports the line, finds the same key and signer, and writes the same line again."""
    line = issued(profile).line
    certificate = asyncssh.import_certificate(line)
    assert isinstance(certificate, asyncssh.public_key.SSHOpenSSHCertificate)
    assert certificate.key.get_fingerprint() == fingerprint(DEVICE_LINE)
    assert certificate.signing_key.get_fingerprint() == fingerprint(authority().signer_line(profile))
    assert list(certificate.principals) == [SUBJECT]
    assert certificate.export_certificate().decode().strip() == line


def test_reading_tells_a_key_from_a_certificate() -> None:
    """A bare key is None, a certificate is one, anything else is a ValueError."""
    assert ssh.parse(DEVICE_LINE) is None
    found = ssh.parse(issued(Profile.DEVICE).line)
    assert found is not None
    assert found.serial == SERIAL
    with pytest.raises(ValueError, match="longer"):
        ssh.parse("x" * 10_000)
