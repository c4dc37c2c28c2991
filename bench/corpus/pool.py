"""Many jobs on two cores, with a progress bar. Knows nothing of the jobs."""

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Final, TypeVar

import cv2
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

CORES: Final = 2

Job = TypeVar("Job")
Result = TypeVar("Result")


def _alone() -> None:
    """A worker is one core: its libraries start no threads."""
    cv2.setNumThreads(1)


def each(title: str, act: Callable[[Job], Result], jobs: Sequence[Job], cores: int = CORES) -> list[Result]:
    """The results of *act* for all *jobs*, in their order. Fresh processes, so that nothing is shared by accident."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    context = multiprocessing.get_context("spawn")
    results: list[Result] = []
    with (
        Progress(*columns, TimeRemainingColumn()) as progress,
        ProcessPoolExecutor(cores, mp_context=context, initializer=_alone) as pool,
    ):
        task = progress.add_task(title, total=len(jobs))
        for result in pool.map(act, jobs):
            results.append(result)
            progress.advance(task)
            if not progress.console.is_terminal and len(results) % max(1, len(jobs) // 10) == 0:
                print(f"{title}: {len(results)} of {len(jobs)}", flush=True)  # a log has no bar
    return results
