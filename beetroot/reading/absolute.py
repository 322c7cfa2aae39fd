"""Dates that name their day, month, season, year or century, with the year found for those that leave it out."""

import re
from dataclasses import replace

from beetroot.reading.clock import UNKNOWN, Clock, Found, Value, looks_ahead, plain
from beetroot.reading.moments import Moment, moment

# The days or months that a stage of a month or year spans.
_DAYS_OF = {"early": (1, 10), "mid": (11, 20), "first half": (1, 15), "second half": (16, 31), "late": (21, 31)}
_MONTHS_OF = {"early": (1, 4), "mid": (5, 8), "first half": (1, 6), "second half": (7, 12), "late": (9, 12)}


def _month(mention: Found, clock: Clock, name: str = "month") -> int:
    return clock.words.months[(mention.group(name) or "").lower().rstrip(".")]


def _day_number(mention: Found, clock: Clock, name: str = "day") -> int:
    text = (mention.group(name) or "").lower().replace("-", " ")
    digits = re.match(r"\d+", text)
    return int(digits.group()) if digits else clock.words.ordinals.get(text, 0)


def iso(mention: Found, clock: Clock) -> Value:
    year, month, day = (int(mention.group(name) or 0) for name in ("year", "month", "day"))
    return plain(moment(year, month, day), 0.98)


def numeric(mention: Found, clock: Clock) -> Value:
    a, b, year = (int(mention.group(name) or 0) for name in ("a", "b", "year"))
    month_first = clock.words.month_first and mention.group("sign") in ("/", "-") and a <= 12
    sure = 0.95 if mention.group("sign") == "." or max(a, b) > 12 else 0.5
    return plain(moment(year, a, b) if month_first else moment(year, b, a), sure)


def day(mention: Found, clock: Clock) -> Value:
    month, number, year = _month(mention, clock), _day_number(mention, clock), mention.number("year")
    if year is not None:
        return plain(moment(year, month, number), 0.98)
    year = _year_for(month, number, mention, clock)
    if year and (month, number) == (2, 29):
        year -= next((back for back in range(8) if moment(year - back, 2, 29)), 0)
    return plain(moment(year, month, number), 0.85, clock.published) if year else UNKNOWN


def days(mention: Found, clock: Clock) -> Value:
    """ "May 3 to 5", "May 28 – June 2": an interval."""
    first = day(mention, clock)
    if first.at is None:
        return first
    month = _month(mention, clock, "month2") if mention.group("month2") else first.at.month
    last = moment(first.at.year, month, mention.number("day2"))
    if last is not None and last < first.at and mention.group("month2") and not mention.group("year"):
        last = moment(first.at.year + 1, month, mention.number("day2"))
    return replace(first, edtf=f"{first.at}/{last}" if last and last >= first.at else None)


def bare_day(mention: Found, clock: Clock) -> Value:
    """ "On the 18th": a day of the month told last, else of the story's own."""
    anchor = clock.told if clock.told and clock.told.month else clock.published
    if anchor is None or anchor.month is None:
        return UNKNOWN
    return plain(moment(anchor.year, anchor.month, _day_number(mention, clock)), 0.7, anchor)


def _year_for(month: int, number: int | None, mention: Found, clock: Clock) -> int | None:
    """The year a month without one takes: that of a date right behind it ("between 3 May and 4 June 2020"), that of the
    date just told in this paragraph, else what fits the story's own date, back or ahead as the clause says."""
    if clock.ahead is not None and clock.ahead.month is not None:
        return clock.ahead.year - (month > clock.ahead.month)
    if clock.told is not None and clock.told_part == mention.part and clock.year_told == clock.told.year:
        old = clock.published is None or clock.told.year < clock.published.year - 1
        if old:
            return clock.told.year
    return _nearest(month, number, clock.published, looks_ahead(mention, clock.words)) if clock.published else None


def _nearest(month: int, number: int | None, published: Moment, ahead: bool | None) -> int:
    """The year of the last such day, or of the next where the clause looks ahead, or where nothing says which and the
    next is three times nearer."""
    if published.month is None:
        return published.year
    here = published.month * 31 + (published.day or 28) if number else published.month * 31
    there = month * 31 + (number or 0)
    back = (here - there) % 372
    later = published.year + (there < here)
    soon = bool(number) and 372 - back <= 3
    if ahead or (ahead is None and (372 - back) * 3 < back) or soon:
        return later if back else published.year
    return published.year - (there > here)


def month_year(mention: Found, clock: Clock) -> Value:
    return plain(moment(mention.number("year") or 0, _month(mention, clock)), 0.98)


def bare_month(mention: Found, clock: Clock) -> Value:
    month = _month(mention, clock)
    year = mention.number("year") or _year_for(month, None, mention, clock)
    anchor = None if mention.group("year") else clock.published
    return plain(moment(year, month), 0.8, anchor) if year else UNKNOWN


def last_month(mention: Found, clock: Clock) -> Value:
    """ "Last May", "next March"."""
    if clock.published is None:
        return UNKNOWN
    month, year, which = _month(mention, clock), clock.published.year, mention.group("which") or ""
    now = clock.published.month or 12
    if clock.words.past.search(which):
        year -= month >= now
    elif clock.words.coming.search(which):
        year += month <= now
    return plain(moment(year, month), 0.85, clock.published)


def stage_of(mention: Found, clock: Clock) -> str:
    return clock.words.stages.get((mention.group("part") or "").lower(), "late")


