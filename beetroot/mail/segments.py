"""Bytes with a few named open places, filled once a reader.

While they are being built, segments are written as plain bytes in which a slot is NUL, name, NUL. Mail may not
hold a NUL (RFC 5321 4.5), so nothing can be mistaken for a slot.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

SLOT = re.compile("\0([a-z_]+)\0")
_SLOT_BYTES = re.compile(b"\0([a-z_]+)\0")

Part = str | dict[str, str]


def slot(name: str) -> str:
    """The mark of a slot, for texts that are still being built."""
    return f"\0{name}\0"


@dataclass(frozen=True)
class Segments:
    """Constant bytes around slots; `constants` is one longer than `slots`."""

    constants: tuple[bytes, ...]
    slots: tuple[str, ...] = ()

    @classmethod
    def parse(cls, marked: bytes) -> "Segments":
        """From bytes with marks."""
        pieces = _SLOT_BYTES.split(marked)
        return cls(tuple(pieces[::2]), tuple(name.decode("ascii") for name in pieces[1::2]))

    @cached_property
    def marked(self) -> bytes:
        """The bytes with marks; `parse` turns them back."""
        return self.fill({name: slot(name).encode("ascii") for name in self.slots})

    @cached_property
    def _places(self) -> tuple[tuple[int, str], ...]:
        return tuple((2 * index + 1, name) for index, name in enumerate(self.slots))

    @cached_property
    def _pattern(self) -> list[bytes]:
        pattern = [b""] * (2 * len(self.constants) - 1)
        pattern[::2] = self.constants
        return pattern

    def pieces(self, values: Mapping[str, bytes]) -> list[bytes]:
        """Constants and values in order. KeyError where a value is missing."""
        pieces = self._pattern.copy()
        for index, name in self._places:
            pieces[index] = values[name]
        return pieces

    def fill(self, values: Mapping[str, bytes]) -> bytes:
        """The bytes for these values. KeyError where one is missing."""
        return b"".join(self.pieces(values))

    def to_json(self) -> list[Part]:
        """Strings (ASCII) and `{"slot": name}`, in order."""
        pieces = (piece.decode("ascii") for piece in _SLOT_BYTES.split(self.marked))
        return [{"slot": piece} if number % 2 else piece for number, piece in enumerate(pieces)]

    @classmethod
    def from_json(cls, parts: Iterable[Part]) -> "Segments":
        """What `to_json` gave. ValueError or KeyError where it is not that."""
        return cls.parse("".join(map(_marked, parts)).encode("ascii"))


def _marked(part: Part) -> str:
    marked = part if isinstance(part, str) else slot(part["slot"])
    if ("\0" in marked) if isinstance(part, str) else not SLOT.fullmatch(marked):
        raise ValueError("Segments hold no NUL and slots have a name.")
    return marked
