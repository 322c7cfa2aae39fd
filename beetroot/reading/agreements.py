"""What was agreed, between whom, and in what state it is: in force, signed, "previously only on paper"."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from beetroot.reading.actors import Cast
from beetroot.reading.events import actors_in
from beetroot.reading.languages import Language
from beetroot.reading.model import Agreement, DateMention
from beetroot.reading.sentences import Sentence
from beetroot.reading.sieve import Sieve

_PARTIES = ("Country", "PublicBody", "Person")
_STATES = ("Country", "PublicBody")
_CLAUSES = re.compile(r",\s(?:and|but|и|но|а)\s|[;:—]\s")
_NEAR = 2
# A name of an agreement begins no further before the noun in it, and ends no further behind.
_BEFORE, _BEHIND = 90, 60


def find_agreements(
    text: str,
    narration: str,
    sentences: Sequence[Sentence],
    dates: Sequence[DateMention],
    cast: Cast,
    language: Language,
    sieve: Sieve,
) -> tuple[Agreement, ...]:
    """Treaties, pacts, doctrines, programmes and joint forces with who is party and what state they are in."""
    found: dict[str, Agreement] = {}
    recent: list[tuple[int, str]] = []
    for index, sentence in enumerate(sentences):
        spans = _spans(narration, sentence, language, sieve)
        if sieve.search(language.deeds.anaphor, narration, sentence.start, sentence.end):
            spans += _meant(sentences, index, cast)
        if not spans:
            near_names = [name for at, name in recent if index - at <= _NEAR]
            _note_progress(found, near_names, text[sentence.start : sentence.end], language)
        for start, end in spans:
            name = re.sub(r"[“”\"«»]", "", text[start:end].replace("\0", "")).strip()
            known = found.get(name.lower())
            near = [sentence] if start >= sentence.start else [sentences[index - 1], sentence]
            agreement = _agreement(name, start, end, near, text, dates, cast, language)
            found[name.lower()] = _joined(known, agreement)
            recent.append((index, name.lower()))
    return tuple(sorted(found.values(), key=lambda agreement: agreement.start))


def _spans(narration: str, sentence: Sentence, language: Language, sieve: Sieve) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    done = sentence.start
    for hint in sieve.finditer(language.deeds.agreement_hint, narration, sentence.start, sentence.end):
        if hint.start() < done:
            continue
        first = max(done, narration.rfind(" ", sentence.start, max(sentence.start, hint.start() - _BEFORE)) + 1)
        for match in language.deeds.agreement.finditer(narration, first, min(sentence.end, hint.end() + _BEHIND)):
            spans.append(match.span("name"))
            done = match.end()
        done = max(done, hint.end())
    return spans


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
    actors = [actor for part in reversed(near) for actor in actors_in(part.start, part.end, cast)]
    states = [actor for actor in actors if actor.kind in _STATES]
    parties = [actor.name for actor in (states if len(states) > 1 else actors) if actor.kind in _PARTIES]
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


def _note_progress(found: dict[str, Agreement], names: Sequence[str], words: str, language: Language) -> None:
    """ "… have implemented nearly half of these programmes": what the next sentences add to an agreement's state."""
    more = language.deeds.progress.search(words)
    if more is None or not names:
        return
    name = next((name for name in names if name.split()[-1] in words.lower()), names[-1])
    added = " ".join(more.group().split())
    status = found[name].status
    found[name] = replace(found[name], status=f"{status}, {added}" if status else added)


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
    return replace(
        known,
        parties=known.parties or new.parties,
        status=known.status or new.status,
        confidence=max(known.confidence, new.confidence),
        signed=known.signed or new.signed,
    )
