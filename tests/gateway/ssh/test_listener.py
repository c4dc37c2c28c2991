"""A listener's host certificate is renewed in time, while old connections go on."""

import asyncssh

from certs.authority import Authority
from certs.keystore import MemoryKeyStore
from certs.profiles import DAY
from gateway.ssh.channel import Channel
from gateway.ssh.listener import SshListener
from gateway.ssh.server import Guest
from tests.fakes.gateway import MovableClock
from tests.fakes.store import BreakableStore
from wire import Conversation


class NoDesk:
    """A desk that talks to nobody."""

    conversation = Conversation.JOIN

    def __init__(self, authority: str) -> None:
        self.authority = authority

    async def talk(self, channel: Channel, guest: Guest) -> None:
        """Nothing."""

    async def enrol(self, channel: Channel, guest: Guest) -> None:
        """Nothing."""

    def fault(self, user: str, line: str) -> str:
        """Nothing is known of any certificate."""
        del user, line
        return ""

    def unproven(self, source: str) -> None:
        """Nobody comes."""


def host_key(listener: SshListener) -> bytes:
    """The public host key that the next connection will be shown."""
    options = listener._options
    assert isinstance(options, asyncssh.SSHServerConnectionOptions)
    return next(iter(options.server_host_keys.values())).public_data


async def test_the_host_key_is_replaced_at_half_its_life_and_not_before() -> None:
    """After 44 days it is the same, after 46 another."""
    authority, clock = Authority.create(MemoryKeyStore()), MovableClock()
    desk = NoDesk(authority.public_keys().user)
    listener = SshListener(desk, authority, BreakableStore(), clock, lambda _conversation: None)
    await listener.renew()
    first = host_key(listener)
    clock.ahead = 44 * DAY
    await listener.renew_when_due()
    assert host_key(listener) == first
    clock.ahead = 46 * DAY
    await listener.renew_when_due()
    assert host_key(listener) != first
