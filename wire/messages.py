"""The messages themselves: frozen, typed, bounded, one class each.

Field order is the wire format (msgpack arrays), so fields are only ever appended, with a new VERSION. Does not know
framing or order. Secrets (codes, tokens, tickets, keys typed) never show in a `repr`: `SECRET` names them.
"""

from typing import Annotated, ClassVar

import msgspec

from wire import limits
from wire.fields import Address, Code, Counter, Forbidden, KeyText, Label, Seconds, SessionNumber, Text, Token, Version
from wire.geometry import Extent, Offset, Rect
from wire.message import Message
from wire.reasons import Reason

# --- facts that several messages carry ----------------------------------------------------------------------


class Antivirus(Message, frozen=True):
    """One antivirus product as the home PC reports it; times are Unix seconds, None when unreadable."""

    name: Text
    running: bool
    signatures_at: Seconds | None


class Posture(Message, frozen=True):
    """The state of a home PC at one moment. None means "could not be read", which counts as unsafe."""

    os_family: Text  # "windows", "macos", "linux"; anything else is refused
    os_version: Text
    form: Text  # "pc", "tablet", "phone", "emulator"; anything else is refused
    antivirus: Annotated[tuple[Antivirus, ...], msgspec.Meta(max_length=16)]
    firewall: bool | None
    os_updated_at: Seconds | None
    age: Annotated[float, msgspec.Meta(ge=0, le=86400)]  # seconds between taking and sending it
    addresses: Annotated[tuple[Address, ...], msgspec.Meta(max_length=limits.MAX_ADDRESSES)] = ()  # MACs of its cards
    programs: Annotated[tuple[Text, ...], msgspec.Meta(max_length=limits.MAX_PROGRAMS)] = ()  # recorders that run
    client: Text = ""  # the version of the program that reports


class Authorities(Message, frozen=True):
    """The public keys that a newcomer must trust from now on: OpenSSH public key lines."""

    gateway: KeyText  # signs the gateway's host certificates
    machine: KeyText  # signs office PCs' certificates
    session: KeyText  # signs session certificates
    user: KeyText  # signs home PCs' device certificates


class Pc(Message, frozen=True):
    """An office PC as its user sees it in the list."""

    pc: Text  # the identifier, also the machine certificate's principal
    name: Text
    state: Text  # "ready", "busy", "off"


# --- enrol: a newcomer with an invitation -------------------------------------------------------------------


class Spend(Message, frozen=True):
    """The newcomer shows its invitation. The SSH login has already proved its key."""

    version: Version
    invitation: Text
    role: Text  # "client" or "agent"
    hostname: Text
    platform: Text

    SECRET: ClassVar = ("invitation",)


class TotpOffer(Message, frozen=True):
    """The secret for the employee's authenticator, as an otpauth URI; sent once, to a client only."""

    uri: Text

    SECRET: ClassVar = ("uri",)


class TotpConfirm(Message, frozen=True):
    """One code from the authenticator, to prove that the secret has arrived there."""

    code: Code

    SECRET: ClassVar = ("code",)


class Certified(Message, frozen=True):
    """The enrolment is complete: certificates for the newcomer's key, and whom to trust."""

    identity: Text  # the ID's or the PC's identifier
    name: Text
    certificates: Annotated[tuple[KeyText, ...], msgspec.Meta(min_length=1, max_length=2)]
    authorities: Authorities


class Refused(Message, frozen=True):
    """No, and why. `retry_after` is in seconds; `final` says that the conversation is over."""

    reason: Reason
    retry_after: Annotated[float, msgspec.Meta(ge=0, le=86400)]
    final: bool


# --- join: a client at the checkpoint -----------------------------------------------------------------------


class Join(Message, frozen=True):
    """A one-time code, or the resume ticket of an earlier join, with the posture of the home PC."""

    version: Version
    code: Code | None
    ticket: Token | None
    posture: Posture
    hostname: Text

    SECRET: ClassVar = ("code", "ticket")


