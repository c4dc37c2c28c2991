"""Many jobs on two cores, with a progress bar; what was done before a run was broken off is not done again.

Knows nothing of the jobs.
"""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final, TypeVar

import cv2
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from bench.corpus.kept import FOLDER, Kept, Row, digest
from watermark.apart.parent import ENVIRONMENT

CORES: Final = 2

Job = TypeVar("Job")


def _alone() -> None:
    """A worker is one core: its libraries start no threads."""
    cv2.setNumThreads(1)


def each(title: str, act: Callable[[Job], Row], jobs: Sequence[Job], cores: int = CORES) -> list[Row]:
    """The results of *act* for all *jobs*, in their order. Fresh processes, so that nothing is shared by accident."""
    os.environ |= ENVIRONMENT  # as the reader's own process has it: libraries read it when a worker starts
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    context = multiprocessing.get_context("spawn")
    with (
        Kept(FOLDER / f"{title.replace(' ', '-')}.jsonl", digest(jobs)) as kept,
        Progress(*columns, TimeRemainingColumn()) as progress,
        ProcessPoolExecutor(cores, mp_context=context, initializer=_alone) as pool,
    ):
        task = progress.add_task(title, total=len(jobs), completed=len(kept.rows))
        for result in pool.map(act, jobs[len(kept.rows) :]):
            kept.add(result)
            progress.advance(task)
            if not progress.console.is_terminal and len(kept.rows) % max(1, len(jobs) // 10) == 0:
                print(f"{title}: {len(kept.rows)} of {len(jobs)}", flush=True)  # a log has no bar
    return kept.rows
