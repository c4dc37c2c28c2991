"""What the console says, in Japanese and English, by key. Plain values; one file for each kind of page.

A test holds the templates to it: no key is missing, none is unused, and both languages name the same values.
"""

from typing import Final

from gateway.console.words import acts, facts, pages, rules, states, traces

WORDS: Final[dict[str, tuple[str, str]]] = {
    **pages.WORDS,
    **acts.WORDS,
    **rules.WORDS,
    **states.WORDS,
    **facts.WORDS,
    **traces.WORDS,
}


def say(key: str, lang: str, **values: object) -> str:
    """The words for *key* in *lang* ("ja" or "en"), with *values* in their places. Raises `KeyError`."""
    japanese, english = WORDS[key]
    return (japanese if lang == "ja" else english).format(**values)
