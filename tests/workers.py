"""Which tests run on which worker: those of one file together, all end-to-end tests together, the longest first.

pytest-xdist's own groups (`--dist loadgroup` with marks) are written into a name that pytest 9.2 no longer reads:
every test would be on its own, and each worker would start every server. Knows no test but by its path.
"""

from typing import Final

from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped] # xdist has no types

# The long poles, the longest first: begun late, one of them would keep one worker busy after the others are done.
LONGEST: Final = ("tests/e2e", "tests/camera/test_corpus.py", "tests/watermark/test_reader.py")


def together(nodeid: str) -> str:
    """What *nodeid* shares a worker with: its file, or the end-to-end tests, which take the machine's time."""
    file = nodeid.split("::", 1)[0]
    return next((path for path in LONGEST if file.startswith(path)), file)


def rank(nodeid: str) -> int:
    """Where *nodeid* stands in the queue; equals stay in their order."""
    path = together(nodeid)
    return LONGEST.index(path) if path in LONGEST else len(LONGEST)


class Together(LoadScopeScheduling):  # type: ignore[misc] # as above
    """Hands out whole groups in the order in which they were collected."""

    def _split_scope(self, nodeid: str) -> str:
        return together(nodeid)
