"""The API over its real HTTPS: what it does, and what it refuses, in one form."""

import asyncio
import json
import re
from datetime import UTC, datetime

import pytest

from gateway.admin.operation import Operation
from gateway.admin.table import OPERATIONS
from gateway.api.problems import MEDIA, TYPES
from gateway.auth.permit import Role, Scope
from gateway.errors import StoreError
from gateway.records import IdentityState, Segment
from tests.fakes.peers import attending, enrol_home_pc, joined
from tests.fakes.store import BreakableStore
from tests.gateway.api.conftest import OTHER, OWN, Api

IDS = f"/organisations/{OWN}/identities"
MOMENT = "2030-03-31T23:59:59+09:00"

# A question to each operation that would be right if its subject were there.
BODIES: dict[str, object] = {
    "add_organisation": {"code": "131032", "name": "港区"},
    "suspend_organisation": {"reason": "x"},
    "resume_organisation": {"reason": "x"},
    "set_quota": {"quota": 3},
    "grant_emergency_quota": {"count": 1, "until": MOMENT, "reason": "x"},
    "issue_identities": {"identities": [{"name": "関所 花子"}]},
    "rename_identity": {"name": "関所 花子"},
    "suspend_identities": {"identities": ["131016-0001"], "reason": "x"},
    "resume_identities": {"identities": ["131016-0001"], "reason": "x"},
    "extend_identities": {"identities": ["131016-0001"], "expires_at": MOMENT},
    "revoke_identities": {"identities": ["131016-0001"], "reason": "x"},
    "invite_again": {"lost": "phone"},
    "give_emergency_codes": {"count": 2},
    "set_addresses": {"addresses": []},
    "revoke_device": {"device": "SHA256:" + "A" * 43, "reason": "x"},
    "invite_pc": {"name": "総務課-012", "segment": "lgwan"},
    "change_pc": {"name": "総務課-013"},
    "retire_pc": {"reason": "x"},
    "end_sessions": {},
    "set_policy": {},
    "preview_policy": {},
    "add_official": {"account": "ito", "role": "auditor", "name": "伊藤"},
    "issue_token": {"label": "x", "scopes": ["directory:read"], "expires_at": MOMENT},
    "ask_trace": {"photo": "aGVsbG8=", "why": "x"},
    "decide_trace": {"approve": True},
    "read_trace": {},
}
PARTS = {
    "identity": "131016-0001",
    "pc": "pc-131016-0001",
    "session": "0" * 11 + "1",
    "number": "1",
    "account": "ito",
    "part": "pdf",
}


def path_of(one: Operation, organisation: str) -> str:
    """The operation's path in *organisation*."""
    return re.sub(r"\{(\w+)\}", lambda found: {"organisation": organisation, **PARTS}[found[1]], one.path)


async def test_a_day_of_an_administrator(api: Api) -> None:
    """Issue, find, enrol, see, suspend, resume, rename, extend, revoke: each answer shows what the act did."""
    issued = await api.ask(
        "POST", IDS, {"identities": [{"name": "関所 花子"}, {"name": "関所 太郎", "expires_at": MOMENT}]}
    )
    assert issued.status == 201
    first, second = issued.body["items"]
    assert re.fullmatch(r"sekisho://127\.0\.0\.1:[0-9]+/client/[A-Z2-7]{32}/\S{43}", first["invitation"])
    code = first["invitation"].split("/")[4]
    home = await enrol_home_pc(api.world.ports.clients, code, api.world.gateway_key)
    found = await api.ask("GET", f"{IDS}?text=花子&state=enrolled")
    assert [(row["identity"], row["state"]) for row in found.body["items"]] == [(first["identity"], "enrolled")]
    assert (await api.ask("GET", f"{IDS}/{second['identity']}")).body["expires_at"] == "2030-03-31T14:59:59Z"
    async with joined(api.world.ports.clients, home) as line:
        devices = await api.ask("GET", f"/organisations/{OWN}/devices")
        assert [(row["identity"], row["here"]) for row in devices.body["items"]] == [(home.identity, True)]
        assert (await api.ask("GET", f"/organisations/{OWN}")).body["joined"] == 1
        suspended = await api.ask("POST", f"{IDS}/suspend", {"identities": [home.identity], "reason": "長期休暇"})
        assert (suspended.status, suspended.body) == (204, None)
        await line.ended()
    assert (await api.ask("GET", f"{IDS}/{home.identity}")).body["reason"] == "長期休暇"
    await api.ask("POST", f"{IDS}/resume", {"identities": [home.identity], "reason": "復帰"})
    assert (await api.ask("PATCH", f"{IDS}/{home.identity}", {"name": "関 花子"})).body["name"] == "関 花子"
    await api.ask("POST", f"{IDS}/extend", {"identities": [home.identity], "expires_at": None})
    await api.ask("POST", f"{IDS}/revoke", {"identities": [home.identity, second["identity"]], "reason": "退職"})
    states = {row["state"] for row in (await api.ask("GET", IDS)).body["items"]}
    assert states == {IdentityState.REVOKED}
    rows = await api.world.store.rows(OWN)
    assert {row.actor for row in rows if row.event.startswith("identity-")} == {"administrator:sato (token 1)"}


