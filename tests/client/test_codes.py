"""Codes that arrive in a file."""

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from client.codes import FRESH, CodeFile
from client.errors import StateError


def test_a_code_is_given_once(tmp_path: Path) -> None:
    """A code is taken when it appears, not again while the file stays, and anew when the file changes."""
    path, file = tmp_path / "code", CodeFile(tmp_path / "code")
    assert file.look(time.time()) is None
    path.write_text("123456\nnot this\n")
    assert file.look(time.time()) == "123456"
    assert file.look(time.time()) is None
    path.write_text("654321\n")
    os.utime(path, ns=(1, time.time_ns()))
    assert file.look(time.time()) == "654321"


@pytest.mark.parametrize("text", ["", "12345\n", "1234567\n", "abcdef\n", "12 3456\n"])
def test_anything_but_six_digits_is_no_code(tmp_path: Path, text: str) -> None:
    """A half-written or foreign line is waited out."""
    path = tmp_path / "code"
    path.write_text(text)
    assert CodeFile(path).look(time.time()) is None


def test_an_old_code_is_not_taken(tmp_path: Path) -> None:
    """A file from an earlier run holds a code that no gateway would take."""
    path = tmp_path / "code"
    path.write_text("123456\n")
    assert CodeFile(path).look(time.time() + FRESH + 1) is None


async def test_a_fifo_is_read_as_it_is_written(tmp_path: Path) -> None:
    """A program that computes codes may write them into a FIFO."""
    if sys.platform == "win32":
        raise NotImplementedError
    path = tmp_path / "fifo"
    os.mkfifo(path)
    file = CodeFile(path)
    waiting = asyncio.ensure_future(file.next(within=10))
    writer = await asyncio.to_thread(os.open, path, os.O_WRONLY)
    os.write(writer, b"246810\n")
    os.close(writer)
    assert await waiting == "246810"


async def test_patience_ends_with_a_sentence(tmp_path: Path) -> None:
    """When no code comes the person learns which file was watched."""
    with pytest.raises(StateError, match="code-that-never-comes"):
        await CodeFile(tmp_path / "code-that-never-comes").next(within=0.15)
