"""The mark key keeps its secret."""

import pytest

from watermark.errors import MarkKeyError
from watermark.key import MarkKey


def test_a_key_survives_storage() -> None:
    """The stored 32 bytes give an equal key with the same id."""
    key = MarkKey.new()
    again = MarkKey.from_bytes(key.to_bytes())
    assert again == key
    assert again.key_id == key.key_id
    assert hash(again) == hash(key)


def test_two_new_keys_differ() -> None:
    """Keys are random."""
    assert MarkKey.new() != MarkKey.new()


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_key_has_32_bytes(size: int) -> None:
    """Any other length is refused."""
    with pytest.raises(MarkKeyError, match="32 bytes"):
        MarkKey.from_bytes(bytes(size))


def test_nothing_shown_contains_the_secret() -> None:
    """Neither repr, str nor the key id has any part of the key."""
    key = MarkKey.from_bytes(bytes(range(100, 132)))
    shown = f"{key!r} {key} {key.key_id}"
    assert key.to_bytes()[:4].hex() not in shown
    assert "<secret>" in repr(key)


def test_purposes_are_apart() -> None:
    """What is derived for one purpose differs from every other and from the key."""
    key = MarkKey.new()
    derived = {key.derive(purpose) for purpose in (b"mac", b"sign", b"order", b"key id")}
    assert len(derived) == 4
    assert key.to_bytes() not in derived


def test_a_key_cannot_be_changed_by_its_source() -> None:
    """A buffer that the caller goes on using does not change the key."""
    buffer = bytearray(32)
    key = MarkKey(bytes(buffer))
    buffer[0] = 1
    assert key.to_bytes() == bytes(32)
