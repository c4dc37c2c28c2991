"""Words for the buttons, questions and answers of acts."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {}
