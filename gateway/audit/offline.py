"""Checks an exported part of the audit on a machine that has nothing of the gateway.

    python -m gateway.audit.offline FILE [--signers head-signers]

Needs Python's own library alone, so this one file may be copied to wherever it is wanted; for the signed heads it asks
OpenSSH's `ssh-keygen`, and whoever checks must have got `head-signers` another way than the export.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

FORMAT = "sekisho-audit-1"
NAMESPACE = "sekisho-audit-head"
SIGNER = "sekisho-gateway"


class BrokenError(Exception):
    """The file does not hold; the text says where."""


def digest_of(row: dict[str, Any]) -> str:
    """A row's digest, from its fields."""
    fields = [row[name] for name in ("chain", "number", "at", "actor", "event", "facts", "previous")]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def check(lines: list[str], signers: Path | None) -> str:
    """Check the *lines* of a file, the signatures too when there are *signers*. Returns what holds, as a sentence."""
    try:
        first = json.loads(lines[0])
        if first["format"] != FORMAT:
            raise BrokenError(f"This is not an export of the audit ({first['format']}).")
        chain, number, digest = first["chain"], first["after"]["number"], first["after"]["digest"]
        begin, digests, heads = number + 1, {}, 0
        for place, line in enumerate(lines[1:], 2):
            found = json.loads(line)
            if "row" in found:
                number, digest = follow(chain, number, digest, found["row"])
                digests[number] = digest
            else:
                check_head(found, chain, digests, signers, place)
                heads += 1
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise BrokenError(f"The file cannot be read as an export of the audit: {error!r}.") from error
    if not digests:
        return f"{chain}: the file holds no rows."
    proved = "their signatures hold" if signers else "their signatures were not checked: give --signers"
    return f"{chain}: rows {begin} to {number} hold; {heads} signed heads are among them, and {proved}."


def follow(chain: str, number: int, digest: str, row: dict[str, Any]) -> tuple[int, str]:
    """The chain's end after *row*."""
    expected = number + 1
    if row["chain"] != chain or row["number"] != expected:
        raise BrokenError(f"{chain}: row {expected} is missing; row {row['number']} stands in its place.")
    if row["previous"] != digest:
        raise BrokenError(f"{chain}: row {expected} does not follow the row before it.")
    if row["digest"] != digest_of(row):
        raise BrokenError(f"{chain}: row {expected} was changed after it was written.")
    return expected, row["digest"]


def check_head(found: dict[str, Any], chain: str, digests: dict[int, str], signers: Path | None, place: int) -> None:
    """A signed head is that of a row of the file, and signed by the gateway."""
    head = found["head"]
    if head["chain"] != chain or digests.get(head["number"]) != head["digest"]:
        raise BrokenError(f"{chain}: the signed head at row {head['number']} is not that row's (line {place}).")
    if signers is not None and not signed(head, found["signature"], signers):
        raise BrokenError(f"{chain}: the head at row {head['number']} is not signed by the gateway (line {place}).")


def signed(head: dict[str, Any], signature: str, signers: Path) -> bool:
    """Whether `ssh-keygen` accepts the signature."""
    text = json.dumps(head, separators=(",", ":"), sort_keys=True) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "signature"
        path.write_text(signature)
        command = ["ssh-keygen", "-Y", "verify", "-f", str(signers), "-I", SIGNER, "-n", NAMESPACE, "-s", str(path)]
        done = subprocess.run(command, input=text.encode(), capture_output=True, check=False)  # noqa: S603
    return done.returncode == 0


def main() -> int:
    """0 when everything holds, 1 when something does not, 2 for wrong usage."""
    parser = argparse.ArgumentParser(description="Check an exported part of the audit.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--signers", type=Path, help="the gateway's head-signers, got another way than the export")
    given = parser.parse_args()
    try:
        sys.stdout.write(check(given.file.read_text("utf-8").splitlines(), given.signers) + "\n")
    except (BrokenError, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
