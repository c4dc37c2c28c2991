"""A value that never prints itself.

Does not encrypt: see `gateway.sealing` for secrets at rest.
"""

from typing import Generic, TypeVar, final

T = TypeVar("T")


@final
class Secret(Generic[T]):
    """Holds *value*; every way of printing it shows a placeholder. `reveal` is the one way to it."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def reveal(self) -> T:
        """The value itself, for the one place that needs it."""
        return self._value

    def __repr__(self) -> str:
        return "<secret>"

    def __reduce__(self) -> str:
        raise TypeError("a Secret is not pickled")
