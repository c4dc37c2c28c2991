"""The console's TLS as a scanner sees it: `make scan-tls`. A real service is scanned by sslyze.

Writes its part of docs/performance.md.
Ends with 1 when the listener offers less than Mozilla's "modern" profile asks, or has a known weakness.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

from bench.parts import PERFORMANCE, put
from tests.rig.system import Gateway, free_port

HEAD: Final = "## The console's TLS, as sslyze sees it\n"
SCANNER: Final = Path(".scan/bin/python")
LOOKS: Final = ("sslv2", "sslv3", "tlsv1", "tlsv1_1", "tlsv1_2", "tlsv1_3", "certinfo", "elliptic_curves", "early_data")
LOOKS_FOR: Final = ("heartbleed", "openssl_ccs", "compression", "reneg")
SUITES: Final = ("ssl_2_0", "ssl_3_0", "tls_1_0", "tls_1_1", "tls_1_2", "tls_1_3")
Json = dict[str, Any]


def scanned(port: int, folder: Path) -> Json:
    """What the scanner says of the listener."""
    out = folder / "scan.json"
    looks = [f"--{look}" for look in (*LOOKS, *LOOKS_FOR)]
    command = [
        str(SCANNER),
        "-m",
        "sslyze",
        f"--json_out={out}",
        "--mozilla_config=disable",
        *looks,
        f"localhost:{port}",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)  # noqa: S603 - the scanner of our own lock
    (found,) = json.loads(out.read_text())["server_scan_results"]
    if found["scan_status"] != "COMPLETED":
        raise RuntimeError(f"the scan did not complete: {found['connectivity_error_trace']}")
    return dict(found["scan_result"])


def rows(found: Json) -> list[tuple[str, str, bool]]:
    """What was asked, what was found, and whether it is as it should be."""
    table: list[tuple[str, str, bool]] = []
    for name in SUITES:
        accepted = [
            one["cipher_suite"]["name"] for one in found[f"{name}_cipher_suites"]["result"]["accepted_cipher_suites"]
        ]
        right = bool(accepted) == (name == "tls_1_3")
        table.append((name.replace("_", " ", 1).replace("_", ".").upper(), ", ".join(accepted) or "not offered", right))
    curves = found["elliptic_curves"]["result"]["supported_curves"] or []
    table.append(("curves", ", ".join(curve["name"] for curve in curves), bool(curves)))
    certificate = found["certificate_info"]["result"]["certificate_deployments"][0]["received_certificate_chain"][0]
    key = certificate["public_key"]
    signature = certificate["signature_hash_algorithm"]["name"]
    fine = (key["ec_curve_name"], signature) == ("secp256r1", "sha256")
    table.append(("certificate", f"{key['ec_curve_name']}, {signature}", fine))
    early = found["tls_1_3_early_data"]["result"]["supports_early_data"]
    table.append(("early data (replays)", "accepted" if early else "refused", not early))
    weak = {
        "heartbleed": found["heartbleed"]["result"]["is_vulnerable_to_heartbleed"],
        "CCS injection": found["openssl_ccs_injection"]["result"]["is_vulnerable_to_ccs_injection"],
        "compression (CRIME)": found["tls_compression"]["result"]["supports_compression"],
        "renegotiation by the client": found["session_renegotiation"]["result"][
            "is_vulnerable_to_client_renegotiation_dos"
        ],
    }
    return table + [(name, "vulnerable" if one else "not vulnerable", not one) for name, one in weak.items()]


def main() -> int:
    """Serve, scan, print; returns the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        with Gateway(folder / "state", folder) as gateway:
            gateway.init(console=f"127.0.0.1:{port}", extra=["--advertise-console", f"localhost:{port}"])
            gateway.serve()
            table = rows(scanned(port, folder))
    lines = [HEAD, "| | found | |", "|---|---|---|"]
    lines += [f"| {what} | {seen} | {'✓' if right else '✗'} |" for what, seen, right in table]
    text = "\n".join(lines)
    put(PERFORMANCE, "scan-tls", text)
    sys.stdout.write(f"{text}\n")
    return 0 if all(right for _, _, right in table) else 1


if __name__ == "__main__":
    sys.exit(main())
