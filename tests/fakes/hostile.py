"""Files that mean harm, made on the spot: bombs, polyglots, cut and crossed ones. Each is bytes."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Final

import numpy as np
import pillow_heif
from PIL import Image

from watermark.faults import Fault

NOISE: Final = np.random.default_rng(1).integers(0, 256, (80, 120, 3), dtype=np.uint8)
PDF: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(kind: str, **options: object) -> bytes:
    """The noise as a file of *kind*."""
    image, target = Image.fromarray(NOISE), io.BytesIO()
    if kind == "HEIF":
        pillow_heif.from_pillow(image).save(target, quality=90)
    else:
        image.save(target, kind, **options)
    return target.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG that announces a size and has almost no data."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


def png_bomb() -> bytes:
    """A real one: a megabyte that inflates to 170 MB of black, of an announced size that is refused."""
    packer = zlib.compressobj(1)
    rows = b"".join(packer.compress(bytes(1 + 3 * 8_000)) for _ in range(7_000)) + packer.flush()
    head = struct.pack(">IIBBBBB", 8_000, 7_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def text_bomb() -> bytes:
    """A small picture with a comment that inflates to 50 MB."""
    data = picture("PNG")
    comment = b"Comment\0\0" + zlib.compress(bytes(50_000_000), 1)
    return data[:33] + chunk(b"zTXt", comment) + data[33:]


def jpeg_that_claims() -> bytes:
    """A JPEG whose frame header says 65,500 x 65,500."""
    data = bytearray(picture("JPEG"))
    at = data.index(b"\xff\xc0") + 5
    data[at : at + 4] = struct.pack(">HH", 65_500, 65_500)
    return bytes(data)


def heic_that_claims() -> bytes:
    """A HEIC whose image box says 60,000 x 60,000."""
    data = bytearray(picture("HEIF"))
    at = data.index(b"ispe") + 8
    data[at : at + 8] = struct.pack(">II", 60_000, 60_000)
    return bytes(data)


def heic_with_a_broken_box() -> bytes:
    """A HEIC whose box of boxes is larger than the file."""
    data = bytearray(picture("HEIF"))
    at = data.index(b"meta") - 4
    data[at : at + 4] = struct.pack(">I", 0x7FFFFFFF)
    return bytes(data)


def animation(kind: str) -> bytes:
    """Three frames."""
    frames = [Image.fromarray(np.roll(NOISE, step, axis=0)) for step in range(3)]
    target = io.BytesIO()
    frames[0].save(target, kind, save_all=True, append_images=frames[1:], duration=100)
    return target.getvalue()


def png_and_zip() -> bytes:
    """A PNG with an archive behind it, as an archiver finds it from the end."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("letter.txt", "dear")
    return picture("PNG") + target.getvalue()


def jpeg_and_pdf_inside() -> bytes:
    """A JPEG whose comment begins a PDF."""
    return picture("JPEG", comment=PDF)


HOSTILE: Final[dict[str, tuple[Callable[[], bytes], Fault]]] = {
    "png bomb": (png_bomb, Fault.MANY_PIXELS),
    "png that claims": (lambda: png_that_claims(60_000, 60_000), Fault.MANY_PIXELS),
    "png comment bomb": (text_bomb, Fault.DAMAGED),
    "jpeg that claims": (jpeg_that_claims, Fault.MANY_PIXELS),
    "heic that claims": (heic_that_claims, Fault.MANY_PIXELS),
    "jpeg cut short": (lambda: picture("JPEG")[:3000], Fault.DAMAGED),
    "png cut short": (lambda: picture("PNG")[:-2000], Fault.DAMAGED),
    "heic cut short": (lambda: picture("HEIF")[:-3000], Fault.DAMAGED),
    "heic with a broken box": (heic_with_a_broken_box, Fault.DAMAGED),
    "animated webp": (lambda: animation("WEBP"), Fault.SEVERAL),
    "animated png": (lambda: animation("PNG"), Fault.SEVERAL),
    "animated gif": (lambda: animation("GIF"), Fault.UNKNOWN),
    "jpeg and pdf inside": (jpeg_and_pdf_inside, Fault.TWO_KINDS),
    "jpeg and pdf behind": (lambda: picture("JPEG") + PDF, Fault.TWO_KINDS),
    "png and zip": (png_and_zip, Fault.TWO_KINDS),
    "jpeg and html": (lambda: picture("JPEG", comment=b"<html><script>1</script>"), Fault.TWO_KINDS),
    "text": (lambda: b"dear sir or madam" * 20, Fault.UNKNOWN),
    "pdf": (lambda: PDF, Fault.DOCUMENT),
    "zeros": (lambda: bytes(5000), Fault.UNKNOWN),
}
