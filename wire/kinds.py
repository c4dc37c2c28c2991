"""The protocol document: every frame there is.

All conversations run inside an SSH channel (a subsystem of the same name) and share one framing:

    4B length, big-endian, of what follows + 1B kind + payload (a msgpack array, fields in class order)

Flow
    enrol    newcomer: Spend -> [gateway: TotpOffer -> newcomer: TotpConfirm, up to 3] -> gateway: Certified
    attend   agent: Attend -> gateway: Attending -> then, for each session,
             gateway: Offer -> agent: OfferAccepted | OfferRefused;
             gateway: NewOverlay, NewPolicy, Withdraw; agent: SessionOver; agent: Renew -> gateway: Renewed
    join     client: Join -> gateway: Refused (3 tries) | Admitted -> client: Report every 30 s;
             client: Open -> gateway: Refused | Opened; client: Close; gateway: Ended, Pcs, Bye
    screen   client: View -> agent: Screen, then Picture, Cursor, Blanked, Bye;
             client: Ack, Key, Pointer, Button, Wheel, ReleaseAll, Refresh, Resize, Ping -> agent: Pong

There is deliberately no message for data, files, clipboard, printing or sound, and a test keeps it so.
"""

import enum
from typing import Final, NamedTuple

from wire import limits
from wire import messages as m
from wire.message import Message

# 2: cards and programs in the posture, emergency codes, NewPolicy; 3: monitors, Resize; 4: planes, H264_HALF;
# 5: a pattern's second tile; 6: its third
VERSION: Final = 6


class Encoding(enum.IntEnum):
    """How the data of a `Patch` is coded. Both sides know these and no others."""

    LOSSLESS = 1  # zstd of three planes: G, B - G, R - G; each row minus the row above it (all modulo 256)
    H264 = 2  # an H.264 4:4:4 access unit, BT.601 full range; the decoder keeps its state between patches
    JPEG = 3  # a JPEG file, 4:4:4: what looks like a photograph, rough at once and repaired later
    H264_HALF = 4  # as H264, of a picture half as wide and high (rounded up) as its patch; a stream of its own


class Kind(NamedTuple):
    """A row of the table: the number on the wire, the message, and the most bytes its payload may have."""

    number: int
    message: type[Message]
    limit: int


KINDS: Final[tuple[Kind, ...]] = (
    # shared
    Kind(0x01, m.Refused, limits.MAX_CONTROL),
    Kind(0x02, m.Bye, limits.MAX_CONTROL),
    # enrol
    Kind(0x10, m.Spend, limits.MAX_CONTROL),
    Kind(0x11, m.TotpOffer, limits.MAX_CONTROL),
    Kind(0x12, m.TotpConfirm, limits.MAX_CONTROL),
    Kind(0x13, m.Certified, limits.MAX_CONTROL),
    # attend
    Kind(0x20, m.Attend, limits.MAX_CONTROL),
    Kind(0x21, m.Attending, limits.MAX_CONTROL),
    Kind(0x22, m.Offer, limits.MAX_OVERLAY),
    Kind(0x23, m.OfferAccepted, limits.MAX_CONTROL),
    Kind(0x24, m.OfferRefused, limits.MAX_CONTROL),
    Kind(0x25, m.NewOverlay, limits.MAX_OVERLAY),
    Kind(0x26, m.Withdraw, limits.MAX_CONTROL),
    Kind(0x27, m.SessionOver, limits.MAX_CONTROL),
    Kind(0x28, m.Renew, limits.MAX_CONTROL),
    Kind(0x29, m.Renewed, limits.MAX_CONTROL),
    Kind(0x2A, m.NewPolicy, limits.MAX_CONTROL),
    # join
    Kind(0x30, m.Join, limits.MAX_CONTROL),
    Kind(0x31, m.Admitted, limits.MAX_CONTROL),
    Kind(0x32, m.Report, limits.MAX_CONTROL),
    Kind(0x33, m.Pcs, limits.MAX_CONTROL),
    Kind(0x34, m.Open, limits.MAX_CONTROL),
    Kind(0x35, m.Opened, limits.MAX_CONTROL),
    Kind(0x36, m.Close, limits.MAX_CONTROL),
    Kind(0x37, m.Ended, limits.MAX_CONTROL),
    # screen, downwards
    Kind(0x40, m.Screen, limits.MAX_CONTROL),
    Kind(0x41, m.Picture, limits.MAX_PICTURE),
    Kind(0x42, m.Cursor, limits.MAX_CURSOR),
    Kind(0x43, m.Blanked, limits.MAX_CONTROL),
    Kind(0x44, m.Pong, limits.MAX_INPUT),
    # screen, upwards
    Kind(0x50, m.View, limits.MAX_INPUT),
    Kind(0x51, m.Ack, limits.MAX_INPUT),
    Kind(0x52, m.Key, limits.MAX_INPUT),
    Kind(0x53, m.Pointer, limits.MAX_INPUT),
    Kind(0x54, m.Button, limits.MAX_INPUT),
    Kind(0x55, m.Wheel, limits.MAX_INPUT),
    Kind(0x56, m.ReleaseAll, limits.MAX_INPUT),
    Kind(0x57, m.Refresh, limits.MAX_INPUT),
    Kind(0x58, m.Ping, limits.MAX_INPUT),
    Kind(0x59, m.Resize, limits.MAX_INPUT),
)

BY_NUMBER: Final = {kind.number: kind for kind in KINDS}
BY_MESSAGE: Final = {kind.message: kind for kind in KINDS}
