"""Towns for the end-to-end tests: real processes, one set for each module."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rig.town import Town

PEOPLE = ("関所 花子", "港 次郎", "橋本 三郎", "坂下 四郎", "神田 五郎")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town with everything up and five people who have invitations."""
    folder = tmp_path_factory.mktemp("town")
    with Town.ready(Path(folder), *PEOPLE) as ready:
        yield ready
