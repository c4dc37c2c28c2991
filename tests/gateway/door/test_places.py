"""How many strangers may stand at a door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.door.places import NoPlaceError, Places, source_key


def test_one_source_cannot_fill_the_door() -> None:
    """Past its share a source is refused, while another finds room."""
    places = Places(total=10, per_source=2)
    taken = [places.take("192.0.2.1") for _ in range(2)]
    with pytest.raises(NoPlaceError) as full:
        places.take("192.0.2.1")
    assert full.value.cause == "source"
    places.take("192.0.2.2")
    taken[0].leave()
    places.take("192.0.2.1")


def test_the_door_is_full_for_everybody() -> None:
    """Past the total nobody finds room, whoever they are."""
    places = Places(total=3, per_source=2)
    for number in range(3):
        places.take(f"192.0.2.{number}")
    with pytest.raises(NoPlaceError) as full:
        places.take("192.0.2.9")
    assert full.value.cause == "total"


def test_leaving_twice_makes_room_once() -> None:
    """A place is given back once, however often its holder leaves."""
    places = Places(total=2, per_source=2)
    place = places.take("192.0.2.1")
    places.take("192.0.2.1")
    place.leave()
    place.leave()
    assert len(places) == 1


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("not an address", "not an address"),
    ],
)
def test_a_source_is_what_one_home_has(address: str, key: str) -> None:
    """An IPv4 address, however it is written, or the /64 of an IPv6 one."""
    assert source_key(address) == key


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=60))
def test_the_count_is_always_that_of_the_present(moves: list[tuple[int, bool]]) -> None:
    """Whoever comes and goes, in any order: the count is right and nothing is kept of those who left."""
    places = Places(total=8, per_source=3)
    present: list[object] = []
    for source, comes in moves:
        if comes:
            try:
                present.append(places.take(f"192.0.2.{source}"))
            except NoPlaceError:
                continue
        elif present:
            present.pop().leave()  # type: ignore[attr-defined] # a Place
    assert len(places) == len(present)
    assert sum(places._taken.values()) == len(present)
    assert all(places._taken.values())
