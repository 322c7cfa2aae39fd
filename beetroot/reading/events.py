"""Dated events, agreements and polls: sentences that say so themselves. Suggestions, kept thin on purpose."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from beetroot.reading.actors import Cast, Known
from beetroot.reading.languages import Language
from beetroot.reading.model import Agreement, DateMention, Event, Figure, Poll
from beetroot.reading.sentences import Sentence
from beetroot.reading.story import Part
from beetroot.reading.words import DeedWords

_MOST_ACTORS = 8
_PARTIES = ("Country", "PublicBody", "Person")
_CLAUSES = re.compile(r",\s(?:and|but|и|но|а)\s|[;:—]\s")


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
        actors = tuple(actor.name for actor in _actors_in(start, sentence.end, cast))[:_MOST_ACTORS]
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


def _actors_in(start: int, end: int, cast: Cast) -> list[Known]:
    first = bisect_left(cast.mentions, start, key=lambda mention: mention.start)
    found: list[Known] = []
    for mention in cast.mentions[first:]:
        if mention.start >= end:
            break
        actor = cast.by_place.get(mention.start)
        if actor is not None and actor not in found:
            found.append(actor)
    return found


def find_agreements(
    text: str,
    narration: str,
    sentences: Sequence[Sentence],
    dates: Sequence[DateMention],
    cast: Cast,
    language: Language,
) -> tuple[Agreement, ...]:
    """Treaties, pacts, doctrines and programmes with who is party and what state they are in."""
    found: dict[str, Agreement] = {}
    for index, sentence in enumerate(sentences):
        spans = [m.span("name") for m in language.deeds.agreement.finditer(narration, sentence.start, sentence.end)]
        if language.deeds.anaphor.search(narration, sentence.start, sentence.end):
            spans += _meant(sentences, index, cast)
        for start, end in spans:
            name = re.sub(r"[“”\"«»]", "", text[start:end].replace("\0", "")).strip()
            known = found.get(name.lower())
            near = [sentence] if start >= sentence.start else [sentences[index - 1], sentence]
            agreement = _agreement(name, start, end, near, text, dates, cast, language)
            found[name.lower()] = _joined(known, agreement)
    return tuple(sorted(found.values(), key=lambda agreement: agreement.start))


def _meant(sentences: Sequence[Sentence], index: int, cast: Cast) -> list[tuple[int, int]]:
    """What "The agreement, signed …" goes back to: the last name of no person or country in the sentence before."""
    if index == 0:
        return []
    before = sentences[index - 1]
    first = bisect_left(cast.mentions, before.start, key=lambda mention: mention.start)
    named: list[tuple[int, int]] = []
    for mention in cast.mentions[first:]:
        if mention.start >= before.end:
            break
        actor = cast.by_place.get(mention.start)
        if len(mention.text.split()) > 1 and (actor is None or actor.kind not in ("Person", "Country")):
            named.append((mention.start, mention.end))
    return named[-1:]


def _agreement(
    name: str, start: int, end: int, near: Sequence[Sentence], text: str, dates: Sequence[DateMention], cast: Cast,
    language: Language,
) -> Agreement:  # fmt: skip
    """`near` is the sentence, after the one before it where the name comes from there."""
    sentence = near[-1]
    first, last = _clause(text, start, sentence)
    status = [match.group().strip(" ,") for match in language.deeds.status.finditer(text, first, last)]
    actors = [actor for part in reversed(near) for actor in _actors_in(part.start, part.end, cast)]
    parties = [actor.name for actor in actors if actor.kind in _PARTIES]
    within = [d for d in dates if sentence.start <= d.start < sentence.end and d.edtf and "/" not in d.edtf]
    return Agreement(
        name=name,
        parties=tuple(dict.fromkeys(parties))[:4],
        status=", ".join(dict.fromkeys(status)) or None,
        start=start,
        end=end,
        confidence=0.6 if status else 0.45,
        signed=within[0].edtf if within and language.deeds.signed.search(text, first, last) else None,
    )


def _clause(text: str, place: int, sentence: Sentence) -> tuple[int, int]:
    """The stretch of the sentence around a place, up to the next "…, and …" on both sides."""
    if not sentence.start <= place < sentence.end:
        return sentence.start, sentence.end
    cuts = [match.end() for match in _CLAUSES.finditer(text, sentence.start, sentence.end)]
    first = max((cut for cut in cuts if cut <= place), default=sentence.start)
    return first, min((cut for cut in cuts if cut > place), default=sentence.end)


def _joined(known: Agreement | None, new: Agreement) -> Agreement:
    if known is None:
        return new
    return Agreement(
        known.name,
        known.parties or new.parties,
        known.status or new.status,
        known.start,
        known.end,
        max(known.confidence, new.confidence),
        known.signed or new.signed,
    )


def find_polls(
    text: str,
    parts: Sequence[Part],
    sentences: Sequence[Sentence],
    figures: Sequence[Figure],
    cast: Cast,
    language: Language,
) -> tuple[Poll, ...]:
    """Polls by whom, with the shares given from there to the end of the paragraph."""
    polls = []
    for sentence in sentences:
        match = language.deeds.poll.search(text, sentence.start, sentence.end)
        if match is None:
            continue
        pollster = _pollster(match, cast)
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
