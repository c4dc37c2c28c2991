"""The sentences of refusals."""

import pytest

from agent.errors import RefusedError
from wire.reasons import Reason


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_sentence(reason: Reason) -> None:
    """Whatever the gateway says, the person reads a sentence that ends with a full stop."""
    error = RefusedError(reason, 3.0)
    assert str(error).endswith(".")
    assert (error.reason, error.retry_after) == (reason, 3.0)
