"""The base of every message, and how one is shown without its secrets. Does not know any message."""

import msgspec


class Message(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The base of every message; not itself a message."""


def shown(message: Message, *hidden: str) -> str:
    """The repr of *message* with the fields named in *hidden* replaced by a placeholder."""
    parts = (f"{f}={'<secret>' if f in hidden else repr(getattr(message, f))}" for f in message.__struct_fields__)
    return f"{type(message).__name__}({', '.join(parts)})"