class Admitted(Message, frozen=True):
    """The checkpoint is passed. `certificate` is the renewed device certificate; `ticket` resumes once."""

    identity: Text
    name: Text
    pcs: Annotated[tuple[Pc, ...], msgspec.Meta(max_length=limits.MAX_PCS)]
    certificate: KeyText
    ticket: Token
    resume_within: Seconds
    notice: Text  # the organisation's message to its users, often empty

    SECRET: ClassVar = ("ticket",)


class Report(Message, frozen=True):
    """The posture again, every 30 s."""

    posture: Posture


class Pcs(Message, frozen=True):
    """The list of office PCs has changed."""

    pcs: Annotated[tuple[Pc, ...], msgspec.Meta(max_length=limits.MAX_PCS)]


class Open(Message, frozen=True):
    """Ask for one office PC. `session_key` is an OpenSSH public key made for this session alone."""

    pc: Text
    session_key: KeyText


class Opened(Message, frozen=True):
    """The way is open for 60 s: dial the relay with `token`, then expect the machine named `pc`."""

    session: SessionNumber
    pc: Text
    certificate: KeyText
    token: Token

    SECRET: ClassVar = ("token",)


class Close(Message, frozen=True):
    """The viewer leaves the session and stays at the checkpoint."""

    session: SessionNumber


class Ended(Message, frozen=True):
    """The session is over, and why; the join still stands."""

    session: SessionNumber
    reason: Reason


class Bye(Message, frozen=True):
    """The conversation is over, and why."""

    reason: Reason


# --- attend: an office PC waiting for its user --------------------------------------------------------------


class Attend(Message, frozen=True):
    """An office PC reports for duty."""

    version: Version
    hostname: Text
    platform: Text


class Attending(Message, frozen=True):
    """The gateway accepts; the agent now waits for offers."""

    pc: Text
    name: Text


class Overlay(Message, frozen=True):
    """What to stamp on every picture: the session's blind pattern for one time slot, and the visible label.

    `pattern` is opaque here (`watermark.Pattern.to_bytes`); it cannot be turned back into the mark key.
    """

    slot: Annotated[int, msgspec.Meta(ge=0, lt=1 << 16)]
    pattern: Annotated[bytes, msgspec.Meta(max_length=limits.MAX_OVERLAY - 4096)]
    label: Label


class ScreenPolicy(Message, frozen=True):
    """How the office PC behaves while it is viewed."""

    forbidden: Forbidden  # window titles or process names
    idle_after: Seconds  # end the session after so many seconds without input
    lock_at_end: bool
    notice: Text  # shown on the office screen while viewed


class Offer(Message, frozen=True):
    """A viewer is coming: dial the relay with `token`, admit only the holder of `session_key`."""

    session: SessionNumber
    session_key: KeyText
    token: Token
    overlay: Overlay
    policy: ScreenPolicy
    now: Seconds  # by the gateway: certificates of a minute are judged by this clock, not by an office PC's own

    SECRET: ClassVar = ("token", "overlay")


class OfferAccepted(Message, frozen=True):
    """The office PC holds the session and dials the relay."""

    session: SessionNumber


class OfferRefused(Message, frozen=True):
    """The office PC cannot hold the session."""

    session: SessionNumber
    reason: Reason


class NewPolicy(Message, frozen=True):
    """The organisation's rules have changed: from now on these hold for the session."""

    session: SessionNumber
    policy: ScreenPolicy


class NewOverlay(Message, frozen=True):
    """The next time slot has begun: stamp this from now on."""

    session: SessionNumber
    overlay: Overlay

    SECRET: ClassVar = ("overlay",)


class Withdraw(Message, frozen=True):
    """End the session at once."""

    session: SessionNumber
    reason: Reason


class SessionOver(Message, frozen=True):
    """The office PC has ended the session, and why."""

    session: SessionNumber
    reason: Reason


