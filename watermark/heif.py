"""HEIC, what telephones save by default: the door of the library that opens it, and of what it is allowed to do."""

import pillow_heif
from PIL import Image


def register() -> None:
    """Let Pillow open HEIC: one thread, and of a file nothing but its main picture."""
    if "HEIF" not in Image.OPEN:
        pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
