"""The gateway's sentences in Japanese."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.japanese import SENTENCES, asked_for, translated
from gateway.store.failures import _SENTENCES
from watermark.evidence.fonts import NO_FONT
from watermark.faults import SENTENCES as FAULTS

GATEWAY = Path(__file__).parents[2] / "gateway"
PHOTOS = (*FAULTS.values(), NO_FONT, "{} exists already and is another report: give another directory.")
RAISED = {
    f"{kind}Error"
    for kind in ("Conflict", "Contradiction", "Malformed", "Policy", "Quota", "State", "Store", "Unknown")
}


def raised() -> Iterator[str]:
    """Every sentence that the gateway's errors are made with; `{}` for what is filled in."""
    for path in sorted(GATEWAY.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED:
                argument = node.args[0] if node.args else None
                if isinstance(argument, ast.JoinedStr):
                    yield "".join(str(p.value) if isinstance(p, ast.Constant) else "{}" for p in argument.values)
                elif isinstance(argument, ast.Constant):
                    yield str(argument.value)


@pytest.mark.parametrize("sentence", sorted({*raised(), *_SENTENCES.values(), *PHOTOS}))
def test_every_sentence_that_is_raised_is_told_in_japanese(sentence: str) -> None:
    """Whatever the gateway says at the command line has Japanese words, and every name in it is kept."""
    filled = sentence.format(*(f"<{number}>" for number in range(sentence.count("{}"))))
    told = translated(filled)
    assert told != filled
    assert all(f"<{number}>" in told for number in range(sentence.count("{}")))


def test_each_sentence_keeps_its_names() -> None:
    """Both languages have as many places for names."""
    assert not [english for english, japanese in SENTENCES if english.count("{}") != japanese.count("{}")]


def test_an_unknown_sentence_stays_as_it_is() -> None:
    """Nothing is invented about a sentence that is not in the table."""
    assert translated("Something else.") == "Something else."


@pytest.mark.parametrize(
    ("environment", "japanese"),
    [
        ({"LANG": "ja_JP.UTF-8"}, True),
        ({"LANG": "ja_JP.UTF-8", "LC_ALL": "C.UTF-8"}, False),
        ({"LC_ALL": "", "LANG": "ja_JP.UTF-8"}, True),
        ({}, False),
    ],
)
def test_the_language_is_the_systems(environment: dict[str, str], japanese: bool) -> None:  # noqa: FBT001 - a column
    """LC_ALL before LC_MESSAGES before LANG; an empty one does not count."""
    assert asked_for(environment) is japanese
