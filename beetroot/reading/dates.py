"""Dates of a story, absolute and relative, resolved against the right anchor and written as EDTF.

"Earlier", "later" and "the day before" count from the date the text last told of; "ago", "last", "this", weekdays and
days without a year from the day the story came out. A vague number ("several months ago") stays without a value.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from beetroot.reading.model import DateMention
from beetroot.reading.moments import Moment
from beetroot.reading.resolving import RESOLVERS, Clock, Found, Value
from beetroot.reading.story import Part
from beetroot.reading.words import CalendarWords

# Open and long spans tell of no point that "later" could count from.
_BACKGROUND = frozenset({"since_year", "since_month", "span", "years", "century", "decade"})
_SCENE = 12
_DIGIT = re.compile(r"\d")
_WITH_DIGITS = frozenset(
    ("iso", "days", "day", "numeric", "month_year", "years", "since_year", "part_year", "quarter", "season", "decade")
)
_TOLERANCE = {"day": 1, "week": 4, "month": 31}


def find_mentions_of_dates(parts: Sequence[Part], words: CalendarWords) -> list[Found]:
    """Every date expression of the story's parts, without overlaps, in order."""
    found: list[Found] = []
    for index, part in enumerate(parts):
        taken = bytearray(len(part.text))
        digits = bool(_DIGIT.search(part.text))
        for kind, pattern in words.mentions:
            if kind in _WITH_DIGITS and not digits:
                continue
            for match in pattern.finditer(part.text):
                start, end = match.span()
                if not any(taken[start:end]):
                    taken[start:end] = b"\1" * (end - start)
                    found.append(Found(kind, match, part.start + start, part.start + end, index))
    return sorted(found, key=lambda mention: mention.start)


def resolve_dates(
    parts: Sequence[Part],
    found: Sequence[Found],
    words: CalendarWords,
    published: Moment | None,
    quoted: Sequence[tuple[int, int]] = (),
) -> tuple[DateMention, ...]:
    """The mentions with their values. Those of captions and of quoted words count for themselves only: the narration
    goes on from its own dates."""
    clock = Clock(words, published)
    captions = [mention for mention in found if parts[mention.part].label == "caption"]
    said = _full_dates(captions, words)
    mentions = []
    for mention in found:
        value = RESOLVERS[mention.kind](mention, Clock(words, published) if mention in captions else clock)
        if mention not in captions and not _within(mention.start, quoted):
            _remember(value, mention, clock)
        mentions.append(_mention(mention, value, said))
    return tuple(mentions)


def _within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    index = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return index >= 0 and place < spans[index][1]


def _remember(value: Value, mention: Found, clock: Clock) -> None:
    if value.at is not None and mention.kind not in _BACKGROUND:
        clock.told, clock.told_part = value.at, mention.part
        # "In 2017, …" sets the scene for what follows; a year inside a clause ("built in 1998") does not.
        head = mention.match.string[: mention.match.start()].rpartition(". ")[2]
        clock.year_told = value.at.year if mention.group("year") and len(head) <= _SCENE else None


def _mention(mention: Found, value: Value, said: list[tuple[Moment, str]]) -> DateMention:
    text = mention.match.group()
    confirmed = _confirming(value, said) if value.anchor is not None else None
    edtf = str(confirmed[0]) if confirmed else value.edtf
    return DateMention(
        text=text,
        start=mention.start,
        end=mention.end,
        edtf=edtf,
        relative_to=str(value.anchor) if value.anchor else None,
        confirmed_by=confirmed[1] if confirmed else None,
        confidence=min(0.98, value.confidence + 0.15) if confirmed else value.confidence,
    )


def _full_dates(captions: Sequence[Found], words: CalendarWords) -> list[tuple[Moment, str]]:
    full = []
    for mention in captions:
        if mention.kind in ("day", "iso", "numeric") and mention.group("year"):
            value = RESOLVERS[mention.kind](mention, Clock(words, None))
            if value.at is not None:
                full.append((value.at, mention.match.group()))
    return full


def _confirming(value: Value, said: list[tuple[Moment, str]]) -> tuple[Moment, str] | None:
    """A caption's full date that a counted date comes near to, within the grain of its unit."""
    if value.at is None or value.at.day is None or value.unit not in _TOLERANCE:
        return None
    near = [(abs((day.first - value.at.first).days), day, words) for day, words in said]
    near = [entry for entry in near if entry[0] <= _TOLERANCE[value.unit or "day"]]
    return min(near, key=lambda entry: entry[0])[1:] if near else None
