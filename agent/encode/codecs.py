"""The H.264 encoders that may serve, best first, and what each is told. Knows names and options; opens nothing.

How rough a picture may become is told with each: up to there the mark is read on every kind of screen, from a picture
of half the size with fewer pixels to a cell of it.

Only encoders of 4:4:4 are here: coloured text is unreadable in 4:2:0. That leaves out Quick Sync and AMF, whose H.264
is 4:2:0 alone; NVENC codes 4:4:4 (High 4:4:4 Predictive) on every card since Maxwell. What a card makes is trusted
only after `agent.encode.probe` has looked at it on the PC at hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

QUALITY: Final = 26  # CRF: text stays readable while it moves, and is repaired as soon as it rests
WORST: Final = 30  # QP that no picture exceeds on any line
WORST_HALF: Final = 22  # the same for pictures of half the size
LONGEST: Final = 1 / 30  # seconds of the line for one picture; rough at once, repaired when it rests
SHARE: Final = 0.8  # of the line that video may take on average; the rest is for text and repairs
PLENTY: Final = 12_500_000.0  # bytes a second (100 Mbit/s) from which pictures are not held down
QUICK: Final = 2_500_000.0  # bytes a second (20 Mbit/s), below which bytes are dearer than the processor's time
# A page that jumps by a notch of the wheel or more is found again: a twelfth of the bytes for 1 ms, where x264's own
# short search codes it anew, which takes the line so long that the next jump is longer still.
_SEARCH: Final = ":me=umh:merange=64"
# On a line where a picture takes long the next one is far away: 10 ms more find a page half a screen on, and half a
# pixel between, for pictures of half the size go by odd steps too.
_FAR: Final = 312_500.0  # bytes a second (2.5 Mbit/s)
_FAR_SEARCH: Final = ":me=umh:merange=512:subme=1"
# A line of text that comes onto a page is like nothing before: in squares of 4 pixels it, and so the page, takes a
# twentieth less of the line. The search goes far anyway where a picture takes long, and gains nothing by them.
_SQUARES: Final = ":partitions=i4x4"
# The mark stands still while what it lies on moves. A coder rounds so faint a difference away, and the mark with it:
# read from the first picture of a film and from none after it. A dead zone of 5 instead of x264's 21 keeps it.
FAITHFUL: Final = ":deadzone-inter=5"
_STREAM: Final = "keyint=infinite:scenecut=0:rc-lookahead=0:bframes=0"  # each picture at once, key pictures on demand

Options = dict[str, str]


@dataclass(frozen=True, slots=True)
class Codec:
    """An encoder by its name in FFmpeg, and its options for a line and a worst quality."""

    name: str
    options: Callable[[float, int], Options]  # bytes a second, and the QP that no picture exceeds


def _x264(rate: float, worst: int) -> Options:
    limits = "" if rate >= PLENTY else ":vbv-maxrate={}:vbv-bufsize={}".format(*_bounds(rate))
    # CABAC saves a fifth of the bytes; on a quicker line its own time would be the longer one.
    cabac = ":cabac=1" if rate < QUICK else ""
    search = _FAR_SEARCH if rate < _FAR else _SEARCH
    squares = _SQUARES if _FAR <= rate < QUICK else ""
    return {
        "preset": "ultrafast",
        "tune": "zerolatency",
        "crf": str(min(QUALITY, worst)),
        "x264-params": f"{_STREAM}:qpmax={worst}{FAITHFUL}{search}{squares}{cabac}{limits}",
    }


def _nvenc(rate: float, worst: int) -> Options:
    told = {
        "preset": "p2",
        "tune": "ull",
        "profile": "high444p",
        "rc": "vbr",
        "cq": str(min(QUALITY, worst)),
        "qmax": str(worst),
        "delay": "0",
        "zerolatency": "1",
        "bf": "0",
        "no-scenecut": "1",
        "forced-idr": "1",
    }
    if rate < PLENTY:
        most, buffer = _bounds(rate)
        told |= {"maxrate": f"{most}k", "bufsize": f"{buffer}k"}
    return told


def _bounds(rate: float) -> tuple[int, int]:
    """The buffer model for a line of *rate* bytes a second, in kilobits a second and kilobits.

    No picture takes longer than `LONGEST`, if the codec can help it.
    """
    kilobits = max(64, int(rate * 8 / 1000))
    return int(kilobits * SHARE), max(16, int(kilobits * LONGEST))


X264: Final = Codec("libx264", _x264)
NVENC: Final = Codec("h264_nvenc", _nvenc)
CODECS: Final = (NVENC, X264)
