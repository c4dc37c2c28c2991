"""What messages show of themselves."""

import pytest

from tests.fakes.wire_values import SAMPLES
from wire import messages as m
from wire.message import Message

SECRETS: dict[type[Message], tuple[str, ...]] = {
    m.Spend: ("invitation",),
    m.TotpOffer: ("uri",),
    m.TotpConfirm: ("code",),
    m.Join: ("code", "ticket"),
    m.Admitted: ("ticket",),
    m.Opened: ("token",),
    m.Offer: ("token", "overlay"),
    m.NewOverlay: ("overlay",),
    m.Key: ("code",),  # what is typed may be a password
}
SECRET_NAMES = {name for names in SECRETS.values() for name in names}


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: type(sample).__name__)
def test_a_repr_tells_no_secret(sample: Message) -> None:
    """A code, token, ticket, invitation, secret or pattern never shows in a repr; the other fields do."""
    shown = repr(sample)
    for name in sample.__struct_fields__:
        value = getattr(sample, name)
        if name in SECRETS.get(type(sample), ()):
            assert f"{name}=<secret>" in shown
            assert repr(value) not in shown
        else:
            assert f"{name}={value!r}" in shown


def test_no_field_with_a_secret_name_is_shown_by_another_message() -> None:
    """A message that carries a field named as a secret one elsewhere hides it too."""
    for sample in SAMPLES:
        assert SECRET_NAMES & set(sample.__struct_fields__) == set(SECRETS.get(type(sample), ()))


def test_the_rest_of_an_overlay_is_not_shown_through_its_parts() -> None:
    """An overlay inside an offer does not leak through the parts that the offer prints."""
    offer = next(sample for sample in SAMPLES if isinstance(sample, m.Offer))
    assert "pattern" not in repr(offer)
