"""Health, figures and the headers of every answer, over the service's own HTTPS."""

import asyncio
import base64
import re
import ssl

import aiohttp
import pytest

from gateway.auth.permit import Role
from gateway.console.app import HEADERS, PAGES
from gateway.console.web import COOKIE
from gateway.errors import StoreError
from gateway.records import IdentityState
from gateway.signin import secrets
from tests.fakes.administrators import OPERATOR, administrator, token
from tests.fakes.gateway import World, running
from tests.fakes.peers import joined
from tests.fakes.store import BreakableStore


async def ask(
    world: World,
    method: str,
    path: str,
    headers: dict[str, str] | None = None,
    form: dict[str, str] | None = None,
) -> tuple[int, str, dict[str, str]]:
    """Status, text and headers of one answer. The certificate's trust is `certs.tls`'s test, so it is not checked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    async with (
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context, force_close=True)) as session,
        session.request(
            method, f"https://{world.ports.console}{path}", headers=headers, data=form, allow_redirects=False
        ) as answer,
    ):
        return answer.status, await answer.text(), dict(answer.headers)


async def test_health_tells_each_part() -> None:
    """200 when all is well; 503 when the store has been silent for too long."""
    store = BreakableStore()
    async with running(store) as world:
        assert (await ask(world, "GET", "/healthz"))[:2] == (200, '{"ok": true, "store": true, "listeners": true}')
        store.broken = StoreError("gone")
        world.clock.ahead += 16
        status, text, _ = await ask(world, "GET", "/healthz")
        assert (status, '"store": false' in text) == (503, True)
        store.broken = None


async def test_metrics_count_without_naming_anybody() -> None:
    """The figures are there, and neither an ID nor a name nor an address of a person is."""
    async with running() as world:
        home = await world.new_home()
        await world.new_office(home.identity)
        async with joined(world.ports.clients, home):
            status, text, _ = await ask(world, "GET", "/metrics")
        assert status == 200
        for figure in (
            'sekisho_joins_total{reason="code",result="admitted"} 1.0',
            "sekisho_joins_live 1.0",
            "sekisho_sessions_live 0.0",
            'sekisho_unauthenticated_connections{listener="clients"} 0.0',
            'sekisho_enrolments_total{result="enrolled",role="client"} 1.0',
        ):
            assert figure in text, text
        for secret in (home.identity, "花子", "127.0.0.1", "131016"):
            assert secret not in text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/metrics/..%2fkeys", 404),
        ("POST", "/healthz", 405),
        ("PUT", "/metrics", 405),
        ("GET", "/healthz", 200),
    ],
)
async def test_every_answer_carries_the_headers(method: str, path: str, status: int) -> None:
    """Errors too."""
    async with running() as world:
        got, _, headers = await ask(world, method, path)
        assert got == status
        assert {name: headers.get(name) for name in HEADERS} == HEADERS


async def test_the_console_speaks_tls_only() -> None:
    """A plain request gets no answer."""
    async with running() as world, aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.ClientError):
            await session.get(f"http://{world.ports.console}/healthz")


async def test_our_own_fault_is_a_page_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error that nobody expected is told in a sentence, goes to the log, and the next page works."""
    async with running() as world:
        _, browser = await administrator(world.service.sign_in, world.store, world.clock)
        cookies = {"Cookie": f"{COOKIE}={browser.reveal()}", "Accept-Language": "ja"}

        async def broken(*_: object, **__: object) -> None:
            raise LookupError("a bug")

        with monkeypatch.context() as patched:
            patched.setattr(world.store, "find_identities", broken)
            status, text, _ = await ask(world, "GET", "/o/131016/identities", cookies)
        assert status == 500
        assert "システム内部の問題" in text
        assert "a bug" not in text
        assert (await ask(world, "GET", "/o/131016/identities", cookies))[0] == 200


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"act": "issue", "table": ""}, "1行目"),
        ({"act": "issue", "table": base64.b64encode(b"name\n").decode()}, "表に、1行目より下の行がありません。"),
        ({"act": "issue", "table": "!"}, "ファイルを選んでください。"),
        ({"act": "explode", "table": ""}, "行に対して行うことを選んでください。"),
        ({"act": "issue", "table": base64.b64encode(b"name\nx\n").decode(), "days": "91"}, "1から90"),
        ({"act": "issue", "table": base64.b64encode(b"name\n" + b"x\n" * 1001).decode()}, "1000 行まで"),
        ({"act": "revoke", "table": base64.b64encode(b"id\n131024-0001\n").decode()}, "表に誤りがある"),
        ({"act": "issue", "table": base64.b64encode(b"PK\x03\x04 no workbook").decode()}, "Excel"),
    ],
)
async def test_a_table_that_cannot_be_done_is_told(fields: dict[str, str], told: str) -> None:
    """Each is one sentence on the page, with nothing done; another organisation's ID is one that is not there."""
    async with running() as world:
        _, browser = await administrator(world.service.sign_in, world.store, world.clock)
        await world.store.add_organisation("131024", "中央区", actor=OPERATOR, now=world.clock.now())
        await world.store.issue_identity("131024", "中央 次郎", expires_at=9e9, actor=OPERATOR, now=world.clock.now())
        cookies = {"Cookie": f"{COOKIE}={browser.reveal()}", "Accept-Language": "ja"}
        form = fields | {"form": secrets.form_token(browser)}
        status, text, _ = await ask(world, "POST", "/o/131016/identities/table", cookies, form)
        assert status == 422
        assert told in text
        assert [one.state for one in await world.store.identities(None)] == [IdentityState.ISSUED]


