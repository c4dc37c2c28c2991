"""The set of messages is closed: what is not here cannot cross the checkpoint."""

import inspect
import re

import pytest
from msgspec import inspect as types
from msgspec import structs

from wire import geometry, kinds, limits
from wire import messages as m
from wire.message import Message

# Adding a name here widens what may pass between a home PC and an office PC. It is not a formality: Sekisho promises
# that only pictures come out and only keys and pointer go in. A new message needs an entry in docs/adr/ that says why
# it cannot carry documents, and a new VERSION.
UPWARDS = frozenset(("View", "Ack", "Key", "Pointer", "Button", "Wheel", "ReleaseAll", "Refresh", "Ping", "Resize"))
CLASSES = UPWARDS | {
    # shared
    "Refused",
    "Bye",
    # enrol
    "Spend",
    "TotpOffer",
    "TotpConfirm",
    "Certified",
    # attend
    "Attend",
    "Attending",
    "Offer",
    "OfferAccepted",
    "OfferRefused",
    "NewOverlay",
    "NewPolicy",
    "Withdraw",
    "SessionOver",
    "Renew",
    "Renewed",
    # join
    "Join",
    "Admitted",
    "Report",
    "Pcs",
    "Open",
    "Opened",
    "Close",
    "Ended",
    # screen, downwards
    "Screen",
    "Picture",
    "Cursor",
    "Blanked",
    "Pong",
}
PARTS = {"Antivirus", "Posture", "Authorities", "Pc", "Overlay", "ScreenPolicy", "Patch"}
FORBIDDEN = re.compile(r"(?i)clipboard|file|print|sound|audio|blob|upload|download|usb|camera|microphone|generic")

# Every field of raw bytes, and what it may hold.
BYTES = {
    "Overlay.pattern": "the session's pattern, gateway to office PC",
    "Patch.data": "a stamped picture, office PC to viewer",
    "Cursor.pixels": "the shape of the pointer, office PC to viewer",
    "Join.ticket": "32 bytes: the gateway's own ticket coming back",
    "Admitted.ticket": "32 bytes: a resume ticket",
    "Opened.token": "32 bytes: a relay token",
    "Offer.token": "32 bytes: a relay token",
}


def classes() -> dict[str, type[Message]]:
    """The message classes that the package defines."""
    found = inspect.getmembers(m, lambda thing: inspect.isclass(thing) and issubclass(thing, Message))
    return {name: cls for name, cls in found if cls is not Message}


def holds_bytes(kind: types.Type) -> bool:
    """Whether a field of type *kind* may hold raw bytes."""
    if isinstance(kind, types.UnionType):
        return any(holds_bytes(part) for part in kind.types)
    return isinstance(kind, types.BytesType)


def test_no_message_was_added_or_removed() -> None:
    """The classes are exactly those listed above, and exactly the table's; see there before changing the list."""
    assert {kind.message.__name__ for kind in kinds.KINDS} == CLASSES
    assert classes().keys() == CLASSES | PARTS


def test_no_message_or_field_is_named_after_what_must_not_pass() -> None:
    """No class and no field speaks of a clipboard, a file, printing or sound, or of anything at all."""
    for name, cls in classes().items():
        for word in (name, *cls.__struct_fields__):
            assert not FORBIDDEN.search(word), f"{name}.{word}"


def test_numbers_and_classes_are_used_once() -> None:
    """No two kinds share a number or a class."""
    assert len(kinds.BY_NUMBER) == len(kinds.BY_MESSAGE) == len(kinds.KINDS)


def test_raw_bytes_have_named_purposes() -> None:
    """Bytes travel in the listed fields only; a new field of bytes must say here what it may hold."""
    found = {
        f"{name}.{field.name}"
        for name, cls in classes().items()
        for field in structs.fields(cls)
        if holds_bytes(types.type_info(field.type))
    }
    assert found == BYTES.keys()


@pytest.mark.parametrize("name", sorted(UPWARDS))
def test_what_goes_up_is_numbers_only(name: str) -> None:
    """A message from the viewer to the office PC has no text and no bytes, and fits 64 bytes."""
    cls = classes()[name]
    assert kinds.BY_MESSAGE[cls].limit == limits.MAX_INPUT
    for field in structs.fields(cls):
        assert isinstance(types.type_info(field.type), types.IntType | types.BoolType), field.name


@pytest.mark.parametrize("name", sorted(CLASSES | PARTS))
def test_every_class_is_frozen_strict_and_positional(name: str) -> None:
    """Every message, and every part of one, is immutable, a plain array, and forbids fields it does not know."""
    config = classes()[name].__struct_config__
    assert config.frozen
    assert config.array_like
    assert config.forbid_unknown_fields
    assert geometry.Rect.__struct_config__.forbid_unknown_fields


@pytest.mark.parametrize("name", sorted(CLASSES | PARTS))
def test_every_length_is_bounded(name: str) -> None:
    """No number, text or list is without a bound; raw bytes of pictures are bounded by their kind's limit."""
    for field in structs.fields(classes()[name]):
        for kind in leaves(types.type_info(field.type)):
            match kind:
                case types.IntType():
                    assert (kind.ge, kind.le if kind.lt is None else kind.lt) != (None, None), field.name
                case types.FloatType():
                    assert None not in {kind.ge, kind.le}, field.name
                case types.StrType():
                    assert kind.max_length or kind.pattern, field.name
                case types.VarTupleType():
                    assert kind.max_length, field.name
                case _:
                    pass


def leaves(kind: types.Type) -> list[types.Type]:
    """*kind* and the types inside it, except the classes that have tests of their own."""
    if isinstance(kind, types.UnionType):
        return [leaf for part in kind.types for leaf in leaves(part)]
    if isinstance(kind, types.VarTupleType):
        return [kind, *leaves(kind.item_type)]
    return [kind]
