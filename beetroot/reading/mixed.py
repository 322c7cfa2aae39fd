"""Stories in more than one language: each paragraph is read with its own words, the facts are put together."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from beetroot.reading.facts import Facts, find_facts
from beetroot.reading.forms import exact_key, name_key
from beetroot.reading.languages import stretches, words_for
from beetroot.reading.model import Actor, LanguageSpan
from beetroot.reading.story import Part, Story

_SEX = re.compile("(?<=ov|ev|in|sk)[ai]$")


def find_facts_by_paragraph(
    story: Story, code: str, *, given: str | None = None, stated: Sequence[str] = ()
) -> tuple[Facts, tuple[LanguageSpan, ...]]:
    """Facts of all languages in reading order, and the stretches that are not in the story's own, `code`."""
    main = code.split("-")[0].lower()
    codes = stretches([part.text for part in story.parts], main)
    others = sorted(set(codes) - {main})
    if not others:
        return find_facts(story, words_for(code), given=given, stated=stated), ()
    facts = find_facts(_only(story, codes, main), words_for(code), given=given, stated=stated)
    for other in others:
        more = find_facts(_only(story, codes, other), words_for(other), given=facts.published)
        facts = _together(facts, more)
    return facts, _spans(story.parts, codes, main)


def _only(story: Story, codes: Sequence[str], code: str) -> Story:
    """The story with the paragraphs of other languages blanked; offsets stay."""
    text = story.text
    for part, one in zip(story.parts, codes, strict=True):
        if one != code:
            text = text[: part.start] + " " * (part.end - part.start) + text[part.end :]
    parts = tuple(part for part, one in zip(story.parts, codes, strict=True) if one == code)
    return replace(story, text=text, parts=parts)


def _together(one: Facts, other: Facts) -> Facts:
    return replace(
        one,
        quotations=tuple(sorted((*one.quotations, *other.quotations), key=lambda fact: fact.start)),
        dates=tuple(sorted((*one.dates, *other.dates), key=lambda fact: fact.start)),
        figures=tuple(sorted((*one.figures, *other.figures), key=lambda fact: fact.start)),
        events=tuple(sorted((*one.events, *other.events), key=lambda fact: fact.start)),
        agreements=tuple(sorted((*one.agreements, *other.agreements), key=lambda fact: fact.start)),
        polls=tuple(sorted((*one.polls, *other.polls), key=lambda fact: fact.start)),
        actors=_one_cast(one.actors, other.actors),
    )


def _one_cast(one: Sequence[Actor], other: Sequence[Actor]) -> tuple[Actor, ...]:
    """Persons in two scripts are one; the name of the story's own language leads."""
    known = {_key(actor): place for place, actor in enumerate(one)}
    cast = list(one)
    for actor in other:
        place = known.get(_key(actor))
        if place is None:
            cast.append(actor)
        else:
            names = dict.fromkeys((*cast[place].aliases, actor.name, *actor.aliases))
            cast[place] = replace(cast[place], aliases=tuple(name for name in names if name != cast[place].name))
    return tuple(cast)


def _key(actor: Actor) -> str:
    """Latin spellings keep the ending of a surname's sex, Cyrillic ones lose it with the case."""
    return _SEX.sub("", name_key(actor.name)) if actor.kind == "Person" else exact_key(actor.name)


def _spans(parts: Sequence[Part], codes: Sequence[str], main: str) -> tuple[LanguageSpan, ...]:
    spans = []
    for code, pairs in groupby(zip(parts, codes, strict=True), key=lambda pair: pair[1]):
        stretch = [part for part, _ in pairs]
        if code != main:
            spans.append(LanguageSpan(stretch[0].start, stretch[-1].end, code))
    return tuple(spans)
