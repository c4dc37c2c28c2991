"""The child process that opens a stranger's file: the file on standard input, pixels on standard output. No keys.

Run as `python -m watermark.apart.decoder MEMORY PROCESSOR`.
"""

import sys
from typing import BinaryIO, Final

from PIL import (
    BmpImagePlugin,
    Image,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from watermark.apart.limits import confine, seal, told
from watermark.apart.messages import Head, pack
from watermark.faults import Fault
from watermark.image import Decoded, FaultError, decode, open_heif

# Loaded now: after the seal nothing can be.
PLUGINS: Final = (
    BmpImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,  # EXIF is a TIFF
    WebPImagePlugin,
)
_ROWS: Final = 256  # that are sent at a time


def answer(data: bytes) -> tuple[Head, Image.Image | None]:
    """What *data* is, and its picture if it is one."""
    try:
        decoded = decode(data)
    except FaultError as error:
        return Head(error.fault), None
    except MemoryError:
        return Head(Fault.MEMORY), None
    return _head(decoded), decoded.image


def _head(decoded: Decoded) -> Head:
    width, height = decoded.image.size
    return Head(None, decoded.kind, width, height, decoded.orientation, decoded.exif)


def serve(source: BinaryIO, target: BinaryIO) -> None:
    """Decode the one file of *source* to *target*."""
    data = source.read()  # our parent has counted it; a size given here would be taken from the memory at once
    head, image = answer(data)
    target.write(pack(head))
    if image is not None:
        for top in range(0, head.height, _ROWS):
            band = image.crop((0, top, head.width, min(top + _ROWS, head.height)))
            target.write(band.tobytes("raw", "BGR"))
    target.flush()


def main() -> None:
    """Confine this process, then open the file."""
    Image.preinit()
    open_heif()
    confine(told(sys.argv[1:]))
    seal()
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
