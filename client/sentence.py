"""A sentence in both languages, and which of them this PC speaks. Knows no particular sentence: see `text`."""

import enum
import locale
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self


class Language(enum.Enum):
    """The languages people read here."""

    JA = "ja"
    EN = "en"

    @property
    def own_name(self) -> str:
        """What its speakers call it."""
        return "日本語" if self is Language.JA else "English"

    @property
    def other(self) -> "Language":
        """The other one."""
        return Language.EN if self is Language.JA else Language.JA


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `{}` marks where a name goes."""

    ja: str
    en: str

    def say(self, language: Language) -> str:
        """The sentence in *language*."""
        return self.ja if language is Language.JA else self.en

    def filled(self, *names: str) -> Self:
        """The sentence with *names* put in, in both languages."""
        return type(self)(self.ja.format(*names), self.en.format(*names))


def language_of(environment: Mapping[str, str], fallback: str | None) -> Language:
    """The language that *environment* asks for as POSIX does; else that of the locale name *fallback*."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(name)
        if value:
            return Language.JA if value.lower().startswith("ja") else Language.EN
    return Language.JA if (fallback or "").lower().startswith(("ja", "japanese")) else Language.EN


def system_language() -> Language:
    """The language of this PC."""
    return language_of(os.environ, locale.getlocale()[0])
