"""Administrators at work, in a real browser on the real service: each story from the first click to the last."""

import asyncio
import base64
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped] # has no types
from playwright.async_api import Browser, FilePayload, expect

from certs.keys import new_key, parse_private
from certs.sshsig import sign
from gateway.auth.permit import Role
from gateway.photos import PhotoSafe
from gateway.secret import Secret
from gateway.service import OfficialsRoom
from gateway.tracing import TraceRoom
from tests.fakes.administrators import OPERATOR, PASSWORD, Administrator, administrator, token
from tests.fakes.browser import chromium, window
from tests.fakes.gateway import MovableClock, World, running, viewing
from tests.fakes.leaks import leak_of
from tests.fakes.peers import enrol_home_pc
from tests.fakes.store import BreakableStore

ORG = "131016"


@dataclass
class Town:
    """A gateway, its root address, a browser, and its administrator."""

    world: World
    root: str
    browser: Browser
    who: Administrator
    secret: Secret[str]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """As above; photos are kept in a folder of the test's own."""
    store, key = BreakableStore(), parse_private(new_key())
    traces = TraceRoom(
        store,
        PhotoSafe(tmp_path / "photos", Secret(b"k" * 32)),
        lambda data: sign(key, "sekisho-report", data),
        MovableClock(),
    )
    async with running(store, officials=OfficialsRoom(traces=traces)) as world, chromium() as browser:
        who, secret = await administrator(world.service.sign_in, store, world.clock)
        yield Town(world, f"https://localhost:{world.ports.console.port}", browser, who, secret)


async def test_an_id_from_issue_to_audit(town: Town) -> None:
    """Issued, enrolled with the printed invitation, seen live, ended, revoked, and found in the verified audit."""
    world = town.world
    async with window(town.browser, town.root, town.secret) as me:
        await me.open(f"/o/{ORG}/identities/new")
        await me.page.fill("#names", "関所 花子\n関所 太郎")
        await me.press("発行する")
        line = await me.page.inner_text(".secret >> nth=0")
        assert await me.page.locator("section svg").count() == 2
        home = await enrol_home_pc(world.ports.clients, line.split("/")[4], world.gateway_key)
        office = await world.new_office(home.identity)
        async with viewing(world, home, office) as view:
            await me.open(f"/o/{ORG}/")
            live = me.page.locator("[data-live=sessions]")
            await expect(live).to_contain_text("関所 花子")
            await me.press(f"{home.identity} の接続を終了させる")
            assert await view.near.gone() == b""
            assert "接続を終了させました。" in await me.main()
            await expect(live).to_contain_text("いま接続している人はいません。")
        await me.open(f"/o/{ORG}/identities?text=花子")
        await me.page.get_by_label(f"{home.identity} 関所 花子").check()
        await me.page.fill("#reason", "退職")
        await me.press("失効")
        assert "1 件のIDを失効させます" in await me.main()
        await me.press("実行する")
        assert "1 件のIDを失効させました。" in await me.main()
        await me.open(f"/o/{ORG}/audit?text={home.identity}")
        assert "IDの失効" in await me.main()
        await me.press("連鎖を検証する")
        assert "正しくつながっています" in await me.main()
        assert me.complaints == []


def table(*rows: str, encoding: str = "cp932") -> FilePayload:
    """A spreadsheet as Excel on Japanese Windows saves it."""
    return {"name": "people.csv", "mimeType": "text/csv", "buffer": "\r\n".join(rows).encode(encoding)}


