"""Whatever is wrong gets one sentence for the person and one log line for the operator, and disturbs nobody.

Each row of the table is one mishap, brought about with real processes while somebody else works on. Adding a case is
adding a row.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes import mishap_acts as acts
from tests.fakes.mishap_acts import KEEPER, PEOPLE
from tests.fakes.mishaps import ENGLISH, JAPANESE, Scene
from tests.rig.process import Event, wait_until
from tests.rig.reading import Written, audited

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


CASES = (
    Case("wrong code", acts.wrong_code, "コードが違います。認証アプリに今表示されている", "join_refused", "wrong_code",
         ("identity", "source"), audited="join-refused"),
    Case("old code", acts.old_code, "The code is not right. Enter the code that your authenticator shows now",
         "join_refused", "wrong_code", ("identity", "source"), audited="join-refused", language=ENGLISH),
    Case("replayed code", acts.replayed_code, "認証アプリの新しいコードを入力してください。", "join_refused",
         "used_code", ("identity", "source"), audited="join-refused"),
    Case("expired certificate", acts.expired_certificate, "新しい招待状を頼み、登録し直してください。", "login_refused",
         "certificate", ("user", "source", "detail")),
    Case("revoked", acts.revoked, "情報担当に連絡してください。", "refused", "revoked", ("user", "source"),
         audited="join-refused"),
    Case("spent invitation", acts.spent_invitation, "心当たりがなければ、すぐに情報担当に連絡してください。",
         "enrolment_refused", "invitation_spent", ("role", "source"), audited="enrolment-refused"),
    Case("spent office invitation", acts.spent_office_invitation, "ask the administrator for a new one",
         "enrolment_refused", "invitation_spent", ("role", "source"), audited="enrolment-refused", language=ENGLISH),
    Case("no antivirus", acts.no_antivirus, "ウイルス対策ソフトを導入し、有効にしてください。", "join_refused",
         "antivirus_missing", ("identity", "source"), audited="join-refused"),
    Case("stale antivirus", acts.stale_antivirus, "Update the signatures", "join_refused", "antivirus_stale",
         ("identity", "source"), audited="join-refused", language=ENGLISH),
    Case("stopped antivirus", acts.stopped_antivirus, "ソフトを起動し、", "join_refused", "antivirus_stopped",
         ("identity", "source"), audited="join-refused"),
    Case("office PC off", acts.pc_off, "職場の人に、PCの電源を入れてもらってください。", "open_refused", "pc_off",
         ("identity", "source", "pc")),
    Case("office PC busy", acts.pc_busy, "Somebody else is using the office PC.", "open_refused", "pc_busy",
         ("identity", "source", "pc"), language=ENGLISH),
    Case("office PC retired", acts.pc_retired, "利用できません。情報担当に連絡してください。", "refused", "pc_unknown",
         ("identity",), side="own"),
    Case("My Number segment", acts.my_number, "別のパソコンを指定してください。", "command-failed", "my_number",
         ("command", "detail"), side="own", audited="pc-refused"),
    Case("other fingerprint", acts.other_fingerprint, "情報担当に連絡してください。", "command_failed", "untrusted",
         ("detail",), side="own"),
    Case("other fingerprint at the office", acts.other_fingerprint_at_the_office, "administrator", "command_failed",
         "untrusted", ("detail",), side="own", language=ENGLISH),
    Case("other authority", acts.other_authority, "Tell your administrator.", "gateway_lost", "untrusted",
         ("identity", "gateway"), side="own", language=ENGLISH),
    Case("gateway away", acts.gateway_away, "インターネットへの接続を確認し、", "gateway_lost", "unreachable",
         ("identity", "gateway"), side="own", status=4),
    Case("port taken", acts.port_taken, "ほかのプログラムが使用中です。それを止めるか", "command-failed", "StateError",
         ("command", "detail"), side="own", status=3),
    Case("gateway's state unwritable", acts.gateway_unwritable, "cannot be made", "command-failed", "StateError",
         ("command", "detail"), side="own", status=3, language=ENGLISH),
    Case("client's state unwritable", acts.client_unwritable, "空き容量と権限を確かめるか", "command_failed", "state",
         ("detail",), side="own", status=3),
    Case("agent's state unwritable", acts.agent_unwritable, "別の場所を指定してください。", "command_failed", "state",
         ("detail",), side="own", status=3),
    Case("gateway's state newer", acts.gateway_newer, "update the program", "command-failed", "StateError",
         ("command", "detail"), side="own", status=3, language=ENGLISH),
    Case("client's state newer", acts.client_newer, "プログラムを更新してください。", "window_not_opened", "state",
         ("detail",), side="own", status=3),
    Case("agent's state newer", acts.agent_newer, "update the program", "command_failed", "state", ("detail",),
         side="own", status=3, language=ENGLISH),
    Case("garbage at join", acts.garbage_at_join, None, "protocol_broken", "protocol", ("user", "source", "error")),
    Case("garbage at attend", acts.garbage_at_attend, None, "protocol_broken", "protocol", ("user", "source", "error")),
    Case("garbage at screen", acts.garbage_at_screen, None, "viewer_broke_protocol", "protocol", ("session", "cause"),
         side="agent", audited="session-ended"),
    Case("garbage from the office", acts.garbage_from_office, "プログラムを更新してください。", "protocol_broken",
         "protocol", ("conversation", "error"), side="own", audited="session-ended", status=None),
    Case("garbage from the gateway", acts.garbage_from_gateway, "Update the program", "protocol_broken", "protocol",
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
    scene.town.wait_live(1)
    (row,) = scene.town.live_sessions()
    assert row["id"] == scene.identities[KEEPER]
    scene.keeper.works_on()
