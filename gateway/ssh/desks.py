"""The two listeners' desks: whose certificates count, and which conversation each may hold."""

from dataclasses import dataclass
from typing import final

from certs.errors import CertError
from certs.profiles import Profile
from certs.verify import verify
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

    def fault(self, user: str, line: str) -> str:
        """What is wrong with a home PC's certificate."""
        return _fault(Profile.DEVICE, self.authority, user, line, self.join.clock.now())

    def unproven(self, source: str) -> None:
        """Count it."""
        self.join.diary.unproven("clients", source)

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

    def fault(self, user: str, line: str) -> str:
        """What is wrong with an office PC's certificate."""
        return _fault(Profile.MACHINE_DIAL, self.authority, user, line, self.attend.clock.now())

    def unproven(self, source: str) -> None:
        """Count it."""
        self.attend.diary.unproven("agents", source)

    async def talk(self, channel: Channel, guest: Guest) -> None:
        """Attend."""
        await self.attend.hold(channel, guest)

    async def enrol(self, channel: Channel, guest: Guest) -> None:
        """Enrol an office PC."""
        await self.enrolment.agent(channel, guest)


def _fault(profile: Profile, authority: str, user: str, line: str, now: float) -> str:
    try:
        verify(line, profile=profile, authority=authority, subject=user, now=now)
    except CertError as error:
        return str(error)
    return "The key's signature is wrong."