async def test_many_ids_from_a_table(town: Town) -> None:
    """A table with mistakes does nothing and names the rows; put right, it issues all, with letters and a list."""
    world = town.world
    async with window(town.browser, town.root, town.secret) as me:
        await me.open(f"/o/{ORG}/identities/table")
        await me.page.set_input_files("#table", table("氏名,有効期限", "関所 花子,2030-03-31", ",", "関所 太郎,きのう"))
        await me.press("確かめる")
        assert "何もしていません" in await me.page.inner_text("body")
        assert await me.page.locator("tbody >> nth=0 >> tr").all_inner_texts() == [
            "4\tきのう は日付ではありません。2027-03-31 のように書いてください。"
        ]
        me.complaints.clear()  # the browser notes the refusal's status
        right = table("氏名,有効期限", "関所 花子,2030-03-31", "髙橋 次郎,", encoding="utf-8-sig")
        await me.page.set_input_files("#table", right)
        await me.press("確かめる")
        assert "表の 2 人にIDを発行します" in await me.main()
        assert await world.store.identities(ORG) == ()
        async with me.page.expect_download() as saving:
            await me.page.get_by_role("button", name="実行する").click()
        with zipfile.ZipFile(await (await saving.value).path()) as archive:
            lines = archive.read("invitations.csv").decode("utf-8-sig").splitlines()
            assert archive.read("letters.pdf").startswith(b"%PDF")
        assert [line.split(",")[1] for line in lines] == ["氏名", "関所 花子", "髙橋 次郎"]
        await enrol_home_pc(world.ports.clients, lines[1].split("/")[4], world.gateway_key)
        await me.open(f"/o/{ORG}/identities/table")
        await me.page.select_option("#act", "suspend")
        await me.page.fill("#reason", "年度末")
        await me.page.set_input_files("#table", table("ID", "131016-0001", "131016-0002"))
        await me.press("確かめる")
        await me.press("実行する")
        assert "2 件のIDを停止しました" in await me.main()
        assert {one.reason for one in await world.store.identities(ORG)} == {"年度末"}
        assert me.complaints == []


async def test_signing_in_with_password_and_code_and_out_again(town: Town) -> None:
    """A wrong code is told without saying what was wrong; the right one opens the overview; signed out means out."""
    town.world.clock.ahead += 31
    async with window(town.browser, town.root) as me:
        await me.open(f"/o/{ORG}/")
        assert me.page.url.endswith("/sign-in")
        for right, words in ((False, "いずれかが違います"), (True, "概要")):
            await me.page.fill("#account", "sato")
            await me.page.fill("#password", PASSWORD)
            await me.page.fill("#code", town.who.code() if right else "000000")
            await me.press("サインイン")
            assert words in await me.main()
            town.world.clock.ahead += 31
        cookie = next(one for one in await me.context.cookies() if one["name"].startswith("__Host-sekisho"))
        assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"]) == (True, True, "Strict")
        await me.press("サインアウト")
        await me.open(f"/o/{ORG}/identities")
        assert me.page.url.endswith("/sign-in")


async def test_a_new_administrator_sets_up_and_adds_a_passkey(town: Town) -> None:
    """From the setup code to a passkey made and used by the browser's own authenticator."""
    world = town.world
    code = await world.store.add_account(
        ORG, "ito", Role.AUDITOR, "伊藤", setup_until=world.clock.now() + 600, actor=OPERATOR, now=world.clock.now()
    )
    async with window(town.browser, town.root) as me:
        devtools = await me.context.new_cdp_session(me.page)
        await devtools.send("WebAuthn.enable")
        await devtools.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        await me.open("/set-up?account=ito")
        await me.page.fill("#setup", code.reveal())
        await me.press("次へ")
        secret = await me.page.inner_text(".secret")
        await me.page.fill("#password", PASSWORD)
        await me.page.fill("#repeated", PASSWORD)
        await me.page.fill("#code", Administrator("ito", secret, world.clock).code())
        await me.press("設定を終える")
        assert "アカウントの設定が終わりました。" in await me.main()
        await me.open("/account")
        await me.page.fill("#label", "職場の電話")
        await me.page.get_by_role("button", name="パスキーを追加する").click()
        await expect(me.page.locator("main")).to_contain_text("パスキーを追加しました。")
        assert "職場の電話" in await me.main()
        await me.press("サインアウト")
        await me.page.get_by_role("button", name="パスキーでサインイン").click()
        await expect(me.page.locator("h1")).to_have_text("概要")
        assert me.complaints == []


