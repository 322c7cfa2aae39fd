"""Russian; see the English twin."""

from beetroot.reading.en.numbers import NUMBERS

__all__ = ["NUMBERS"]
