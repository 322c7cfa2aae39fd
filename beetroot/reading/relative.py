"""Dates that are counted: from the story's own day ("two years ago"), or from what was told ("a week later")."""

import re
from dataclasses import replace
from datetime import timedelta

from beetroot.reading.absolute import stage_of, within_month, within_year
from beetroot.reading.clock import UNKNOWN, Clock, Found, Value, looks_ahead, plain
from beetroot.reading.moments import Moment, Unit, moment, of_day, shift

_DAYS = frozenset(("day", "week"))
_SUNDAY = 6
_HALVES = ("half", "half2", "half3", "half4")


def _amount(mention: Found, clock: Clock, name: str = "n") -> float | None:
    """The number of a span; None for "several"."""
    text = re.sub(r"\s+", " ", (mention.group(name) or "").lower())
    halves = 0.5 if any(mention.group(key) for key in _HALVES) else 0.0
    try:
        return float(text.replace(",", ".")) + halves
    except ValueError:
        amount = clock.words.amounts.get(text)
        return amount + halves if amount is not None else None


def _unit(mention: Found, clock: Clock) -> tuple[Unit, float]:
    word = (mention.group("unit") or mention.group("unit2") or "").lower()
    unit = clock.words.units.get(word, "day")
    return unit, 2.0 if word == "fortnight" else 1.0  # type: ignore[return-value]


def _counted(mention: Found, clock: Clock, anchor: Moment | None, sign: int, name: str = "n") -> Value:
    unit, factor = _unit(mention, clock)
    amount = _amount(mention, clock, name)
    if anchor is None or amount is None:
        return Value(None, None, anchor, 0.4, unit)
    at = shift(anchor, sign * amount * factor, unit)
    if at is not None and mention.group("more"):
        # "Two weeks and two days ago": one span after the other.
        more = clock.words.units.get((mention.group("more_unit") or "").lower(), "day")
        further = clock.words.amounts.get((mention.group("more") or "").lower()) or float(mention.number("more") or 0)
        at = shift(replace(at, about=False), sign * further, more)  # type: ignore[arg-type]
    return Value(str(at) if at else None, at, anchor, 0.8, unit)


def ago(mention: Found, clock: Clock) -> Value:
    return _counted(mention, clock, clock.published, -1)


def ahead(mention: Found, clock: Clock) -> Value:
    return _counted(mention, clock, clock.published, 1, "n" if mention.group("n") else "n2")


def apart(mention: Found, clock: Clock) -> Value:
    """So long before or after what was told last."""
    way = mention.group("way") or ""
    unit = _unit(mention, clock)[0] if mention.group("n") else _unit_in(way, clock)
    anchor = clock.ahead or _anchor(unit, clock)
    if clock.ahead is None and mention.kind == "apart_from":
        return UNKNOWN
    if mention.group("n"):
        return _counted(mention, clock, anchor, -1 if clock.words.back.search(way) else 1)
    if anchor is None:
        return UNKNOWN
    sign = 0 if clock.words.same.search(way) else -1 if clock.words.back.search(way) else 1
    return _step(anchor, sign, unit, 0.75)


def month_apart(mention: Found, clock: Clock) -> Value:
    """ "The following January", "the previous May": counted from what was told last."""
    month = clock.words.months[(mention.group("month") or "").lower().rstrip(".")]
    anchor = clock.told or clock.published
    if anchor is None or anchor.month is None:
        return UNKNOWN
    back = clock.words.back.search(mention.group("way") or "")
    year = anchor.year - (month >= anchor.month) if back else anchor.year + (month <= anchor.month)
    return plain(moment(year, month), 0.8, anchor)


def _unit_in(way: str, clock: Clock) -> str:
    words = re.findall(r"\w+", way.lower())
    return next((clock.words.units[word] for word in words if word in clock.words.units), "day")


def _anchor(unit: str, clock: Clock) -> Moment | None:
    """What was told last; days are counted from a day, so from the last one told where a month came after it."""
    vague = clock.told is not None and (clock.told.day is None or clock.told.about)
    if clock.told is not None and unit == "day" and vague and clock.told_day is not None:
        same = clock.told.month is None or clock.told_day.to_month() == clock.told.to_month()
        return clock.told_day if same else clock.told
    return clock.told or clock.published


def beside(mention: Found, clock: Clock) -> Value:
    """ "Five days before the deadline of 31 August": counted from the date that follows in its clause; the event that
    stands there without one has a date that nobody told."""
    if clock.ahead is None:
        return UNKNOWN
    return _counted(mention, clock, clock.ahead, -1 if clock.words.back.search(mention.group("way") or "") else 1)