async def test_office_pcs_and_losses(api: Api) -> None:
    """An office PC is registered, given, seen attending, and retired; a loss brings a new invitation and codes."""
    home = await api.world.new_home()
    pcs = f"/organisations/{OWN}/pcs"
    made = await api.ask(
        "POST",
        f"/organisations/{OWN}/pcs",
        {"name": "総務課-012", "segment": "lgwan", "wake_address": "3C-52-82-1A-0B-4D"},
    )
    assert made.body["invitation"].startswith("sekisho://")
    office = await api.world.new_office(name="税務課-001")
    changed = await api.ask("PATCH", f"{pcs}/{office.pc}", {"users": [home.identity]})
    assert changed.body["users"] == [home.identity]
    async with attending(api.world.ports.agents, office):
        shown = await api.ask("GET", f"{pcs}?text=税務")
        assert [(row["pc"], row["attending"]) for row in shown.body["items"]] == [(office.pc, True)]
    refused = await api.ask("POST", pcs, {"name": "住民課", "segment": Segment.MY_NUMBER})
    assert (refused.status, refused.body["reason"]) == (409, "my_number")
    assert (await api.ask("POST", f"{pcs}/{office.pc}/retire", {"reason": "リース終了"})).status == 204
    codes = await api.ask("POST", f"{IDS}/{home.identity}/emergency-codes", {"count": 3})
    assert [len(code) for code in codes.body["codes"]] == [10, 10, 10]
    listed = await api.ask("PUT", f"{IDS}/{home.identity}/addresses", {"addresses": ["3C52.821A.0B4D"]})
    assert listed.body == {"addresses": ["3c:52:82:1a:0b:4d"]}
    again = await api.ask("POST", f"{IDS}/{home.identity}/invitation", {"lost": "phone"})
    assert again.body["invitation"].startswith("sekisho://")


async def test_the_operator_keeps_organisations_and_quotas(api: Api) -> None:
    """Adds one with its quota, grants more for a time, suspends and resumes; its own administrator sees only it."""
    operator = await api.made("root", Role.OPERATOR, None)
    added = await api.ask("POST", "/organisations", {"code": "131032", "name": "港区", "quota": 2}, token=operator)
    assert (added.status, added.body["quota"]) == (201, 2)
    listed = (await api.ask("GET", "/organisations", token=operator)).body["items"]
    assert [row["code"] for row in listed] == [OWN, OTHER, "131032"]
    assert [row["code"] for row in (await api.ask("GET", "/organisations")).body["items"]] == [OWN]
    at = f"/organisations/{OWN}"
    assert (await api.ask("PUT", f"{at}/quota", {"quota": 0}, token=operator)).body["organisation"]["quota"] == 0
    over = await api.ask("POST", IDS, {"identities": [{"name": "x"}]})
    assert (over.status, over.body["type"]) == (409, TYPES + "quota")
    granted = await api.ask(
        "POST", f"{at}/emergency-quotas", {"count": 1, "until": MOMENT, "reason": "災害"}, token=operator
    )
    assert granted.body["number"] == 1
    issued = await api.ask("POST", IDS, {"identities": [{"name": "x", "emergency": 1}]})
    assert issued.status == 201
    await api.ask("POST", f"{at}/emergency-quotas/1/end", token=operator)
    assert (await api.ask("GET", f"{at}/emergency-quotas")).body["items"][0]["ended_at"] is not None
    for act, suspended in (("suspend", True), ("resume", False)):
        await api.ask("POST", f"{at}/{act}", {"reason": "監査"}, token=operator)
        assert (await api.ask("GET", at)).body["organisation"]["suspended"] is suspended


