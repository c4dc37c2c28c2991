"""Strangers' files, read in child processes with limits; and what the children may not do."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from tests.fakes.hostile import HOSTILE, picture
from tests.fakes.marked import KEY, MARK, marked
from tests.fakes.screens import screen
from watermark import ImageError, MarkKey, Status
from watermark.apart import parent, read_file
from watermark.apart.limits import DECODER, READER, Limits
from watermark.faults import Fault, sentence
from watermark.image import save_image

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other limits")


def refused(path: Path, fault: Fault, limits: tuple[Limits, Limits] = (DECODER, READER)) -> None:
    """Reading *path* raises exactly the sentence of *fault*."""
    with pytest.raises(ImageError) as raised:
        read_file(path, [KEY], limits=limits)
    assert str(raised.value) == sentence(fault, path)


def test_a_photo_is_read_apart_as_it_is_here(tmp_path: Path) -> None:
    """Through both children a HEIC gives its mark, its size, its digest, and views with the outline in them."""
    path = tmp_path / "a.heic"
    upright = Image.fromarray(marked("terminal", 600, 400)[:, :, ::-1])
    import pillow_heif

    pillow_heif.from_pillow(upright).save(path, quality=92)
    examined = read_file(path, [MarkKey.from_bytes(b"y" * 32), KEY], views=True)
    assert (examined.reading.status, examined.reading.mark) == (Status.IDENTIFIED, MARK)
    assert (examined.kind, examined.width, examined.height, examined.orientation) == ("HEIF", 600, 400, 1)
    assert examined.received.data == path.read_bytes()
    assert examined.photo is not None
    assert (examined.photo.width, examined.photo.height, len(examined.photo.outline)) == (600, 400, 4)
    assert examined.straight is not None
    assert len(examined.straight.outline) == 4
    assert examined.strangers_best is not None
    assert examined.strangers_best < examined.reading.threshold


@pytest.mark.parametrize("name", ["png bomb", "jpeg cut short", "heic with a broken box", "png and zip"])
def test_a_hostile_file_is_one_sentence(tmp_path: Path, name: str) -> None:
    """The decoder's fault arrives as its sentence, with our name of the file."""
    make, fault = HOSTILE[name]
    (tmp_path / "photo").write_bytes(make())
    refused(tmp_path / "photo", fault)


@POSIX
def test_more_memory_than_a_photo_may_have_is_refused(tmp_path: Path) -> None:
    """A picture of an allowed size that needs more than the decoder may have is an error, and no larger process."""
    Image.new("L", (7000, 7000)).save(tmp_path / "a.png", compress_level=1)
    refused(tmp_path / "a.png", Fault.MEMORY, (Limits(420 * 1024**2, 30, 60), READER))


@POSIX
def test_the_readers_memory_is_bounded_too(tmp_path: Path) -> None:
    """A reader that may not have what it needs says so."""
    Image.new("RGB", (4000, 3000)).save(tmp_path / "a.jpg")
    refused(tmp_path / "a.jpg", Fault.MEMORY, (DECODER, Limits(330 * 1024**2, 60, 60)))


@POSIX
def test_more_processor_time_than_a_photo_may_have_is_refused(tmp_path: Path) -> None:
    """A reader that computes for more than its seconds is ended by the system."""
    save_image(tmp_path / "a.png", np.kron(screen("grey", 300, 200), np.ones((6, 6, 1), np.uint8)))
    refused(tmp_path / "a.png", Fault.TIME, (DECODER, Limits(READER.memory, 1, 60)))


