"""All aspects of the SQL store as one object."""

from typing import final

from gateway.store.enrolments import Enrolments
from gateway.store.identities import Identities
from gateway.store.journal import Journal
from gateway.store.ledger import Ledger
from gateway.store.logins import Logins
from gateway.store.orders import Orders
from gateway.store.organisations import Organisations
from gateway.store.pcs import Pcs
from gateway.store.sessions import Sessions
from gateway.store.tickets import Tickets


@final
class SqlStore(Organisations, Identities, Pcs, Enrolments, Logins, Tickets, Sessions, Ledger, Orders, Journal):
    """`gateway.ports.Store` on a `Database`."""

    async def close(self) -> None:
        """Release the database."""
        await self._database.close()
