"""Russian; see the English twin."""

from beetroot.reading.en.calendar import CALENDAR

__all__ = ["CALENDAR"]
