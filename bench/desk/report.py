"""The part of docs/performance.md that `make bench-desk` writes, from the figures it keeps. Measures nothing."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bench.desk import results
from bench.desk.measure import Row
from bench.parts import PERFORMANCE, put

OURS: Final = "sekisho"
NOBODY: Final = "direct"  # no remote desktop, and so no rival
LINES: Final = {"home": "10 Mbit/s, 30 ms", "loopback": "loopback", "poor": "1 Mbit/s, 100 ms"}
WITHOUT_RATE: Final = ("probe", "type", "both", "stall")  # nobody draws thirty pictures a second in these
MOVING: Final = ("scroll", "drag", "video")
SAME_RATE: Final = 0.9  # of our pictures a second
HEAD: Final = """## Remote desktops side by side

1600 × 900, for us with the mark, the relay and end-to-end encryption, for the rivals with none of them, but for
*tigervnc-tls*, whose line is encrypted, as TigerVNC's is unless it is told otherwise. Milliseconds from a change on
the office's screen to the same change on the home PC's own screen, p50, and pictures shown a second; *probe* is a key
to its pixel; *both* is typing beside a film; *stall* is the first true picture after the viewer stood still for 5 s.
*direct* is nobody's desktop: the office PC's own screen and keys, which is what the application and the measurement
take of each figure; the line's own round trip comes on top of it. In brackets: the rounds, of which each figure is the
median. *Leanest* is the rival that takes the least of the office PC's time among those that show as many pictures (nine
in ten of ours at least). Every figure is in
[docs/desk](desk/). A desktop that showed nothing is left out.
"""

Summary = Mapping[str, Mapping[str, Row]]  # by stack and mode


def write(folder: Path) -> None:
    """Write the part from the JSON files in *folder*."""
    parts = [HEAD]
    for line, words in LINES.items():
        path = folder / f"{line}.json"
        if path.exists():
            rows = {stack: [Row(**row) for row in kept] for stack, kept in json.loads(path.read_text())["rows"].items()}
            found = {stack: {row.mode: row for row in results.summary(kept)} for stack, kept in rows.items()}
            shown = {stack: modes for stack, modes in found.items() if any(m in modes and modes[m].p50 for m in MOVING)}
            parts.append(_line(line, words, shown, {stack: _rounds(kept) for stack, kept in rows.items()}))
    put(PERFORMANCE, "bench-desk", "\n".join(parts))


def _rounds(rows: Sequence[Row]) -> int:
    return max((sum(row.mode == one.mode for row in rows) for one in rows), default=0)


def _line(line: str, words: str, found: Summary, rounds: Mapping[str, int]) -> str:
    modes = [mode for mode in dict.fromkeys(m for rows in found.values() for m in rows) if mode != "idle"]
    heads = [f"{stack} ({rounds[stack]})" for stack in found]
    lines = [f"### {words}", "", "| | " + " | ".join(heads) + " | ours to the best |"]
    lines.append("|---" * (len(found) + 2) + "|")
    for mode in modes:
        cells = [_cell(rows.get(mode)) for rows in found.values()]
        lines.append(f"| {mode} | " + " | ".join(cells) + f" | {_ratio(found, mode)} |")
    ours = found.get(OURS, {})
    settled = ", ".join(f"{mode} {ours[mode].settled:.0f}" for mode in MOVING if mode in ours and ours[mode].settled)
    lines += ["", f"Ours is exact to the pixel, in ms after the screen is quiet: {settled or '–'}."]
    if "idle" in ours:
        at_rest = ours["idle"]
        cpu = {"agent": at_rest.server_cpu, "gateway": at_rest.relay_cpu, "client": at_rest.viewer_cpu}
        shares = ", ".join(f"{name} {share:.1%}" for name, share in cpu.items())
        lines.append(f"A blinking caret: {at_rest.down * 8:.1f} kbit/s; of a core {shares}.")
    lines += ["", *_cores(found), "", f"![The same, drawn](desk/{line}.svg)", ""]
    return "\n".join(lines)


def _cores(found: Summary) -> list[str]:
    """What the office PC's side takes of a core, and ours beside the leanest rival that shows as many pictures."""
    stacks = [stack for stack in found if stack != NOBODY]
    lines = ["| cores of the office PC | " + " | ".join(stacks) + " | ours to the leanest |"]
    lines.append("|---" * (len(stacks) + 2) + "|")
    for mode in ("type", *MOVING):
        rows = {stack: found[stack][mode] for stack in stacks if mode in found[stack]}
        cells = [f"{rows[stack].server_cpu:.3f}" if stack in rows else "–" for stack in stacks]
        lines.append(f"| {mode} | " + " | ".join(cells) + f" | {_leanness(rows)} |")
    return lines


def _leanness(rows: Mapping[str, Row]) -> str:
    ours = rows.get(OURS)
    if ours is None or ours.frames is None:
        return "–"
    least = SAME_RATE * ours.frames
    rivals = [row.server_cpu for stack, row in rows.items() if stack != OURS and (row.frames or 0.0) >= least]
    return f"{ours.server_cpu / min(rivals):.2f}" if rivals else "no rival shows as many"


def _cell(row: Row | None) -> str:
    if row is None or row.p50 is None:
        return "–"
    taken = f"{row.p50:.0f}" if row.p50 >= 100 else f"{row.p50:.1f}"
    return taken if row.mode in WITHOUT_RATE or row.frames is None else f"{taken} / {row.frames:.1f}"


def _ratio(found: Summary, mode: str) -> str:
    ours = found.get(OURS, {}).get(mode)
    rivals = [rows[mode].p50 for stack, rows in found.items() if stack not in {OURS, NOBODY} and mode in rows]
    best = min((p50 for p50 in rivals if p50 is not None), default=None)
    return "–" if ours is None or ours.p50 is None or not best else f"{ours.p50 / best:.2f}"
