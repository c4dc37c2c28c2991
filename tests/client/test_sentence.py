"""Which language this PC speaks."""

import pytest

from client.sentence import Language, Sentence, language_of, system_language


@pytest.mark.parametrize(
    ("environment", "fallback", "language"),
    [
        ({"LANG": "ja_JP.UTF-8"}, None, Language.JA),
        ({"LANG": "C.UTF-8"}, "ja_JP", Language.EN),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "en_US.UTF-8"}, None, Language.EN),
        ({"LC_MESSAGES": "ja_JP", "LANG": "en_US"}, None, Language.JA),
        ({}, "Japanese_Japan", Language.JA),
        ({}, None, Language.EN),
    ],
)
def test_the_environment_decides_as_posix_does(
    environment: dict[str, str], fallback: str | None, language: Language
) -> None:
    """LC_ALL goes before LC_MESSAGES before LANG, and only an empty environment asks the fallback."""
    assert language_of(environment, fallback) is language


def test_names_are_put_into_both_languages() -> None:
    """A filled sentence has the name in Japanese and in English."""
    filled = Sentence("{} さん", "Hello {}").filled("花子")
    assert (filled.say(Language.JA), filled.say(Language.EN)) == ("花子 さん", "Hello 花子")


def test_this_pc_has_a_language() -> None:
    """The real environment always gives one of the two."""
    assert system_language() in Language
