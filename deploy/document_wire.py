"""Draws docs/wire.md from the tables of `wire`, so that the document cannot say anything else than the code.

`python -m deploy.document_wire` writes it; a test compares it. Knows Markdown; decides nothing.
"""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from msgspec import Struct, inspect, structs

from wire import limits, relay, ssh
from wire import messages as m
from wire.geometry import Rect
from wire.kinds import KINDS, VERSION, Encoding
from wire.message import Message
from wire.reasons import Reason
from wire.states import TRANSITIONS, Conversation, Side, State

DOCUMENT: Final = Path(__file__).parents[1] / "docs" / "wire.md"

_SPEAKERS: Final = {
    Conversation.ENROL: ("newcomer", "gateway"),
    Conversation.ATTEND: ("agent", "gateway"),
    Conversation.JOIN: ("client", "gateway"),
    Conversation.SCREEN: ("client", "agent"),
}

_HEAD: Final = f"""# The wire

*Drawn from `wire/` by `make docs`; do not edit.*

This is version {VERSION} of what the three programs say to each other.
Every conversation runs inside an SSH channel: a subsystem of the same name, and nothing else can be asked for.
A frame is

    4 bytes   length of what follows, big-endian
    1 byte    kind
    …         payload: a msgpack array of the fields below, in this order

A frame is refused by its first five bytes when its kind is unknown, is never said by that side in that conversation,
or announces more than its limit.
It is refused as a whole when a field is missing, is too many, or is out of its bounds.
There is no message for data, files, clipboard, printing or sound, and `tests/wire/test_closed_set.py` keeps it so.
"""


def document() -> str:
    """The whole text of docs/wire.md."""
    parts = [_HEAD, *_frames(), *_parts(), *_conversations(), *_reasons(), *_relay(), *_ssh()]
    return "\n".join(parts)


def _frames() -> Iterator[str]:
    yield "## Frames\n"
    yield "| kind | message | fields | at most | what it says |"
    yield "|---|---|---|---|---|"
    for kind in KINDS:
        cells = (f"`0x{kind.number:02x}`", kind.message.__name__, _fields(kind.message), _bytes(kind.limit))
        yield f"| {' | '.join(cells)} | {_first_line(kind.message)} |"
    yield f"\nEncodings of a patch: {', '.join(f'{coding.value} {coding.name}' for coding in Encoding)}.\n"


def _parts() -> Iterator[str]:
    yield "## Parts of messages\n"
    yield "| part | fields | what it is |"
    yield "|---|---|---|"
    messages: set[type[Struct]] = {kind.message for kind in KINDS}
    for part in sorted(_structs() - messages, key=lambda cls: cls.__name__):
        yield f"| {part.__name__} | {_fields(part)} | {_first_line(part)} |"
    yield ""


def _structs() -> set[type[Struct]]:
    messages: set[type[Struct]] = {
        cls for cls in vars(m).values() if isinstance(cls, type) and issubclass(cls, Message)
    }
    return (messages - {Message}) | {Rect}


def _fields(cls: type[Struct]) -> str:
    return "<br>".join(f"`{field.name}` {_kind(inspect.type_info(field.type))}" for field in structs.fields(cls)) or "–"


def _kind(kind: inspect.Type) -> str:  # noqa: PLR0911 - one line for each kind of field
    """A field's type and bound in words."""
    match kind:
        case inspect.BoolType():
            return "yes or no"
        case inspect.IntType():
            return f"{kind.ge} … {kind.le if kind.lt is None else _power(kind.lt)}"
        case inspect.FloatType():
            return f"{kind.ge:g} … {kind.le:g} (float)"
        case inspect.StrType():
            return f"text matching `{kind.pattern}`" if kind.pattern else f"text ≤ {kind.max_length}"
        case inspect.BytesType():
            fixed = kind.min_length is not None and kind.min_length == kind.max_length
            return f"{kind.max_length} bytes" if fixed else f"bytes ≤ {kind.max_length or 'the frame'}"
        case inspect.VarTupleType():
            return f"≤ {kind.max_length} × {_kind(kind.item_type)}"
        case inspect.UnionType():
            return " or ".join(_kind(part) for part in kind.types)
        case inspect.StructType() | inspect.EnumType():
            return kind.cls.__name__
        case _:
            return "nothing"


