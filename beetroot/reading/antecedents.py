"""Whom a pronoun or a role means: its nearest fitting person, the last body that spoke, the role's bearer."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice, takewhile

from beetroot.reading.actors import Known
from beetroot.reading.forms import is_one_of
from beetroot.reading.sentences import Sentence, sentence_at
from beetroot.reading.subjects import Scene, Subject, is_body

# Nouns of these endings are somebody, unless they are a thing.
_SOMEBODY = re.compile(
    r"(?!(?:letter|paper|order|answer|matter|number|offer|river|tower)$)"
    r"(?:\w{2,}(?:er|or|[i]st|man|woman|ian)|man|woman|person|boy|girl)"
)
# A pronoun goes back no further within its paragraph.
_FAR = 40
_NEAR = 600
_MOST = 200


def resolve(subject: Subject, scene: Scene) -> Subject:
    """The subject with the actor it means: a pronoun's nearest fitting person, a role's bearer."""
    if subject.actor is not None:
        return subject
    if subject.pronoun:
        return _resolve_pronoun(subject, scene)
    if subject.words.lower().startswith(scene.language.speech.definite_article):
        return _resolve_role(subject, scene)
    return subject


def _resolve_role(subject: Subject, scene: Scene) -> Subject:
    """ "The analyst" is the last one before it whose role says analyst."""
    noun = subject.words.split()[-1].lower()
    short = scene.language.speech.short_roles
    bearers = [actor for actor in scene.cast.persons() if actor.role and is_one_of(noun, _words_of(actor.role, short))]
    bearers = [actor for actor in bearers if min(actor.places) < subject.start]
    if not bearers:
        return _resolve_body(subject, noun, scene) or _only_person(subject, noun, scene)
    last = max(bearers, key=lambda actor: max(place for place in actor.places if place < subject.start))
    return Subject(subject.words, subject.start, subject.end, "named", last, certain=len(bearers) == 1)


def _only_person(subject: Subject, noun: str, scene: Scene) -> Subject:
    """ "The estate agent" whose trade nobody told before is the one person with whom its paragraph began."""
    speech = scene.language.speech
    if (
        not speech.definite_article
        or noun in speech.body_nouns
        or not (noun in speech.roles or _SOMEBODY.fullmatch(noun))
    ):
        return _same_person(subject, noun, scene)
    part = scene.parts[scene.sentences[sentence_at(scene.sentences, subject.start)].part]
    first = next((c for c in scene.between(part.start, subject.start) if not c.pronoun), None)
    if first is None or first.start != part.start or first.actor is None or first.actor.kind != "Person":
        return subject
    others = (a for a in scene.cast.persons() if any(part.start <= at < subject.start for at in a.places))
    if any(other is not first.actor for other in others) or first.actor.role:
        return subject
    return Subject(subject.words, subject.start, subject.end, "named", first.actor, certain=False)


def _words_of(role: str, short: Mapping[str, str]) -> frozenset[str]:
    """A role's words, whole ones beside those cut short ("Gov.")."""
    words = [word.strip(",.").lower() for word in role.split()]
    return frozenset((*words, *(short[word] for word in words if word in short)))


def _resolve_body(subject: Subject, noun: str, scene: Scene) -> Subject | None:
    """ "The ministry" is the last body called one; "the company" the last organisation that nothing else is said of."""
    speech = scene.language.speech
    if noun not in speech.body_nouns:
        return None
    bodies = [actor for actor in scene.cast.known if actor.kind in ("Organization", "PublicBody")]
    before = [(places[at - 1], actor) for actor in bodies if (at := bisect_left(places := actor.places, subject.start))]
    called = [pair for pair in before if noun in pair[1].name.lower().split()]
    if not called and noun in speech.firms:
        here = scene.sentences[sentence_at(scene.sentences, subject.start)].part
        start = scene.parts[max(0, here - 1)].start
        called = [pair for pair in before if pair[0] >= start and pair[1].kind == "Organization"]
    if not called:
        return _last_body(subject, noun, scene) if noun in speech.firms else None
    last = max(called, key=lambda pair: pair[0])[1]
    return Subject(subject.words, subject.start, subject.end, "named", last, certain=False)


def _last_body(subject: Subject, noun: str, scene: Scene) -> Subject | None:
    """ "The company" without a known one is the name that spoke last, if nothing says what that is: no person then."""
    spoke = next((said for at, said in reversed(scene.spoke) if at < subject.start), None)
    near = spoke is not None and spoke.start > subject.start - _NEAR
    if spoke is None or not near or spoke.attribution != "named" or spoke.pronoun or not _may_be_body(spoke.actor):
        return None
    if spoke.actor is not None:
        spoke.actor.kind = "Organization"
    return replace(subject, actor=spoke.actor, attribution="named", stands_for=spoke.words, certain=False)


def _may_be_body(actor: Known | None) -> bool:
    """Whether a name that speaks can be a company: one word, no role, no sex."""
    return actor is None or (" " not in actor.name and actor.role is None and actor.sex is None)


def _same_person(subject: Subject, noun: str, scene: Scene) -> Subject:
    """In a language without articles a new title ("the musician") is whoever the paragraph is about."""
    speech = scene.language.speech
    if speech.definite_article or noun not in speech.roles - speech.offices or not scene.spoke:
        return subject
    place, last = scene.spoke[-1]
    near = sentence_at(scene.sentences, place) >= sentence_at(scene.sentences, subject.start) - 2
    if last.actor is None or last.actor.kind != "Person" or not near:
        return subject
    return Subject(subject.words, subject.start, subject.end, "named", last.actor, certain=False)


