"""When a story came out: as given, as its page states, or as its own dates let one infer."""

import re
import warnings
from collections.abc import Sequence

from beetroot.reading.clock import Clock, Found
from beetroot.reading.dates import find_mentions_of_dates
from beetroot.reading.errors import ReadingError
from beetroot.reading.model import PublishedFrom
from beetroot.reading.moments import Moment, moment, parse
from beetroot.reading.resolving import RESOLVERS
from beetroot.reading.story import Part
from beetroot.reading.words import CalendarWords

# "12 листопада, 2024": no comma is needed there.
_BEFORE_YEAR = re.compile(r",\s*(?=(?:19|20)\d\d\b)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_DAY = re.compile(r"\b\d{1,2}\b")
_CLOCK = re.compile(r"[\s,–—-]*\b\d{1,2}:\d\d\b.*$|,\s*$")
_LONGEST_LINE = 60
_WITH_DAY = frozenset({"day", "word_day", "iso", "numeric"})
_WITH_YEAR = frozenset(
    {"day", "days", "iso", "numeric", "month_year", "part_month", "year", "since_year", "since_month"}
)


def when_published(
    given: str | None, stated: Sequence[str], parts: Sequence[Part], found: Sequence[Found], words: CalendarWords
) -> tuple[str | None, PublishedFrom | None]:
    """EDTF and where it is from; an inferred date is a month or year with `~`."""
    if given:
        if parse(given) is None:
            raise ReadingError(f"“{given[:40]}” is no date. Write the day the story came out as YYYY-MM-DD.")
        return given[:10], "given"
    for text in stated:
        day = _stated(text, words)
        if day is not None:
            return str(day), "stated"
    dateline = next((day for text in stated if (day := _dateline(text, found, words))), None)
    if dateline is not None:
        return str(dateline), "inferred"
    inferred = _inferred(parts, found, words)
    return (f"{inferred}~", "inferred") if inferred else (None, None)


def _stated(text: str, words: CalendarWords) -> Moment | None:
    text = _BEFORE_YEAR.sub(" ", text)
    mentions = find_mentions_of_dates([Part("body", 0, len(text), text[:200])], words)
    for mention in mentions:
        if mention.kind in _WITH_DAY and mention.group("year"):
            return RESOLVERS[mention.kind](mention, Clock(words, None)).at
    return parse(text) if text[:4].isdigit() and text[4:5] == "-" else _in_other_words(text)


def _in_other_words(text: str) -> Moment | None:
    """The day of a short line in a language without word lists here ("12 de noviembre de 2024"), by dateparser."""
    if len(text) > _LONGEST_LINE or not _YEAR.search(text) or not _DAY.search(_YEAR.sub("", text)):
        return None
    import dateparser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        day = dateparser.parse(
            _CLOCK.sub("", text), settings={"STRICT_PARSING": True, "RETURN_AS_TIMEZONE_AWARE": False}
        )
    return moment(day.year, day.month, day.day) if day else None


def _dateline(text: str, found: Sequence[Found], words: CalendarWords) -> Moment | None:
    """ "KYIV, Oct 24 (Reuters)": a day without its year, put after what the story tells as past, else before what lies
    ahead."""
    stated = find_mentions_of_dates([Part("body", 0, len(text), text[:200])], words)
    day = next((m for m in stated if m.kind in ("day", "word_day") and not m.group("year")), None)
    month = words.months.get((day.group("month") or "").lower().rstrip(".")) if day else None
    dated = [m for m in found if m.kind in _WITH_YEAR and m.group("year")]
    told = [(RESOLVERS[m.kind](m, Clock(words, None)).at, _lies_ahead(m, words)) for m in dated]
    past = max((at.first for at, ahead in told if at is not None and not ahead), default=None)
    coming = min((at.last for at, ahead in told if at is not None and ahead), default=None)
    year = past.year if past else coming.year if coming else None
    if day is None or month is None or year is None or (number := day.number("day")) is None:
        return None
    here = moment(year, month, number)
    if past and here and here.last < past:
        return moment(year + 1, month, number)
    if coming and not past and here and here.first > coming:
        return moment(year - 1, month, number)
    return here


def _inferred(parts: Sequence[Part], found: Sequence[Found], words: CalendarWords) -> Moment | None:
    """The latest dated thing the story tells of as past; a day without a year is put after it."""
    latest: Moment | None = None
    for mention in found:
        if mention.kind in _WITH_YEAR and mention.group("year") and not _lies_ahead(mention, words):
            at = RESOLVERS[mention.kind](mention, Clock(words, None)).at
            if at is not None and (
                latest is None or at.last > latest.last or (at.year == latest.year and at.first > latest.first)
            ):
                latest = at if latest is None or _later(at, latest) else latest
    if latest is None:
        return None
    return _after_undated(latest, found, words)


def _later(one: Moment, other: Moment) -> bool:
    """A bare year says less than a month of the same year."""
    if one.year != other.year:
        return one.year > other.year
    return (one.month or 0, one.day or 0) > (other.month or 0, other.day or 0)


def _after_undated(latest: Moment, found: Sequence[Found], words: CalendarWords) -> Moment:
    """ "November 2" in a story whose last full date is 15 October belongs to the weeks after it."""
    best = latest
    for mention in found:
        if mention.kind in ("day", "days") and not mention.group("year") and not _lies_ahead(mention, words):
            month = words.months.get((mention.group("month") or "").lower().rstrip("."))
            candidate = moment(latest.year, month, mention.number("day")) if month else None
            if candidate is not None and latest.month is not None and candidate.first < latest.first:
                months_back = latest.month - (month or 0)
                candidate = moment(latest.year + 1, month, mention.number("day")) if months_back >= 9 else None
            if candidate is not None and _later(candidate, best):
                best = candidate
    return best.to_month() if best.month else best


def _lies_ahead(mention: Found, words: CalendarWords) -> bool:
    before = mention.match.string[max(0, mention.match.start() - 60) : mention.match.start()]
    clause = before.rsplit(". ", 1)[-1]
    return bool(words.future.search(clause))
