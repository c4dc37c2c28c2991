"""Draw the console's pages into docs/console/, in both languages: `make screenshots`.

A gateway with sample people in this process, and Debian's Chromium on it. Knows what is worth showing.
"""

import asyncio
import shutil
import tempfile
from pathlib import Path
from typing import Final

from certs.keys import new_key, parse_private
from certs.sshsig import sign
from gateway.auth.permit import Role
from gateway.clock import SystemClock
from gateway.photos import PhotoSafe
from gateway.records import NewIdentity, Session
from gateway.secret import Secret
from gateway.service import OfficialsRoom
from gateway.tracing import TraceRoom
from tests.fakes.administrators import OPERATOR, administrator
from tests.fakes.browser import Window, chromium, window
from tests.fakes.gateway import World, running, viewing
from tests.fakes.leaks import leak_of
from tests.fakes.store import BreakableStore, close_all
from wire.reasons import Reason

FOLDER: Final = Path(__file__).parents[1] / "docs" / "console"
ORG: Final = "131016"
DAY: Final = 86400  # seconds
PAGES: Final = {  # what is drawn, by its name
    "overview": f"/o/{ORG}/",
    "identities": f"/o/{ORG}/identities",
    "identity": f"/o/{ORG}/identities/{ORG}-0001",
    "issue": f"/o/{ORG}/identities/new",
    "table": f"/o/{ORG}/identities/table",
    "pcs": f"/o/{ORG}/pcs",
    "devices": f"/o/{ORG}/devices",
    "sessions": f"/o/{ORG}/sessions",
    "policy": f"/o/{ORG}/policy",
    "audit": f"/o/{ORG}/audit",
    "officials": f"/o/{ORG}/officials",
    "quotas": f"/o/{ORG}/quotas",
    "account": "/account",
}
DEEP: Final = frozenset({"identity", "policy"})  # drawn as long as they are


async def people(world: World) -> None:
    """Enough of a directory to look at."""
    store, now = world.store, world.clock.now()
    wanted = [NewIdentity(f"職員 {number:02d}", now + 90 * DAY if number % 3 else None) for number in range(1, 58)]
    await store.issue_identities(ORG, wanted, invitation_until=now + 14 * DAY, actor=OPERATOR, now=now)
    await store.suspend_identities(ORG, [f"{ORG}-0004"], "長期休暇", actor=OPERATOR, now=now)
    await store.revoke_identities(ORG, [f"{ORG}-0005"], "退職", actor=OPERATOR, now=now)
    await store.set_quota(ORG, 100, actor=OPERATOR, now=now)
    await store.grant_emergency(ORG, 20, now + 30 * DAY, "災害対応", actor=OPERATOR, now=now)
    for reason, count in ((Reason.WRONG_CODE, 7), (Reason.ANTIVIRUS_STALE, 4), (Reason.OUT_OF_HOURS, 2)):
        for _ in range(count):
            await store.refuse_join(f"{ORG}-0001", "203.0.113.7", reason, now=now)


async def traced(world: World, session: Session) -> Secret[str]:
    """A photo that was asked for, approved and read; returns the officer's browser."""
    store, clock = world.store, world.clock
    room = world.service.officials.traces
    if room is None:
        raise RuntimeError("this gateway reads no photos")
    _, secret = await administrator(world.service.sign_in, store, clock, "ito", Role.SECURITY_OFFICER)
    actor = (await world.service.sign_in.browser(secret)).official.actor
    asked = await room.keep(ORG, await leak_of(store, session), "SNSで見つかった写真", actor=actor)
    approved = await store.decide_trace(ORG, asked.number, approve=True, actor=OPERATOR, now=clock.now())
    await room.read(approved, None, actor=actor)
    return secret


async def draw(page: Window, name: str, lang: str) -> None:
    """One page into its file."""
    await page.page.wait_for_timeout(300)  # its live parts have come
    path = FOLDER / lang / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    await page.page.screenshot(path=path, full_page=name in DEEP)


async def main() -> None:
    """All pages."""
    folder = Path(tempfile.mkdtemp(prefix="sekisho-console-"))
    store, key = BreakableStore(), parse_private(new_key())
    safe = PhotoSafe(folder / "photos", Secret(b"k" * 32))
    traces = TraceRoom(store, safe, lambda data: sign(key, "sekisho-report", data), SystemClock())
    async with running(store, officials=OfficialsRoom(traces=traces)) as world, chromium() as browser:
        root = f"https://localhost:{world.ports.console.port}"
        _, mine = await administrator(world.service.sign_in, store, world.clock)
        home = await world.new_home()
        office = await world.new_office(home.identity)
        await people(world)
        async with viewing(world, home, office) as view:
            officers = await traced(world, await store.session(view.number))
            for lang, locale in (("ja", "ja-JP"), ("en", "en-US")):
                async with window(browser, root, lang=locale) as page:
                    await page.open("/sign-in")
                    await draw(page, "sign-in", lang)
                async with window(browser, root, mine, lang=locale) as page:
                    for name, path in PAGES.items():
                        await page.open(path)
                        await draw(page, name, lang)
                async with window(browser, root, officers, lang=locale) as page:
                    await page.open(f"/o/{ORG}/traces/1")
                    await draw(page, "trace", lang)
    await close_all()
    shutil.rmtree(folder)


if __name__ == "__main__":
    asyncio.run(main())