def _power(bound: int) -> str:
    """The last value below *bound*, as a power of two when it is a large one."""
    exponent = bound.bit_length() - 1
    return f"2^{exponent} − 1" if exponent > 16 and bound == 1 << exponent else str(bound - 1)


def _conversations() -> Iterator[str]:
    yield "## Who may say what, and when\n"
    yield "Either side may say **Bye** at any time before the end, and nothing may follow it.\n"
    for conversation in Conversation:
        opener, answerer = _SPEAKERS[conversation]
        yield f"### {conversation}\n"
        yield f"The {opener} opens the channel; the {answerer} answers.\n"
        yield "```mermaid"
        yield "stateDiagram-v2"
        yield "    [*] --> start"
        yield from _arrows(conversation)
        yield "    over --> [*]"
        yield "```\n"
        yield "| state | who | message | then |"
        yield "|---|---|---|---|"
        for (state, side, kind), then in _rows(conversation):
            yield f"| {state} | {opener if side is Side.OPENER else answerer} | {kind.__name__} | {then} |"
        yield ""


def _rows(conversation: Conversation) -> list[tuple[tuple[State, Side, type[Message]], State]]:
    order = list(State)
    rows = [row for row in TRANSITIONS[conversation].items() if row[0][2] is not m.Bye]
    return sorted(rows, key=lambda row: (order.index(row[0][0]), order.index(row[1])))


def _arrows(conversation: Conversation) -> Iterator[str]:
    """One arrow for each pair of states, with all the messages that make the step."""
    for (state, then), rows in groupby(_rows(conversation), key=lambda row: (row[0][0], row[1])):
        yield f"    {state} --> {then}: {', '.join(kind.__name__ for (_, _, kind), _ in rows)}"


def _reasons() -> Iterator[str]:
    yield "## Reasons\n"
    yield "Why something was refused or ended; a closed set, also used in logs, audit and metrics.\n"
    yield ", ".join(f"`{reason.value}`" for reason in Reason) + ".\n"


def _relay() -> Iterator[str]:
    yield "## Before the relay falls silent\n"
    yield f"    opening   0x{relay.MAGIC:02X} + version {relay.VERSION} + {limits.TOKEN_BYTES}-byte token"
    yield f"    answer    1 byte: {', '.join(f'{answer.value} {answer.name.lower()}' for answer in relay.Answer)}"
    yield f"\nA token is good once and for {limits.RELAY_GRACE:g} s. SSH on the same port begins with `S` (0x53).\n"


def _ssh() -> Iterator[str]:
    yield "## SSH\n"
    yield "| what | allowed, in this order |"
    yield "|---|---|"
    for what, names in (
        ("key exchange", ssh.KEY_EXCHANGES),
        ("ciphers", ssh.CIPHERS),
        ("MACs", ssh.MACS),
        ("host keys and signatures", ssh.SIGNATURES),
        ("compression", ssh.COMPRESSIONS),
    ):
        yield f"| {what} | {', '.join(f'`{name}`' for name in names)} |"
    yield ""


def _first_line(cls: type[Struct]) -> str:
    return (cls.__doc__ or "").partition("\n")[0]


def _bytes(count: int) -> str:
    """A limit in the unit that makes it short."""
    for size, unit in ((1 << 20, "MiB"), (1 << 10, "KiB")):
        if count % size == 0:
            return f"{count // size} {unit}"
    return f"{count} B"


if __name__ == "__main__":
    DOCUMENT.write_text(document())
    print(f"Wrote {DOCUMENT.relative_to(Path.cwd()) if DOCUMENT.is_relative_to(Path.cwd()) else DOCUMENT}.")
