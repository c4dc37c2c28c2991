"""What the mark costs: time to stamp, bytes added to a lossless picture, time to read.

Run with `python -m bench.watermark_bench`; it takes some seconds and prints a table.
"""

import statistics
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
import zstandard

from tests.fakes.marked import KEY, LABEL, MARK, marked
from tests.fakes.screens import SCREENS, bgrx, screen
from tests.fakes.shots import jpeg, quarter
from watermark import Stamper, pattern_for, read

_ROUNDS = 15


def milliseconds(act: Callable[[], object]) -> float:
    """The median of the processor time of *act*, after one warm-up."""
    act()
    taken = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return statistics.median(taken) * 1000


def lossless_kib(picture: npt.NDArray[np.uint8]) -> float:
    """Rows minus the row above, zstd level 1: as the agent sends settled pictures."""
    rows = picture.copy()
    rows[1:] -= picture[:-1]
    return len(zstandard.ZstdCompressor(level=1).compress(rows.tobytes())) / 1024


def stamping(width: int, height: int) -> str:
    """Rows of the first table for one screen size."""
    pattern = pattern_for(KEY, MARK)
    make = partial(Stamper, width, height, pattern, LABEL)
    stamp, plain = make().stamp, bgrx(screen("document", width, height))
    return (
        f"| stamper for a new slot, {width} x {height} | {milliseconds(make):.1f} |\n"
        f"| stamp all of it | {milliseconds(partial(stamp, plain, 0, 0)):.2f} |\n"
        f"| stamp 200 x 32 | {milliseconds(partial(stamp, plain[:32, :200], 0, 0)):.3f} |"
    )


def content(name: str) -> str:
    """A row of the second table."""
    reading = read(jpeg(quarter(marked(name)), 60), KEY)
    plain_kib, marked_kib = lossless_kib(screen(name)), lossless_kib(marked(name))
    return f"| {name} | {plain_kib:.0f} | {marked_kib:.0f} | {reading.status} | {reading.seconds:.2f} |"


def main() -> None:
    """Measure and print."""
    print("| act | ms of one core |\n|---|---|")
    print(f"| pattern for a session and slot | {milliseconds(partial(pattern_for, KEY, MARK)):.2f} |")
    print(stamping(1600, 900))
    print(stamping(1920, 1080))
    print(
        "\n| screen 1600 x 900 | KiB lossless, plain | marked | its quarter, JPEG 60 | seconds |\n|---|---|---|---|---|"
    )
    for name in SCREENS:
        print(content(name))


if __name__ == "__main__":
    main()
