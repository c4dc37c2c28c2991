"""The command sekisho-watermark, run as a person runs it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.marked import KEY, marked
from tests.fakes.marked import MARK as MARKED_WITH
from tests.fakes.screens import screen
from watermark.image import save_image
from watermark.keyfile import save_key

MARK = "0123456789abcdef"


def _run(folder: Path, *words: str, seed: str = "0") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "watermark", *words]
    there = {"PYTHONPATH": str(Path.cwd()), "PYTHONHASHSEED": seed}
    return subprocess.run(command, cwd=folder, env=there, capture_output=True, text=True, check=False)  # noqa: S603  # ours


def test_keygen_stamp_read(tmp_path: Path) -> None:
    """A key is made, a screen stamped, the mark read; an unstamped one beside it is absent and the exit code 1."""
    save_image(tmp_path / "in.png", screen("document", 800, 600))
    assert _run(tmp_path, "keygen", "key.json").returncode == 0
    stamped = _run(tmp_path, "stamp", "--key", "key.json", "--mark", MARK, "--label", "関所 花子", "in.png", "out.png")
    assert (stamped.returncode, stamped.stderr) == (0, "")
    result = _run(tmp_path, "read", "--key", "key.json", "--json", "out.png")
    assert result.returncode == 0
    line = json.loads(result.stdout)
    assert list(line) == ["photo", "status", "mark", "score", "threshold", "false_alarm", "corners", "seconds"]
    assert (line["photo"], line["status"], line["mark"]) == ("out.png", "identified", MARK)
    both = _run(tmp_path, "read", "--key", "key.json", "--json", "out.png", "in.png")
    assert both.returncode == 1
    assert [json.loads(text)["status"] for text in both.stdout.splitlines()] == ["identified", "absent"]


def test_unreadable_files_are_2_and_the_others_are_read(tmp_path: Path) -> None:
    """A missing photo has its sentence, the good one its line, and the exit code is 2."""
    save_image(tmp_path / "a.png", marked("grey", 640, 400))
    assert _run(tmp_path, "keygen", "key.json").returncode == 0
    result = _run(tmp_path, "read", "--key", "key.json", "--json", "none.png", "a.png")
    assert result.returncode == 2
    assert result.stderr == "sekisho-watermark: none.png does not exist.\n"
    assert json.loads(result.stdout)["status"] == "inconclusive"


def test_a_report_is_the_same_to_the_byte(tmp_path: Path) -> None:
    """The same photo, key and words give equal files in two processes of other hash seeds."""
    save_image(tmp_path / "a.png", marked("terminal", 512, 360))
    save_key(tmp_path / "key.json", KEY)
    words = ("read", "--key", "key.json", "--report", "out", "--handed-in-by", "佐藤", "--examined-at", "2026-11-25")
    first = _run(tmp_path, *words, "a.png", seed="1")
    assert (first.returncode, first.stderr) == (0, "")
    made = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert set(made) == {"a.json", "a.pdf"}
    (tmp_path / "out" / "a.pdf").unlink()
    again = _run(tmp_path, *words, "a.png", seed="2")
    assert (again.returncode, again.stderr) == (0, "")
    assert {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()} == made
    assert json.loads(made["a.json"])["mark"]["payload"] == MARKED_WITH.hex


@pytest.mark.parametrize(
    "words",
    [
        ("read", "--key", "none.json", "a.png"),
        ("read", "--key", "key.json", "--corners", "1,2 3,4", "a.png"),
        ("read", "--key", "key.json"),
        ("stamp", "--key", "key.json", "--mark", "12", "--label", "x", "a.png", "b.png"),
        ("stamp", "--key", "key.json", "--mark", MARK, "--label", "x", "a.png"),
        ("stamp", "--key", "key.json", "--mark", MARK, "--label", " ", "a.png", "b.png"),
        ("keygen", "key.json"),
        ("keygen",),
    ],
)
def test_mistakes_are_2_with_a_sentence(tmp_path: Path, words: tuple[str, ...]) -> None:
    """Usage errors exit with 2, say why on standard error, and show no traceback."""
    save_image(tmp_path / "a.png", screen("grey", 200, 100))
    _run(tmp_path, "keygen", "key.json")
    result = _run(tmp_path, *words)
    assert result.returncode == 2
    assert result.stdout == ""
    assert result.stderr
    assert "Traceback" not in result.stderr
