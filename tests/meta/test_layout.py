"""The walls of the house: who may import whom, which file is which library's door, and how large things may be."""

import ast
import re
import sys
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.source_tree import HOUSE, ROOMS, ROOT, files, functions, imports, tree

PLAN: dict[str, Any] = tomllib.loads(Path(__file__).with_name("layout.toml").read_text(encoding="utf-8"))
SOURCES = files(*ROOMS)


def test_the_plan_names_every_room() -> None:
    """The plan's rooms are the packages that are installed."""
    assert tuple(PLAN["rooms"]) == ROOMS
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert tuple(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == ROOMS


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_it_may(room: str) -> None:
    """No file of a room imports another room that the plan does not give it, nor the tests, nor the tools."""
    allowed = {room, *PLAN["rooms"][room]}
    wrong = [
        f"{name} imports {imported}"
        for name in files(room)
        for imported in imports(name)
        if imported.split(".")[0] in set(HOUSE) - allowed
    ]
    assert not wrong


def test_the_walls_inside_a_room_stand() -> None:
    """A part of a room does not reach into the parts that the plan closes to it."""
    wrong = [
        f"{name} imports {imported}"
        for pattern, closed in PLAN["walls"].items()
        for name in SOURCES
        if fnmatch(name, pattern)
        for imported in imports(name)
        if any(f"{imported}.".startswith(f"{wall}.") for wall in closed)
    ]
    assert not wrong


@pytest.mark.parametrize("room", PLAN["pure"]["rooms"])
def test_a_pure_room_knows_nothing_of_the_world(room: str) -> None:
    """A pure room imports itself, the named library and the standard library without sockets, clocks and threads."""
    plan = PLAN["pure"]
    allowed = (set(sys.stdlib_module_names) - set(plan["forbidden"])) | {room, *plan["third_party"]}
    wrong = [f"{name} imports {top}" for name in files(room) for top in tops(name) if top not in allowed]
    assert not wrong


@pytest.mark.parametrize("library", PLAN["doors"])
def test_a_library_is_imported_at_its_doors_only(library: str) -> None:
    """A library is imported in the files that the plan names, and every name in the plan is such a file."""
    doors = PLAN["doors"][library]
    users = [name for name in SOURCES if library in tops(name)]
    assert not [name for name in users if not any(fnmatch(name, door) for door in doors)]
    assert not [door for door in doors if not any(fnmatch(name, door) for name in users)], "a door that nobody uses"


def test_every_file_says_what_it_knows() -> None:
    """Every module, in the rooms and around them, begins with a docstring."""
    missing = [name for name in files(*HOUSE) if tree(name).body and not has_docstring(name)]
    assert not missing


def test_every_test_states_its_claim() -> None:
    """Every test has a docstring of one sentence or two: what it claims, not how."""
    missing = [
        f"{name}: {function.name}"
        for name in files("tests")
        for function in functions(name)
        if function.name.startswith("test_") and not ast.get_docstring(function)
    ]
    assert not missing


def test_no_file_is_too_long() -> None:
    """A file fits one sitting."""
    limit = PLAN["sizes"]["file"]
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in files(*HOUSE)}
    assert not {name: length for name, length in lengths.items() if length > limit}


def test_no_function_is_too_long() -> None:
    """A function fits one look."""
    limit = PLAN["sizes"]["function"]
    wrong = [
        f"{name}: {function.name}"
        for name in files(*HOUSE)
        for function in functions(name)
        if (function.end_lineno or 0) - function.lineno + 1 > limit
    ]
    assert not wrong


def test_every_source_file_has_its_test_file() -> None:
    """The tests mirror the source: a/b.py is tested by tests/a/test_b.py, or the plan says where it is instead."""
    patterns = PLAN["tested_elsewhere"]
    missing = [name for name in unmirrored() if not any(fnmatch(name, pattern) for pattern in patterns)]
    assert not missing, "\n".join(missing)


def test_the_list_of_exceptions_is_not_stale() -> None:
    """Every exception is for a source file without a mirror, and what it names as the place of its tests is there."""
    for pattern, reason in PLAN["tested_elsewhere"].items():
        assert any(fnmatch(name, pattern) for name in unmirrored()), f"{pattern}: nothing needs this exception"
        for place in re.findall(r"tests/[\w/.]+", reason):
            assert (ROOT / place).exists(), place


def unmirrored() -> list[str]:
    """The source files with code of their own that have no test file of their own."""
    return [name for name in SOURCES if needs_a_test(name) and not mirror(name).exists()]


def tops(name: str) -> set[str]:
    """The top-level names that a file imports."""
    return {imported.split(".")[0] for imported in imports(name)}


def mirror(name: str) -> Path:
    """Where the tests of a source file belong."""
    path = Path(name)
    return ROOT / "tests" / path.parent / f"test_{path.stem.strip('_')}.py"


def needs_a_test(name: str) -> bool:
    """Whether a file has code of its own: packages' front doors and migrations are tested by their users."""
    return any(True for _ in functions(name)) and "/migrations/" not in name and not name.endswith("__init__.py")


def has_docstring(name: str) -> bool:
    """Whether a file begins with a docstring."""
    return ast.get_docstring(tree(name)) is not None
