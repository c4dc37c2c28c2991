"""Calls of operations at the gateway's own machine, on its state directory, with or without a running service.

Whoever may read the state directory is the national operator. Knows the store; nobody's presence is known here.
"""

from collections.abc import Mapping
from typing import NoReturn

from gateway.admin.facilities import Facilities
from gateway.admin.operation import Operation
from gateway.api.answering import Asked, answer
from gateway.auth.permit import SCOPES, Official, Role
from gateway.cli.desk import Desk
from gateway.clock import SystemClock
from gateway.live.registry import Registry
from gateway.metrics import Metrics


class AtMachine:
    """`gateway.cli.calls.Caller`, on an open desk."""

    def __init__(self, desk: Desk) -> None:
        self._official = Official(desk.actor.name, Role.OPERATOR, None, SCOPES[Role.OPERATOR])
        self._facilities = Facilities(desk.store, Registry(Metrics()), SystemClock(), None, desk.inviter)

    async def __call__(self, one: Operation, path: Mapping[str, str], query: Mapping[str, str], body: bytes) -> bytes:
        """As `Caller` says."""
        asked = Asked(path, query.items(), body=body)
        _, told = await answer(one, asked, self._official, self._facilities, _never)
        return told

    async def close(self) -> None:
        """The desk is whoever's who opened it."""


async def _never(*_: object) -> NoReturn:
    raise AssertionError("a command at the machine sends no Idempotency-Key")
