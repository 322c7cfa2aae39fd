"""From the words of one date mention to its value, a function for each kind of mention."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from beetroot.reading.moments import Moment, Unit, moment, of_day, shift
from beetroot.reading.words import CalendarWords


@dataclass(frozen=True, slots=True)
class Found:
    """A mention before it is resolved."""

    kind: str
    match: "re.Match[str]"
    start: int
    end: int
    part: int

    def group(self, name: str) -> str | None:
        return self.match.groupdict().get(name)

    def number(self, name: str) -> int | None:
        value = self.group(name)
        return int(value) if value and value.isdigit() else None


@dataclass(slots=True)
class Clock:
    """What is known while a story's dates are resolved in order."""

    words: CalendarWords
    published: Moment | None
    told: Moment | None = None
    told_part: int = -1
    year_told: int | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """An EDTF string with the moment that later mentions count from, and the anchor it was counted from itself."""

    edtf: str | None
    at: Moment | None = None
    anchor: Moment | None = None
    confidence: float = 0.95
    unit: str | None = None


def _plain(at: Moment | None, confidence: float = 0.95, anchor: Moment | None = None) -> Value:
    return Value(str(at) if at else None, at, anchor, confidence if at else 0.3)


def _month(mention: Found, clock: Clock) -> int:
    return clock.words.months[(mention.group("month") or "").lower().rstrip(".")]


def _iso(mention: Found, clock: Clock) -> Value:
    year, month, day = (int(mention.group(name) or 0) for name in ("year", "month", "day"))
    return _plain(moment(year, month, day), 0.98)


def _numeric(mention: Found, clock: Clock) -> Value:
    a, b, year = (int(mention.group(name) or 0) for name in ("a", "b", "year"))
    month_first = clock.words.month_first and mention.group("sign") == "/" and a <= 12
    sure = 0.95 if mention.group("sign") == "." or max(a, b) > 12 else 0.5
    return _plain(moment(year, a, b) if month_first else moment(year, b, a), sure)


def _day(mention: Found, clock: Clock) -> Value:
    month, day, year = _month(mention, clock), int(mention.group("day") or 0), mention.number("year")
    if year is not None:
        return _plain(moment(year, month, day), 0.98)
    year = _year_for(month, day, mention, clock)
    return _plain(moment(year, month, day), 0.85, clock.published) if year else Value(None, confidence=0.4)


def _days(mention: Found, clock: Clock) -> Value:
    first = _day(mention, clock)
    if first.at is None:
        return first
    last = moment(first.at.year, first.at.month, mention.number("day2"))
    return replace(first, edtf=f"{first.at}/{last}" if last and last >= first.at else None)


def _year_for(month: int, day: int | None, mention: Found, clock: Clock) -> int | None:
    """The year a month without one takes: that of the date just told in this paragraph, else the last before the
    story came out (a story looks back more often than ahead)."""
    if clock.told is not None and clock.told_part == mention.part and clock.year_told == clock.told.year:
        old = clock.published is None or clock.told.year < clock.published.year - 1
        if old:
            return clock.told.year
    if clock.published is None:
        return None
    soon = date(clock.published.year, clock.published.month or 12, 28) + timedelta(days=3 if day else 0)
    candidate = moment(clock.published.year, month, min(day or 1, 28))
    return clock.published.year if candidate and candidate.first <= soon else clock.published.year - 1


def _month_year(mention: Found, clock: Clock) -> Value:
    return _plain(moment(mention.number("year") or 0, _month(mention, clock)), 0.98)


def _bare_month(mention: Found, clock: Clock) -> Value:
    month = _month(mention, clock)
    year = mention.number("year") or _year_for(month, None, mention, clock)
    anchor = None if mention.group("year") else clock.published
    return _plain(moment(year, month), 0.8, anchor) if year else Value(None, confidence=0.4)


def _last_month(mention: Found, clock: Clock) -> Value:
    if clock.published is None:
        return Value(None, confidence=0.4)
    month, year, which = _month(mention, clock), clock.published.year, mention.group("which") or ""
    now = clock.published.month or 12
    if clock.words.past.search(which):
        year -= month >= now
    elif clock.words.coming.search(which):
        year += month <= now
    return _plain(moment(year, month), 0.85, clock.published)