def _step(anchor: Moment, sign: int, unit: str, confidence: float) -> Value:
    """The unit before, of or after a moment: the week, month or year as a whole."""
    if unit == "week" and anchor.day is not None:
        monday = anchor.first - timedelta(days=anchor.first.weekday()) + timedelta(weeks=sign)
        first, last = of_day(monday), of_day(monday + timedelta(days=6))
        return Value(f"{first}/{last}", first, anchor, confidence, unit)
    at = shift(anchor, sign, unit) if sign else anchor  # type: ignore[arg-type]
    if at is None:
        return Value(None, None, anchor, 0.3)
    at = {"month": at.to_month(), "year": at.to_year()}.get(unit, at)
    if unit in ("decade", "century"):
        edtf = f"{at.year // 10}X" if unit == "decade" else f"{at.year // 100}XX"
        return Value(edtf, None, anchor, confidence)
    return Value(str(at), at, anchor, confidence, unit)


def span(mention: Found, clock: Clock) -> Value:
    """ "In the past three months", "over the next two weeks": an interval that ends or begins with the story."""
    now = clock.published
    if now is None:
        return UNKNOWN
    unit, _ = _unit(mention, clock)
    amount = _amount(mention, clock) if mention.group("n") else 1.0
    forward = bool(clock.words.coming.search(mention.group("which") or ""))
    if not mention.group("n") and mention.group("plural"):
        amount = None
    far = shift(now, amount if forward else -amount, unit) if amount is not None else None
    if far is None:
        return Value(None, None, now, 0.3)
    near = now if unit in _DAYS else now.to_month() if unit == "month" else now.to_year()
    far = replace(far if unit in _DAYS else far.to_month() if unit == "month" else far.to_year(), about=False)
    first, last = (near, far) if forward else (far, near)
    return Value(f"{first}/{last}", None, now, 0.6)


def _sign(which: str, clock: Clock) -> int:
    return -1 if clock.words.past.search(which) else 1 if clock.words.coming.search(which) else 0


def which(mention: Found, clock: Clock) -> Value:
    """ "Last week", "this year", "next month"."""
    if clock.published is None:
        return UNKNOWN
    unit = clock.words.units.get((mention.group("unit") or "").lower(), "day")
    return _step(clock.published, _sign((mention.group("which") or "").lower(), clock), unit, 0.85)


def that(mention: Found, clock: Clock) -> Value:
    unit = clock.words.units.get((mention.group("unit") or "").lower(), "day")
    anchor = _anchor(unit, clock) if clock.told else None
    return _step(anchor, 0, unit, 0.7) if anchor else Value(None, confidence=0.3)


def stage(mention: Found, clock: Clock) -> Value:
    """ "The end of the month", "early next year": a stage of a whole unit of the story's own time."""
    whole = which(mention, clock)
    if whole.at is None or whole.unit not in ("month", "year"):
        return replace(whole, confidence=min(whole.confidence, 0.7))
    name = stage_of(mention, clock)
    if whole.unit == "year":
        return replace(whole, edtf=within_year(whole.at.year, name), confidence=0.75)
    edtf, at = within_month(whole.at, name)
    return replace(whole, edtf=edtf, at=at, confidence=0.75)


def last_quarter(mention: Found, clock: Clock) -> Value:
    now = clock.published
    if now is None or now.month is None:
        return UNKNOWN
    index = now.year * 4 + (now.month - 1) // 3 + _sign((mention.group("which") or "").lower(), clock)
    return Value(f"{index // 4}-{33 + index % 4}", moment(index // 4), now, 0.85)


def word(mention: Found, clock: Clock) -> Value:
    if clock.published is None or clock.published.day is None:
        return Value(None, None, clock.published, 0.4)
    days = clock.words.day_words[re.sub(r"\s+", " ", (mention.group("word") or "").lower())]
    return plain(of_day(clock.published.first + timedelta(days=days)), 0.85, clock.published)


def weekday(mention: Found, clock: Clock) -> Value:
    """A day of the week: of the last or next week where it says so, else the last such day up to the story's own, or
    the next one where its clause looks ahead."""
    now = clock.published
    if now is None or now.day is None:
        return Value(None, None, now, 0.4)
    name = (mention.group("weekday") or "").lower()
    day = next((number for word, number in clock.words.days.items() if word.startswith(name)), 0)
    said = (mention.group("which") or "").lower()
    back = (now.first.weekday() - day) % 7
    nearest = clock.words.nearest is not None and clock.words.nearest.search(said) is not None
    weeks = _sign(said, clock)
    if weeks < 0 and now.first.weekday() == _SUNDAY != day:
        # On a Sunday the week that ends is already the last one.
        nearest = True
    if nearest:
        back = (back or 7) if weeks < 0 else back - 7
    elif weeks or said in clock.words.this:
        monday = now.first - timedelta(days=now.first.weekday())
        return plain(of_day(monday + timedelta(weeks=weeks, days=day)), 0.75, now)
    elif back and looks_ahead(mention, clock.words):
        back -= 7
    return plain(of_day(now.first - timedelta(days=back)), 0.8, now)