def test_more_time_than_a_photo_may_have_is_refused(tmp_path: Path) -> None:
    """By the wall clock, whatever the child is doing."""
    (tmp_path / "a.jpg").write_bytes(picture("JPEG"))
    refused(tmp_path / "a.jpg", Fault.TIME, (Limits(DECODER.memory, 30, 0.01), READER))


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "",
        "import os; os.write(1, bytes([0, 0, 0, 3, 1, 2, 3]))",
        "import os; os.write(1, bytes([255, 255, 255, 255]))",
        "import os; os.close(0); os.close(1)",
    ],
    ids=["crashes", "says nothing", "babbles", "announces too much", "hangs up"],
)
def test_a_decoder_that_was_taken_over_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    """Whatever a child does instead of its work is one fault, and nothing waits for it."""
    start: Any = subprocess.Popen

    def other(command: list[str], **options: Any) -> object:  # noqa: ANN401 - passed on
        return (
            start([sys.executable, "-c", program], **options)
            if "watermark.apart.decoder" in command
            else start(command, **options)
        )

    monkeypatch.setattr(subprocess, "Popen", other)
    (tmp_path / "a.jpg").write_bytes(picture("JPEG"))
    refused(tmp_path / "a.jpg", Fault.BROKE_OFF)


def test_keys_are_in_no_argument_and_no_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The children are started with nothing but their module's name, their limits and the number of threads."""
    started: list[tuple[list[str], dict[str, str]]] = []
    start: Any = subprocess.Popen

    def watched(command: list[str], **options: Any) -> object:  # noqa: ANN401 - passed on
        started.append((command, dict(options["env"])))
        return start(command, **options)

    monkeypatch.setattr(subprocess, "Popen", watched)
    monkeypatch.setenv("SEKISHO_SECRET", "planted")
    (tmp_path / "a.jpg").write_bytes(picture("JPEG"))
    read_file(tmp_path / "a.jpg", [KEY])
    assert [command[1:] for command, _ in started] == [
        ["-I", "-m", "watermark.apart.decoder", *DECODER.words()],
        ["-I", "-m", "watermark.apart.reader", *READER.words()],
    ]
    allowed = {*parent.ENVIRONMENT, *parent._NEEDED}
    assert all(set(environment) <= allowed for _, environment in started)


_TRIES = """
import os, socket, sys
from watermark.apart.limits import DECODER, confine, seal
from watermark.apart import decoder
source, target = os.fdopen(os.dup(0), "rb"), os.dup(1)
confine(DECODER)
seal()
def tried(act):
    try:
        act()
    except (OSError, MemoryError) as error:
        return type(error).__name__
    return "done"
acts = [
    lambda: open("/etc/hostname"), lambda: open(sys.argv[1], "w"), socket.socket, os.pipe, os.dup.__call__,
    lambda: bytearray(DECODER.memory),
]
acts[4] = lambda: os.dup(0)
import resource
def lift():
    resource.setrlimit(resource.RLIMIT_NOFILE, (8, resource.RLIM_INFINITY))
print(*map(tried, acts))
"""


@POSIX
def test_a_confined_process_opens_nothing(tmp_path: Path) -> None:
    """No file to read or write, no socket, no pipe, no copy of what is open, no more memory."""
    done = subprocess.run(  # noqa: S603 - ours
        [sys.executable, "-c", _TRIES, str(tmp_path / "loot")], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["OSError"] * 5 + ["MemoryError"]
    assert not (tmp_path / "loot").exists()


def test_no_keys_is_our_own_mistake(tmp_path: Path) -> None:
    """Reading with no key at all is no fault of the file."""
    with pytest.raises(ValueError, match="at least one key"):
        read_file(tmp_path / "a.jpg", [])


def test_corners_that_span_nothing_are_said(tmp_path: Path) -> None:
    """Four points on a line are the person's mistake, told with the file."""
    (tmp_path / "a.jpg").write_bytes(picture("JPEG"))
    with pytest.raises(ImageError, match="four points"):
        read_file(tmp_path / "a.jpg", [KEY], corners=[(0, 0), (1, 1), (2, 2), (3, 3)])


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
@given(data=st.data())
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_changed_file_gives_a_reading_or_an_image_error(tmp_path: Path, kind: str, data: st.DataObject) -> None:
    """Whatever is changed in a real file, nothing else ever comes out of it."""
    content = bytearray(picture(kind))
    for _ in range(data.draw(st.integers(1, 12))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "changed"
    path.write_bytes(content[: data.draw(st.integers(1, len(content)))])
    try:
        assert read_file(path, [KEY]).reading.status is not Status.IDENTIFIED
    except ImageError as error:
        assert str(path) in str(error)  # noqa: PT017 - either outcome is right
