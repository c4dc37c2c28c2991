"""Every bound of the protocol, with its unit and its reason.

Specification limits come first: both sides must agree on them. Tuning follows: each side may change its own.
"""

from typing import Final

# --- specification ----------------------------------------------------------------------------------------

MAX_CONTROL: Final = 64 * 1024  # bytes of one control message; the longest, a list of office PCs, is about 20 KiB
MAX_OVERLAY: Final = 1024 * 1024  # bytes of one overlay; a 512x512 int8 tile is 256 KiB before compression
MAX_PICTURE: Final = 32 * 1024 * 1024  # bytes of one picture; a lossless 3840x2160 frame of noise is 24 MiB
MAX_CURSOR: Final = 300 * 1024  # bytes of one cursor; 256x256 BGRA is 256 KiB
MAX_INPUT: Final = 64  # bytes of one key, pointer or acknowledgement message
MAX_PATCHES: Final = 512  # patches in one picture
MAX_RECTS: Final = 2048  # rectangles that one video patch may show
MAX_SIDE: Final = 16384  # pixels; the widest screen X11 and H.264 can both name is 16384
MAX_MONITORS: Final = 16  # of one office PC; a row of sixteen is a control room
MAX_CURSOR_SIDE: Final = 256  # pixels; Windows and X11 cursors end there
MAX_PCS: Final = 256  # office PCs one ID may use
MAX_TEXT: Final = 256  # characters of a name or a sentence
MAX_FORBIDDEN: Final = 256  # entries of the list of forbidden windows and programs
MAX_ADDRESSES: Final = 16  # network cards of one home PC
MAX_PROGRAMS: Final = 32  # known recorders and remote-control programs that run on it
MAX_KEYS: Final = 4096  # bytes of one OpenSSH public key or certificate line
OVERLAY_KEPT: Final = 60.0  # seconds that a screen at rest may keep the overlay of the time slot before

TOKEN_BYTES: Final = 32  # bytes of a relay token: 256 bits, never guessed within its 30 s
UNACKNOWLEDGED_PICTURES: Final = 8  # pictures in flight, at most: 400 ms of line at 20 a second; mostly far fewer

# --- tuning -----------------------------------------------------------------------------------------------

POSTURE_EVERY: Final = 30.0  # seconds between two posture reports
POSTURE_MAX_AGE: Final = 90.0  # seconds; three reports missed means nobody is looking at the home PC any more
JOIN_GRACE: Final = 30.0  # seconds to prove a certificate and a code
JOIN_TRIES: Final = 3  # codes on one connection
RELAY_GRACE: Final = 30.0  # seconds a relay token lives, and a half-open pair waits
INPUT_RATE: Final = 1000.0  # inputs a second; a 1000 Hz mouse is the fastest honest sender
INPUT_BURST: Final = 2000.0  # inputs at once; two seconds of a stalled line arriving together
