"""Writes a report's files beside each other. Never over another report: evidence does not change."""

import os
from collections.abc import Mapping
from pathlib import Path

from watermark.errors import ReportError


def write_report(folder: Path, name: str, parts: Mapping[str, bytes]) -> list[Path]:
    """Write *parts*, bytes by suffix (".json", ".pdf"), as *folder*/*name* with each suffix; returns their paths.

    The folder is made when missing. A file that has these very bytes stays; one that differs raises `ReportError`, and
    so does whatever cannot be written.
    """
    paths = {folder / f"{name}{suffix}": data for suffix, data in parts.items()}
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path, data in paths.items():
            if path.exists() and path.read_bytes() != data:
                raise ReportError(f"{path} exists already and is another report: give another directory.")
        for path, data in paths.items():
            if not path.exists():
                _write(path, data)
    except OSError as error:
        raise ReportError(f"{folder} cannot be written: {error.strerror or error}.") from error
    return list(paths)


def _write(path: Path, data: bytes) -> None:
    """A new file for its owner alone: it holds a name and a photo."""
    with open(path, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(data)
