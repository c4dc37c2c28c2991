"""What the three programs say to each other.

Knows messages, framing, the legal order of a conversation and every bound.
Does not know sockets, clocks, threads, keys, or what a picture shows.
"""

from wire.connection import Connection
from wire.errors import LocalProtocolError, RemoteProtocolError, WireError
from wire.kinds import VERSION
from wire.reasons import Reason
from wire.states import Conversation, Side

__all__ = [
    "VERSION",
    "Connection",
    "Conversation",
    "LocalProtocolError",
    "Reason",
    "RemoteProtocolError",
    "Side",
    "WireError",
]
