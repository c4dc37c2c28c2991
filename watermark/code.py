"""Error correction: a convolutional code of rate 1/4 and memory 8, decoded softly by Viterbi's algorithm.

Knows bits and soft values. Does not know what the bits mean or where the soft values come from.
The generators are the best known of this rate and memory (free distance 24; Proakis, Digital Communications,
table 8.2-3). The encoder starts at state 0 and is driven back to it by 8 zero bits, so both ends are certain.
"""

from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

GENERATORS: Final = (0o463, 0o535, 0o733, 0o745)
MEMORY: Final = 8
_STATES: Final = 1 << MEMORY
_TWICE: Final = 40  # steps, of which any two may be those where a near message leaves the best path
_UNREACHED: Final = -1e30  # the metric of a state that no message leads to: it loses against any that one does

Bits = npt.NDArray[np.uint8]
Soft = npt.NDArray[np.float32]


def _branch_signs() -> Soft:
    """For each register (new bit and state, 9 bits) the four symbols it sends, as +1 (bit 0) or -1 (bit 1)."""
    registers = np.arange(2 * _STATES)
    parity = [[(r & g).bit_count() & 1 for r in registers.tolist()] for g in GENERATORS]
    return 1 - 2 * np.array(parity, np.float32)  # (4, 512)


_SIGNS: Final = _branch_signs()


def coded_length(bits: int) -> int:
    """How many symbols carry *bits* message bits."""
    return (bits + MEMORY) * len(GENERATORS)


def encode(bits: Bits) -> npt.NDArray[np.int8]:
    """The symbols, +1 for a coded 0 and -1 for a coded 1, of a message."""
    state = 0
    symbols = []
    for bit in [*bits.tolist(), *([0] * MEMORY)]:
        register = bit << MEMORY | state
        symbols.append(_SIGNS[:, register])
        state = register >> 1
    return np.concatenate(symbols).astype(np.int8)


def decode(soft: Soft) -> Bits:
    """The most likely messages.

    *soft* is (batch, symbols): positive towards +1, in any one scale for each row. Returns (batch, bits).
    """
    return decode_list(soft, 1)[:, 0]


def decode_list(soft: Soft, count: int) -> Bits:
    """The most likely message of each row and *count* - 1 near ones; *soft* as above. Returns (batch, count, bits).

    A near one leaves the most likely path once or twice, where the path that lost against it came closest: most
    messages that a little more noise would have turned into the first are among them (Seshadri and Sundberg, IEEE
    Trans. Comm. 1994, call the full search a list Viterbi algorithm).
    """
    choices, margins = _survivors(soft)
    steps, batch, _ = choices.shape
    best, states = _trace_back(choices, np.zeros((steps, batch, 1), np.uint8))
    if count == 1:
        return best[:, :, : steps - MEMORY]
    # By how much the loser lost at each step of the best path; at the first `MEMORY` steps none was there to lose.
    lost = np.take_along_axis(margins, states, axis=2)[:, :, 0]
    turned = np.zeros((steps, batch, count - 1), np.uint8)
    for row in range(batch):
        for number, leaves in enumerate(_leaves(lost[:, row], count - 1)):
            turned[leaves, row, number] = 1
    near = _trace_back(choices, turned)[0]
    return np.concatenate([best, near], axis=1)[:, :, : steps - MEMORY]


def _leaves(lost: Soft, count: int) -> list[list[int]]:
    """The *count* cheapest ways to leave the best path once or twice, each as the steps where it is left.

    What two leaves cost is taken to be the sum, as it is when the path is back before it is left again.
    """
    once = np.argsort(lost, kind="stable")[:count].tolist()
    ways = [[step] for step in once] + [[first, second] for first, second in combinations(once[:_TWICE], 2)]
    return sorted(ways, key=lambda way: float(lost[way].sum()))[:count]


def _survivors(soft: Soft) -> tuple[npt.NDArray[np.uint8], Soft]:
    """Which of its two predecessors won each state at each step (steps, batch, states), and by how much."""
    batch, length = soft.shape
    steps = length // len(GENERATORS)
    branches = soft.reshape(batch, steps, len(GENERATORS)) @ _SIGNS  # (batch, steps, 512)
    metric = np.full((batch, _STATES), _UNREACHED, np.float32)
    metric[:, 0] = 0.0
    choices = np.empty((steps, batch, _STATES), np.uint8)
    margins = np.empty((steps, batch, _STATES), np.float32)
    for step in range(steps):
        # Register 2n and 2n+1 both lead to state n; the state they come from is their low 8 bits.
        reached = np.concatenate([metric, metric], axis=1) + branches[:, step]
        even, odd = reached[:, ::2], reached[:, 1::2]
        ahead = odd - even
        choices[step] = ahead > 0
        margins[step] = np.abs(ahead)
        metric = np.maximum(even, odd)
    return choices, margins


def _trace_back(choices: npt.NDArray[np.uint8], turned: npt.NDArray[np.uint8]) -> tuple[Bits, npt.NDArray[np.int64]]:
    """The bits of each row's paths (batch, paths, steps), and the states they are in after each step.

    A path goes where the winner came from, but at the steps *turned* (steps, batch, paths) where the loser did. The
    states are (steps, batch, paths).
    """
    steps, batch, paths = turned.shape
    rows = np.arange(batch)[:, None]
    state = np.zeros((batch, paths), np.int64)
    bits = np.empty((batch, paths, steps), np.uint8)
    states = np.empty((steps, batch, paths), np.int64)
    for step in reversed(range(steps)):
        states[step] = state
        bits[:, :, step] = state >> (MEMORY - 1)
        state = (2 * state + (choices[step, rows, state] ^ turned[step])) & (_STATES - 1)
    return bits, states
