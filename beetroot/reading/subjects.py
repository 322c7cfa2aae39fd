"""Who a sentence is about: names, pronouns, groups and the unnamed, and which actor each of them is."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from beetroot.reading.actors import Cast, Known
from beetroot.reading.cues import Cue, find_cues
from beetroot.reading.languages import Language
from beetroot.reading.model import Attribution
from beetroot.reading.phrases import Phrase, find_phrases
from beetroot.reading.sentences import Sentence
from beetroot.reading.sieve import Sieve
from beetroot.reading.story import Part

_AT = ("В ", "в ", "Во", "во")
# "The government of Norland" is one body.
_OF_NAME = re.compile(r" of (?:the )?[A-Z][\w’-]+(?: [A-Z][\w’-]+){0,3}")
_OF_THING = re.compile(
    r" of (?:[a-z]+ affairs|[a-z]+ and [a-z]+|(?!the\b|an?\b|his\b|her\b|its\b|their\b)[a-z]{4,})(?= \w)"
)
_OWNS = re.compile(r"[’']s\b")
_WORD = re.compile(r"[^\W\d_]+")
# Determiner, adjectives and noun of a group are no longer.
_REACH = 80
_APPOSED = 70
_APPOSITION = re.compile(r"(?: (?:of|for|at) [^,.;:“”\0]{2,50})?, (?:[A-ZА-ЯЁ][\w.]+ ){0,2}")


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
    sieve: Sieve
    subjects: list[Subject] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    spoke: list[tuple[int, Subject]] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    # What `indirect` found in each sentence, by its index.
    reports: dict[int, list[Any]] = field(default_factory=dict)
    # What stands before verbs, by stretch, and the breaks between the clauses of each sentence, by its index.
    leads: dict[tuple[int, int], tuple[str, bool]] = field(default_factory=dict)
    breaks: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
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
    for match in scene.sieve.finditer(speech.definite, scene.narration):
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
                if attribution == "group" and (
                    of := (_OF_NAME.match(scene.narration, end) or _of_thing(scene, start, end))
                ):
                    end = of.end()
                found.append(Subject(scene.text[start:end], start, end, attribution))
    return found


def _of_thing(scene: Scene, start: int, end: int) -> re.Match[str] | None:
    """ "The ministry of culture", "the department of foreign affairs"."""
    head = scene.narration[start:end].split()[-1].lower()
    return _OF_THING.match(scene.narration, end) if head in scene.language.speech.body_nouns else None


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
    for match in scene.sieve.finditer(scene.language.speech.titled, scene.text):
        actor = scene.cast.find(match["name"])
        if actor is not None and scene.narration[match.start()] != "\0":
            found.append(Subject(match.group(), match.start(), match.end(), "named", actor))
    return found
