"""How tests are shared out to workers."""

import os
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

from tests import workers

_RAN = re.compile(r"^\[(gw\d+)\] .* PASSED (\S+?)::")


def test_the_tests_of_a_file_stay_together() -> None:
    """With two workers no file is split: what its tests share is started once."""
    root = Path(__file__).parents[2]
    files = ["tests/wire/test_states.py", "tests/wire/test_reasons.py", "tests/wire/test_rate.py"]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "pytest", "-v", "-n", "2", *files],
        cwd=root,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for match in filter(None, map(_RAN.match, done.stdout.splitlines())):
        seen[match[2]].add(match[1])
    assert {file: len(those) for file, those in seen.items()} == dict.fromkeys(files, 1)


def test_the_end_to_end_tests_are_one_group_and_come_first() -> None:
    """They start whole towns: two at once would only slow each other down, and late they would end last."""
    nodes = ["tests/wire/test_rate.py::test_x[a/b]", "tests/e2e/test_a.py::test_y", "tests/e2e/test_b.py::test_z"]
    assert [workers.together(node) for node in nodes] == ["tests/wire/test_rate.py", "tests/e2e", "tests/e2e"]
    assert sorted(nodes, key=workers.rank) == [nodes[1], nodes[2], nodes[0]]


def test_the_long_poles_exist() -> None:
    """A path that is gone would be no group."""
    assert all(Path(path).exists() for path in workers.LONGEST)
