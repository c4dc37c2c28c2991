"""The names of the processes that run on this PC."""

import psutil


def running() -> list[str]:
    """Every process's name that may be read; one that ends meanwhile is left out."""
    return [name for process in psutil.process_iter(["name"]) if (name := process.info["name"])]
