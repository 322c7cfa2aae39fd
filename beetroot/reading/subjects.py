"""Who a sentence is about: names, pronouns, groups and the unnamed, and which actor each of them is."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from typing import Any

from beetroot.reading.actors import Cast, Known
from beetroot.reading.cues import Cue, find_cues
from beetroot.reading.forms import is_one_of
from beetroot.reading.languages import Language
from beetroot.reading.model import Attribution
from beetroot.reading.phrases import Phrase, find_phrases
from beetroot.reading.sentences import Sentence, sentence_at
from beetroot.reading.story import Part

_AT = ("В ", "в ", "Во", "во")
# "The government of Norland" is one body.
_OF_NAME = re.compile(r" of (?:the )?[A-Z][\w’-]+(?: [A-Z][\w’-]+){0,3}")
_OWNS = re.compile(r"[’']s\b")
_WORD = re.compile(r"[^\W\d_]+")
# Determiner, adjectives and noun of a group are no longer.
_REACH = 80
_APPOSED = 70
_APPOSITION = re.compile(r"(?: (?:of|for|at) [^,.;:“”\0]{2,50})?, (?:[A-ZА-ЯЁ][\w.]+ ){0,2}")
# A pronoun goes back no further within its paragraph.
_FAR = 40
_MOST = 200


@dataclass(frozen=True, slots=True)
class Subject:
    """Words that can be the source of a statement, with the actor they mean if that is known."""

    words: str
    start: int
    end: int
    attribution: Attribution
    actor: Known | None = None
    pronoun: bool = False
    certain: bool = True
    stands_for: str | None = None

    @property
    def speaker(self) -> str | None:
        """The name for the record; the unnamed stay without one."""
        if self.actor is not None:
            return self.actor.name
        if self.attribution == "unnamed":
            return None
        return self.stands_for if self.pronoun else self.words


@dataclass(slots=True)
class Scene:
    """A story while its speakers are looked for. `narration` is its text with quoted words blanked out."""

    text: str
    narration: str
    parts: Sequence[Part]
    sentences: list[Sentence]
    cast: Cast
    language: Language
    subjects: list[Subject] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    spoke: list[tuple[int, Subject]] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    # What `indirect` found in each sentence, by its index.
    reports: dict[int, list[Any]] = field(default_factory=dict)
    # Where each word of the narration stands, by its lower-case form.
    words: dict[str, list[int]] = field(default_factory=dict)

    def between(self, start: int, end: int) -> list[Subject]:
        """Candidates that lie within a stretch, in order."""
        first, last = bisect_left(self.starts, start), bisect_right(self.starts, end)
        return [subject for subject in self.subjects[first:last] if subject.end <= end]


def find_subjects(scene: Scene) -> None:
    """Collect every candidate of the narration into the scene."""
    scene.cues = find_cues(scene.narration, scene.language.speech)
    scene.words = {}
    for word in _WORD.finditer(scene.narration):
        scene.words.setdefault(word.group().lower(), []).append(word.start())
    found = [*_named(scene), *_pronouns(scene), *_described(scene), *_phrased(scene), *_titled(scene)]
    found.sort(key=lambda subject: (subject.start, -subject.end))
    kept: list[Subject] = []
    for subject in found:
        # "Belarusian state media" holds no other source; a name within a description wins over it.
        if kept and _introduces(kept[-1], subject, scene):
            # "The mayor, Ann Lee, said": the name speaks, and the office is hers.
            kept[-1] = subject
            continue
        if kept and subject.start < kept[-1].end:
            if subject.actor is not None and kept[-1].actor is None and subject.end >= kept[-1].end:
                kept[-1] = _impersonal(kept[-1], subject) if kept[-1].words[:2] in _AT else subject
            continue
        kept.append(subject)
    scene.subjects = kept
    scene.starts = [subject.start for subject in kept]


def _introduces(office: Subject, name: Subject, scene: Scene) -> bool:
    """Whether a name stands between commas behind the office it fills."""
    if office.actor is not None or office.pronoun or office.attribution != "unnamed":
        return False
    if name.actor is None or name.actor.kind != "Person" or not 0 < name.start - office.end <= _APPOSED:
        return False
    between = scene.narration[office.end : name.start]
    return bool(_APPOSITION.fullmatch(between)) and scene.narration[name.end : name.end + 1] == ","


def _impersonal(phrase: Subject, name: Subject) -> Subject:
    """«В МВД сообщили»: the body speaks, though its name is no subject."""
    return replace(name, words=phrase.words, start=phrase.start, attribution="group")


def _named(scene: Scene) -> list[Subject]:
    found: list[Subject] = []
    demonyms = scene.language.names.demonyms
    for mention in scene.cast.mentions:
        if mention.possessive or scene.narration[mention.start] == "\0" or mention.text in demonyms:
            continue
        actor = scene.cast.by_place.get(mention.start)
        whole = not mention.at_start or " " in mention.text
        if actor is not None or (whole and mention.text[0].isupper()):
            found.append(Subject(mention.text, mention.start, mention.end, "named", actor))
    return found


def _pronouns(scene: Scene) -> list[Subject]:
    places = [(at, at + len(word)) for word in scene.language.speech.pronouns for at in scene.words.get(word, ())]
    return [Subject(scene.narration[start:end], start, end, "named", pronoun=True) for start, end in places]


def _described(scene: Scene) -> list[Subject]:
    speech = scene.language.speech
    kinds: tuple[tuple[Attribution, re.Pattern[str]], ...] = (
        ("media", speech.media),
        ("unnamed", speech.unnamed),
        ("group", speech.groups),
    )
    found: list[Subject] = []
    for match in speech.definite.finditer(scene.narration):
        # "The analyst", "the political analyst": the role may be the first word or the second.
        role = next((one for one in ("one", "two") if match[one] and match[one].lower() in speech.roles), None)
        if role:
            found.append(
                Subject(match.string[match.start() : match.end(role)], match.start(), match.end(role), "unnamed")
            )
    for attribution, pattern in kinds:
        for match in _around(pattern, speech.heads.get(attribution), scene):
            if not _OWNS.match(scene.narration, match.end()):
                before = speech.determined.search(scene.narration, max(0, match.start() - 60), match.start())
                start = before.start() if before else match.start()
                end = match.end()
                if attribution == "group" and (of := _OF_NAME.match(scene.narration, end)):
                    end = of.end()
                found.append(Subject(scene.text[start:end], start, end, attribution))
    return found


def _around(pattern: re.Pattern[str], heads: frozenset[str] | None, scene: Scene) -> Iterator[re.Match[str]]:
    """What a pattern finds; where the language names the nouns that it holds one of, it is tried only around them."""
    if heads is None:
        yield from pattern.finditer(scene.narration)
        return
    done = 0
    for start in sorted(place for head in heads for place in scene.words.get(head, ())):
        if start < done:
            continue
        match = pattern.search(scene.narration, max(done, start - _REACH), start + _REACH)
        if match is not None and match.end() > start:
            done = match.end()
            yield match


def _phrased(scene: Scene) -> list[Subject]:
    """Noun phrases at verbs of saying; a thing's pronoun speaks only there, too."""
    return [
        Subject(
            scene.text[phrase.start : phrase.end],
            phrase.start,
            phrase.end,
            _kind_of(phrase, scene),
            pronoun=phrase.thing,
        )
        for phrase in find_phrases(scene.narration, scene.sentences, scene.cues, scene.language.speech)
    ]


