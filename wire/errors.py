"""The errors of a conversation.

WireError
├── LocalProtocolError    we broke the protocol: a mistake in our own program
└── RemoteProtocolError   the other side broke it: end the conversation, blame nobody else
"""


class WireError(Exception):
    """The root of every error raised by this package."""


class LocalProtocolError(WireError):
    """Our own program tried to send what the protocol forbids at this point."""


class RemoteProtocolError(WireError):
    """The other side sent bytes that are malformed, oversized, unknown or out of order."""