def within_month(at: Moment, stage: str) -> tuple[str, Moment | None]:
    """The interval of a month's stage, and the day in it that later dates count from, which is only about right."""
    first, last = _DAYS_OF[stage]
    last = min(last, at.last.day)
    middle = moment(at.year, at.month, {"early": first, "late": last}.get(stage, (first + last) // 2))
    return f"{at}-{first:02d}/{at}-{last:02d}", replace(middle, about=True) if middle else None


def within_year(year: int, stage: str) -> str:
    first, last = _MONTHS_OF[stage]
    return f"{year}-{first:02d}/{year}-{last:02d}"


def part_month(mention: Found, clock: Clock) -> Value:
    value = bare_month(mention, clock)
    if value.at is None:
        return value
    edtf, at = within_month(value.at, stage_of(mention, clock))
    return replace(value, edtf=edtf, at=at, confidence=min(value.confidence, 0.85))


def part_year(mention: Found, clock: Clock) -> Value:
    year = mention.number("year") or 0
    return Value(within_year(year, stage_of(mention, clock)), moment(year), None, 0.8)


def since(mention: Found, clock: Clock) -> Value:
    """ "Since March 2020": an interval without an end."""
    if mention.kind == "since_year":
        value = year(mention, clock)
    elif mention.kind == "since_season":
        value = season(mention, clock)
    elif mention.kind == "since_decade":
        value = decade(mention, clock)
        value = replace(value, edtf=(value.edtf or "").replace("X", "0~"))
    elif mention.group("day"):
        value = day(mention, clock)
    else:
        value = part_month(mention, clock) if mention.group("part") else bare_month(mention, clock)
    first = (value.edtf or "").partition("/")[0]
    return replace(value, edtf=f"{first}/.." if first else None)


def year(mention: Found, clock: Clock) -> Value:
    before = mention.match.string[max(0, mention.match.start() - 24) : mention.match.start()]
    # A year behind a name ("Steadfast Bridge 2019") mostly belongs to the name.
    named = bool(re.search(r"[A-ZА-ЯЁ]\w+ $", before)) and not re.search(
        r"(?:In|Since|By|Of|Until|The|From|After|Before|During|В|С|К)\s$", before
    )
    return plain(moment(mention.number("year") or 0), 0.6 if named else 0.92)


def years(mention: Found, clock: Clock) -> Value:
    first, text = mention.number("year") or 0, mention.group("year2") or ""
    last = int(text) if len(text) == 4 else first // 100 * 100 + int(text or 0)
    return Value(f"{first}/{last}" if last > first else None, moment(first), None, 0.9)


def quarter(mention: Found, clock: Clock) -> Value:
    """EDTF level 2 numbers quarters 33 to 36."""
    number = clock.words.ordinals.get((mention.group("quarter") or "").lower(), 0)
    when = mention.number("year") or (clock.published.year if clock.published else None)
    if when is None or not 1 <= number <= 4:
        return UNKNOWN
    anchor = None if mention.group("year") else clock.published
    if anchor is not None and anchor.month is not None and "year" not in mention.match.group():
        # "In the third quarter" is the last one that had ended, or still runs.
        when -= number > (anchor.month + 2) // 3 and not looks_ahead(mention, clock.words)
    return Value(f"{when}-{32 + number}", moment(when), anchor, 0.9 if anchor is None else 0.7)


def half_year(mention: Found, clock: Clock) -> Value:
    when = mention.number("year") or (clock.published.year if clock.published else None)
    if when is None:
        return UNKNOWN
    stage = "first half" if (mention.group("half") or "").lower() in ("first", "h1") else "second half"
    anchor = None if mention.group("year") else clock.published
    return Value(within_year(when, stage), moment(when), anchor, 0.9 if anchor is None else 0.7)


def season(mention: Found, clock: Clock) -> Value:
    code = clock.words.seasons[(mention.group("season") or "").lower()]
    return Value(f"{mention.group('year')}-{code}", moment(mention.number("year") or 0), None, 0.9)


def last_season(mention: Found, clock: Clock) -> Value:
    if clock.published is None:
        return UNKNOWN
    code = clock.words.seasons[(mention.group("season") or "").lower()]
    when, which = clock.published.year, mention.group("which") or ""
    begun = (clock.published.month or 12) >= (code - 20) * 3
    if not which:
        when += int(begun) if looks_ahead(mention, clock.words) else -int(not begun)
    when += int(bool(clock.words.coming.search(which)) and begun) - int(
        bool(clock.words.past.search(which)) and not begun
    )
    return Value(f"{when}-{code}", moment(when), clock.published, 0.7)


def century(mention: Found, clock: Clock) -> Value:
    text = (mention.group("century") or "").lower()
    digits = re.match(r"\d+", text)
    number = int(digits.group()) if digits else clock.words.ordinals.get(text)
    return Value(f"{number - 1:02d}XX", None, None, 0.95) if number else Value(None, confidence=0.3)


def decade(mention: Found, clock: Clock) -> Value:
    short = mention.group("short")
    first = int(mention.group("decade") or 0) or (1900 + int(short or 0))
    return Value(f"{first // 10}X", None, None, 0.95 if not short else 0.8)


def holiday(mention: Found, clock: Clock) -> Value:
    """A feast with a fixed day, of the year it names or the one that fits."""
    month, number = clock.words.holidays[
        re.sub(r"\s+", " ", (mention.group("holiday") or "").lower().replace("’", "'"))
    ]
    when = mention.number("year") or _year_for(month, number, mention, clock)
    anchor = None if mention.group("year") else clock.published
    return plain(moment(when, month, number), 0.8, anchor) if when else UNKNOWN