def _kind_of(phrase: Phrase, scene: Scene) -> Attribution:
    return "group" if is_body(scene.narration[phrase.start : phrase.end], scene.language) else "unnamed"


def is_body(words: str, language: Language) -> bool:
    """Whether a phrase means an office or company, not somebody: by its head noun ("the education department")."""
    split = words.split()
    head = split[-1].lower() if split else ""
    body = language.speech.body_like
    return head in language.speech.body_nouns or any(body.fullmatch(word) for word in split)


def _titled(scene: Scene) -> list[Subject]:
    """ "The paper «Name»", whose name in marks is no speech."""
    found = []
    for match in scene.language.speech.titled.finditer(scene.text):
        actor = scene.cast.find(match["name"])
        if actor is not None and scene.narration[match.start()] != "\0":
            found.append(Subject(match.group(), match.start(), match.end(), "named", actor))
    return found


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
    bearers = [actor for actor in scene.cast.persons() if actor.role and is_one_of(noun, _words_of(actor.role))]
    bearers = [actor for actor in bearers if min(actor.places) < subject.start]
    if not bearers:
        return _same_person(subject, noun, scene)
    last = max(bearers, key=lambda actor: max(place for place in actor.places if place < subject.start))
    return Subject(subject.words, subject.start, subject.end, "named", last, certain=len(bearers) == 1)


def _words_of(role: str) -> frozenset[str]:
    return frozenset(word.strip(",.").lower() for word in role.split())


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
    for candidate, certain in _antecedents(subject, scene):
        if candidate.sex in (None, sex):
            sure = certain and candidate.sex == sex
            return Subject(subject.words, subject.start, subject.end, "named", candidate, pronoun=True, certain=sure)
    return subject


def _resolve_thing(subject: Subject, scene: Scene) -> Subject:
    """ "It" and "they" are what spoke last, else the last group or body of this sentence or the one before."""
    if subject.words.lower() not in scene.language.speech.collective:
        return subject
    recent = takewhile(lambda pair: pair[0] > subject.start - 900, reversed(scene.spoke))
    spoke = [said for place, said in recent if place < subject.start and _is_thing(said)][::-1]
    here = sentence_at(scene.sentences, subject.start)
    near = scene.between(scene.sentences[max(0, here - 1)].start, subject.start)
    meant = next((other for other in reversed([*near, *spoke[-1:]]) if _is_thing(other)), None)
    if meant is None:
        return subject
    name = meant.stands_for if meant.pronoun else meant.words
    return Subject(
        subject.words, subject.start, subject.end, meant.attribution, meant.actor, True, False, stands_for=name
    )


def _is_thing(subject: Subject) -> bool:
    if subject.actor is not None:
        return subject.actor.kind != "Person"
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
        if said.actor is not None and at < subject.start
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