PARTS = {"identity": "131024-0001", "pc": "pc-131024-0001", "number": "1", "file": "report.pdf", "name": "x.css"}
ROUTES = [route for one in PAGES for route in one.all]


def another_ones(path: str) -> str:
    """A page's address in the organisation of somebody else, with names that are there."""
    return re.sub(r"\{(\w+)\}", lambda found: {"organisation": "131024", **PARTS}.get(found[1], "1"), path)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.SECURITY_OFFICER, Role.AUDITOR])
async def test_no_page_shows_or_does_anything_of_another_organisation(role: Role) -> None:
    """Every address of the console, asked for another organisation by each role: as if it were not there."""
    async with running() as world:
        _, browser = await administrator(world.service.sign_in, world.store, world.clock, role=role)
        await world.store.add_organisation("131024", "中央区", actor=OPERATOR, now=world.clock.now())
        await world.store.issue_identity("131024", "中央 次郎", expires_at=9e9, actor=OPERATOR, now=world.clock.now())
        before = (await world.store.rows("131024"), await world.store.rows("national"))
        cookies = {"Cookie": f"{COOKIE}={browser.reveal()}", "Accept-Language": "ja"}
        form = {"form": secrets.form_token(browser), "sure": "yes", "act": "revoke", "reason": "x"}
        asked = [(method, path) for method, path, _ in ROUTES if "{organisation}" in path]
        assert len(asked) > 20
        for method, path in asked:
            status, text, _ = await ask(world, method, another_ones(path), cookies, form if method == "POST" else None)
            assert (status, "中央" in text) == (404, False), (method, path)
        assert (await world.store.rows("131024"), await world.store.rows("national")) == before
        status, text, _ = await ask(world, "GET", "/organisations", cookies)
        assert "中央" not in text


async def test_an_ended_administrator_sees_and_does_nothing_more() -> None:
    """The pages, the live stream and the token of an account stop within a second of its end."""
    async with running() as world:
        who, browser = await administrator(world.service.sign_in, world.store, world.clock)
        now = world.clock.now()
        bearer = await token(world.store, who.name, "131016", now)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        headers = {"Cookie": f"{COOKIE}={browser.reveal()}"}
        root = f"https://{world.ports.console}"
        async with (
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context)) as session,
            session.get(f"{root}/o/131016/events", headers=headers) as stream,
        ):
            assert (await stream.content.readline()) != b""
            await world.store.end_account("131016", who.name, actor=OPERATOR, now=now)
            async with asyncio.timeout(1.0):
                while await stream.content.readline():
                    pass
        assert (await ask(world, "GET", "/o/131016/", headers))[0] == 303
        bearing = {"Authorization": f"Bearer {bearer}"}
        assert (await ask(world, "GET", "/api/v1/organisations/131016/identities", bearing))[0] == 401
