"""The console's pages with a directory as large as the national trial: `make bench-directory`.

A real service process on a store of 455 organisations and 34,000 IDs; each page is fetched over HTTPS, one after the
other. Writes its part of docs/performance.md.
"""

import asyncio
import json
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import aiohttp

from bench.parts import PERFORMANCE, put
from gateway.auth.permit import Role
from gateway.cli.sample import IDENTITIES, ORGANISATIONS
from gateway.clock import SystemClock
from gateway.signin.passwords import Passwords
from gateway.signin.signin import SignIn
from gateway.state import StateDirectory, open_store
from gateway.store.codes import with_check_digit
from tests.fakes.administrators import administrator
from tests.rig.system import free_port

LARGEST: Final = with_check_digit("00001")
TIMES: Final = 40
HEAD: Final = """## The console with the whole trial's directory

A real service on a store of {organisations} organisations and {ids} IDs (made by `sekisho-gateway sample` in
{built:.0f} s); each page fetched over HTTPS, one after the other. The target is 200 ms at the 95th percentile.

A spreadsheet of {ids} people (CP932), by `id bulk`: checked in {checked:.1f} s, issued with their invitations in
{issued:.1f} s, suspended in {suspended:.1f} s. The target is 60 s.
"""
PAGES: Final = {
    "overview": f"/o/{LARGEST}/",
    "IDs, first page": f"/o/{LARGEST}/identities",
    "IDs, part of a name": f"/o/{LARGEST}/identities?text=-29",
    "IDs, last page": f"/o/{LARGEST}/identities?after={LARGEST}-2950",
    "one ID": f"/o/{LARGEST}/identities/{LARGEST}-0001",
    "office PCs": f"/o/{LARGEST}/pcs",
    "home PCs": f"/o/{LARGEST}/devices",
    "sessions": f"/o/{LARGEST}/sessions?all=1",
    "rules": f"/o/{LARGEST}/policy",
    "audit": f"/o/{LARGEST}/audit",
    "audit, of one ID": f"/o/{LARGEST}/audit?text={LARGEST}-0001",
    "quotas": f"/o/{LARGEST}/quotas",
}
COMMAND: Final = Path(sys.executable).with_name("sekisho-gateway")


def run(state: Path, *words: str) -> None:
    """A command, to its end."""
    subprocess.run([COMMAND, *words, "--state", state], check=True, capture_output=True)  # noqa: S603


def tabled() -> dict[str, float]:
    """Seconds of a spreadsheet of the whole nation's people: checked, issued, and suspended."""
    with tempfile.TemporaryDirectory() as folder:
        state, table, out = Path(folder) / "state", Path(folder) / "people.csv", Path(folder) / "out.csv"
        places = [f"127.0.0.1:{free_port()}" for _ in range(3)]
        run(state, "init", "--clients", places[0], "--agents", places[1], "--console", places[2])
        run(state, "org", "add", LARGEST, "見本市")
        table.write_text("氏名\n" + "".join(f"見本 {number}\n" for number in range(IDENTITIES)), "cp932")
        bulk, taken = ("--org", LARGEST), dict[str, float]()
        for name, words in {
            "checked": ("issue", str(table), *bulk, "--dry-run"),
            "issued": ("issue", str(table), *bulk, "--out", str(out)),
            "suspended": ("suspend", str(out), *bulk, "--reason", "x"),
        }.items():
            began = time.perf_counter()
            run(state, "id", "bulk", *words)
            taken[name] = time.perf_counter() - began
        return taken


async def measured(state: Path, port: int) -> dict[str, list[float]]:
    """Milliseconds of each page."""
    clock = SystemClock()
    store = open_store(StateDirectory.open(state))
    sign_in = SignIn(store, clock, Passwords(), None)
    _, browser = await administrator(sign_in, store, clock, "sato", Role.AUDITOR, LARGEST)
    await store.close()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    found: dict[str, list[float]] = {name: [] for name in PAGES}
    headers = {"Cookie": f"__Host-sekisho={browser.reveal()}"}
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(ssl=context), headers=headers, cookie_jar=aiohttp.DummyCookieJar()
    ) as http:
        for _ in range(TIMES):
            for name, path in PAGES.items():
                began = time.perf_counter()
                async with http.get(f"https://127.0.0.1:{port}{path}") as answer:
                    await answer.read()
                    if answer.status != 200:
                        raise RuntimeError(f"{path}: {answer.status}")
                found[name].append(1000 * (time.perf_counter() - began))
    return found


def main() -> None:
    """Build, serve, fetch, print."""
    with tempfile.TemporaryDirectory() as folder:
        state, port = Path(folder) / "state", free_port()
        places = [f"127.0.0.1:{free_port()}" for _ in range(2)]
        run(state, "init", "--clients", places[0], "--agents", places[1], "--console", f"127.0.0.1:{port}")
        began = time.perf_counter()
        run(state, "sample")
        built = time.perf_counter() - began
        command = [str(COMMAND), "serve", "--state", str(state)]
        service = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)  # noqa: S603
        try:
            assert service.stdout is not None
            json.loads(service.stdout.readline())
            found = asyncio.run(measured(state, port))
        finally:
            service.terminate()
            service.wait()
    lines = [HEAD.format(organisations=ORGANISATIONS, ids=IDENTITIES, built=built, **tabled())]
    lines += [f"| page ({TIMES} times) | p50 ms | p95 ms | max ms |", "|---|---|---|---|"]
    for name, times in found.items():
        p95 = statistics.quantiles(times, n=20)[-1]
        lines.append(f"| {name} | {statistics.median(times):.1f} | {p95:.1f} | {max(times):.1f} |")
    put(PERFORMANCE, "bench-directory", "\n".join(lines))


if __name__ == "__main__":
    main()
