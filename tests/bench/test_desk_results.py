"""What several rounds of the desktop benchmark come to."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bench.desk import report
from bench.desk.measure import Row
from bench.desk.results import as_table, draw, keep, summary


def row(mode: str, p50: float | None, worst: float | None) -> Row:
    """A row of which only the times matter."""
    return Row(mode, p50, p50, worst, 30.0, 1.0, 1.0, 0.1, 0.1, 0.0, 100.0)


ROWS = [row("type", 20.0, 30.0), row("idle", None, None), row("type", 40.0, 90.0), row("type", 22.0, 25.0)]


def test_rounds_are_told_by_their_median_and_the_worst_of_all() -> None:
    """One slow round does not move the p50, and its worst moment is not lost."""
    typed, idle = summary(ROWS)
    assert (typed.mode, typed.p50, typed.worst) == ("type", 22.0, 90.0)
    assert (idle.mode, idle.p50, idle.worst) == ("idle", None, None)


def test_a_stack_that_failed_is_named_beside_the_others_figures() -> None:
    """The table holds what was measured and why the rest was not."""
    table = as_table({"ours": ROWS, "theirs": []}, {"theirs": "RigError: not installed"})
    assert "| ours | type | 22.0 |" in table
    assert "theirs failed: RigError: not installed" in table


def test_every_row_is_kept_and_drawn(tmp_path: Path) -> None:
    """The file has each round's own figures; the plot is SVG, and none but a mode with times stands in it."""
    keep(tmp_path / "home.json", "home", {"ours": ROWS, "theirs": []}, {})
    kept = json.loads((tmp_path / "home.json").read_text(encoding="utf-8"))
    assert [found["p50"] for found in kept["rows"]["ours"]] == [20.0, None, 40.0, 22.0]
    draw(tmp_path / "home.svg", "home", {"ours": ROWS, "theirs": []})
    drawn = (tmp_path / "home.svg").read_text(encoding="utf-8")
    assert "type" in drawn
    assert "idle" not in drawn


def test_nobodys_desktop_is_shown_and_is_no_rival(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The office PC's own screen stands in the table, and ours is held against the rivals alone."""
    document = tmp_path / "performance.md"
    monkeypatch.setattr(report, "PERFORMANCE", document)
    scroll = {name: [row("scroll", p50, p50)] for name, p50 in {"direct": 1.0, "sekisho": 30.0, "theirs": 60.0}.items()}
    keep(tmp_path / "home.json", "home", scroll, {})
    report.write(tmp_path)
    assert "| scroll | 1.0 / 30.0 | 30.0 / 30.0 | 60.0 / 30.0 | 0.50 |" in document.read_text(encoding="utf-8")


def test_the_leanest_rival_is_one_that_shows_as_many_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever shows a third of the pictures takes less time for it, and is not what ours is held against."""
    document = tmp_path / "performance.md"
    monkeypatch.setattr(report, "PERFORMANCE", document)
    taken = {"sekisho": (30.0, 0.3), "slow": (10.0, 0.1), "quick": (28.0, 0.4)}
    rows = {
        stack: [replace(row(mode, 30.0, 30.0), frames=frames, server_cpu=cores) for mode in ("scroll", "drag")]
        for stack, (frames, cores) in taken.items()
    }
    rows["other"] = [replace(row("scroll", 9.0, 9.0), server_cpu=0.6)]
    keep(tmp_path / "home.json", "home", rows, {})
    report.write(tmp_path)
    written = document.read_text(encoding="utf-8")
    assert "| scroll | 0.300 | 0.100 | 0.400 | 0.600 | 0.75 |" in written
    assert "| drag | 0.300 | 0.100 | 0.400 | – | 0.75 |" in written


def test_without_a_rival_of_the_same_rate_none_is_leanest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line on which nobody else shows as many pictures has nobody to be held against."""
    document = tmp_path / "performance.md"
    monkeypatch.setattr(report, "PERFORMANCE", document)
    slow = replace(row("scroll", 300.0, 300.0), frames=3.0)
    keep(tmp_path / "home.json", "home", {"sekisho": [row("scroll", 50.0, 50.0)], "slow": [slow]}, {})
    report.write(tmp_path)
    assert "| scroll | 0.100 | 0.100 | no rival shows as many |" in document.read_text(encoding="utf-8")
