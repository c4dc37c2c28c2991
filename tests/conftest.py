"""The manners of the suite: no outside network, no stray threads, no errors left behind in the event loop.

Warnings are errors by `pyproject.toml`. Knows nothing of any room.
"""

import codecs
import functools
import gc
import ipaddress
import logging
import os
import sys
import threading
import time
from collections.abc import Iterator

import cv2
import hypothesis
import pytest
import structlog
from blockbuster import BlockBuster
from xdist.remote import Producer  # type: ignore[import-untyped] # xdist has no types

from tests import workers
from tests.workers import Together

# What serves thousands at once in one event loop; the command line and the making of a store may block.
SERVING = [f"gateway.{part}" for part in "auth console door live relay ssh store".split()]  # noqa: SIM905 - reads as a list of names
NOT_SERVING = ["gateway.store.migrate", "gateway.store.revision", "gateway.store.migrations"]
THREAD_GRACE = 5.0  # seconds in which a test's threads must have ended

# Each worker has a core: threads of the libraries' own would wait for each other. Programs that tests start inherit it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
cv2.setNumThreads(1)

# The first host name would load this codec inside an event loop, and there PySide6's import hook reads files.
codecs.lookup("idna")

hypothesis.settings.register_profile("here", deadline=None)  # two shared cores: time says nothing about a property
hypothesis.settings.register_profile("ci", parent=hypothesis.settings.get_profile("here"), derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")


class OutsideNetworkError(AssertionError):
    """A test tried to leave this machine."""


def _is_inside(host: object) -> bool:
    """Whether *host* is this machine: no name or address that another could answer for."""
    if host in {None, "", "localhost", b"localhost"}:
        return True
    try:
        address = ipaddress.ip_address(host.decode() if isinstance(host, bytes) else str(host))
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _watch_network(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: raises when a socket or a look-up of a name goes outside. Unix sockets have no host."""
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if not _is_inside(host):
        raise OutsideNetworkError(f"{event} to {host!r}: a test may not leave this machine")


def pytest_configure() -> None:
    """Watch every Python socket of this process from now on; processes that tests start have their own rules."""
    sys.addaudithook(_watch_network)
    gc.disable()  # thousands of tests are collected, and none is garbage: to look for some took a fifth of the time


def pytest_collection_finish() -> None:
    """What was collected stays to the end, and is not looked through again."""
    gc.freeze()
    gc.enable()


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Keep together what shares servers; xdist's own order, by number of tests, says nothing about time."""
    config.option.loadscopereorder = False
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first."""
    items.sort(key=lambda item: workers.rank(item.nodeid))


@pytest.fixture(autouse=True)
def _no_stray_threads() -> Iterator[None]:
    """A test that leaves a thread behind fails, and the thread's name is told."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + THREAD_GRACE
    for thread in set(threading.enumerate()) - before:
        if not thread.daemon:
            thread.join(max(0.0, deadline - time.monotonic()))
            assert not thread.is_alive(), f"the test left {thread!r} running"


class _Kept(logging.Handler):
    """Remembers what the event loop complained of."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the text, with the exception if there is one."""
        self.records.append(f"{record.getMessage()} {record.exc_info}")


@pytest.fixture(autouse=True)
def _no_errors_in_the_loop() -> Iterator[None]:
    """A test fails when the event loop logs an error: a lost task, an exception that nobody fetched."""
    kept = _Kept()
    logger = logging.getLogger("asyncio")
    logger.addHandler(kept)
    yield
    logger.removeHandler(kept)
    assert not kept.records


@pytest.fixture(autouse=True)
def _logs_are_each_tests_own(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test configures of the logs ends with it; a cached logger would go on writing to its closed stream."""
    configure = structlog.configure

    def uncached(**settings: object) -> None:
        configure(**{**settings, "cache_logger_on_first_use": False})  # type: ignore[arg-type]

    monkeypatch.setattr(structlog, "configure", uncached)
    yield
    structlog.reset_defaults()


@functools.cache
def _blocking() -> BlockBuster:
    """Made once: it looks through the whole standard library."""
    blocking = BlockBuster(SERVING, excluded_modules=NOT_SERVING)
    for name in ("os.stat", "io.BufferedReader.read"):
        # A traceback that is logged quotes its source: in production plainly, in tests with colours.
        blocking.functions[name].can_block_in("linecache.py", {"checkcache", "updatecache"})
        blocking.functions[name].can_block_in("structlog/dev.py", {"__call__"})
        # The first store of a process names its driver's module, which Qt's import hook looks up on disk.
        blocking.functions[name].can_block_in("sqlite/aiosqlite.py", {"import_dbapi"})
    return blocking


@pytest.fixture(autouse=True)
def _no_blocking_in_the_gateway(request: pytest.FixtureRequest) -> Iterator[None]:
    """A gateway test fails when serving code blocks the event loop: reads a file, asks SQLite, sleeps."""
    if "gateway" not in request.path.relative_to(request.config.rootpath).parts:
        yield
        return
    blocking = _blocking()
    blocking.activate()
    yield
    blocking.deactivate()
