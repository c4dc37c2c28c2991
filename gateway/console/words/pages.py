"""Words for the pages' frames and headings."""

from typing import Final

WORDS: Final[dict[str, tuple[str, str]]] = {}
