"""A running gateway with two organisations, and somebody who asks its API."""

import io
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from gateway.auth.permit import Role, Scope
from tests.fakes.administrators import OPERATOR, administrator, token
from tests.fakes.gateway import World, running

OWN, OTHER = "131016", "131024"


@dataclass
class Answer:
    """What the API said."""

    status: int
    body: Any
    media: str
    headers: dict[str, str]


@dataclass
class Api:
    """The API of *world*, over its real HTTPS."""

    world: World
    http: aiohttp.ClientSession
    token: str = ""

    async def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        token: str | None = None,
        key: str | None = None,
        raw: bytes | None = None,
        media: str = "application/json",
    ) -> Answer:
        """One question."""
        headers = {"Authorization": f"Bearer {self.token if token is None else token}"}
        if key is not None:
            headers["Idempotency-Key"] = key
        arguments: dict[str, Any] = {"json": body} if body is not None else {}
        if raw is not None:
            arguments = {"data": io.BytesIO(raw)}
            headers["Content-Type"] = media
        url = f"https://{self.world.ports.console}/api/v1{path}"
        async with self.http.request(method, url, headers=headers, **arguments) as answer:
            text = await answer.read()
            return Answer(
                answer.status,
                await answer.json(content_type=None) if text else None,
                answer.content_type,
                dict(answer.headers),
            )

    async def made(
        self, name: str, role: Role, organisation: str | None, scopes: frozenset[Scope] | None = None
    ) -> str:
        """A token of a new account."""
        world = self.world
        await administrator(world.service.sign_in, world.store, world.clock, name, role, organisation)
        return await token(world.store, name, organisation, world.clock.now(), scopes)


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    """As above, asked by an administrator of the first organisation."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    async with (
        running() as world,
        aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context, force_close=True)) as http,
    ):
        await world.store.add_organisation(OTHER, "中央区", actor=OPERATOR, now=world.clock.now())
        found = Api(world, http)
        found.token = await found.made("sato", Role.ADMINISTRATOR, OWN)
        yield found
