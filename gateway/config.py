"""The gateway's settings: where it listens, and what addresses it tells newcomers. Parsing only; no files.

Everything else (policy, people, PCs) lives in the store, where a change is audited.
"""

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

import msgspec

from gateway.errors import StateError

VERSION: Final = 1  # of the state directory as a whole

_ADDRESS: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]{1,253}):(?P<port>[0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Address:
    """A host and a TCP port; port 0 lets the system choose one."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """The address in HOST:PORT, an IPv6 host in brackets. Raises `ValueError` with a sentence."""
        match = _ADDRESS.fullmatch(text)
        if match is None or int(match["port"]) > 65535:
            raise ValueError(f"{text} is not an address: it is written HOST:PORT, for instance 127.0.0.1:8022.")
        return cls(match["host"].strip("[]"), int(match["port"]))

    @property
    def is_numeric(self) -> bool:
        """Whether the host is an IP address and not a name."""
        return ":" in self.host or re.fullmatch(r"[0-9.]+", self.host) is not None

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class Listener:
    """Where to listen, and the address by which others reach it (they differ behind a firewall's translation)."""

    listen: Address
    advertise: Address


@dataclass(frozen=True, slots=True)
class Siem:
    """Where the audit is sent on as it grows: a file of JSON lines, a syslog collector over TLS, both or neither."""

    file: Path | None = None
    syslog: Address | None = None
    authority: Path | None = None  # whose certificates a collector may show; None: whom the system trusts
    certificate: Path | None = None  # our own for the collector, with its key in the same file


@dataclass(frozen=True, slots=True)
class Config:
    """The three listeners. The clients' one faces the Internet; the other two must not."""

    clients: Listener
    agents: Listener
    console: Listener
    siem: Siem = field(default_factory=Siem)

    def __post_init__(self) -> None:
        places = [self.clients.listen, self.agents.listen, self.console.listen]
        fixed = [place for place in places if place.port]
        if len(set(fixed)) != len(fixed):
            raise ValueError("The clients, the agents and the console each need an address of their own.")


class _Listening(msgspec.Struct, forbid_unknown_fields=True):
    listen: str
    advertise: str | None = None


class _Siem(msgspec.Struct, forbid_unknown_fields=True):
    file: str | None = None
    syslog: str | None = None
    authority: str | None = None
    certificate: str | None = None


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: int
    clients: _Listening
    agents: _Listening
    console: _Listening
    siem: _Siem | None = None


def to_toml(config: Config) -> str:
    """The text of config.toml."""
    return f"""\
# The Sekisho gateway's settings. Restart the service after a change.
version = {VERSION}

# What home PCs dial. `advertise` is the address written into invitations.
[clients]
listen = "{config.clients.listen}"
advertise = "{config.clients.advertise}"

# What office PCs dial: an inner address, never one that the Internet reaches.
[agents]
listen = "{config.agents.listen}"
advertise = "{config.agents.advertise}"

# Administrators' HTTPS: an inner address. `advertise` is the name that browsers dial; passkeys are bound to it.
[console]
listen = "{config.console.listen}"
advertise = "{config.console.advertise}"

# Where the audit is sent on as it grows, for those who watch over it: a file of JSON lines, a syslog collector
# (RFC 5424 over TLS, RFC 5425), or both. Take the marks of a comment away to use it.
# [siem]
# file = "/var/log/sekisho/audit.jsonl"
# syslog = "siem.example.lg.jp:6514"
# authority = "/etc/sekisho/siem-authority.pem"      # else whom the system trusts
# certificate = "/etc/sekisho/siem-client.pem"       # ours, with its key, if the collector asks for one
"""


def from_toml(text: str) -> Config:
    """The settings in *text*. Raises `StateError` with one sentence when they cannot be used."""
    try:
        data = tomllib.loads(text)
        _check_version(data.get("version"))
        file = msgspec.convert(data, _File)
        clients, agents, console = (_listener(one) for one in (file.clients, file.agents, file.console))
        return Config(clients, agents, console, _siem(file.siem or _Siem()))
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, ValueError) as error:
        raise StateError(f"config.toml cannot be used: {error}") from error


def _check_version(version: object) -> None:
    if isinstance(version, int) and version > VERSION:
        raise StateError(
            f"The state directory is of version {version}, newer than this program, which knows {VERSION}: update it."
        )


def _siem(siem: _Siem) -> Siem:
    file, authority, certificate = (
        None if name is None else Path(name) for name in (siem.file, siem.authority, siem.certificate)
    )
    return Siem(file, None if siem.syslog is None else Address.parse(siem.syslog), authority, certificate)


def _listener(listening: _Listening) -> Listener:
    listen = Address.parse(listening.listen)
    return Listener(listen, listen if listening.advertise is None else Address.parse(listening.advertise))
