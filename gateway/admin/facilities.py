"""What operations work with: the store, who is here now, the clock, and how invitations are written.

Plain references, made by the composition root. Decides nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gateway.clock import Clock
from gateway.live.registry import Registry
from gateway.ports import Store
from gateway.secret import Secret

if TYPE_CHECKING:  # it brings the image libraries, which most commands do without
    from gateway.tracing import TraceRoom


@dataclass(frozen=True, slots=True)
class Facilities:
    """One running gateway, as an administrator reaches it."""

    store: Store
    registry: Registry
    clock: Clock
    traces: "TraceRoom | None"
    inviter: Callable[[str], Callable[[Secret[str]], str]]  # for "client" or "agent": makes a code's invitation

    def now(self) -> float:
        """Unix seconds."""
        return self.clock.now()
