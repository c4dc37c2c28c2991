"""The base of every message, and how one is shown without its secrets. Does not know any message."""

from typing import ClassVar

import msgspec


class Message(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """The base of every message; not itself a message."""

    SECRET: ClassVar[tuple[str, ...]] = ()  # the fields whose values no repr and so no log shows

    def __repr__(self) -> str:
        parts = (f"{f}={'<secret>' if f in self.SECRET else repr(getattr(self, f))}" for f in self.__struct_fields__)
        return f"{type(self).__name__}({', '.join(parts)})"
