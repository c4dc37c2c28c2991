"""A real state directory in a temporary place."""

from pathlib import Path

from gateway.config import Address, Config, Listener
from gateway.state import StateDirectory


def sample_config() -> Config:
    """Three listeners on this machine, on ports that the system chooses; invitations name port 8022 and 8023."""
    free = Address("127.0.0.1", 0)
    clients, agents = (Listener(free, Address("127.0.0.1", port)) for port in (8022, 8023))
    return Config(clients, agents, Listener(free, free))


def new_state(path: Path) -> StateDirectory:
    """A fresh state directory at *path*."""
    return StateDirectory.create(path, sample_config())
