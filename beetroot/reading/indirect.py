"""Statements reported without quotation marks: "Lis claimed that …", "according to Lis, …", "…, experts told X".

A suggestion for an editor, a sentence at a time; precision before reach.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from beetroot.reading.antecedents import resolve
from beetroot.reading.attribution import Attributed
from beetroot.reading.clauses import after_cue, before_cue, first_in
from beetroot.reading.cues import Cue, cues_within, without_auxiliary
from beetroot.reading.sentences import Sentence
from beetroot.reading.subjects import Scene, Subject

_MOST_VERBS = 8
_CLAUSE_WORDS = 4
_LAST_WORDS = 9
_LEAST = 50
_AND = " and "
_LETTER = re.compile(r"\w")
_COMMA = re.compile(r",\s(?:the |an? )?$")
# "…, regional authorities reported": adjectives may stand between the comma and the source.
_LAST_COMMA = re.compile(r",\s(?:the |an? )?(?:[\w’'-]+ ){0,3}$")
_ASIDE = re.compile(r"(?:\s[\w’'-]+){1,9},\s(?=[a-z0-9])")


@dataclass(frozen=True, slots=True)
class Reported:
    """A reported clause `start`…`end` in the sentence with that index."""

    sentence: int
    start: int
    end: int
    cue: str | None
    cue_at: int
    subject: Subject | None
    rule: str
    confidence: float

    def source(self, scene: Scene) -> Attributed:
        """Its source, looked up once everything before it has been read."""
        subject = resolve(self.subject, scene) if self.subject else None
        if self.rule not in (
            "according to",
            "hedge",
            "author’s hedge",
            "as subject said",
            "similar views",
            "clause, medium",
            "clause, cue subject",
        ):
            cue = Cue(self.cue or "", self.cue_at, self.cue_at + len(self.cue or ""))
            subject = before_cue(cue, scene.sentences[self.sentence].start, scene) or subject
        return Attributed(subject, self.cue, self.rule, self.confidence, self.cue_at)


def reported_in(index: int, scene: Scene) -> list[Reported]:
    """The statement a sentence reports, or none; looked for once."""
    if index not in scene.reports:
        scene.reports[index] = _reported_in(index, scene)
    return scene.reports[index]


def _reported_in(index: int, scene: Scene) -> list[Reported]:
    sentence = scene.sentences[index]
    if scene.parts[sentence.part].label in ("headline", "heading", "caption"):
        return []
    if scene.sieve.search(scene.language.deeds.poll, scene.narration, sentence.start, sentence.end):
        return []  # what respondents believe is a poll's share, nobody's statement
    found = (
        _as_said(index, scene)
        or _according(index, scene)
        or _from_medium(index, scene)
        or _by_cue(index, scene)
        or _similar(index, scene)
        or _judged(index, scene)
        or _hedged(index, scene)
    )
    return [*_apart(found, scene)] if found else []


def _apart(found: Reported, scene: Scene) -> Iterator[Reported]:
    """A statement, and the one that goes on behind it: "Holm said the dam was old, adding that it leaked"."""
    speech = scene.language.speech
    sentence = scene.sentences[found.sentence]
    for cue in cues_within(scene.cues, found.start, sentence.end):
        if cue.word not in speech.report_cues or not found.rule.startswith("subject cue"):
            continue
        other = _of_another(found, cue, scene)
        if other is not None:
            yield from other
            return
        participle = speech.participle.fullmatch(cue.word)
        link = ", " if participle else _AND
        if scene.narration[cue.start - len(link) : cue.start] == link:
            further = _around_cue(found.sentence, cue, scene)
            if further is not None and further.start > cue.start:
                yield replace(found, end=cue.start - len(link))
                yield further
                return
    yield found


def _of_another(found: Reported, cue: Cue, scene: Scene) -> tuple[Reported, Reported] | None:
    """ "China said it keeps the treaty, while the police say they hold back": two statements of two sources."""
    joined = scene.language.speech.while_clause
    links = list(joined.finditer(scene.narration, found.start, cue.start)) if joined else []
    if not links or found.subject is None:
        return None
    further = _around_cue(found.sentence, cue, scene)
    if (
        further is None
        or further.subject is None
        or further.subject.start < links[-1].end()
        or further.start < cue.start
    ):
        return None
    return replace(found, end=links[-1].start()), further


def _according(index: int, scene: Scene) -> Reported | None:
    sentence = scene.sentences[index]
    match = scene.sieve.search(scene.language.speech.according, scene.narration, sentence.start, sentence.end)
    if match is None:
        return None
    told = _told_to(index, match.start(), scene)
    if told is not None:
        return told
    group = next(name for name, value in match.groupdict().items() if value)
    subject = first_in(scene, match.start(group), match.end(group))
    if subject is None:
        return None
    before = scene.narration[sentence.start : match.start()].strip(" ,—–")
    if len(before) > 20:
        start, end = (
            sentence.start,
            sentence.start + len(scene.narration[sentence.start : match.start()].rstrip(" ,—–")),
        )
    else:
        start, end = _after_comma(match.end(), sentence.end, scene), sentence.end
    cue = match.group().split(match[group])[0].strip().lower()
    return Reported(index, start, end, cue, match.start(), subject, "according to", 0.85)


def _told_to(index: int, end: int, scene: Scene) -> Reported | None:
    """ "Ek warned colleagues that the dam leaks, according to two of them": Ek spoke, they only passed it on."""
    found = _by_cue(index, scene)
    if found is None or not found.rule.startswith("subject cue") or found.start >= end:
        return None
    return replace(found, end=min(found.end, found.start + len(scene.narration[found.start : end].rstrip(" ,—–"))))


def _as_said(index: int, scene: Scene) -> Reported | None:
    """ "As Lis put it, the dam …", «Как сообщил Лис, …»."""
    sentence = scene.sentences[index]
    match = scene.language.speech.as_said.match(scene.narration[sentence.start : sentence.end])
    if match is None or match["cue"] not in scene.language.speech.cues | {"put", "puts"}:
        return None
    cue = Cue(match["cue"], sentence.start + match.start("cue"), sentence.start + match.end("cue"))
    comma = scene.narration.find(", ", cue.end, sentence.end)
    subject = before_cue(cue, sentence.start, scene) or after_cue(cue, comma if comma > 0 else sentence.end, scene)
    if subject is None or comma < 0:
        return None
    return Reported(index, comma + 2, sentence.end, cue.word, cue.start, subject, "as subject said", 0.85)


def _from_medium(index: int, scene: Scene) -> Reported | None:
    """«…, сообщает "Северный вестник"»: the name in marks is the source."""
    sentence = scene.sentences[index]
    match = scene.sieve.search(scene.language.speech.media_after, scene.text, sentence.start, sentence.end)
    if match is None or scene.narration[match.start("cue")] == "\0":
        return None
    actor = scene.cast.find(match["who"].split(" ", 1)[-1].strip('«»"')) or scene.cast.find(match["who"].strip('«»"'))
    subject = Subject(match["who"].strip('«»"'), match.start("who"), match.end("who"), "media", actor)
    return Reported(
        index, sentence.start, match.start(), match["cue"], match.start("cue"), subject, "clause, medium", 0.85
    )


def _after_comma(start: int, end: int, scene: Scene) -> int:
    lead = re.match(r"[\s,]*", scene.narration[start:end])
    return start + (lead.end() if lead else 0)


def _by_cue(index: int, scene: Scene) -> Reported | None:
    sentence = scene.sentences[index]
    reports = scene.language.speech.report_cues
    verbs = (cue for cue in cues_within(scene.cues, sentence.start, sentence.end) if cue.word in reports)
    for cue in islice(verbs, _MOST_VERBS):
        if not cue.attribute:
            found = _around_cue(index, cue, scene)
            if found is not None:
                return None if _is_asked(cue, sentence, scene) else found
    return None


def _is_asked(cue: Cue, sentence: Sentence, scene: Scene) -> bool:
    """ "The number who said they smoke": answers that a poll counts."""
    asked = scene.language.speech.respondents.search(scene.narration, sentence.start, cue.end)
    return asked is not None and asked.end() == cue.end


def _around_cue(index: int, cue: Cue, scene: Scene) -> Reported | None:
    sentence = scene.sentences[index]
    subject = before_cue(cue, sentence.start, scene)
    if subject is None:
        return _inverted(index, cue, scene)
    tail = scene.narration[cue.end : sentence.end]
    speech = scene.language.speech
    that = (speech.told_that if cue.word in speech.told else speech.that).match(tail)
    if that:
        start, end = cue.end + that.end(), _before_denial(sentence.end, cue.end, scene)
        topic = that.group().strip() in ("о", "об")
        return Reported(index, start, end, cue.word, cue.start, subject, "subject cue that", 0.6 if topic else 0.85)
    if cue.word in speech.that_only and not _finds(subject, scene):
        return None
    between = re.match(r",\s", tail) and _between_commas(cue, subject, sentence, scene)
    if between or _is_aside(cue, subject, sentence, scene):
        return Reported(index, sentence.start, sentence.end, cue.word, cue.start, subject, "aside", 0.75)
    return _last_in_sentence(index, cue, subject, tail, scene)


def _finds(subject: Subject, scene: Scene) -> bool:
    """ "The study found the dam …": who or what looks into things, not somebody who comes upon one."""
    head = subject.words.split()[-1].lower()
    return subject.actor is None and head in scene.language.speech.finders


def _between_commas(cue: Cue, subject: Subject, sentence: Sentence, scene: Scene) -> bool:
    """ "Exports, the lobby Eurometal estimates, fell": a comma right in front of the subject, or of its noun phrase."""
    near = scene.narration[cue.start - len(subject.words) - 3 : cue.start]
    return "," in near or (
        _LAST_COMMA.search(scene.narration, sentence.start, subject.start) is not None
        and not scene.narration[subject.end : cue.start].strip()
    )


def _is_aside(cue: Cue, subject: Subject, sentence: Sentence, scene: Scene) -> bool:
    """ "The dam, she told me in her kitchen, never held": subject and verb between commas, a clause around them."""
    before = scene.narration[sentence.start : subject.start]
    if not _COMMA.search(before) or len(before.split()) < 2 or cue.start - subject.end > _LEAST:
        return False
    behind = _ASIDE.match(scene.narration, cue.end, sentence.end)
    return behind is not None and not scene.language.speech.turned.match(scene.narration, behind.end())


def _before_denial(end: int, start: int, scene: Scene) -> int:
    """The statement without the bracket that says who denied it."""
    denial = scene.language.speech.denial.search(scene.narration, start, end)
    return start + len(scene.narration[start : denial.start()].rstrip()) if denial else end


def _last_in_sentence(index: int, cue: Cue, subject: Subject, tail: str, scene: Scene) -> Reported | None:
    """ "…, experts told The Dispatch." and "Analysts, meanwhile, maintain the bridge will hold." """
    sentence = scene.sentences[index]
    before = scene.narration[sentence.start : subject.start]
    comma = _LAST_COMMA.search(before)
    clause = before[: comma.start()] if comma else ""
    last = len(clause.split()) > _CLAUSE_WORDS and len(tail.split()) <= _LAST_WORDS
    last = last and not _opens_clause(before, comma, scene)
    if comma and last and (not _LETTER.search(tail) or _is_clause(clause, scene)):
        end = sentence.start + comma.start()
        return Reported(index, sentence.start, end, cue.word, cue.start, subject, "clause, subject cue", 0.85)
    # "Lis, whose son rows, says the dam …": the subject that opens the sentence has the verb.
    relative = scene.language.speech.relative
    opens = len(before.split()) < _CLAUSE_WORDS
    described = relative is not None and (
        relative.match(scene.narration, subject.end) is not None
        or (opens and relative.search(scene.narration, subject.end, cue.start) is not None)
    )
    inverted = None if described else _inverted(index, cue, scene)
    if inverted is not None:
        return inverted
    bare = scene.language.speech.bare_clause.match(scene.narration, cue.start, sentence.end)
    if bare is None:
        return None
    start = next((bare.start(name) for name, at in bare.groupdict().items() if at == ""), cue.end + 1)
    return Reported(index, start, sentence.end, cue.word, cue.start, subject, "subject cue", 0.7)


def _opens_clause(before: str, comma: "re.Match[str] | None", scene: Scene) -> bool:
    """Whether a conjunction stands between comma and subject: "…, while the police say", "…, days after Ek said"."""
    speech = scene.language.speech
    beside = comma is not None and speech.while_clause is not None and speech.while_clause.match(before, comma.start())
    return bool(beside) or (speech.conjunction is not None and speech.conjunction.search(before) is not None)


def _is_clause(words: str, scene: Scene) -> bool:
    """Not only names and what they are: "Later that day, Bo Ek, an envoy, Lis Holm, an aide, testified"."""
    speech = scene.language.speech
    return not speech.definite_article or speech.finite.search(words) is not None


def _inverted(index: int, cue: Cue, scene: Scene) -> Reported | None:
    """ "Most of them are children, said Ann Lee, who runs the inn.": the clause, a comma, the verb, its subject."""
    sentence = scene.sentences[index]
    clause = scene.narration[sentence.start : cue.start]
    if not clause.endswith(", ") or len(clause.split()) < _CLAUSE_WORDS or "\0" in clause:
        return None
    if scene.language.speech.participle.fullmatch(cue.word) or cue.word in scene.language.speech.that_only:
        return None  # "…, saying the dam was old": the subject stands in front
    subject = after_cue(cue, sentence.end, scene)
    if subject is None or not (scene.language.speech.finite.search(clause) or _closes(cue, subject, scene)):
        return None
    gap = scene.narration[cue.end : subject.start]
    if subject.pronoun or len(gap.split()) > _CLAUSE_WORDS or "," in gap or scene.language.speech.that.match(gap):
        return None
    end = sentence.start + len(clause) - 2
    return Reported(index, sentence.start, end, cue.word, cue.start, subject, "clause, cue subject", 0.8)


def _closes(cue: Cue, subject: Subject, scene: Scene) -> bool:
    """Whether only the name stands behind the verb, so that whatever is in front must be what was said."""
    behind = scene.narration[subject.end : subject.end + 2]
    return subject.start == cue.end + 1 and behind[:1] in (",", ".")


def _similar(index: int, scene: Scene) -> Reported | None:
    """ "Holm has expressed similar views": that somebody agrees is a statement, too."""
    sentence = scene.sentences[index]
    match = scene.sieve.search(scene.language.speech.similar, scene.narration, sentence.start, sentence.end)
    if match is None:
        return None
    group = "cue" if match["cue"] else "cue2"
    cue = Cue(match[group], match.start(group), match.end(group))
    subject = before_cue(cue, sentence.start, scene) or after_cue(cue, sentence.end, scene)
    if subject is None:
        return None
    return Reported(index, match.start(), match.end(), cue.word, cue.start, subject, "similar views", 0.8)


def _judged(index: int, scene: Scene) -> Reported | None:
    """ "Holm decried the new fence": a judgement that its verb tells, only right behind its subject."""
    sentence = scene.sentences[index]
    judging = scene.language.speech.judging
    for cue in cues_within(scene.cues, sentence.start, sentence.end):
        if cue.word in judging and not cue.attribute:
            subject = before_cue(cue, sentence.start, scene)
            lead = scene.narration[subject.end : cue.start] if subject else ""
            if scene.language.speech.passive and scene.language.speech.passive.search(lead):
                return None
            gap = without_auxiliary(lead, scene.language.speech)
            if subject is not None and not gap.strip():
                return Reported(
                    index, cue.end + 1, sentence.end, cue.word, cue.start, subject, "subject cue object", 0.6
                )
            return None
    return None


def _hedged(index: int, scene: Scene) -> Reported | None:
    """ "reportedly" says that somebody unnamed says so, "by all appearances" that the author thinks so."""
    sentence = scene.sentences[index]
    match = scene.sieve.search(scene.language.speech.reported_words, scene.narration, sentence.start, sentence.end)
    if match is not None:
        return Reported(index, sentence.start, sentence.end, None, match.start(), None, "hedge", 0.5)
    match = scene.sieve.search(scene.language.speech.author_hedges, scene.narration, sentence.start, sentence.end)
    if match is not None:
        return Reported(index, sentence.start, sentence.end, None, match.start(), None, "author’s hedge", 0.4)
    return None
