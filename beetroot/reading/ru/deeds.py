"""Russian; see the English twin."""

from beetroot.reading.en.deeds import DEEDS

__all__ = ["DEEDS"]
