"""Secrets at rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import StoreError
from gateway.sealing import Sealer, derive
from gateway.secret import Secret

ROOT = Secret(b"r" * 32)


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_is_sealed_opens_again_in_its_row(plain: bytes, row: str) -> None:
    """Any bytes come back from their own table and row, and are not readable on the way."""
    sealer = Sealer(ROOT, "store")
    sealed = sealer.seal(Secret(plain), table="logins", row=row)
    assert len(plain) < 8 or plain not in sealed
    assert sealer.open(sealed, table="logins", row=row).reveal() == plain


def test_the_same_secret_is_never_sealed_alike() -> None:
    """Two sealings of one secret differ, so that equal secrets cannot be seen to be equal."""
    sealer = Sealer(ROOT, "store")
    assert len({sealer.seal(Secret(b"x"), table="t", row="r") for _ in range(20)}) == 20


@pytest.mark.parametrize(
    ("root", "purpose", "table", "row"),
    [
        (b"s" * 32, "store", "logins", "131016-0001"),
        (b"r" * 32, "keys", "logins", "131016-0001"),
        (b"r" * 32, "store", "organisations", "131016-0001"),
        (b"r" * 32, "store", "logins", "131016-0002"),
    ],
)
def test_nothing_opens_elsewhere(root: bytes, purpose: str, table: str, row: str) -> None:
    """Another root, purpose, table or row opens nothing."""
    sealed = Sealer(ROOT, "store").seal(Secret(b"secret"), table="logins", row="131016-0001")
    with pytest.raises(StoreError, match="do not match"):
        Sealer(Secret(root), purpose).open(sealed, table=table, row=row)


@given(st.integers(0, 34), st.integers(1, 255))
def test_any_changed_byte_is_noticed(index: int, change: int) -> None:
    """A sealed secret with one byte changed does not open."""
    sealer = Sealer(ROOT, "store")
    sealed = bytearray(sealer.seal(Secret(b"secret"), table="t", row="r"))
    sealed[index] ^= change
    with pytest.raises(StoreError):
        sealer.open(bytes(sealed), table="t", row="r")


@given(st.binary(max_size=28))
def test_too_few_bytes_are_damage(sealed: bytes) -> None:
    """Whatever is too short to be sealed is reported as damaged or foreign, never as another error."""
    with pytest.raises(StoreError):
        Sealer(ROOT, "store").open(sealed, table="t", row="r")


def test_each_purpose_has_its_own_key() -> None:
    """Derived keys differ by purpose, have 32 bytes, and stay the same for ever: stores must open after an update."""
    assert derive(ROOT, "keys").reveal() != derive(ROOT, "store").reveal()
    assert derive(ROOT, "store").reveal().hex() == "3bdda783bc4a532cb94f4f1687a819fbe659bd22ba47b25c88046dde118e9f79"
