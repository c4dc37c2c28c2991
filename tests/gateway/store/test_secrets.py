"""Planted secrets are searched for wherever the store writes."""

from pathlib import Path

import structlog

from gateway.errors import GatewayError
from gateway.secret import Secret
from gateway.store.sql import SqlStore
from tests.conformance.people import KEY, LATER, NOW, ORG, STEP, TOTP, enrolled, issued


async def test_no_secret_is_readable_in_the_store_or_the_log(database: Path, sql: SqlStore) -> None:
    """TOTP secrets, mark keys, invitation codes and tickets are found nowhere: file, journal, audit, log, errors."""
    ticket = b"\xfe\xed" * 16
    with structlog.testing.capture_logs() as lines:
        who = await enrolled(sql)
        identity, code = await issued(sql)
        await sql.record_join(who.identity.identity, KEY, "192.0.2.7", ticket, LATER, now=NOW)
        await sql.accept_step(who.identity.identity, STEP + 1, now=NOW)
        errors = [await _error(sql, code) for _ in range(2)]
        mark_key = await sql.mark_key(ORG)
        login = await sql.login(who.identity.identity)
    audit = [row for name in await sql.chains() for row in await sql.rows(name)]
    spoken = repr((lines, errors, audit, identity, login, mark_key)).encode()
    written = b"".join(path.read_bytes() for path in _files(database))
    assert who.identity.identity.encode() in written
    planted = [TOTP.encode(), code.encode(), mark_key.reveal(), mark_key.reveal().hex().encode()]
    assert [secret for secret in planted if secret in written or secret in spoken] == []
    assert ticket in written  # what is stored of a ticket is the digest that the caller made of it
    assert ticket not in spoken


async def test_a_copied_secret_does_not_open_in_another_row(sql: SqlStore) -> None:
    """Whoever can write to the database cannot lend one ID's TOTP secret, or one organisation's key, to another."""
    who = await enrolled(sql)
    other, code = await issued(sql)
    await sql.enrol_device(code, "SHA256:other", "home-2", Secret("B" * 32), STEP, now=NOW)
    async with sql._database.write() as act:
        await act.connection.exec_driver_sql(
            "update logins set totp = (select totp from logins where identity = ?) where identity = ?",
            (other.identity, who.identity.identity),
        )
        await act.connection.exec_driver_sql(
            "update organisations set mark_key = (select max(mark_key) from organisations)"
        )
    refused = 0
    for ask in (sql.login(who.identity.identity), sql.mark_key("131016"), sql.mark_key("131024")):
        try:
            await ask
        except GatewayError as error:
            refused += "do not match" in str(error)
    assert refused == 2  # the login, and the one organisation whose key was overwritten


async def _error(sql: SqlStore, code: str) -> str:
    try:
        await sql.enrol_device(code, KEY, "home-1", Secret(TOTP), STEP, now=NOW)
    except GatewayError as error:
        return repr(error) + str(error)
    raise AssertionError("a device key was enrolled for two IDs")


def _files(database: Path) -> list[Path]:
    return sorted(database.parent.glob(f"{database.name}*"))
