"""What must be read of the corpus: `corpus.toml` as a table. Wrong names have no floor: none may ever be told."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

PLACE: Final = Path(__file__).with_name("corpus.toml")
HOW: Final = ("blind", "corners")  # read without help, and with the screen's corners given


@cache
def floors() -> dict[str, dict[str, list[str]]]:
    """For blind, for corners and for large photos: shot to the screens that must be read."""
    return tomllib.loads(PLACE.read_text(encoding="utf-8"))


def must(how: str, shot: str, screen: str) -> bool:
    """Whether this photo must be read."""
    return screen in floors()[how].get(shot, [])


def table(read: dict[str, dict[str, list[str]]]) -> str:
    """*read*, of the same form, as the file is written."""
    lines = []
    for how, shots in read.items():
        lines += ["", f"[{how}]"]
        lines += [f"{shot} = [{', '.join(_quoted(name) for name in names)}]" for shot, names in shots.items()]
    return "\n".join(lines)


def _quoted(name: str) -> str:
    return f'"{name}"'
