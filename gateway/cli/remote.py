"""Calls of operations of a gateway elsewhere: its API over HTTPS, with a token.

Knows HTTP, and what a problem means as an error. An act is sent with an Idempotency-Key, so that a line that breaks in
the middle is no reason to wonder: it is asked again, and done once.
"""

import re
import secrets
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import quote

import aiohttp
import msgspec

from gateway import errors
from gateway.admin.operation import Operation
from gateway.secret import Secret
from wire.reasons import Reason

TIMEOUT: Final = 120.0  # seconds; a table of 34,000 people takes a tenth of it
TRIES: Final = 3
_KINDS: Final[dict[str, type[errors.GatewayError]]] = {
    "quota": errors.QuotaError,
    "policy": errors.PolicyError,
    "unknown": errors.UnknownError,
    "conflict": errors.ConflictError,
    "store": errors.StoreError,
    "malformed": errors.MalformedError,
}


class _Told(msgspec.Struct):
    """What of a problem is understood here."""

    type: str = ""
    detail: str = ""
    reason: str = ""
    scope: str = ""


class Remote:
    """`gateway.cli.calls.Caller`, over HTTPS. *authority* names a file to trust instead of what the system trusts."""

    def __init__(self, url: str, token: Secret[str], authority: Path | None) -> None:
        self._url = url.rstrip("/") + "/api/v1"
        self._token = token
        self._tls = _context(authority)
        self._http: aiohttp.ClientSession | None = None

    async def __call__(self, one: Operation, path: Mapping[str, str], query: Mapping[str, str], body: bytes) -> bytes:
        """As `Caller` says, and `UnreachableError`."""
        url = self._url + re.sub(r"\{(\w+)\}", lambda found: quote(path[found[1]], safe=""), one.path)
        headers = {"Authorization": f"Bearer {self._token.reveal()}"}
        if body:
            headers["Content-Type"] = "application/json"
        if one.once:
            headers["Idempotency-Key"] = secrets.token_hex(16)
        may_repeat = one.once or one.method == "GET"
        for left in reversed(range(TRIES if may_repeat else 1)):
            try:
                return await self._ask(one.method, url, query, headers, body)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                if not left or isinstance(error, aiohttp.ClientConnectorError | aiohttp.ClientSSLError):
                    raise errors.UnreachableError(_why(self._url, error)) from error
        raise AssertionError("unreachable")  # pragma: no cover - the last try returns or raises

    async def _ask(
        self, method: str, url: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
    ) -> bytes:
        if self._http is None:
            connector = aiohttp.TCPConnector(ssl=self._tls)
            timeout = aiohttp.ClientTimeout(total=TIMEOUT)
            self._http = aiohttp.ClientSession(connector=connector, timeout=timeout, raise_for_status=False)
        asked = self._http.request(method, url, params=query, headers=headers, data=body or None, allow_redirects=False)
        async with asked as answer:
            told = await answer.read()
            if answer.status >= 300:
                raise error_of(answer.status, told)
            return told

    async def close(self) -> None:
        """Hang up."""
        if self._http is not None:
            await self._http.close()


def error_of(status: int, told: bytes) -> errors.GatewayError:
    """The error that a problem (RFC 9457) tells."""
    try:
        problem = msgspec.json.decode(told, type=_Told)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return errors.UnreachableError(f"What answers there is not a Sekisho gateway (status {status}).")
    kind = problem.type.rpartition(":")[2]
    if kind == "refused" and problem.reason in {reason.value for reason in Reason}:
        return errors.RefusedError(Reason(problem.reason))
    if kind == "forbidden":
        return errors.ForbiddenError(problem.scope)
    if kind == "unauthenticated":
        return errors.UnreachableError("The gateway does not know the token, or it has ended: make a new one.")
    return _KINDS.get(kind, errors.GatewayError)(problem.detail)


def _context(authority: Path | None) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=authority)
    except (OSError, ssl.SSLError) as error:
        raise errors.StateError(f"{authority} holds no certificate that can be read.") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    return context


def _why(url: str, error: BaseException) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return f"{url} does not show a certificate that is trusted here: name its authority in SEKISHO_AUTHORITY."
    return f"{url} does not answer: check the address and the network."