async def test_rules_are_read_and_replaced(api: Api) -> None:
    """What was read can be sent back; what is outside the national floor is refused with its place."""
    at = f"/organisations/{OWN}/policy"
    rules = (await api.ask("GET", at)).body
    assert (await api.ask("PUT", at, rules | {"hours": ["mon-fri 07:00-22:00"]})).body["hours"] == [
        "mon-fri 07:00-22:00"
    ]
    wrong = await api.ask("PUT", at, rules | {"session_max": 90_000})
    assert (wrong.status, "session_max" in wrong.body["detail"]) == (400, True)


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.name)
async def test_no_operation_shows_or_changes_another_organisation(api: Api, one: Operation) -> None:
    """Whatever is asked of another organisation is answered as if there were none, and nothing happens there."""
    if "{organisation}" not in one.path:
        answer = await api.ask(one.method, one.path, BODIES.get(one.name))
        assert OTHER not in str(answer.body)
        return
    before = await api.world.store.rows(OTHER)
    answer = await api.ask(one.method, path_of(one, OTHER), BODIES.get(one.name))
    assert (answer.status, answer.media) == (404, MEDIA)
    assert answer.body["detail"] == f"There is no organisation {OTHER}."
    unknown = await api.ask(one.method, path_of(one, "999999"), BODIES.get(one.name))
    assert unknown.body["detail"] == "There is no organisation 999999."
    assert await api.world.store.rows(OTHER) == before


@pytest.mark.parametrize("one", OPERATIONS, ids=lambda one: one.name)
async def test_every_operation_needs_its_scope_and_a_token(api: Api, one: Operation) -> None:
    """A token with every other scope is refused, and so is no token, nonsense and an ended one."""
    narrow = await api.made("narrow", Role.ADMINISTRATOR, OWN, frozenset(Scope) - {one.scope})
    answer = await api.ask(one.method, path_of(one, OWN), BODIES.get(one.name), token=narrow)
    assert (answer.status, answer.body["type"], answer.body["scope"]) == (403, TYPES + "forbidden", one.scope.value)
    for text in ("", "nonsense", "sekisho_" + "A" * 43):
        answer = await api.ask(one.method, path_of(one, OWN), BODIES.get(one.name), token=text)
        assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_a_key_makes_an_act_happen_once(api: Api) -> None:
    """Ten askings under one key, at once and later, issue one ID and answer alike; another question is a conflict."""
    body = {"identities": [{"name": "関所 花子"}]}
    answers = await asyncio.gather(*(api.ask("POST", IDS, body, key="issue-hanako-1") for _ in range(10)))
    done = [answer for answer in answers if answer.status == 201]
    assert {answer.status for answer in answers} <= {201, 409}
    later = await api.ask("POST", IDS, body, key="issue-hanako-1")
    assert later.body == done[0].body
    assert (await api.ask("GET", IDS)).body["total"] == 1
    other = await api.ask("POST", IDS, {"identities": [{"name": "別人"}]}, key="issue-hanako-1")
    assert (other.status, other.body["type"]) == (409, TYPES + "conflict")
    assert (await api.ask("POST", IDS, body, key="?")).status == 400


async def test_a_key_whose_act_failed_is_free_again(api: Api) -> None:
    """What was refused did not happen, so the same key may try again."""
    body = {"identities": ["131016-0001"], "reason": "x"}
    assert (await api.ask("POST", f"{IDS}/suspend", body, key="suspend-one")).status == 404
    await api.ask("POST", IDS, {"identities": [{"name": "関所 花子"}]})
    assert (await api.ask("POST", f"{IDS}/suspend", body, key="suspend-one")).status == 204


@pytest.mark.parametrize(
    ("method", "path", "raw", "media", "status"),
    [
        ("POST", IDS, b"{", "application/json", 400),
        ("POST", IDS, b"[" * 100_000, "application/json", 400),
        ("POST", IDS, b'{"identities":[]}', "application/json", 400),
        ("POST", IDS, b'{"identities":[{"name":"x","role":"operator"}]}', "application/json", 400),
        ("POST", IDS, b'{"identities":[{"name":"\xff"}]}', "application/json", 400),
        ("POST", IDS, b"name=x", "application/x-www-form-urlencoded", 415),
        ("POST", IDS, b"x" * (17 << 20), "application/json", 413),
        ("GET", IDS + "?limit=501", None, "", 400),
        ("GET", IDS + "?limit=1&limit=2", None, "", 400),
        ("GET", IDS + "?nonsense=1", None, "", 400),
        ("GET", f"{IDS}/131016-1", None, "", 400),
        ("DELETE", IDS, None, "", 405),
        ("GET", "/nowhere", None, "", 404),
    ],
)
async def test_what_cannot_be_read_is_told_plainly(
    api: Api, method: str, path: str, raw: bytes | None, media: str, status: int
) -> None:
    """Each malformed question gets its status, one sentence as a problem, and changes nothing."""
    answer = await api.ask(method, path, raw=raw, media=media)
    assert (answer.status, answer.media) == (status, MEDIA)
    assert answer.body["detail"].endswith(".")
    assert answer.body["type"].startswith(TYPES)
    assert (await api.ask("GET", IDS)).body["total"] == 0


