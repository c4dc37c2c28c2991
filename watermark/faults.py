"""Why a file is not read as a photo: each fault with its one sentence. Values and words; opens nothing.

A fault crosses the wall to a child process as a word of this closed list. Its sentence is made on this side, so that
nothing a hostile file says is ever printed.
"""

import enum
from typing import Final


class Fault(enum.StrEnum):
    """What is wrong with a file."""

    MISSING = "missing"
    UNREADABLE = "unreadable"  # the system does not give it out
    IRREGULAR = "irregular"  # a folder, a pipe, a device
    EMPTY = "empty"
    CHANGING = "changing"  # written to while it was read
    MANY_BYTES = "many-bytes"
    UNKNOWN = "unknown"
    DAMAGED = "damaged"
    SEVERAL = "several"  # an animation
    TWO_KINDS = "two-kinds"  # a polyglot
    MANY_PIXELS = "many-pixels"
    FEW_PIXELS = "few-pixels"
    DOCUMENT = "document"  # a PDF, a page, an archive, and no picture at all
    CORNERS = "corners"  # that a person has given
    MEMORY = "memory"
    TIME = "time"
    BROKE_OFF = "broke-off"  # the child process died of it


# {} is the file's name.
SENTENCES: Final = {
    Fault.MISSING: "{} does not exist.",
    Fault.UNREADABLE: "{} cannot be opened: see that it is there and that you may read it.",
    Fault.IRREGULAR: "{} is not a file: give the photo itself.",
    Fault.EMPTY: "{} is empty.",
    Fault.CHANGING: "{} is being written to: read it when it is complete.",
    Fault.MANY_BYTES: "{} is larger than 100 MB.",
    Fault.UNKNOWN: "{} is no JPEG, PNG, HEIC, WebP or BMP picture.",
    Fault.DAMAGED: "{} is damaged or cut short, so it is not read.",
    Fault.SEVERAL: "{} is an animation: save the one picture that is meant.",
    Fault.TWO_KINDS: "{} is a picture and a document or archive in one, so it is not opened.",
    Fault.DOCUMENT: "{} is a document or archive, not a photo: save the picture as JPEG or PNG and give that.",
    Fault.MANY_PIXELS: "{} has more than 50 million pixels.",
    Fault.FEW_PIXELS: "{} has fewer than 64 pixels along a side.",
    Fault.CORNERS: "{}: the corners are four points around the screen, clockwise from the top left.",
    Fault.MEMORY: "{} needs more memory than a photo may.",
    Fault.TIME: "{} takes longer to read than a photo may.",
    Fault.BROKE_OFF: "{} broke the program that opens pictures; nothing else was touched.",
}


def sentence(fault: Fault, name: object) -> str:
    """What a person is told about the file *name*."""
    return SENTENCES[fault].format(name)
