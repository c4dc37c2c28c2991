"""Tables in a document that several commands write: each has its own part, between two marks. Knows text only."""

from pathlib import Path
from typing import Final

PERFORMANCE: Final = Path("docs/performance.md")


def put(path: Path, target: str, text: str) -> None:
    """Replace the part of *target* (a make target) in the document at *path*, or add it at the end."""
    begin, end = f"<!-- written by make {target} -->\n", f"<!-- end of make {target} -->\n"
    part = f"{begin}{text.strip()}\n{end}"
    document = path.read_text("utf-8") if path.exists() else ""
    before, found, rest = document.partition(begin)
    if found:
        _, found, after = rest.partition(end)
        if not found:
            raise ValueError(f"{path} has the beginning of {target}'s part and not its end")
        path.write_text(f"{before}{part}{after}", "utf-8")
    else:
        path.write_text(f"{document.rstrip()}\n\n{part}".lstrip(), "utf-8")
