"""`make bench`: measure beside rivals, print the tables, and write them to docs/performance.md."""

import platform
import time
from pathlib import Path
from typing import Annotated, Final

import psutil
import typer

from bench import idle, key_to_pixel, relay, watermark_bench
from bench.parts import PERFORMANCE, put

_HEAD: Final = """## Beside rivals

Written by `make bench` on {day}: {cores} cores, Python {python}. The machines are shared and noisy, so read the ratios:
every figure stands beside its rival's from the same run, the two taking turns; medians of {rounds} rounds.
"""


def main(
    rounds: Annotated[int, typer.Option(help="turns that each side takes")] = 5,
    keys: Annotated[int, typer.Option(help="keys pushed in a turn")] = 60,
    report: Annotated[Path, typer.Option(help="where the tables go")] = PERFORMANCE,
) -> None:
    """Measure key to pixel and idling beside TigerVNC, the relay beside HAProxy, and the mark beside other marks."""
    head = _HEAD.format(
        day=time.strftime("%Y-%m-%d"), cores=psutil.cpu_count(), python=platform.python_version(), rounds=rounds
    )
    text = head + _keys(rounds, keys) + _relay(rounds) + _idle() + watermark_bench.report()
    print(text)
    put(report, "bench", text)


def _keys(rounds: int, keys: int) -> str:
    taken = key_to_pixel.measure(rounds, keys)
    rows = "".join(f"| {name} | {f.p50} | {f.p95} | {f.worst} |\n" for name, f in taken.items())
    ratio = taken["sekisho"].p50 / taken["tigervnc"].p50
    return f"""
### From key to pixel

A key is pushed on the home PC's keyboard and its change is waited for on the home PC's screen: loopback, 1600×900,
{keys} keys a round (`bench/key_to_pixel.py`). Sekisho: Qt client, SSH end to end, relay, agent, both marks on. TigerVNC
at its defaults: no encryption, no relay, no mark.

| | p50 ms | p95 ms | worst ms |
|---|---|---|---|
{rows}
Ratio of the p50: {ratio:.2f}. The target is a p50 of at most 30 ms.
"""


def _relay(rounds: int) -> str:
    taken = relay.measure(rounds)
    rows = "".join(
        f"| {name} | {f['mb_per_cpu_second']:.0f} | {f['cpu_us_per_message']} | {f['round_trip_us']:.0f} |\n"
        for name, f in taken.items()
    )
    ratio = taken["sekisho"]["mb_per_cpu_second"] / max(
        f["mb_per_cpu_second"] for name, f in taken.items() if name != "sekisho"
    )
    return f"""
### The relay

The process that joins two sockets on loopback, one thread each (`bench/relay.py`): megabytes for each second of its
CPU, and CPU and round trip of a {relay.MESSAGE}-byte message, one at a time.

| | MB a CPU-second | CPU µs a message | round trip µs |
|---|---|---|---|
{rows}
Ratio of the megabytes to HAProxy's better setting: {ratio:.2f}. The target is at least 1.
"""


def _idle(seconds: float = 20.0) -> str:
    rows = "".join(
        f"| {stack} {program} | {still.cpu} | {found['caret'][program].cpu} | {still.memory:.0f} |\n"
        for stack, found in (("sekisho", idle.sekisho(seconds)), ("tigervnc", idle.tigervnc(seconds)))
        for program, still in found["still"].items()
    )
    return f"""
### While nobody types

One session at 1600×900 (`bench/idle.py`): share of one core over {seconds:.0f} s on a still screen, and with a caret
that blinks every half second; resident memory. The target is under 1 % for the agent.

| | still, % | caret, % | MiB |
|---|---|---|---|
{rows}"""


if __name__ == "__main__":
    typer.run(main)
