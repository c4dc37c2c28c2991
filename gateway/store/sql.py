"""All aspects of the SQL store as one object."""

from gateway.store.accounts import Accounts
from gateway.store.addresses import Addresses
from gateway.store.consoles import Consoles
from gateway.store.devices import Devices
from gateway.store.emergencies import Emergencies
from gateway.store.enrolments import Enrolments
from gateway.store.exports import Exports
from gateway.store.heads import Heads
from gateway.store.identities import Identities
from gateway.store.journal import Journal
from gateway.store.ledger import Ledger
from gateway.store.logins import Logins
from gateway.store.offices import Offices
from gateway.store.orders import Orders
from gateway.store.organisations import Organisations
from gateway.store.pcs import Pcs
from gateway.store.people import People
from gateway.store.quotas import Quotas
from gateway.store.requests import Requests
from gateway.store.sessions import Sessions
from gateway.store.statistics import Statistics
from gateway.store.tickets import Tickets
from gateway.store.tokens import Tokens


class SqlStore(
    Organisations,
    Identities,
    People,
    Addresses,
    Devices,
    Pcs,
    Offices,
    Quotas,
    Enrolments,
    Logins,
    Emergencies,
    Tickets,
    Sessions,
    Ledger,
    Orders,
    Journal,
    Heads,
    Exports,
    Statistics,
    Accounts,
    Consoles,
    Tokens,
    Requests,
):
    """`gateway.ports.Store` on a `Database`."""

    async def close(self) -> None:
        """Release the database."""
        await self._database.close()