async def test_a_photo_from_hand_in_to_report(town: Town) -> None:
    """Handed in by one, approved by another, read, its corners moved and read again, reported, discarded."""
    world, store = town.world, town.world.store
    home = await world.new_home()
    office = await world.new_office(home.identity)
    async with viewing(world, home, office) as view:
        number = view.number
    session = await store.session(number)
    photo = await leak_of(store, session)
    officer, officers_secret = await administrator(
        world.service.sign_in, store, world.clock, "officer", Role.SECURITY_OFFICER
    )
    assert officer.name == "officer"
    async with (
        window(town.browser, town.root, officers_secret) as asks,
        window(town.browser, town.root, town.secret) as decides,
    ):
        await asks.open(f"/o/{ORG}/traces")
        await asks.page.fill("#why", "SNSで見つかった写真")
        await asks.page.set_input_files("#photo", {"name": "leak.png", "mimeType": "image/png", "buffer": photo})
        await asks.page.get_by_role("button", name="申請する").click()
        await expect(asks.page.locator("main")).to_contain_text("別の人の承認を待っています")
        await decides.open(f"/o/{ORG}/traces/1")
        await decides.press("承認する")
        await decides.press("実行する")
        assert "承認しました。" in await decides.main()
        await asks.open(f"/o/{ORG}/traces/1")
        await asks.press("写真を読み取る")
        await expect(asks.page.locator("main")).to_contain_text("特定しました。", timeout=60_000)
        found = await asks.main()
        assert home.identity in found
        assert "関所 花子" in found
        assert office.pc in found
        await decides.open(f"/o/{ORG}/traces/1")
        assert home.identity not in await decides.main(), "whoever approves is not told whose it is"
        await asks.page.locator("circle").first.focus()
        await asks.page.keyboard.press("ArrowRight")
        await asks.press("この四隅で読み直す")
        await expect(asks.page.locator("main")).to_contain_text("特定しました。", timeout=60_000)
        async with asks.page.expect_download() as download:
            await asks.page.get_by_role("link", name=re.compile(r"report\.pdf")).click()
        path = await (await download.value).path()
        pdf = await asyncio.to_thread(path.read_bytes)
        assert pdf[:5] == b"%PDF-"
        bearer = await token(store, "officer", ORG, world.clock.now())
        answer = await asks.page.request.get(
            f"{town.root}/api/v1/organisations/{ORG}/traces/1/report/pdf", headers={"Authorization": f"Bearer {bearer}"}
        )
        assert base64.b64decode((await answer.json())["data"]) == pdf, "the API gives the same report"
        await asks.press("写真と報告書を破棄する")
        await asks.press("実行する")
        assert "破棄済み" in await asks.main()
        assert asks.complaints == []
    traced = [row.event for row in await store.rows(ORG) if re.search("trace|report", row.event)]
    assert traced == ["trace-asked", "trace-decided", *["photo-traced", "report-written", "trace-finished"] * 2]


async def test_rules_that_would_cut_everybody_are_shown_for_what_they_are(town: Town) -> None:
    """Before saving, the page says how many would be cut and why; cancelled, nothing has changed."""
    home = await town.world.new_home()
    office = await town.world.new_office(home.identity)
    async with viewing(town.world, home, office), window(town.browser, town.root, town.secret) as me:
        await me.open(f"/o/{ORG}/policy")
        await me.page.uncheck("input[value=linux]")
        await me.press("保存する")
        asked = await me.main()
        assert "1 台のうち 1 台が切断されます" in asked
        assert "サインイン中の全員が切断されます。" in asked
        await me.page.get_by_role("link", name="やめる").click()
        assert await me.page.is_checked("input[value=linux]")
        assert town.world.service.registry.sessions


PAGES = [
    "",
    "identities",
    "identities/new",
    "identities/table",
    "identities/131016-0001",
    "pcs",
    "pcs/pc-131016-0001",
    "devices",
    "sessions",
]
MORE = ["sessions?all=1", "policy", "audit", "traces", "officials", "quotas"]


async def test_every_page_can_be_used_by_everybody(town: Town) -> None:
    """axe-core finds nothing serious on any page, in either language, and no page loads or runs what it should not."""
    home = await town.world.new_home()
    await town.world.new_office(home.identity)
    _, officer = await administrator(
        town.world.service.sign_in, town.world.store, town.world.clock, "officer", Role.SECURITY_OFFICER
    )
    found: list[str] = []
    for lang in ("ja-JP", "en-US"):
        async with window(town.browser, town.root, town.secret, lang=lang) as me:
            for path in [*(f"/o/{ORG}/{page}" for page in PAGES + MORE), "/account"]:
                assert await me.open(path) == 200, path
                found += [f"{path}: {one}" for one in await serious(me.page)]
            assert me.complaints == []
        async with window(town.browser, town.root, officer, lang=lang) as me:
            await me.open(f"/o/{ORG}/traces")
            found += await serious(me.page)
        async with window(town.browser, town.root, lang=lang) as me:
            for path in ("/sign-in", "/set-up"):
                await me.open(path)
                found += [f"{path}: {one}" for one in await serious(me.page)]
    assert found == []


async def serious(page: object) -> list[str]:
    """What axe-core finds serious or critical on *page*."""
    results = await Axe().run(page)
    return [
        f"{one['id']}: {[node['html'][:80] for node in one['nodes']][:3]}"
        for one in results.response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
