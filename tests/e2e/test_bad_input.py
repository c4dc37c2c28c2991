"""Whatever is wrong gets one sentence for the person and one log line for the operator, and disturbs nobody.

Each row of the table is one mishap, brought about with real processes while somebody else works on. Adding a case is
adding a row.
"""

import asyncio
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from certs.authority import Authority, new_serial
from certs.keystore import MemoryKeyStore
from certs.profiles import Profile
from client.state import StateDirectory as ClientState
from tests.fakes import babble
from tests.fakes.gateway_peer import Peer
from tests.fakes.mishaps import BROKEN, ENGLISH, JAPANESE, OFF, RETIRED, Scene
from tests.fakes.peers import HomePc, joined
from tests.rig.process import Event, wait_until
from tests.rig.reading import Written, audited
from tests.rig.system import free_port
from tests.rig.town import ORGANISATION
from wire import Conversation
from wire.messages import Authorities
from wire.reasons import Reason

KEEPER, CARELESS, LATE, REPEATING, UNFIT, GONE, WAITING, QUEUING, OLD, CURIOUS, MISLED, BABBLING = PEOPLE = (
    "関所 花子",
    "港 次郎",
    "橋本 三郎",
    "坂下 四郎",
    "神田 五郎",
    "麹町 六郎",
    "番町 七郎",
    "永田 八郎",
    "平河 九郎",
    "富士見 十郎",
    "飯田 十一",
    "九段 十二",
)
JARGON = ("Traceback", "Errno", "Error", "Exception", "SSH", "asyncssh", "None", "{", "}", "sqlite", "0x")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """The town in which it happens."""
    with Scene(Path(tmp_path_factory.mktemp("mishaps")), PEOPLE) as ready:
        yield ready


@dataclass(frozen=True, slots=True)
class Case:
    """One mishap: how it comes about, what the person reads, what the operator reads, and where."""

    name: str
    act: Callable[[Scene], Written]
    says: str | None  # a part of the one sentence; None when no person is there
    event: str  # the operator's line
    reason: str
    known: tuple[str, ...]  # what the line says beside the reason
    side: str = "gateway"  # who refused, and so whose log it is: gateway, agent, or the program itself ("own")
    audited: str | None = None  # the event that the audit gains, once
    status: int | None = 1  # exit code
    language: str = JAPANESE


# --- how each comes about ---------------------------------------------------------------------------------------


def wrong_code(scene: Scene) -> Written:
    """A code that is not on the authenticator."""
    right = {scene.employees[CARELESS].code(back=back) for back in (-1, 0, 1, 2)}
    return scene.connect(CARELESS, code=next(code for code in ("000000", "111111", "222222") if code not in right))


def old_code(scene: Scene) -> Written:
    """A code of two minutes ago."""
    return scene.connect(LATE, code=scene.employees[LATE].code(back=4))


def replayed_code(scene: Scene) -> Written:
    """The code that somebody has just joined with."""
    employee = scene.employees[REPEATING]
    code = employee.code()
    home = HomePc(scene.identities[REPEATING], scene.home_keys(REPEATING), "")

    async def first() -> None:
        async with joined(scene.address("clients"), home, home.join(code=code)):
            pass

    asyncio.run(first())
    return scene.connect(REPEATING, code=code)


def expired_certificate(scene: Scene) -> Written:
    """A certificate that the town's own authority signed 91 days ago."""
    state = scene.other_state(UNFIT)
    certificate = scene.authority().issue(
        Profile.DEVICE,
        scene.home_keys(UNFIT).public,
        scene.identities[UNFIT],
        serial=new_serial(),
        now=time.time() - 91 * 86400,
    )
    (state / "device-cert.pub").write_text(certificate.line + "\n")
    return scene.connect(UNFIT, state=state)


def revoked(scene: Scene) -> Written:
    """An ID that the administrator has revoked."""
    scene.town.gateway.run("id", "revoke", scene.identities[GONE])
    return scene.connect(GONE)


def spent_invitation(scene: Scene) -> Written:
    """Another PC with an invitation that has been used."""
    state = str(scene.folder / "second-pc")
    return scene.command("sekisho-client", "enrol", scene.invitations[UNFIT], "--state", state)


def spent_office_invitation(scene: Scene) -> Written:
    """Another office PC with an invitation that has been used."""
    state = str(scene.folder / "second-office-pc")
    return scene.command("sekisho-agent", "enrol", scene.invitations[OFF], "--state", state)


def no_antivirus(scene: Scene) -> Written:
    """A home PC on which there is none."""
    return scene.connect(UNFIT, env={"SEKISHO_CLAMD_CONF": "/nonexistent"})


