"""How a reading came about."""

import numpy as np
import pytest

from tests.fakes.marked import KEY, MARK, marked
from tests.fakes.screens import screen
from watermark import MarkKey, Status
from watermark.reader import examine
from watermark.spread import CELLS
from watermark.trail import Notes, homography, matrix_of, strangers_best

OTHER = MarkKey.from_bytes(b"x" * 32)


def test_the_trail_of_a_mark_agrees_with_its_reading() -> None:
    """Its last attempts are those where it was read, and the cells shown agree with the codeword."""
    reading, trail = examine(marked("document", 800, 600), [KEY, OTHER])
    assert reading.mark == MARK
    assert reading.hypotheses >= len(trail.attempts)
    assert trail.shown in {len(trail.attempts) - 2, len(trail.attempts) - 1}
    assert trail.attempts[trail.shown].sealed
    assert trail.attempts[trail.shown].score == reading.score
    agreement = float(np.dot(trail.cells, trail.codeword)) / np.sqrt(np.dot(trail.cells, trail.cells))
    assert agreement == pytest.approx(reading.score, abs=0.05)
    assert trail.runner_up is not None
    assert trail.runner_up < reading.threshold < reading.score


def test_the_trail_of_another_keys_mark_holds_no_codeword() -> None:
    """Nothing of what was decoded is in a trail that accepted nothing; its scores are below the threshold."""
    reading, trail = examine(marked("grey", 300, 200), OTHER)
    assert reading.status is not Status.IDENTIFIED
    assert trail.codeword == ()
    assert trail.shown is not None
    assert max(one.score for one in trail.attempts) == trail.attempts[trail.shown].score == reading.score
    assert len(trail.cells) == CELLS * CELLS
    assert not any(one.sealed for one in trail.attempts)


def test_a_picture_with_no_place_to_try_has_an_empty_trail() -> None:
    """Notes without an attempt give a trail without any."""
    assert Notes().trail(None).attempts == ()
    reading, trail = examine(np.full((70, 70, 3), 128, np.uint8), KEY)
    assert (reading.hypotheses == 0) == (trail.attempts == ())


def test_a_geometry_is_kept_as_nine_numbers() -> None:
    """Scaled so that the last is 1, and back."""
    matrix = np.array([[2.0, 0.1, 5.0], [0.2, 2.0, 7.0], [0.0, 0.001, 2.0]])
    assert homography(matrix)[8] == 1.0
    assert matrix_of(homography(matrix)) == pytest.approx(matrix / 2)


def test_unrelated_keys_stay_at_chance_on_a_readable_photo() -> None:
    """On the very cells that the right key reads, keys of nobody stay below every threshold."""
    _, trail = examine(marked("terminal", 600, 400), KEY)
    assert 8 < strangers_best(trail.cells, 16) < 14
    assert strangers_best(trail.cells, 4) == strangers_best(trail.cells, 4)
    assert strangers_best([0.0] * (CELLS * CELLS), 4) == 0.0


def test_an_unmarked_screen_has_attempts_and_no_more() -> None:
    """Absent is told with what was tried."""
    reading, trail = examine(screen("grey", 180, 120), KEY)
    assert reading.status is Status.ABSENT
    assert reading.hypotheses >= len(trail.attempts)