def _resolve_pronoun(subject: Subject, scene: Scene) -> Subject:
    sex = scene.language.speech.pronouns.get(subject.words.lower())
    if sex not in ("m", "f"):
        return _resolve_thing(subject, scene)
    if _means_nobody_named(subject, scene):
        return replace(subject, attribution="unnamed")
    for candidate, certain in _antecedents(subject, scene):
        if candidate.sex in (None, sex):
            sure = certain and candidate.sex == sex
            return Subject(subject.words, subject.start, subject.end, "named", candidate, pronoun=True, certain=sure)
    return subject


def _means_nobody_named(subject: Subject, scene: Scene) -> bool:
    """Whether "he" is "one reader", who spoke last in this paragraph, or "the man" with whom its sentence begins."""
    sentence = scene.sentences[sentence_at(scene.sentences, subject.start)]
    start = scene.parts[sentence.part].start
    spoke = next((said for at, said in reversed(scene.spoke) if at < subject.start), None)
    if spoke is not None and spoke.start >= start and not spoke.pronoun and spoke.actor is None:
        return _is_somebody(spoke, scene)
    first = next(iter(scene.between(sentence.start, subject.start)), None)
    return first is not None and first.start == sentence.start and not first.pronoun and _is_somebody(first, scene)


def _is_somebody(subject: Subject, scene: Scene) -> bool:
    """A person without a name: "one reader", "the man", "a spokeswoman"."""
    head = subject.words.split()[-1].lower()
    if head in scene.language.speech.roles and subject.words.lower().startswith(scene.language.speech.definite_article):
        return False  # "the candidate" is mostly one that has a name
    person = head in scene.language.speech.roles or _SOMEBODY.fullmatch(head) is not None
    return subject.actor is None and subject.attribution == "unnamed" and person and not head.endswith("s")


def _resolve_thing(subject: Subject, scene: Scene) -> Subject:
    """ "It" and "they" are what spoke last, else the last group or body of this sentence or the one before."""
    if subject.words.lower() not in scene.language.speech.collective:
        return subject
    recent = takewhile(lambda pair: pair[0] > subject.start - 900, reversed(scene.spoke))
    spoke = [said for place, said in recent if place < subject.start and _is_thing(said, scene)][::-1]
    here = sentence_at(scene.sentences, subject.start)
    near = scene.between(scene.sentences[max(0, here - 1)].start, subject.start)
    things = [other for other in reversed([*near, *spoke[-1:]]) if _is_thing(other, scene)]
    one = subject.words.lower() == scene.language.speech.thing
    # "It" is a body or a name before it is anything else that can be told of.
    meant = next((other for other in things if not one or other.attribution != "unnamed"), next(iter(things), None))
    if meant is None:
        return subject
    name = meant.stands_for if meant.pronoun else meant.words
    return Subject(
        subject.words, subject.start, subject.end, meant.attribution, meant.actor, True, False, stands_for=name
    )


def _is_thing(subject: Subject, scene: Scene) -> bool:
    if subject.actor is not None:
        return subject.actor.kind != "Person"
    if subject.attribution == "named":
        return not subject.pronoun and is_body(subject.words, scene.language)
    return subject.attribution in ("group", "media", "unnamed") and (not subject.pronoun or bool(subject.stands_for))


def _antecedents(subject: Subject, scene: Scene) -> list[tuple[Known, bool]]:
    """Persons a pronoun can mean, likeliest first: who spoke in this paragraph, who its sentences began with, who
    spoke last, who was named last."""
    here = sentence_at(scene.sentences, subject.start)
    part = scene.sentences[here].part
    ordered: list[tuple[Known, bool]] = []
    spoke = (
        (at, said.actor)
        for at, said in islice(reversed(scene.spoke), _MOST)
        if said.actor is not None and said.actor.kind != "Country" and at < subject.start
    )
    start_of_part = scene.parts[part].start
    last_spoke = next(spoke, None)
    for index in range(here, max(-1, here - _FAR), -1):
        sentence = scene.sentences[index]
        if sentence.part != part:
            break
        if last_spoke is not None and sentence.start <= last_spoke[0] < sentence.end:
            ordered.append((last_spoke[1], True))
        ordered.extend((actor, True) for actor in _persons_in(sentence, subject.start, scene))
    if part and (last_spoke is None or last_spoke[0] < scene.parts[part - 1].start):
        # Nobody spoke in the paragraph before: whoever it begins with goes on.
        first = bisect_left(scene.sentences, scene.parts[part - 1].start, key=lambda sentence: sentence.start)
        ordered.extend((actor, False) for actor in _persons_in(scene.sentences[first], start_of_part, scene)[:1])
    if last_spoke is not None and last_spoke[0] < start_of_part:
        ordered.append((last_spoke[1], False))
    ordered.extend((actor, False) for actor in _persons_before(start_of_part, scene))
    return ordered


def _persons_in(sentence: Sentence, before: int, scene: Scene) -> list[Known]:
    found = []
    first = bisect_left(scene.cast.mentions, sentence.start, key=lambda mention: mention.start)
    for mention in scene.cast.mentions[first:]:
        if mention.start >= min(sentence.end, before):
            break
        if scene.narration[mention.start] != "\0":
            actor = scene.cast.by_place.get(mention.start)
            if actor is not None and actor.kind == "Person":
                found.append(actor)
    return found


def _persons_before(place: int, scene: Scene) -> list[Known]:
    last: list[tuple[int, Known]] = []
    for actor in scene.cast.persons():
        at = bisect_left(actor.places, place)
        if at:
            last.append((actor.places[at - 1], actor))
    last.sort(key=lambda pair: -pair[0])
    return [actor for _, actor in last[:4]]
