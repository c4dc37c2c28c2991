"""Recorded traces: what changed on a real screen, and what a real line made of its pictures (`bench/traces.py`)."""

import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

import numpy as np

from agent.damage import Grid
from watermark.tiles import Mask

FOLDER: Final = Path(__file__).parent


@dataclass(slots=True)
class Trace:
    """One mode of work over one line. Times are seconds from the beginning."""

    mode: str
    mbit: float
    rtt: float  # milliseconds
    grid: Grid
    changes: list[tuple[float, str]] = field(default_factory=list)  # when, and the tiles as bits in hexadecimal
    line: list[tuple[float, str, int, float]] = field(default_factory=list)
    """When; "sent" and bytes and 0, or "shown" and the picture's number and the seconds of decoding."""

    def note_change(self, at: float, mask: Mask) -> None:
        """The tiles of *mask* had changed at *at*."""
        self.changes.append((at, np.packbits(mask).tobytes().hex()))

    def mask(self, bits: str) -> Mask:
        """The tiles again."""
        flat = np.unpackbits(np.frombuffer(bytes.fromhex(bits), np.uint8), count=self.grid.rows * self.grid.columns)
        return flat.astype(bool).reshape(self.grid.rows, self.grid.columns)

    def write(self, folder: Path) -> None:
        """Keep it, the same to the byte for the same trace."""
        told = {"mode": self.mode, "mbit": self.mbit, "rtt": self.rtt, "size": (self.grid.width, self.grid.height)}
        data = json.dumps({**told, "changes": self.changes, "line": self.line}, separators=(",", ":")).encode()
        (folder / f"{self.mode}.json.gz").write_bytes(gzip.compress(data, mtime=0))

    @classmethod
    def read(cls, mode: str, folder: Path = FOLDER) -> Self:
        """The trace of *mode*."""
        told = json.loads(gzip.decompress((folder / f"{mode}.json.gz").read_bytes()))
        changes = [(float(at), str(bits)) for at, bits in told["changes"]]
        line = [(float(at), str(what), int(number), float(took)) for at, what, number, took in told["line"]]
        return cls(told["mode"], told["mbit"], told["rtt"], Grid(*told["size"]), changes, line)
