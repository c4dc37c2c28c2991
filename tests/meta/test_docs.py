"""The documents say what the code says: commands, frames, reasons, figures, rules, decisions, and links that lead."""

import importlib
import re
import subprocess
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
import typer
from msgspec import structs

from deploy.document_wire import DOCUMENT, document
from gateway.metrics import Metrics
from gateway.policy import Policy
from tests.fakes.source_tree import ROOT
from wire.reasons import Reason

READMES = ("README.md", "README.ja.md")
DECISION_PARTS = ("## Context", "## Decision", "## Consequences", "## Alternatives")
# Words that would tie the tree to one machine or one package registry; written so that this file does not match itself.
MACHINE = re.compile(r"/work[/]|/root[/]|py[p]i\.org|pythonhosted[.]org|npmjs[.]|--index[-]url|--find[-]links")


@cache
def text(name: str) -> str:
    """A document's text."""
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def tracked() -> tuple[str, ...]:
    """Every file of the repository."""
    answer = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)  # noqa: S607 - git
    return tuple(name for name in answer.stdout.decode().split("\0") if name and (ROOT / name).exists())


def documents() -> list[str]:
    """Every Markdown file of the repository."""
    return [name for name in tracked() if name.endswith(".md")]


def test_the_wire_document_is_drawn_from_the_code() -> None:
    """docs/wire.md is what `make docs` writes; run it after a change of the wire."""
    assert DOCUMENT.read_text(encoding="utf-8") == document()


def scripts() -> dict[str, str]:
    """The commands that installing makes, each with the module that holds its typer application."""
    project = tomllib.loads(text("pyproject.toml"))
    scripts: dict[str, str] = project["project"]["scripts"]
    return {name: target.partition(":")[0] for name, target in scripts.items()}


def commands(script: str, module: str) -> Iterator[str]:
    """Every command of one program, as a person types it."""
    main = importlib.import_module(module)
    app = main.app if hasattr(main, "app") else importlib.import_module(f"{module.partition('.')[0]}.cli").app
    assert isinstance(app, typer.Typer)
    yield from _named(script, typer.main.get_command(app))


def _named(name: str, command: object) -> Iterator[str]:
    below = getattr(command, "commands", None)
    if not isinstance(below, Mapping):
        yield name
        return
    for word, child in below.items():
        yield from _named(f"{name} {word}", child)


@pytest.mark.parametrize(("script", "module"), scripts().items())
def test_every_command_is_in_the_operating_manual(script: str, module: str) -> None:
    """Each program's row or rows in docs/operating.md name each of its commands."""
    rows = "\n".join(line for line in text("docs/operating.md").splitlines() if f"`{script}" in line)
    missing = [name for name in commands(script, module) if f"`{name}`" not in rows and f"`{_short(name)}`" not in rows]
    assert not missing


def test_the_operating_manual_names_no_command_that_is_not_there() -> None:
    """Each command in the manual's table is one that a program has."""
    known = {name for script, module in scripts().items() for name in commands(script, module)}
    rows = re.findall(r"^\| (`sekisho-[^|]*) \|", text("docs/operating.md"), re.MULTILINE)
    for row in rows:
        first, *others = re.findall(r"`([^`]+)`", row)
        script = first.split()[0]
        assert not {first, *(f"{script} {other}" for other in others)} - known - set(scripts())


def test_the_units_start_commands_that_are_there() -> None:
    """Each unit for systemd starts a command of one of the programs, where the manual installs it."""
    known = {name for script, module in scripts().items() for name in commands(script, module)}
    units = sorted((ROOT / "deploy/systemd").glob("*.service"))
    assert units
    for unit in units:
        started = re.findall(r"^ExecStart=/opt/sekisho/bin/(\S+ \S+)", unit.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(started) <= known
        assert len(started) == 1
        assert f"deploy/systemd/{unit.name}" in text("docs/operating.md")


def _short(command: str) -> str:
    """A command without its program's name, as the manual's tables write it."""
    return command.partition(" ")[2]


@pytest.mark.parametrize("name", READMES)
def test_the_readmes_name_every_program_and_its_exit_codes(name: str) -> None:
    """Both READMEs have a row of exit codes for each program."""
    for script in scripts():
        assert re.search(rf"^\| `{script}` \|", text(name), re.MULTILINE)


def test_the_readmes_have_the_same_parts() -> None:
    """The English and the Japanese README show the same commands in the same order."""
    shown = [re.findall(r"^    (\S.*?)(?:\s+#.*)?$", text(name), re.MULTILINE) for name in READMES]
    assert shown[0] == shown[1]


def test_every_reason_is_explained() -> None:
    """docs/reasons.md has one row for each reason and none for another."""
    rows = re.findall(r"^\| `(\w+)` \|", text("docs/reasons.md"), re.MULTILINE)
    assert sorted(rows) == sorted(reason.value for reason in Reason)


def test_every_figure_is_explained_with_its_labels() -> None:
    """docs/operating.md has a row for each metric, naming its labels."""
    rows = dict(re.findall(r"^\| `(sekisho_\w+)` \| ([^|]*) \|", text("docs/operating.md"), re.MULTILINE))
    metrics = [thing for thing in vars(Metrics()).values() if hasattr(thing, "_labelnames")]
    families = {
        f"{metric.describe()[0].name}{'_total' if metric.describe()[0].type == 'counter' else ''}": ", ".join(
            metric._labelnames
        )
        or "–"
        for metric in metrics
    }
    assert rows == families


def test_every_rule_of_an_organisation_is_explained() -> None:
    """docs/operating.md has a row for each field of the policy."""
    documented = set(re.findall(r"^\| `(\w+)` \|", text("docs/operating.md"), re.MULTILINE))
    assert {field.name for field in structs.fields(Policy)} <= documented


def test_every_decision_is_listed_and_whole() -> None:
    """Each file in docs/adr/ is linked from its index and has a context, a decision, consequences and alternatives."""
    decisions = sorted((ROOT / "docs/adr").glob("[0-9]*.md"))
    assert decisions
    for decision in decisions:
        assert f"({decision.name})" in text("docs/adr/README.md")
        assert [part for part in DECISION_PARTS if f"\n{part}\n" not in decision.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("name", documents())
def test_links_lead_somewhere(name: str) -> None:
    """Every link from a document to a file of the repository leads to one."""
    folder = (ROOT / name).parent
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text(name))
    assert not [link for link in links if "://" not in link and not (folder / link).exists()]


def test_the_architecture_names_only_files_that_exist() -> None:
    """Every file that docs/architecture.md speaks of is there."""
    named = re.findall(
        r"`((?:wire|watermark|certs|tunnel|gateway|agent|client|tests|deploy)/[\w/.]+)`", text("docs/architecture.md")
    )
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]


def test_nothing_names_a_machine_or_a_registry() -> None:
    """No file of the repository knows where it was written or where packages come from."""
    wrong = []
    for name in tracked():
        try:
            content = text(name)
        except UnicodeDecodeError:
            continue
        wrong += [f"{name}: {found.group()}" for found in MACHINE.finditer(content)]
    assert not wrong
