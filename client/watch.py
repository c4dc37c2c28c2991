"""What the client tells a program that watches it: one JSON object a line. Knows no window and no network."""

import sys
from typing import Final, TextIO

import msgspec

from client.sentence import Language
from client.steps import Announce
from client.text import Problem, Trouble, problem_text
from wire.reasons import Reason


def problem_of(announcement: Announce) -> Problem | None:
    """The problem that *announcement* names, if any."""
    name = announcement.problem
    if name is None:
        return None
    return Trouble(name) if name in set(Trouble) else Reason(name)


def line_of(announcement: Announce, language: Language) -> dict[str, str | int]:
    """*announcement* as the fields of its line."""
    fields: dict[str, str | int] = {"event": announcement.what.value}
    if announcement.pc is not None:
        fields["pc"] = announcement.pc
    if announcement.session is not None:
        fields["session"] = announcement.session
    problem = problem_of(announcement)
    if problem is not None:
        fields["reason"] = problem.value
        fields["sentence"] = problem_text(problem).whole.say(language)
    return fields


class Watcher:
    """Writes events to *stream* when *on*, each flushed at once."""

    def __init__(self, language: Language, *, on: bool, stream: TextIO = sys.stdout) -> None:
        self._language = language
        self._on = on
        self._stream = stream

    def announce(self, announcement: Announce) -> None:
        """One of the session's happenings."""
        self.say(line_of(announcement, self._language))

    def say(self, fields: dict[str, str | int]) -> None:
        """One event of the window's own."""
        if self._on:
            self._stream.write(msgspec.json.encode(fields).decode() + "\n")
            self._stream.flush()


FIRST_PICTURE: Final[dict[str, str | int]] = {"event": "first_picture"}
GONE: Final[dict[str, str | int]] = {"event": "gone"}
