"""The line of the benchmark: its timetable as arithmetic, its carrying with real sockets."""

import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.desk.line import AHEAD, NONE, Line, Profile, Timetable

HOME = Profile(10, 30)
SIZES = st.lists(st.tuples(st.floats(0, 0.1), st.integers(1, 16384)), min_size=1, max_size=50)


def test_a_chunk_takes_its_bytes_and_half_the_round_trip() -> None:
    """On a free line of 10 Mbit/s and 30 ms, 12,500 bytes come out after 10 ms and 15 ms."""
    assert Timetable(HOME).enter(7.0, 12_500) == pytest.approx(7.025)


@given(chunks=SIZES)
def test_chunks_come_out_in_order_and_no_faster_than_the_line(chunks: list[tuple[float, int]]) -> None:
    """However chunks come, each comes out after those before it, and later than them by its own bytes at least."""
    timetable, now, last = Timetable(HOME), 0.0, 0.0
    for pause, size in chunks:
        now += pause
        out = timetable.enter(now, size)
        assert out >= last + size / HOME.rate - 1e-9
        assert out >= now + size / HOME.rate + HOME.delay - 1e-9
        last = out


@given(chunks=SIZES)
def test_a_sender_feels_the_rate(chunks: list[tuple[float, int]]) -> None:
    """Whoever waits as told never has more in the line than one chunk and what the line takes ahead."""
    timetable, now = Timetable(HOME), 0.0
    for pause, size in chunks:
        now += pause
        out = timetable.enter(now, size)
        assert out - HOME.delay - now <= size / HOME.rate + AHEAD + 1e-9
        now += timetable.wait(now)


@pytest.mark.parametrize("profile", [NONE, Profile(80, 2)])
def test_bytes_come_out_as_they_went_in(profile: Profile) -> None:
    """With and without a limit the line carries both ways unchanged, counts both, and closes when an end closes."""
    sent = bytes(range(256)) * 400
    with socket.create_server(("127.0.0.1", 0)) as back, socket.create_server(("127.0.0.1", 0)) as front:
        line = Line(back.getsockname()[1], profile)
        threading.Thread(target=line.serve, args=(front,), daemon=True).start()
        with socket.create_connection(front.getsockname()) as near, back.accept()[0] as far:
            near.settimeout(10)
            far.settimeout(10)
            near.sendall(sent)
            assert _read(far, len(sent)) == sent
            far.sendall(sent[::-1])
            assert _read(near, len(sent)) == sent[::-1]
            assert line.carried == {"up": len(sent), "down": len(sent)}
            near.shutdown(socket.SHUT_WR)
            assert far.recv(1) == b""


def test_somebody_who_comes_too_early_does_not_end_the_line() -> None:
    """While nobody listens behind the line a connection is closed at once, and the next one is carried."""
    back = socket.socket()
    back.bind(("127.0.0.1", 0))
    with back, socket.create_server(("127.0.0.1", 0)) as front:
        line = Line(back.getsockname()[1], NONE)
        threading.Thread(target=line.serve, args=(front,), daemon=True).start()
        with socket.create_connection(front.getsockname(), timeout=10) as early:
            assert early.recv(1) == b""
        back.listen()
        with socket.create_connection(front.getsockname()) as near, back.accept()[0] as far:
            near.sendall(b"a")
            far.settimeout(10)
            assert far.recv(1) == b"a"


def _read(sock: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size and (more := sock.recv(65536)):
        data += more
    return data
