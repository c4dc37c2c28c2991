"""The two listeners' desks: whose certificates count, and which conversation each may hold."""

from dataclasses import dataclass
from typing import final

from certs.profiles import Profile
from gateway.ssh.attend import AttendDesk
from gateway.ssh.channel import Channel
from gateway.ssh.enrol import Enrolment
from gateway.ssh.join import JoinDesk
from gateway.ssh.server import Guest
from wire import Conversation


@final
@dataclass(frozen=True, slots=True)
class ClientsDesk:
    """The clients' listener: device certificates, join; newcomers that are home PCs."""

    join: JoinDesk
    enrolment: Enrolment

    @property
    def conversation(self) -> Conversation:
        """What device certificates are for."""
        return Conversation.JOIN

    @property
    def authority(self) -> str:
        """The user authority."""
        return self.join.authority.signer_line(Profile.DEVICE)

    async def talk(self, channel: Channel, guest: Guest) -> None:
        """Join."""
        await self.join.hold(channel, guest)

    async def enrol(self, channel: Channel, guest: Guest) -> None:
        """Enrol a home PC."""
        await self.enrolment.client(channel, guest)


@final
@dataclass(frozen=True, slots=True)
class AgentsDesk:
    """The agents' listener: machine certificates, attend; newcomers that are office PCs."""

    attend: AttendDesk
    enrolment: Enrolment

    @property
    def conversation(self) -> Conversation:
        """What machine certificates are for."""
        return Conversation.ATTEND

    @property
    def authority(self) -> str:
        """The machine authority."""
        return self.attend.authority.signer_line(Profile.MACHINE_DIAL)

    async def talk(self, channel: Channel, guest: Guest) -> None:
        """Attend."""
        await self.attend.hold(channel, guest)

    async def enrol(self, channel: Channel, guest: Guest) -> None:
        """Enrol an office PC."""
        await self.enrolment.agent(channel, guest)