def stale_antivirus(scene: Scene) -> Written:
    """Signatures of a month ago."""
    scene.town.clamd.age(30 * 86400)
    return scene.connect(UNFIT, env=scene.town.clamd.env())


def stopped_antivirus(scene: Scene) -> Written:
    """The daemon has been stopped."""
    scene.town.clamd.stop()
    return scene.connect(UNFIT, env=scene.town.clamd.env())


def pc_off(scene: Scene) -> Written:
    """An office PC whose agent does not run."""
    return scene.connect(WAITING, pc=OFF)


def pc_busy(scene: Scene) -> Written:
    """The office PC that somebody else is using."""
    return scene.connect(QUEUING)


def pc_retired(scene: Scene) -> Written:
    """An office PC that the administrator has retired."""
    scene.town.gateway.run("pc", "retire", scene.pcs[RETIRED])
    return scene.connect(OLD, pc=RETIRED)


def my_number(scene: Scene) -> Written:
    """The administrator tries to register an office PC of the My Number segment."""
    words = ("--org", ORGANISATION, "--name", "住民課-001", "--for", scene.identities[OLD], "--segment", "mynumber")
    return scene.command("sekisho-gateway", "pc", "invite", *words)


def other_fingerprint(scene: Scene) -> Written:
    """An invitation whose fingerprint is not this gateway's."""
    invitation = scene.invitations[UNFIT].rsplit("/", 1)[0] + "/" + "A" * 43
    return scene.command("sekisho-client", "enrol", invitation, "--state", str(scene.folder / "misled"))


def other_fingerprint_at_the_office(scene: Scene) -> Written:
    """The same for an office PC."""
    invitation = scene.invitations[OFF].rsplit("/", 1)[0] + "/" + "A" * 43
    return scene.command("sekisho-agent", "enrol", invitation, "--state", str(scene.folder / "misled-office"))


def other_authority(scene: Scene) -> Written:
    """A home PC that was enrolled at another gateway and is sent to this one."""
    keys = Authority.create(MemoryKeyStore()).public_keys()
    known = Authorities(keys.gateway, keys.machine, keys.session, keys.user)
    return scene.connect(MISLED, state=scene.other_state(MISLED, authorities=known))


def gateway_away(scene: Scene) -> Written:
    """Nobody listens where the gateway should be."""
    return scene.connect(MISLED, state=scene.other_state(MISLED, port=free_port()))


def port_taken(scene: Scene) -> Written:
    """A second gateway on the first one's port."""
    state, taken = str(scene.folder / "second-gateway"), str(scene.address("clients"))
    others = ("--agents", f"127.0.0.1:{free_port()}", "--console", f"127.0.0.1:{free_port()}")
    made = scene.command("sekisho-gateway", "init", "--state", state, "--clients", taken, *others)
    assert made.status == 0, made
    return scene.command("sekisho-gateway", "serve", "--state", state)


def gateway_unwritable(scene: Scene) -> Written:
    """A file stands where the gateway's state directory should be made."""
    listeners = enumerate(("clients", "agents", "console"), 1)
    addresses = [word for number, name in listeners for word in (f"--{name}", f"127.0.0.1:{number}")]
    return scene.command("sekisho-gateway", "init", "--state", str(in_the_way(scene) / "state"), *addresses)


def client_unwritable(scene: Scene) -> Written:
    """A file stands where the home PC's state directory should be made."""
    state = str(in_the_way(scene) / "state")
    return scene.command("sekisho-client", "enrol", scene.invitations[UNFIT], "--state", state)


def agent_unwritable(scene: Scene) -> Written:
    """A file stands where the office PC's state directory should be made."""
    state = str(in_the_way(scene) / "state")
    return scene.command("sekisho-agent", "enrol", scene.invitations[OFF], "--state", state)


def in_the_way(scene: Scene) -> Path:
    """A file."""
    path = scene.folder / "in-the-way"
    path.touch()
    return path


def gateway_newer(scene: Scene) -> Written:
    """A store that a later version has written."""
    state = scene.folder / "newer-gateway"
    shutil.copytree(scene.town.gateway.state, state)
    with closing(sqlite3.connect(state / "sekisho.db")) as connection, connection:
        connection.execute("update alembic_version set version_num = '9999'")
    return scene.command("sekisho-gateway", "serve", "--state", str(state))


def client_newer(scene: Scene) -> Written:
    """An enrolment that a later version has written."""
    return scene.connect(MISLED, state=scene.other_state(MISLED, version=99))


def agent_newer(scene: Scene) -> Written:
    """A membership that a later version has written."""
    state = scene.folder / "newer-agent"
    shutil.copytree(scene.folder / f"agent-{OFF}", state)
    membership = state / "membership.json"
    membership.write_text(membership.read_text().replace('"version": 1', '"version": 99'))
    return scene.command("sekisho-agent", "run", "--state", str(state))


