"""The closed set of reasons."""

import re

import pytest

from wire.reasons import Reason


@pytest.mark.parametrize("reason", Reason)
def test_a_reason_is_its_own_name(reason: Reason) -> None:
    """What travels and what is logged is the reason's name in small letters, fit for a metric's label."""
    assert reason.value == reason.name.lower()
    assert re.fullmatch(r"[a-z][a-z_]*", reason.value)