class Renew(Message, frozen=True):
    """The machine certificates end soon: please renew them for the key of this connection."""


class Renewed(Message, frozen=True):
    """New machine certificates: one to dial with, one to be recognised by."""

    certificates: Annotated[tuple[KeyText, ...], msgspec.Meta(min_length=1, max_length=2)]


# --- screen: pictures down; keys, pointer and acknowledgements up -------------------------------------------


class View(Message, frozen=True):
    """The viewer is ready for pictures."""

    version: Version


class Screen(Message, frozen=True):
    """The size of the office screen; sent first and at each change. The viewer starts from black."""

    size: Rect
    monitors: Annotated[tuple[Rect, ...], msgspec.Meta(min_length=1, max_length=limits.MAX_MONITORS)]  # parts of it
    resizable: bool  # whether `Resize` may change it


class Patch(Message, frozen=True):
    """A part of a picture. `show` lists, in screen coordinates, what of the decoded `rect` is to be drawn."""

    encoding: Annotated[int, msgspec.Meta(ge=0, le=255)]  # see `kinds.Encoding`
    rect: Rect
    show: Annotated[tuple[Rect, ...], msgspec.Meta(max_length=limits.MAX_RECTS)]
    data: bytes


class Picture(Message, frozen=True):
    """One update of the screen: all its patches belong to the same moment."""

    number: Counter
    patches: Annotated[tuple[Patch, ...], msgspec.Meta(max_length=limits.MAX_PATCHES)]


class Cursor(Message, frozen=True):
    """The shape of the pointer: premultiplied BGRA, zstd-compressed; an empty shape hides it."""

    width: Annotated[int, msgspec.Meta(ge=0, le=limits.MAX_CURSOR_SIDE)]
    height: Annotated[int, msgspec.Meta(ge=0, le=limits.MAX_CURSOR_SIDE)]
    hot_x: Annotated[int, msgspec.Meta(ge=0, le=limits.MAX_CURSOR_SIDE)]
    hot_y: Annotated[int, msgspec.Meta(ge=0, le=limits.MAX_CURSOR_SIDE)]
    pixels: bytes


class Blanked(Message, frozen=True):
    """The picture is withheld while `reason` lasts; None when it is shown again."""

    reason: Reason | None


class Ack(Message, frozen=True):
    """Picture `number` has been decoded and handed to the display; `decode` is the time that took, in µs."""

    number: Counter
    decode: Annotated[int, msgspec.Meta(ge=0, lt=1 << 32)]


class Key(Message, frozen=True):
    """A key by its evdev code (linux/input-event-codes.h): position, not character."""

    code: Annotated[int, msgspec.Meta(ge=1, le=255)]
    down: bool

    SECRET: ClassVar = ("code",)


class Pointer(Message, frozen=True):
    """The pointer is at this pixel of the office screen."""

    x: Offset
    y: Offset


class Button(Message, frozen=True):
    """A pointer button: 1 left, 2 middle, 3 right, 8 back, 9 forward."""

    button: Annotated[int, msgspec.Meta(ge=1, le=9)]
    down: bool


class Wheel(Message, frozen=True):
    """The wheel turned, in notches: positive is right and down."""

    dx: Annotated[int, msgspec.Meta(ge=-16, le=16)]
    dy: Annotated[int, msgspec.Meta(ge=-16, le=16)]


class Resize(Message, frozen=True):
    """The viewer's window has room for a screen of this size: take it, or the next smaller that there is."""

    width: Extent
    height: Extent


class ReleaseAll(Message, frozen=True):
    """Let go of every key and button: the viewer's window lost the focus."""


class Refresh(Message, frozen=True):
    """The viewer could not decode: send the whole screen again."""


class Ping(Message, frozen=True):
    """Is the other side there? `stamp` comes back unchanged."""

    stamp: Counter


class Pong(Message, frozen=True):
    """Yes."""

    stamp: Counter