async def test_a_store_that_fails_is_said_to_and_nothing_was_done(api: Api) -> None:
    """503 with a sentence, never a traceback; when the store is back, so is the API."""
    store = api.world.store
    assert isinstance(store, BreakableStore)
    store.broken = StoreError("The disk is full at /var/lib/secret/place.")
    answer = await api.ask("GET", IDS)
    assert answer.status == 503
    assert "secret/place" not in str(answer.body)
    store.broken = None
    assert (await api.ask("GET", IDS)).status == 200


async def test_the_document_describes_what_there_is(api: Api) -> None:
    """Every operation, and no other, is in the document that the API gives of itself."""
    found = (await api.ask("GET", "/openapi.json", token="")).body
    described = {one["operationId"] for path in found["paths"].values() for one in path.values()}
    assert found["openapi"] == "3.1.0"
    assert described == {one.name for one in OPERATIONS}
    assert "\\A" not in str(found)


async def test_sessions_are_found_and_ended(api: Api) -> None:
    """A stranger's session is unknown; ending all of the organisation leaves an order and a row."""
    home = await api.world.new_home()
    assert (await api.ask("GET", f"/organisations/{OWN}/sessions?live=true")).body["items"] == []
    assert (await api.ask("POST", f"/organisations/{OWN}/sessions/{'0' * 12}/end")).status == 404
    assert (await api.ask("POST", f"/organisations/{OWN}/sessions/end", {"identity": home.identity})).status == 204
    ordered = [row for row in await api.world.store.rows(OWN) if row.event == "sessions-end-ordered"]
    assert ordered[0].actor == "administrator:sato (token 1)"


async def test_administrators_give_no_more_than_they_have(api: Api) -> None:
    """Accounts are added, reset and ended; a token has some of its maker's scopes, a year at most, until it ends."""
    at = f"/organisations/{OWN}"
    made = await api.ask("POST", f"{at}/officials", {"account": "ito", "role": "auditor", "name": "伊藤"})
    assert (made.status, len(made.body["setup"])) == (201, 32)
    assert (await api.ask("POST", f"{at}/officials/ito/reset")).body["setup"] != made.body["setup"]
    assert (await api.ask("POST", f"{at}/officials/sato/end")).status == 400, "nobody ends their own account"
    assert (await api.ask("POST", f"{at}/officials/ito/end")).status == 204
    listed = (await api.ask("GET", f"{at}/officials")).body["items"]
    assert {row["account"]: row["state"] for row in listed} == {"ito": "ended", "sato": "active"}
    wanted = {"label": "人事", "scopes": ["directory:read"], "expires_at": "2099-01-01T00:00:00Z"}
    assert (await api.ask("POST", f"{at}/tokens", wanted)).status == 400
    soon = datetime.fromtimestamp(api.world.clock.now() + 86400, UTC).isoformat()
    wider = await api.ask("POST", f"{at}/tokens", wanted | {"scopes": ["trace:ask"], "expires_at": soon})
    assert (wider.status, wider.body["scope"]) == (403, "trace:ask")
    token = (await api.ask("POST", f"{at}/tokens", wanted | {"expires_at": soon})).body
    assert (await api.ask("GET", IDS, token=token["token"])).status == 200
    assert (await api.ask("POST", IDS, {"identities": [{"name": "x"}]}, token=token["token"])).status == 403
    await api.ask("POST", f"{at}/tokens/{token['number']}/end")
    assert (await api.ask("GET", IDS, token=token["token"])).status == 401


async def test_the_audit_is_found_and_verified_and_says_who_read_it(api: Api) -> None:
    """Filtered by event and text, page by page; reading leaves one row, turning the page none."""
    await api.ask("POST", IDS, {"identities": [{"name": f"職員 {number}"} for number in range(5)]})
    at = f"/organisations/{OWN}/audit"
    first = (await api.ask("GET", f"{at}?event=identity-issued&limit=3")).body
    rest = (await api.ask("GET", f"{at}?event=identity-issued&limit=3&before={first['next']}")).body
    numbers = [row["number"] for row in (*first["items"], *rest["items"])]
    assert (len(numbers), rest["next"]) == (5, None)
    assert numbers == sorted(numbers, reverse=True)
    assert (await api.ask("POST", f"{at}/verify")).body["holds"] is True
    read = (await api.ask("GET", f"{at}?event=audit-read")).body["items"]
    assert [json.loads(row["facts"])["how"] for row in read] == ["verify", "list"]
