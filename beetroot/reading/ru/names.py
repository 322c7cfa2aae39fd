"""Russian; see the English twin."""

from beetroot.reading.en.names import NAMES

__all__ = ["NAMES"]
