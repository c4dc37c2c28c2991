"""Results of a long run, kept one by one, so that a run that was broken off goes on where it was. Knows no jobs.

They are taken up again only by the very same run: the file begins with a digest of its jobs and of all source that has
a say in the results.
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

FOLDER: Final = Path(".corpus")
SOURCE: Final = ("watermark", "tests/camera", "tests/fakes", "bench/corpus")

Row = dict[str, Any]


def digest(jobs: Iterable[object], root: Path = Path()) -> str:
    """What tells one run from another: hex SHA-256 of its *jobs* and of every Python file of `SOURCE` under *root*."""
    found = hashlib.sha256()
    for job in jobs:
        found.update(repr(job).encode() + b"\n")
    for path in sorted(path for folder in SOURCE for path in (root / folder).rglob("*.py")):
        found.update(path.as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


class Kept:
    """The results of the run *run*, in *path*: those of before, and those that `add` puts behind them."""

    def __init__(self, path: Path, run: str) -> None:
        self._path = path
        self.rows: list[Row] = []
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        if lines[:1] == [run]:
            self.rows = [json.loads(line) for line in lines[1:]]
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "\n".join([run, *(json.dumps(row, ensure_ascii=False) for row in self.rows)])
        path.write_text(text + "\n", encoding="utf-8")
        self._file = path.open("a", encoding="utf-8")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """A run that has come to its end is not gone on with."""
        self._file.close()
        if kind is None:
            self._path.unlink()

    def add(self, row: Row) -> None:
        """One more result, on the disk at once."""
        self.rows.append(row)
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._file.flush()