# The days or months that a stage of a month or year spans.
_DAYS_OF = {"early": (1, 10), "mid": (11, 20), "first half": (1, 15), "second half": (16, 31), "late": (21, 31)}
_MONTHS_OF = {"early": (1, 4), "mid": (5, 8), "first half": (1, 6), "second half": (7, 12), "late": (9, 12)}


def _stage(mention: Found, clock: Clock) -> str:
    return clock.words.stages.get((mention.group("part") or "").lower(), "late")


def _part_month(mention: Found, clock: Clock) -> Value:
    value = _bare_month(mention, clock)
    if value.at is None:
        return value
    first, last = _DAYS_OF[_stage(mention, clock)]
    edtf = f"{value.at}-{first:02d}/{value.at}-{min(last, value.at.last.day):02d}"
    return replace(value, edtf=edtf, confidence=min(value.confidence, 0.85))


def _part_year(mention: Found, clock: Clock) -> Value:
    year = mention.number("year") or 0
    first, last = _MONTHS_OF[_stage(mention, clock)]
    return Value(f"{year}-{first:02d}/{year}-{last:02d}", moment(year), None, 0.8)


def _since(mention: Found, clock: Clock) -> Value:
    value = _bare_month(mention, clock) if mention.kind == "since_month" else _year(mention, clock)
    return replace(value, edtf=f"{value.at}/.." if value.at else None)


def _year(mention: Found, clock: Clock) -> Value:
    year = mention.number("year") or 0
    before = mention.match.string[max(0, mention.match.start() - 24) : mention.match.start()]
    # A year behind a name ("Steadfast Bridge 2019") mostly belongs to the name.
    named = bool(re.search(r"[A-ZА-ЯЁ]\w+ $", before)) and not re.search(r"(?:In|Since|By|Of|Until|В|С|К)\s$", before)
    return _plain(moment(year), 0.6 if named else 0.92)


def _years(mention: Found, clock: Clock) -> Value:
    first, text = mention.number("year") or 0, mention.group("year2") or ""
    last = int(text) if len(text) == 4 else first // 100 * 100 + int(text or 0)
    return Value(f"{first}/{last}" if last > first else None, moment(first), None, 0.9)


def _quarter(mention: Found, clock: Clock) -> Value:
    quarter = clock.words.ordinals[(mention.group("quarter") or "").lower()]
    return Value(f"{mention.group('year')}-{32 + quarter}", moment(mention.number("year") or 0), None, 0.9)


def _season(mention: Found, clock: Clock) -> Value:
    code = clock.words.seasons[(mention.group("season") or "").lower()]
    return Value(f"{mention.group('year')}-{code}", moment(mention.number("year") or 0), None, 0.9)


def _last_season(mention: Found, clock: Clock) -> Value:
    if clock.published is None:
        return Value(None, confidence=0.4)
    code = clock.words.seasons[(mention.group("season") or "").lower()]
    year, which = clock.published.year, mention.group("which") or ""
    begun = (clock.published.month or 12) >= (code - 20) * 3
    year += int(bool(clock.words.coming.search(which)) and begun) - int(
        bool(clock.words.past.search(which)) and not begun
    )
    return Value(f"{year}-{code}", moment(year), clock.published, 0.7)


def _century(mention: Found, clock: Clock) -> Value:
    text = (mention.group("century") or "").lower()
    digits = re.match(r"\d+", text)
    number = int(digits.group()) if digits else clock.words.ordinals.get(text)
    return Value(f"{number - 1:02d}XX", None, None, 0.95) if number else Value(None, confidence=0.3)


def _decade(mention: Found, clock: Clock) -> Value:
    short = mention.group("short")
    decade = int(mention.group("decade") or 0) or (1900 + int(short or 0))
    return Value(f"{decade // 10}X", None, None, 0.95 if not short else 0.8)


def _amount(mention: Found, clock: Clock, name: str = "n") -> float | None:
    """The number of a span; None for "several"."""
    text = re.sub(r"\s+", " ", (mention.group(name) or "").lower())
    halves = 0.5 if any(mention.group(key) for key in ("half", "half2", "half3", "half4")) else 0.0
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
    return Value(str(at) if at else None, at, anchor, 0.8, unit)


