"""A conversation's line for tests of the registry: keeps what was posted and why it was hung up."""

import math

from gateway.auth.grant import Grant
from gateway.live.registry import AttendingAgent, LiveJoin, LiveSession
from tests.fakes.grants import IDENTITY, OFFICE, ORGANISATION, a_grant, a_session
from tests.fakes.peers import good_posture
from wire.message import Message
from wire.reasons import Reason


class FakeLine:
    """`gateway.live.registry.Line` without a channel."""

    def __init__(self) -> None:
        self.posted: list[Message] = []
        self.ended: Reason | None = None

    def may_send(self, kind: type[Message]) -> bool:  # noqa: ARG002 - of the Protocol
        """Anything, until it was hung up."""
        return self.ended is None

    def post(self, message: Message) -> None:
        """Keep it."""
        self.posted.append(message)

    def hang_up(self, reason: Reason) -> None:
        """The first reason counts."""
        self.ended = self.ended or reason


def a_join(line: FakeLine | None = None) -> LiveJoin:
    """A home PC past the checkpoint."""
    return LiveJoin(
        IDENTITY, ORGANISATION, "SHA256:device", "home-pc", "192.0.2.1", {1, 2}, (OFFICE,), line or FakeLine(),
        good_posture(), 0.0, math.inf,
    )  # fmt: skip


def an_agent(line: FakeLine | None = None) -> AttendingAgent:
    """An attending office PC."""
    return AttendingAgent(OFFICE, {3}, line or FakeLine(), math.inf)


def a_live_session(number: int, join: LiveJoin, agent: AttendingAgent, grant: Grant | None = None) -> LiveSession:
    """A session of the two."""
    return LiveSession(grant or a_grant(), a_session(number), join, agent, opened=True)
