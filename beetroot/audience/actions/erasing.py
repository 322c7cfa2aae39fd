"""Rooms above keep rows about a subscription, too; they register here what forgets them."""

from collections.abc import Callable
from uuid import UUID

_ERASERS: list[Callable[[UUID], object]] = []


def register_eraser(erase: Callable[[UUID], object]) -> None:
    """`erase` is called in the transaction that erases a reader, with the subscription's id."""
    _ERASERS.append(erase)


def erase_everywhere(reader: UUID) -> None:
    """Lets every room above forget a subscription."""
    for erase in _ERASERS:
        erase(reader)
