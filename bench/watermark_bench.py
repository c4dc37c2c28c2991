"""What the mark costs: time to stamp, beside a plain copy and two rivals; bytes added to a lossless picture; reading.

A part of `make bench`; alone `make bench-watermark`, which takes a minute and prints the tables.
"""

import io
import statistics
import time
import tracemalloc
from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
import numpy.typing as npt
import zstandard

from bench.watermark_rivals import measure
from tests.fakes.marked import KEY, LABEL, MARK, marked
from tests.fakes.screens import SCREENS, bgrx, screen
from tests.fakes.shots import jpeg, quarter
from watermark import Stamper, pattern_for, read

_ROUNDS = 61


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
    stamp, plain = make().stamp, bgrx(screen("document", width, height)).copy()
    copy = np.empty_like(plain)
    size = f"{width} x {height}"
    acts: dict[str, Callable[[], object]] = {
        f"a plain copy of {size} (`numpy.copyto`), the floor": partial(np.copyto, copy, plain),
        f"stamp {size}": partial(stamp, plain, 0, 0),
        f"stamp a quarter of {size}": partial(stamp, plain[: height // 2, : width // 2], 0, 0),
        "stamp 200 x 32": partial(stamp, plain[:32, :200], 0, 0),
        f"a stamper for a new slot, {size}": make,
    }
    return "\n".join(f"| {name} | {milliseconds(act):.3f} | {taken(act)} |" for name, act in acts.items())


def taken(act: Callable[[], object]) -> str:
    """The most memory that *act* takes once it is warm."""
    kept = act()  # the last result is still held while the next is made, as it may be
    del kept
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    act()
    most = tracemalloc.get_traced_memory()[1] - before
    tracemalloc.stop()
    return f"{most / 1024:.1f}"


def rivals(width: int, height: int) -> str:
    """Rows for what others take for the same screen."""
    file = io.BytesIO()
    np.save(file, screen("document", width, height))
    rows = [f"| {name}, {width} x {height} | {time:.0f} | |" for name, time in measure(file.getvalue()).items()]
    return "\n".join(rows)


def content(name: str) -> str:
    """A row of the second table."""
    reading = read(jpeg(quarter(marked(name)), 60), KEY)
    plain_kib, marked_kib = lossless_kib(screen(name)), lossless_kib(marked(name))
    return f"| {name} | {plain_kib:.0f} | {marked_kib:.0f} | {reading.status} | {reading.seconds:.2f} |"


def report() -> str:
    """What was measured, as a section of docs/performance.md."""
    cv2.setNumThreads(1)
    costs = "\n".join(
        [
            f"| pattern for a session and slot | {milliseconds(partial(pattern_for, KEY, MARK)):.2f} | |",
            stamping(1600, 900),
            stamping(1920, 1080),
            rivals(1920, 1080),
        ]
    )
    contents = "\n".join(content(name) for name in SCREENS)
    return f"""
### The mark

One core, OpenCV on one thread, medians of {_ROUNDS} rounds (`bench/watermark_bench.py`), rivals in the same run. The
target is at most 1.5 ms for a full screen of 1920 x 1080 and nothing allocated once warm: the kilobyte is the Python
objects around the pixels.

| act | ms of one core | KiB taken when warm |
|---|---|---|
{costs}

What it adds to a lossless picture, and how long a reading of a quarter of it takes:

| screen 1600 x 900 | KiB lossless, plain | marked | its quarter, JPEG 60 | seconds |
|---|---|---|---|---|
{contents}
"""


if __name__ == "__main__":
    print(report())
