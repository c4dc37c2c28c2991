"""Office screens recorded from real programs by `make record-screens`: one file a scene, H.264 in RGB without loss.

Knows files; not who drew the screens, nor what codes them.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
import numpy.typing as npt

FOLDER: Final = Path(__file__).parent / "recordings"
_SUFFIX: Final = ".mkv"

Screen = npt.NDArray[np.uint8]  # (height, width, 3) BGR


def names(folder: Path = FOLDER) -> list[str]:
    """Of all recorded scenes, in the order of the alphabet."""
    return sorted(path.stem for path in folder.glob(f"*{_SUFFIX}"))


def play(name: str, folder: Path = FOLDER) -> Iterator[Screen]:
    """The pictures of a scene, to the bit as they were on the screen."""
    with av.open(folder / f"{name}{_SUFFIX}") as file:
        for frame in file.decode(video=0):
            yield np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)


def keep(name: str, screens: Sequence[Screen], folder: Path = FOLDER) -> None:
    """Write the pictures of a scene, all of one size."""
    folder.mkdir(parents=True, exist_ok=True)
    height, width = screens[0].shape[:2]
    # Bit-exact: nothing of the programs that wrote it, so that the same screens give the same file.
    with av.open(folder / f"{name}{_SUFFIX}", "w", options={"fflags": "+bitexact"}) as file:
        stream = file.add_stream("libx264rgb", rate=Fraction(30), options={"qp": "0", "preset": "veryslow"})
        stream.width, stream.height, stream.pix_fmt = width, height, "bgr24"
        stream.codec_context.flags |= av.codec.context.Flags.bitexact
        for screen in screens:
            file.mux(stream.encode(av.VideoFrame.from_ndarray(screen, format="bgr24")))
        file.mux(stream.encode(None))
