"""Every reason has its sentences."""

import re

import pytest

from client import labels, text
from client.sentence import Sentence
from client.text import Problem, Trouble, problem_text, reason_text
from wire.reasons import Reason

ALL: list[Problem] = [*Reason, *Trouble]
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


@pytest.mark.parametrize("problem", ALL)
def test_every_problem_has_a_sentence_and_an_advice_in_both_languages(problem: Problem) -> None:
    """No reason is shown as a code: each has a Japanese and an English sentence, and what to do."""
    explained = problem_text(problem)
    for sentence in (explained.sentence, explained.advice):
        assert JAPANESE.search(sentence.ja)
        assert sentence.en
        assert not JAPANESE.search(sentence.en)


def test_no_two_reasons_read_the_same() -> None:
    """A person can tell every two reasons apart, in either language."""
    for language in ("ja", "en"):
        said = [getattr(reason_text(reason).sentence, language) for reason in Reason]
        assert len(set(said)) == len(said)


@pytest.mark.parametrize("module", [labels, text])
def test_every_sentence_has_the_same_gaps_in_both_languages(module: object) -> None:
    """A name that one language has room for has room in the other."""
    sentences = [value for value in vars(module).values() if isinstance(value, Sentence)]
    assert sentences
    for sentence in sentences:
        assert sentence.ja.count("{}") == sentence.en.count("{}")
