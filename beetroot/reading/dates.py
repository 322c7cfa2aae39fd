"""Dates of a story, absolute and relative, resolved against the right anchor and written as EDTF.

"Earlier", "later" and "the day before" count from the date the text last told of; "ago", "last", "this", weekdays and
days without a year from the day the story came out. A vague number ("several months ago") stays without a value.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from beetroot.reading.clock import Clock, Found, Value
from beetroot.reading.model import DateMention
from beetroot.reading.moments import Moment
from beetroot.reading.resolving import RESOLVERS
from beetroot.reading.sieve import Sieve
from beetroot.reading.story import Part
from beetroot.reading.words import CalendarWords

# Open and long spans tell of no point that "later" could count from.
_BACKGROUND = frozenset(
    {"since_year", "since_decade", "since_month", "since_season", "span", "years", "century", "decade"}
)
_SCENE = 12
_NAMELIKE = frozenset(("word", "which", "that", "last_season"))
_REACH = 60
_SENTENCE_ENDS = re.compile(r"[.;!?]\s")
_YEARLESS = frozenset(("day", "word_day", "month", "part_month"))
_DATED = frozenset(("day", "word_day", "days", "iso", "numeric", "month_year", "weekday", "holiday"))
_DIGIT = re.compile(r"\d")
_FOUR_DIGITS = re.compile(r"\d{4}")
_TOKEN = re.compile(r"[^\W\d_]+")
_LARGE = re.compile(r"\b[A-Z]\w+")
_WITH_DIGITS = frozenset(
    (
        "iso",
        "days",
        "day",
        "numeric",
        "month_year",
        "years",
        "since_year",
        "since_decade",
        "part_year",
        "season",
        "decade",
        "bare_day",
    )
)
_DIGITS = frozenset(("0",))
# "This week" is a week, whatever day of it a caption tells.
_WHOLE = frozenset(("which", "that", "stage", "span", "last_quarter"))
# "2001: A Space Odyssey".
_TITLE = re.compile(r":\s(?:A|An|The)\s[A-Z]")
_APPOSITION = re.compile(r",\s(?:on\s|in\s)?")
_TOLERANCE = {"day": 1, "week": 4, "month": 31}


def find_mentions_of_dates(parts: Sequence[Part], words: CalendarWords, sieve: Sieve | None = None) -> list[Found]:
    """Every date expression of the story's parts, without overlaps, in order; `sieve` is of the text they lie in."""
    found: list[Found] = []
    gates = {
        kind: (*words.gates.get(kind, ()), *([_DIGITS] if kind in _WITH_DIGITS else [])) for kind, _ in words.mentions
    }
    needed = frozenset().union(*(gate[0] for gate in gates.values())) if all(gates.values()) else None
    for index, part in enumerate(parts):
        tokens = _tokens(part.text)
        if needed is not None and needed.isdisjoint(tokens):
            continue
        kinds = _open_kinds(gates, tokens)
        if not kinds:
            continue
        taken = bytearray(len(part.text))
        for kind, pattern in words.mentions:
            if kind in kinds:
                places = sieve.finditer_piece(pattern, part.text, part.start) if sieve else pattern.finditer(part.text)
                found.extend(_matches(kind, places, part, index, taken, words))
    return sorted(found, key=lambda mention: mention.start)


def _open_kinds(gates: dict[str, tuple[frozenset[str], ...]], tokens: set[str]) -> set[str]:
    """Kinds of mentions that a paragraph with these words can hold."""
    kinds = set()
    for kind, needed in gates.items():
        for gate in needed:
            if gate.isdisjoint(tokens):
                break
        else:
            kinds.add(kind)
    return kinds


def _tokens(text: str) -> set[str]:
    """The words of a paragraph in lower case, large ones also as they stand; its numbers as "0000" and "0"."""
    tokens = set(_TOKEN.findall(text.lower()))
    tokens.update(_LARGE.findall(text))
    if not _DIGIT.search(text):
        return tokens
    return tokens | {"0", "0000"} if _FOUR_DIGITS.search(text) else tokens | {"0"}


