"""What is installed is what is imported: no program needs a library that its extra and its lock do not name."""

import re
import subprocess
import sys
import tomllib
from functools import cache
from importlib.metadata import packages_distributions
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.fakes.source_tree import ROOMS, ROOT, files, imports

# The rooms that a program's installation uses. All rooms are installed everywhere; these must work.
PROGRAMS = {
    "gateway": ("gateway", "wire", "certs", "tunnel", "watermark"),
    "agent": ("agent", "wire", "certs", "tunnel", "watermark"),
    "client": ("client", "wire", "certs", "tunnel"),
}
# Parts of those rooms that a program has no use for: it neither loads them nor installs their libraries.
UNUSED = {"agent": ("watermark/heif.py", "watermark/evidence/")}


def used(program: str) -> list[str]:
    """The files of a program's rooms, without the parts that it has no use for."""
    return [name for name in files(*PROGRAMS[program]) if not name.startswith(UNUSED.get(program, ()))]


@cache
def project() -> dict[str, Any]:
    """The project's table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def name_of(requirement: str) -> str:
    """A requirement's plain name, as indexes compare it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=;~! ]", requirement)[0]).lower()


def declared(extra: str) -> set[str]:
    """The libraries that an extra brings, with the project's own."""
    return {
        name_of(requirement) for requirement in project()["dependencies"] + project()["optional-dependencies"][extra]
    }


def locked(name: str) -> set[str]:
    """The packages in a lock."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {name_of(found) for found in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.MULTILINE)}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_declares_every_library_it_imports(program: str) -> None:
    """Each library that a program's rooms import is in its extra or the project's own dependencies, by name."""
    known, distributions = declared(program), packages_distributions()
    own = set(sys.stdlib_module_names) | set(ROOMS)
    undeclared = {
        f"{name} imports {top}"
        for name in used(program)
        for top in {imported.split(".")[0] for imported in imports(name)} - own
        if not known & {name_of(found) for found in distributions.get(top, [top])}
    }
    assert not undeclared


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_can_be_installed_from_its_lock(program: str) -> None:
    """Each program's lock holds every library of its extra; run `make lock` after a change of the dependencies."""
    assert declared(program) <= locked(f"deploy/{program}.lock")


def test_everything_is_in_the_lock_of_the_house() -> None:
    """The house's lock holds every library of every extra, and the programs' locks hold nothing else."""
    house = locked("requirements.lock")
    for extra in project()["optional-dependencies"]:
        assert declared(extra) <= house
    for program in PROGRAMS:
        assert locked(f"deploy/{program}.lock") <= house


@pytest.mark.parametrize("extra", project()["optional-dependencies"])
def test_the_locked_versions_are_allowed(extra: str) -> None:
    """No lock holds a version that pyproject.toml rules out: it is older than the rule, and `make lock` is due."""
    requirements = [*map(Requirement, project()["dependencies"] + project()["optional-dependencies"][extra])]
    for lock in ("requirements.lock", *([f"deploy/{extra}.lock"] if extra in PROGRAMS else [])):
        found = re.findall(r"^([A-Za-z0-9._-]+)==([^ ]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
        for requirement in requirements:
            versions = [version for name, version in found if name_of(name) == name_of(requirement.name)]
            assert versions
            assert all(requirement.specifier.contains(version) for version in versions), requirement


def test_locks_have_hashes_and_no_addresses() -> None:
    """Every locked package has a hash, and no lock says where packages come from."""
    for name in ("requirements.lock", "deploy/build.lock", *(f"deploy/{program}.lock" for program in PROGRAMS)):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        entries = re.split(r"^(?=[A-Za-z0-9._-]+==)", text, flags=re.MULTILINE)[1:]
        assert entries
        assert all("--hash=sha256:" in entry for entry in entries)


# Run in an interpreter of its own: whatever the lock does not bring is hidden from it.
_IMPORT_ALL = """
import importlib, sys

hidden, modules = (set(words.split()) for words in sys.argv[1:3])

class Hider:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.split(".")[0] in hidden:
            raise ModuleNotFoundError(f"No module named {name!r}: not in the lock", name=name)

sys.meta_path.insert(0, Hider)
for module in sorted(modules):
    try:
        importlib.import_module(module)
    except ImportError as error:
        if error.name is not None:
            raise  # otherwise the module itself says that it is for another system
"""


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_programs_lock_is_enough(program: str) -> None:
    """With nothing but the packages of its lock, every module of a program that this system can use is imported."""
    brought = locked(f"deploy/{program}.lock")
    hidden = {
        top
        for top, distributions in packages_distributions().items()
        if top not in ROOMS and not brought & {name_of(distribution) for distribution in distributions}
    }
    modules = {
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in used(program)
        if "migrations/" not in name  # Alembic runs these itself
    }
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", _IMPORT_ALL, " ".join(hidden), " ".join(modules)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