def _ago(mention: Found, clock: Clock) -> Value:
    return _counted(mention, clock, clock.published, -1)


def _ahead(mention: Found, clock: Clock) -> Value:
    return _counted(mention, clock, clock.published, 1, "n" if mention.group("n") else "n2")


def _apart(mention: Found, clock: Clock) -> Value:
    """So long before or after what was told last."""
    anchor = clock.told or clock.published
    way = mention.group("way") or ""
    if mention.group("n"):
        return _counted(mention, clock, anchor, -1 if clock.words.back.search(way) else 1)
    unit = next(
        (clock.words.units[word] for word in re.findall(r"\w+", way.lower()) if word in clock.words.units), "day"
    )
    if anchor is None:
        return Value(None, confidence=0.4)
    sign = 0 if clock.words.same.search(way) else -1 if clock.words.back.search(way) else 1
    return _step(anchor, sign, unit, 0.75)


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
    if unit == "decade":
        return Value(f"{at.year // 10}X", None, anchor, confidence)
    return Value(str(at), at, anchor, confidence, unit)


def _span(mention: Found, clock: Clock) -> Value:
    if clock.published is None:
        return Value(None, confidence=0.4)
    unit, _ = _unit(mention, clock)
    amount = _amount(mention, clock) if mention.group("n") else 1.0
    start = shift(clock.published, -amount, unit) if amount is not None else None
    return Value(f"{start}/{clock.published}" if start else None, None, clock.published, 0.6 if start else 0.3)


def _which(mention: Found, clock: Clock) -> Value:
    """ "Last week", "this year", "next month"."""
    if clock.published is None:
        return Value(None, confidence=0.4)
    which, word = (mention.group("which") or "").lower(), (mention.group("unit") or "").lower()
    sign = -1 if clock.words.past.search(which) else 1 if clock.words.coming.search(which) else 0
    unit = clock.words.units.get(word, "day")
    return _step(clock.published, sign, unit, 0.85)


def _that(mention: Found, clock: Clock) -> Value:
    unit = clock.words.units.get((mention.group("unit") or "").lower(), "day")
    return _step(clock.told, 0, unit, 0.7) if clock.told else Value(None, confidence=0.3)


def _word(mention: Found, clock: Clock) -> Value:
    if clock.published is None or clock.published.day is None:
        return Value(None, None, clock.published, 0.4)
    days = clock.words.day_words[re.sub(r"\s+", " ", (mention.group("word") or "").lower())]
    return _plain(of_day(clock.published.first + timedelta(days=days)), 0.85, clock.published)


def _weekday(mention: Found, clock: Clock) -> Value:
    """The last such day up to the story's own, unless it says next."""
    if clock.published is None or clock.published.day is None:
        return Value(None, None, clock.published, 0.4)
    name = (mention.group("weekday") or "").lower()
    day = next((number for word, number in clock.words.days.items() if word.startswith(name)), 0)
    which = mention.group("which") or ""
    back = (clock.published.first.weekday() - day) % 7
    if clock.words.coming.search(which):
        back = back - 7 if back else -7
    elif clock.words.past.search(which) and back == 0:
        back = 7
    return _plain(of_day(clock.published.first - timedelta(days=back)), 0.8, clock.published)


RESOLVERS: dict[str, Callable[[Found, Clock], Value]] = {
    "iso": _iso,
    "numeric": _numeric,
    "day": _day,
    "days": _days,
    "month_year": _month_year,
    "month": _bare_month,
    "last_month": _last_month,
    "part_month": _part_month,
    "part_year": _part_year,
    "since_month": _since,
    "since_year": _since,
    "year": _year,
    "years": _years,
    "quarter": _quarter,
    "season": _season,
    "last_season": _last_season,
    "century": _century,
    "decade": _decade,
    "ago": _ago,
    "ahead": _ahead,
    "apart": _apart,
    "apart2": _apart,
    "span": _span,
    "which": _which,
    "that": _that,
    "word": _word,
    "weekday": _weekday,
}
