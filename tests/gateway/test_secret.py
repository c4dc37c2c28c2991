"""Values that never print themselves."""

import pickle

import pytest

from gateway.secret import Secret

PLANTED = "JBSWY3DPEHPK3PXP"


def test_no_way_of_printing_shows_the_value() -> None:
    """repr, str, format and a container's repr all show a placeholder."""
    secret = Secret(PLANTED)
    for shown in (repr(secret), str(secret), f"{secret}", f"{secret!s:>40}", repr([secret]), repr({"code": secret})):
        assert PLANTED not in shown
        assert "<secret>" in shown


def test_the_value_is_revealed_on_purpose_only() -> None:
    """The value comes out by `reveal`, and a secret cannot be pickled on its way to another place."""
    secret = Secret(PLANTED)
    assert secret.reveal() == PLANTED
    assert not hasattr(secret, "__dict__")
    with pytest.raises(TypeError):
        pickle.dumps(secret)