def _matches(
    kind: str, matches: Iterator[re.Match[str]], part: Part, index: int, taken: bytearray, words: CalendarWords
) -> Iterator[Found]:
    """What a pattern found where no earlier one did."""
    for match in matches:
        start, end = match.span()
        if any(taken[start:end]) or (kind in _NAMELIKE and _is_other(part.text, start)):
            continue
        if kind == "year" and _TITLE.match(part.text, end):
            continue
        spent = words.spent.get(kind)
        if spent is not None and spent.search(part.text, max(0, start - _REACH), start):
            continue
        taken[start:end] = b"\1" * (end - start)
        yield Found(kind, match, part.start + start, part.start + end, index)


def _is_other(text: str, start: int) -> bool:
    """ "USA TODAY", "CBS This Morning": written large in mid-sentence; "the keeper’s last winter": somebody's own."""
    if text[start - 3 : start] in ("’s ", "'s "):
        return True
    return text[start].isupper() and text[start - 1 : start] == " " and text[start - 2 : start - 1].isalnum()


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
    for mention, after in zip(found, [*found, None][1:], strict=True):
        own = parts[mention.part].label == "caption"
        used = Clock(words, published) if own else clock
        used.ahead = _ahead(mention, after, used)
        value = _apposed(mention, after, used) or RESOLVERS[mention.kind](mention, used)
        if not own and not _within(mention.start, quoted):
            _remember(value, mention, clock)
        mentions.append(_mention(mention, value, said))
    return tuple(mentions)


def _ahead(mention: Found, after: Found | None, clock: Clock) -> Moment | None:
    """The date that gives a mention its year ("between 3 May and 4 June 2020") or anchor ("two days before 3 May")."""
    if after is None or after.part != mention.part or after.start - mention.end > _REACH:
        return None
    between = mention.match.string[mention.match.end() : after.match.start()]
    if mention.kind in ("beside", "apart_from"):
        fits = not _SENTENCE_ENDS.search(between)
    else:
        joined = clock.words.joined is not None and clock.words.joined.fullmatch(between)
        fits = bool(joined) and mention.kind in _YEARLESS and not mention.group("year") and bool(after.group("year"))
    if not fits or after.kind not in _DATED:
        return None
    return RESOLVERS[after.kind](after, replace(clock, ahead=None)).at


def _apposed(mention: Found, after: Found | None, clock: Clock) -> Value | None:
    """ "Two days earlier, on August 12, …": the date behind a comma says which day is meant."""
    if after is None or after.part != mention.part or mention.kind not in ("apart", "ago") or after.kind not in _DATED:
        return None
    if not _APPOSITION.fullmatch(mention.match.string, mention.match.end(), after.match.start()):
        return None
    value = RESOLVERS[after.kind](after, clock)
    return replace(value, confidence=max(value.confidence, 0.9)) if value.at is not None else None


def _within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    index = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return index >= 0 and place < spans[index][1]


def _remember(value: Value, mention: Found, clock: Clock) -> None:
    if value.at is not None and mention.kind not in _BACKGROUND:
        clock.told, clock.told_part = value.at, mention.part
        if value.at.day is not None and not value.at.about:
            clock.told_day = value.at
        # "In 2017, …" sets the scene for what follows; a year inside a clause ("built in 1998") does not.
        head = mention.match.string[: mention.match.start()].rpartition(". ")[2]
        clock.year_told = value.at.year if mention.group("year") and len(head) <= _SCENE else None


def _mention(mention: Found, value: Value, said: list[tuple[Moment, str]]) -> DateMention:
    text = mention.match.group()
    counted = value.anchor is not None and mention.kind not in _WHOLE
    confirmed = _confirming(value, said) if counted else None
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
