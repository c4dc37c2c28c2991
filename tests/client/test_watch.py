"""What a watching program reads."""

import io
import json

import pytest

from client.sentence import Language
from client.steps import Announce, Happening
from client.text import Trouble
from client.watch import Watcher, problem_of
from wire.reasons import Reason


@pytest.mark.parametrize(
    ("announcement", "line"),
    [
        (
            Announce(Happening.VIEWING, pc="総務課-012", session=7),
            {"event": "viewing", "pc": "総務課-012", "session": 7},
        ),
        (Announce(Happening.DIMMED), {"event": "dimmed"}),
        (
            Announce(Happening.ENDED, session=7, problem=Reason.ENDED_BY_ADMIN),
            {
                "event": "ended",
                "session": 7,
                "reason": "ended_by_admin",
                "sentence": "情報担当が接続を終了しました。情報担当に連絡してください。",
            },
        ),
        (
            Announce(Happening.REFUSED, problem=Reason.USED_CODE),
            {
                "event": "refused",
                "reason": "used_code",
                "sentence": "このコードは使用済みです。認証アプリの新しいコードを入力してください。",
            },
        ),
    ],
)
def test_each_happening_is_one_line_of_json(announcement: Announce, line: dict[str, object]) -> None:
    """One object a line, with the fields that the documentation names."""
    stream = io.StringIO()
    Watcher(Language.JA, on=True, stream=stream).announce(announcement)
    assert stream.getvalue().endswith("\n")
    assert json.loads(stream.getvalue()) == line


def test_without_being_asked_nothing_is_written() -> None:
    """Standard output stays empty when nobody asked for events."""
    stream = io.StringIO()
    Watcher(Language.EN, on=False, stream=stream).announce(Announce(Happening.DIMMED))
    assert stream.getvalue() == ""


@pytest.mark.parametrize("problem", [None, *Reason, *Trouble])
def test_every_problem_survives_its_name(problem: Reason | Trouble | None) -> None:
    """A problem is found again by the name it travels under."""
    assert problem_of(Announce(Happening.REFUSED, problem=problem)) == problem
