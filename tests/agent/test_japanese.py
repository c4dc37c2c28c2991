"""The agent's sentences in Japanese."""

import pytest

from agent.errors import _SENTENCES
from agent.japanese import SENTENCES, asked_for, translated


@pytest.mark.parametrize("sentence", sorted({*_SENTENCES.values(), *(english for english, _ in SENTENCES)}))
def test_every_refusal_is_told_in_japanese(sentence: str) -> None:
    """Whatever the gateway refuses has Japanese words, and every name in a sentence is kept."""
    names = [f"<{number}>" for number in range(sentence.count("{}"))]
    told = translated(sentence.format(*names))
    assert any("\u3040" <= char <= "\u30ff" for char in told)
    assert all(name in told for name in names)


def test_an_unknown_sentence_stays_as_it_is() -> None:
    """Nothing is invented about a sentence that is not in the table."""
    assert translated("Something else.") == "Something else."


def test_the_language_is_the_systems() -> None:
    """LC_ALL before LANG; an empty one does not count."""
    assert asked_for({"LC_ALL": "", "LANG": "ja_JP.UTF-8"})
    assert not asked_for({"LC_ALL": "C.UTF-8", "LANG": "ja_JP.UTF-8"})
