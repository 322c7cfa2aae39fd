"""Days, months and years with their precision, moved about and written as EDTF (ISO 8601-2)."""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "week", "month", "year", "decade", "century"]
_DAYS = {"day": 1.0, "week": 7.0}
_MONTHS = {"month": 1.0, "year": 12.0, "decade": 120.0, "century": 1200.0}
_EDTF = re.compile(r"(?P<year>\d{4})(?:-(?P<month>0[1-9]|1[0-2]))?(?:-(?P<day>0[1-9]|[12]\d|3[01]))?")


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A day, a month (`day` None) or a year (`month` None too); `about` adds EDTF's `~`."""

    year: int
    month: int | None = None
    day: int | None = None
    about: bool = False

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
            if self.day is not None:
                text += f"-{self.day:02d}"
        return text + ("~" if self.about else "")

    @property
    def first(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def to_month(self) -> "Moment":
        return Moment(self.year, self.month)

    def to_year(self) -> "Moment":
        return Moment(self.year)


def moment(year: int, month: int | None = None, day: int | None = None) -> Moment | None:
    """The moment, or None where the calendar has no such day or the year is nobody's news (pages state 0001-01-01)."""
    if not 1000 <= year <= 2999 or (month is not None and not 1 <= month <= 12):
        return None
    if day is not None and (month is None or not 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return Moment(year, month, day)


def of_day(day: date) -> Moment:
    return Moment(day.year, day.month, day.day)


def parse(edtf: str | None) -> Moment | None:
    """The moment at the head of an EDTF or ISO 8601 string."""
    found = _EDTF.match(edtf or "")
    if not found:
        return None
    year, month, day = (int(part) if part else None for part in found.group("year", "month", "day"))
    found_moment = moment(year or 0, month, day)
    return replace(found_moment, about="~" in (edtf or "")) if found_moment else None


def shift(anchor: Moment, amount: float, unit: Unit) -> Moment | None:
    """The anchor moved by so many units; no finer than the anchor or the unit, fractions and weeks marked about."""
    try:
        if unit in _DAYS:
            return _shift_days(anchor, amount * _DAYS[unit], unit, amount)
        return _shift_months(anchor, amount * _MONTHS[unit], unit, amount)
    except (ValueError, OverflowError):
        return None


def _shift_days(anchor: Moment, days: float, unit: Unit, amount: float) -> Moment:
    if anchor.day is None:
        moved = of_day(anchor.first + timedelta(days=round(days)))
        return replace(moved.to_month() if anchor.month else moved.to_year(), about=True)
    if anchor.about:
        # A day that was itself about right tells no more than a month.
        return replace(of_day(anchor.first + timedelta(days=round(days))).to_month(), about=True)
    away = -round(-days) if days >= 0 else -int(-days + 0.5)
    moved = of_day(anchor.first + timedelta(days=away))
    exact = unit == "day" or (unit == "week" and amount == int(amount) and abs(amount) <= 1)
    return moved if exact else replace(moved, about=True)


def _shift_months(anchor: Moment, months: float, unit: Unit, amount: float) -> Moment | None:
    index = anchor.year * 12 + (anchor.month or 1) - 1 + round(months)
    year, month = divmod(index, 12)
    about = amount != int(amount)
    if anchor.month is None or unit != "month":
        # "Three years later" than a day is a year, unless it is an anniversary, which nobody can tell.
        found = moment(year, month + 1 if anchor.month and unit == "year" and abs(amount) == 1 else None)
    else:
        found = moment(year, month + 1)
    return replace(found, about=about or unit in ("decade", "century")) if found else None
