"""Time that two published watermarks take to mark one screen, in an environment of their own in a temporary folder.

Their own requirements (torch among them) are not installed: the methods measured, `dwtDct` and blind-watermark's, do
not use it. Needs a package index; without one there are no rivals, and the table says so.
"""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path
from typing import Final

import msgspec

_ALONE: Final = ("blind-watermark==0.4.4", "invisible-watermark==0.2.0")
_WITH: Final = ("numpy", "opencv-python-headless", "PyWavelets", "pillow")

_MEASURE: Final = """
import json, statistics, sys, time, types
sys.modules["torch"] = types.ModuleType("torch")  # imported by a method that is not used
import cv2, numpy
import blind_watermark
from imwatermark import WatermarkEncoder
cv2.setNumThreads(1)
blind_watermark.bw_notes.close()
screen = numpy.load(sys.argv[1])

def milliseconds(act, rounds):
    act()
    taken = []
    for _ in range(rounds):
        start = time.process_time()
        act()
        taken.append(time.process_time() - start)
    return statistics.median(taken) * 1000

encoder = WatermarkEncoder()
encoder.set_watermark("bytes", bytes(14))

def blind():
    mark = blind_watermark.WaterMark(password_img=1, password_wm=1, processes=1)
    mark.read_img(img=screen)
    mark.read_wm([True, False] * 56, mode="bit")
    mark.embed()

print(json.dumps({
    "invisible-watermark (dwtDct)": milliseconds(lambda: encoder.encode(screen, "dwtDct"), 5),
    "blind-watermark": milliseconds(blind, 3),
}))
"""


def measure(screen: bytes) -> dict[str, float]:
    """Milliseconds of processor time for 112 bits in *screen*, as `numpy.save` writes it; empty without an index."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        python = home / "rivals" / "bin" / "python"
        venv.create(home / "rivals", with_pip=True)
        (home / "screen.npy").write_bytes(screen)
        try:
            for extra in (["--no-deps", *_ALONE], list(_WITH)):
                _run([str(python), "-m", "pip", "install", "--quiet", *extra])
            done = _run([str(python), "-c", _MEASURE, str(home / "screen.npy")])
        except subprocess.CalledProcessError as error:
            print(f"no rivals: {error.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
            return {}
    return msgspec.json.decode(done, type=dict[str, float])


def _run(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603  # fixed words
