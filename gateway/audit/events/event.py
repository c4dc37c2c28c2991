"""The base of every event, and how an event is written. See `gateway.audit.events`."""

from typing import ClassVar

import msgspec


class Event(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The base of every event; not itself one. Times are Unix seconds."""

    version: ClassVar[int] = 1


def facts_of(event: Event) -> str:
    """The facts as canonical JSON: keys in order, no spaces, with the version of their meaning as `v`."""
    facts = {**msgspec.to_builtins(event), "v": event.version}
    return msgspec.json.encode(facts, order="sorted").decode()