def garbage_at_join(scene: Scene) -> Written:
    """A home PC with a good certificate sends what is no frame."""
    keys, identity = scene.home_keys(BABBLING), scene.identities[BABBLING]
    return heard(asyncio.run(babble.at_gateway(scene.address("clients"), identity, keys, Conversation.JOIN)))


def garbage_at_attend(scene: Scene) -> Written:
    """An office PC with a good certificate sends what is no frame."""
    keys, _ = scene.office_keys(OFF)
    return heard(asyncio.run(babble.at_gateway(scene.address("agents"), scene.pcs[OFF], keys, Conversation.ATTEND)))


def garbage_at_screen(scene: Scene) -> Written:
    """An admitted viewer sends the office PC what is no frame."""
    employee, keys = scene.employees[BABBLING], scene.home_keys(BABBLING)
    home = HomePc(scene.identities[BABBLING], keys, employee.totp.secret if employee.totp else "")
    machines = ClientState(employee.state).load().authorities.machine
    return heard(asyncio.run(babble.at_agent(scene.address("clients"), home, scene.pcs[BROKEN], machines)))


def heard(reason: Reason | None) -> Written:
    """What a peer was told."""
    return Written(events=[{"reason": None if reason is None else reason.value}])


def garbage_from_office(scene: Scene) -> Written:
    """An office PC that admits its viewer and then sends what is no frame; the window stays, with its list."""
    keys, state = scene.office_keys(OFF)
    office = babble.office_pc(scene.address("agents"), keys, state.key(), state.membership())
    with babble.in_background(office), scene.connecting(CURIOUS, pc=OFF) as client:
        ended = client.wait_event("ended")
        log = Written.sorted_from(client.log.read_text()).log
    return Written([str(ended["sentence"])], log, [ended])


def garbage_from_gateway(scene: Scene) -> Written:
    """A gateway with the right authority that answers a join with what is no frame."""
    peer = babble.BabblingGateway(Peer(authority=scene.authority()))
    with babble.in_background(peer):
        return scene.connect(MISLED, state=scene.other_state(MISLED, port=peer.facts.port))


