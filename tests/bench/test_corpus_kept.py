"""Long runs that are broken off."""

import contextlib
from pathlib import Path

from bench.corpus.kept import Kept, digest


class BrokenOffError(Exception):
    """Somebody needed the machine."""


def break_off(path: Path, *names: str) -> None:
    """A run that ends after so many results."""
    with contextlib.suppress(BrokenOffError), Kept(path, "this") as kept:
        for name in names:
            kept.add({"name": name})
        raise BrokenOffError


def test_a_run_that_was_broken_off_goes_on(tmp_path: Path) -> None:
    """What was added before is there, in its order; at the end nothing is left behind."""
    path = tmp_path / "new" / "run.jsonl"
    break_off(path, "一", "二")
    with Kept(path, "this") as kept:
        kept.add({"name": "三"})
        assert [row["name"] for row in kept.rows] == ["一", "二", "三"]
    assert not path.exists()


def test_another_run_begins_anew(tmp_path: Path) -> None:
    """Results of other jobs, or of another reader, are not taken for this run's."""
    path = tmp_path / "run.jsonl"
    break_off(path, "old")
    with Kept(path, "that") as kept:
        assert kept.rows == []


def test_a_digest_is_of_the_jobs_and_of_the_source(tmp_path: Path) -> None:
    """Another job, another order or one changed letter of the reader makes another run."""
    source = tmp_path / "watermark" / "reader.py"
    source.parent.mkdir()
    source.write_text("one")
    first = digest([1, 2], tmp_path)
    assert first == digest([1, 2], tmp_path)
    assert len({first, digest([2, 1], tmp_path), digest([1], tmp_path)}) == 3
    source.write_text("two")
    assert digest([1, 2], tmp_path) != first
