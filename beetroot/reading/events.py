"""Dated events and polls: sentences that say so themselves. Suggestions, kept thin on purpose."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from beetroot.reading.actors import Cast, Known
from beetroot.reading.languages import Language
from beetroot.reading.model import DateMention, Event, Figure, Poll
from beetroot.reading.sentences import Sentence
from beetroot.reading.sieve import Sieve
from beetroot.reading.story import Part
from beetroot.reading.words import DeedWords

_MOST_ACTORS = 8


def find_events(
    text: str,
    narration: str,
    parts: Sequence[Part],
    sentences: Sequence[Sentence],
    dates: Sequence[DateMention],
    cast: Cast,
    language: Language,
) -> tuple[Event, ...]:
    """Sentences that tell of something that happened on a date they name."""
    events = []
    for sentence in sentences:
        if parts[sentence.part].label in ("headline", "heading"):
            continue
        when = _date_of(sentence, dates, narration)
        if when is None or not _happened(
            narration[sentence.start : sentence.end], parts[sentence.part], language.deeds
        ):
            continue
        start = parts[sentence.part].start if parts[sentence.part].label == "caption" else sentence.start
        actors = tuple(actor.name for actor in actors_in(start, sentence.end, cast))[:_MOST_ACTORS]
        confidence = round(0.8 * when.confidence if actors else 0.6 * when.confidence, 2)
        end = start + len(text[start : sentence.end].rstrip())
        events.append(Event(text[start:end], start, end, when.edtf, actors, confidence))
    return tuple(events)


def _date_of(sentence: Sentence, dates: Sequence[DateMention], narration: str) -> DateMention | None:
    """The finest date of the sentence's own words (not of words quoted in it)."""
    first = bisect_left(dates, sentence.start, key=lambda date: date.start)
    own = []
    for date in dates[first:]:
        if date.start >= sentence.end:
            break
        if (
            date.edtf
            and narration[date.start] != "\0"
            and not date.edtf.endswith(("/..", "X"))
            and date.confidence > 0.6
        ):
            own.append(date)
    return max(own, key=lambda date: len(date.edtf or "")) if own else None


def _happened(words: str, part: Part, deeds: DeedWords) -> bool:
    if deeds.unreal.search(words):
        return False
    return part.label == "caption" or bool(deeds.past.search(words))


def actors_in(start: int, end: int, cast: Cast) -> list[Known]:
    first = bisect_left(cast.mentions, start, key=lambda mention: mention.start)
    found: list[Known] = []
    for mention in cast.mentions[first:]:
        if mention.start >= end:
            break
        actor = cast.by_place.get(mention.start)
        if actor is not None and actor not in found:
            found.append(actor)
    return found


def find_polls(
    text: str,
    parts: Sequence[Part],
    sentences: Sequence[Sentence],
    figures: Sequence[Figure],
    cast: Cast,
    language: Language,
    sieve: Sieve,
) -> tuple[Poll, ...]:
    """Polls by whom, with the shares given from there to the end of the paragraph; "the survey" is the last named."""
    polls = []
    pollster: str | None = None
    shared = {bisect_right(parts, f.start, key=lambda part: part.start) - 1 for f in figures if f.unit == "percent"}
    for sentence in sentences:
        match = sieve.search(language.deeds.poll, text, sentence.start, sentence.end)
        again = language.deeds.same_poll
        if match is None and not (again and sieve.search(again, text, sentence.start, sentence.end)):
            continue
        pollster = _pollster(match, cast) if match else pollster
        if sentence.part not in shared:
            continue
        part = parts[sentence.part]
        shares = [
            f for f in figures if sentence.start <= f.start < part.end and f.unit == "percent" and f.value is not None
        ]
        if pollster and shares:
            values = tuple(float(figure.value or 0) for figure in shares)
            polls.append(Poll(pollster, sentence.start, _end_of(shares[-1].end, sentences), values, 0.8))
    return tuple(polls)


def _pollster(match: "re.Match[str]", cast: Cast) -> str | None:
    words = next((value for value in match.groupdict().values() if value), None)
    if words is None:
        return None
    actor = cast.find(words)
    return actor.name if actor else words


def _end_of(place: int, sentences: Sequence[Sentence]) -> int:
    return next((sentence.end for sentence in sentences if sentence.start <= place <= sentence.end), place)
