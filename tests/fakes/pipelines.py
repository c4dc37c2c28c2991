"""A pipeline with a viewer at its end and no line between: what is drawn here is seen there.

Knows threads and conditions. Acknowledges each picture at once, unless told to hold back.
"""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import numpy as np

from agent.capture import Grabber
from agent.damage import Pixels
from agent.forbidden import Forbidden
from agent.pipeline import Pipeline, Stop
from agent.session import Shown
from tests.fakes.marks import overlay
from tests.fakes.viewer import FakeViewer
from watermark import Stamper
from wire.message import Message
from wire.messages import Overlay
from wire.reasons import Reason

DEADLINE = 30.0  # seconds after which a wait has failed


class Watched:
    """A running pipeline; `viewer` is what its pictures have made. Use as a context."""

    def __init__(
        self,
        grabber: Grabber,
        *,
        mark: Overlay | None = None,
        forbidden: tuple[str, ...] = (),
        acknowledge: bool = True,
    ) -> None:
        self.viewer = FakeViewer()
        self.messages: list[Message] = []
        self.ended: list[Reason | None] = []
        self.acknowledge = acknowledge
        self.unacknowledged = 0
        self.most_unacknowledged = 0
        self._changed = threading.Condition()
        self.pipeline = Pipeline(grabber, mark or overlay(), Forbidden(forbidden), self, time.monotonic)

    def __enter__(self) -> Self:
        self.pipeline.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.pipeline.order(Stop())
        self.pipeline.join()

    def send(self, message: Message) -> None:
        """From the pipeline's thread."""
        with self._changed:
            self.messages.append(message)
            number = self.viewer.take(message)
            if number is not None:
                self.unacknowledged += 1
                self.most_unacknowledged = max(self.most_unacknowledged, self.unacknowledged)
                if self.acknowledge:
                    self._acknowledge(number)
            self._changed.notify_all()

    def finished(self, reason: Reason | None) -> None:
        """From the pipeline's thread, once."""
        with self._changed:
            self.ended.append(reason)
            self._changed.notify_all()

    def catch_up(self) -> None:
        """Acknowledge what was held back, and from now on everything at once."""
        with self._changed:
            self.acknowledge = True
            for number in self.viewer.pictures[len(self.viewer.pictures) - self.unacknowledged :]:
                self._acknowledge(number)

    def pipeline_is_quiet(self) -> bool:
        """Whether every picture is acknowledged and nothing is owed."""
        pictures = self.pipeline._pictures
        return (
            not self.unacknowledged
            and pictures is not None
            and bool(self.viewer.pictures)
            and pictures.planner.repair_wait(0.0) is None
        )

    def shows(self, stamper: Stamper, pixels: Pixels) -> bool:
        """Whether the viewer sees *pixels*, stamped, and nothing else."""
        wanted = stamper.stamp_screen(pixels).pixels[:, :, :3]
        return np.array_equal(self.viewer.framebuffer, wanted)

    def until(self, condition: Callable[[], bool], what: str, deadline: float = DEADLINE) -> None:
        """Wait until *condition* holds, looking again after each message and every 20 ms."""
        end = time.monotonic() + deadline
        with self._changed:
            while not condition():
                left = end - time.monotonic()
                assert left > 0, f"not within {deadline} s: {what}"
                self._changed.wait(min(left, 0.02))

    def _acknowledge(self, number: int) -> None:
        self.unacknowledged -= 1
        self.pipeline.order(Shown(number, 0.0, time.monotonic()))