CASES = (
    Case("wrong code", wrong_code, "コードが違います。認証アプリに今表示されている", "join_refused", "wrong_code",
         ("identity", "source"), audited="join-refused"),
    Case("old code", old_code, "The code is not right. Enter the code that your authenticator shows now",
         "join_refused", "wrong_code", ("identity", "source"), audited="join-refused", language=ENGLISH),
    Case("replayed code", replayed_code, "使用済みです。認証アプリの新しいコードを入力してください。", "join_refused",
         "used_code", ("identity", "source"), audited="join-refused"),
    Case("expired certificate", expired_certificate, "新しい招待状を頼み、登録し直してください。", "login_refused",
         "certificate", ("user", "source", "detail")),
    Case("revoked", revoked, "失効しました。情報担当に連絡してください。", "refused", "revoked", ("user", "source"),
         audited="join-refused"),
    Case("spent invitation", spent_invitation, "使用済みです。心当たりがなければ、すぐに情報担当に連絡してください。",
         "enrolment_refused", "invitation_spent", ("role", "source"), audited="enrolment-refused"),
    Case("spent office invitation", spent_office_invitation, "ask the administrator for a new one",
         "enrolment_refused", "invitation_spent", ("role", "source"), audited="enrolment-refused", language=ENGLISH),
    Case("no antivirus", no_antivirus, "ウイルス対策ソフトを導入し、有効にしてください。", "join_refused",
         "antivirus_missing", ("identity", "source"), audited="join-refused"),
    Case("stale antivirus", stale_antivirus, "Update the signatures", "join_refused", "antivirus_stale",
         ("identity", "source"), audited="join-refused", language=ENGLISH),
    Case("stopped antivirus", stopped_antivirus, "ウイルス対策ソフトを起動し、", "join_refused", "antivirus_stopped",
         ("identity", "source"), audited="join-refused"),
    Case("office PC off", pc_off, "職場の人に、PCの電源を入れてもらってください。", "open_refused", "pc_off",
         ("identity", "source", "pc")),
    Case("office PC busy", pc_busy, "Somebody else is using the office PC.", "open_refused", "pc_busy",
         ("identity", "source", "pc"), language=ENGLISH),
    Case("office PC retired", pc_retired, "利用できません。情報担当に連絡してください。", "refused", "pc_unknown",
         ("identity",), side="own"),
    Case("My Number segment", my_number, "My Number segment", "command-failed", "my_number", ("command", "detail"),
         side="own", audited="pc-refused", language=ENGLISH),
    Case("other fingerprint", other_fingerprint, "情報担当に連絡してください。", "command_failed", "untrusted",
         ("detail",), side="own"),
    Case("other fingerprint at the office", other_fingerprint_at_the_office, "administrator", "command_failed",
         "untrusted", ("detail",), side="own", language=ENGLISH),
    Case("other authority", other_authority, "Tell your administrator.", "gateway_lost", "untrusted",
         ("identity", "gateway"), side="own", language=ENGLISH),
    Case("gateway away", gateway_away, "インターネットへの接続を確認し、", "gateway_lost", "unreachable",
         ("identity", "gateway"), side="own", status=4),
    Case("port taken", port_taken, "another program listens there already", "command-failed", "StateError",
         ("command", "detail"), side="own", status=3, language=ENGLISH),
    Case("gateway's state unwritable", gateway_unwritable, "cannot be made", "command-failed", "StateError",
         ("command", "detail"), side="own", status=3, language=ENGLISH),
    Case("client's state unwritable", client_unwritable, "空き容量と権限を確かめるか", "command_failed", "state",
         ("detail",), side="own", status=3),
    Case("agent's state unwritable", agent_unwritable, "cannot be made", "command_failed", "state", ("detail",),
         side="own", status=3, language=ENGLISH),
    Case("gateway's state newer", gateway_newer, "update the program", "command-failed", "StateError",
         ("command", "detail"), side="own", status=3, language=ENGLISH),
    Case("client's state newer", client_newer, "プログラムを更新してください。", "window_not_opened", "state",
         ("detail",), side="own", status=3),
    Case("agent's state newer", agent_newer, "update the program", "command_failed", "state", ("detail",),
         side="own", status=3, language=ENGLISH),
    Case("garbage at join", garbage_at_join, None, "protocol_broken", "protocol", ("user", "source", "error")),
    Case("garbage at attend", garbage_at_attend, None, "protocol_broken", "protocol", ("user", "source", "error")),
    Case("garbage at screen", garbage_at_screen, None, "viewer_broke_protocol", "protocol", ("session", "cause"),
         side="agent", audited="session-ended"),
    Case("garbage from the office", garbage_from_office, "プログラムを更新してください。", "protocol_broken",
         "protocol", ("conversation", "error"), side="own", audited="session-ended", status=None),
    Case("garbage from the gateway", garbage_from_gateway, "Update the program", "protocol_broken", "protocol",
         ("conversation", "error"), side="own", language=ENGLISH),
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name.replace(" ", "-"))
def test_one_sentence_one_line_and_nobody_disturbed(scene: Scene, case: Case) -> None:
    """The person reads one sentence, the operator one line with what is known, and somebody else works on."""
    scene.language = case.language
    scene.gateway_log.mark()
    scene.agent_log.mark()
    before = audited(scene.database)

    written = case.act(scene)

    read_by_the_person(case, written)
    logs: dict[str, Callable[[], list[Event]]] = {
        "gateway": scene.gateway_log.new,
        "agent": scene.agent_log.new,
        "own": lambda: written.log,
    }
    read_by_the_operator(case, logs[case.side], scene)
    scene.keeper.works_on()
    if (fact := case.audited) is not None:
        wait_until("the record", lambda: audited(scene.database)[fact] == before[fact] + 1)


def read_by_the_person(case: Case, written: Written) -> None:
    """One sentence in the person's language, which says what to do; the exit code says the same to a program."""
    assert written.status == (None if case.says is None else case.status), written
    if case.says is None:
        assert [event["reason"] for event in written.events] == [case.reason]
        return
    (sentence,) = written.sentences
    assert case.says in sentence
    assert not [word for word in JARGON if word in sentence], sentence
    assert any("\u3040" <= char <= "\u30ff" for char in sentence) == (case.language == JAPANESE), sentence


def read_by_the_operator(case: Case, lines: Callable[[], list[Event]], scene: Scene) -> None:
    """One line with the event, the reason and what is known; no other alarm, no traceback, no secret."""
    wait_until(f"a line {case.event!r}", lambda: any(line["event"] == case.event for line in lines()))
    alarms = [line for line in lines() if line["event"] == case.event or line["level"] != "info"]
    (line,) = alarms
    assert line["reason"] == case.reason, line
    assert set(case.known) <= line.keys(), line
    text = str(alarms)
    assert "Traceback" not in text
    assert not [secret for secret in scene.secrets() if secret in text]


def test_nothing_was_lost(scene: Scene) -> None:
    """After all of it every chain of the audit holds, and only the one who works on has a session."""
    assert scene.town.gateway.run("audit", "verify").returncode == 0
    wait_until("the others to have left", lambda: len(scene.town.live_sessions()) == 1)
    (row,) = scene.town.live_sessions()
    assert row["id"] == scene.identities[KEEPER]
    scene.keeper.works_on()
