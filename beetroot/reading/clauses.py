"""Whose verb it is: the subject in front of a verb of saying, behind it, or at the head of its clause."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from beetroot.reading.antecedents import resolve
from beetroot.reading.cues import Cue, cues_within, without_auxiliary
from beetroot.reading.sentences import sentence_at
from beetroot.reading.subjects import Scene, Subject, is_body

_BRACKETS = re.compile(r"\s*\([^()]{1,60}\)\s*$")
_TITLES = re.compile(r"(?:[A-ZА-ЯЁ][a-zа-яё]{1,4}\.\s)+$")
_WHERE = re.compile(r"\s(?:in|on|at|near|with|during)\s(?:the\s|an?\s)?$")
# What a preposition and the words up to its name may take.
_LEAD = 28
_LINK = re.compile(r"\s(?:on|in|from|by|of|at|for)\s")
_NOUN = re.compile(r"\s([a-z][a-z-]+)\b")
_HARD_BREAK = re.compile(r"[:;—–]\s")
FURTHEST = 260
# "A reader of the paper, who …".
_OF_SOMETHING = 40


def cues_between(scene: Scene, start: int, end: int) -> list[Cue]:
    """Verbs of saying in a stretch of the narration."""
    verbs = scene.language.speech.cues
    return [cue for cue in cues_within(scene.cues, start, end) if cue.word in verbs and not cue.attribute]


def cue_words(cue: Cue, scene: Scene) -> str:
    """The verb with the small word that belongs to it ("point out")."""
    particle = scene.language.speech.particle.match(scene.narration[cue.start : cue.end + 8])
    return particle.group() if particle else cue.word


def first_in(scene: Scene, start: int, end: int) -> Subject | None:
    """The source in a stretch: its first candidate, whose possessive form ("Lis’s statement") counts too."""
    found = scene.between(start, end)
    if found:
        named = next((subject for subject in found if subject.actor is not None), found[0])
        return _owned(named, start, end, scene) or _told_within(named, start, scene) or resolve(named, scene)
    mentions = scene.cast.mentions
    for index in range(bisect_left(mentions, start, key=lambda mention: mention.start), len(mentions)):
        mention = mentions[index]
        if mention.start >= end:
            break
        if mention.start in scene.cast.by_place:
            return Subject(mention.text, mention.start, mention.end, "named", scene.cast.by_place[mention.start])
    return _possessor(start, end, scene) or _as_phrase(start, end, scene)


def _owned(named: Subject, start: int, end: int, scene: Scene) -> Subject | None:
    """ "A Taliban spokesman", "teachers unions": the noun behind a name is the source, the name only says whose."""
    noun = _NOUN.match(scene.narration, named.end, end)
    if noun is None or not scene.language.speech.definite_article:
        return None
    speech = scene.language.speech
    head = noun[1].removesuffix("s")
    body = head in speech.body_nouns or noun[1] in speech.body_nouns
    somebody = head in speech.roles or any(noun[1] in heads for heads in speech.heads.values())
    paper = noun[1] in speech.papers
    if not body and not somebody and not paper:
        return None
    words = scene.text[start : noun.end()]
    return Subject(words, start, noun.end(), "group" if body or noun[1].endswith("s") else "unnamed")


def _told_within(named: Subject, start: int, scene: Scene) -> Subject | None:
    """ "A count kept in a Telegram chat", "officials in Norrmark": a name that only says where is no source."""
    before = scene.narration[start : named.start]
    where = _WHERE.search(before)
    if where is None or not scene.language.speech.definite_article or not before[:1].islower():
        return None
    words = scene.narration[start : start + where.start()].rstrip()
    head = words.split()[-1:]
    group = bool(head) and (head[0].endswith("s") or is_body(words, scene.language))
    return Subject(words, start, start + len(words), "group" if group else "unnamed") if head else None


def _possessor(start: int, end: int, scene: Scene) -> Subject | None:
    """ "по её словам": whoever she is."""
    words = scene.narration[start:end]
    pronoun = scene.language.speech.possessives.get(words.lower())
    if pronoun is None:
        return None
    meant = resolve(Subject(pronoun, start, end, "named", pronoun=True), scene)
    return replace(meant, words=words)


def _as_phrase(start: int, end: int, scene: Scene) -> Subject | None:
    """ "according to a court filing": words without a name, when they are few."""
    words = scene.narration[start:end].strip()
    if not 0 < len(words.split()) <= 6 or "\0" in words:
        return None
    body = scene.language.speech.body_like
    group = is_body(words, scene.language) or any(body.match(word) for word in words.split())
    return resolve(Subject(words, start, start + len(words), "group" if group else "unnamed"), scene)


def _agreeing(candidates: list[Subject], cue: Cue, scene: Scene) -> list[Subject]:
    """Without those whose sex the verb's form rules out ("сказала" has no man for its subject)."""
    speech = scene.language.speech
    sex = next((sex for form, sex in speech.sexes if form.fullmatch(cue.word)), None)
    if sex is None:
        return candidates
    return [
        c
        for c in candidates
        if not (c.actor and c.actor.kind == "Person" and c.actor.sex not in (None, sex))
        and speech.pronouns.get(c.words.lower(), sex) in (sex, "n")
    ]


def before_cue(cue: Cue, lowest: int, scene: Scene, cues: list[Cue] | None = None) -> Subject | None:
    """The subject in front of a verb: right at it, or at the head of its clause when a comma stands between."""
    lowest = max(lowest, cue.start - FURTHEST * 2)
    lead, joined = _lead(cue, lowest, scene)
    end = lowest + len(lead.rstrip(" ,"))
    if scene.language.speech.participle.fullmatch(cue.word):
        return _participle(cue, lowest, scene, cues)
    if joined:
        return _joined(cue, lowest, scene, cues)
    candidates = _agreeing(_upright(scene.between(lowest, end), scene, end), cue, scene)
    if not candidates:
        return None
    described = _described(candidates, lead, lowest, scene) or _apposed(candidates, lead, lowest, scene)
    if described is not None:
        return resolve(described, scene)
    nearest = candidates[-1]
    gap = scene.narration[nearest.end : end]
    if cue.word in scene.language.speech.nouns and (_apart(gap, lowest, end, scene) or _is_one(nearest, cue, scene)):
        return None
    if not lead.endswith(",") and len(gap.split()) <= 5 and "," not in gap and not re.search(r"\w+ed\b", gap):
        return resolve(_whole(nearest, candidates, scene), scene)
    return _head_of_clause(candidates, lowest, end, scene)


def _lead(cue: Cue, lowest: int, scene: Scene) -> tuple[str, bool]:
    """What stands before a verb without its auxiliaries and without a bracket, and whether an "and" joins the verb to
    one before it; asked for again and again."""
    known = scene.leads.get((lowest, cue.start))
    if known is None:
        lead = scene.narration[lowest : cue.start]
        bare = without_auxiliary(lead, scene.language.speech).rstrip()
        known = _BRACKETS.sub("", bare), scene.language.speech.joined.search(lead) is not None
        scene.leads[lowest, cue.start] = known
    return known


def _apart(gap: str, lowest: int, end: int, scene: Scene) -> bool:
    """Whether words part a subject from a verb that may be a noun; not in "a document on its website says"."""
    touching = any(candidate.end == end for candidate in scene.between(lowest, end))
    within = touching and _LINK.match(gap) is not None
    return bool(gap.strip()) and not within


def _is_one(subject: Subject, cue: Cue, scene: Scene) -> bool:
    """ "The Norland state", "an Ek report": behind somebody who is one, a verb would end with an s."""
    several = scene.narration[max(0, subject.start - 5) : subject.start].endswith("and ")
    plural = several or subject.pronoun or subject.words.lower().endswith(("s", "people", "police", "men", "women"))
    beside = not scene.narration[subject.end : cue.start].strip()
    return beside and not plural and not cue.word.endswith(("s", "ed", "ing"))


def _described(candidates: list[Subject], lead: str, lowest: int, scene: Scene) -> Subject | None:
    """ "One reader, who met Bo Ek, wrote": whom a clause between commas is about."""
    relative = scene.language.speech.relative
    opened = relative.search(lead) if relative is not None and lead.endswith(",") else None
    if opened is None:
        return None
    before = [one for one in candidates if one.end <= lowest + opened.start()]
    return before[-1] if before and lowest + opened.start() - before[-1].end <= _OF_SOMETHING else None


def _apposed(candidates: list[Subject], lead: str, lowest: int, scene: Scene) -> Subject | None:
    """ "Bo Ek, an expert in mud and water at the University of Delta, told": the first name, if only what he is stands
    between it and the verb."""
    first = candidates[0]
    relative = scene.language.speech.apposition
    if relative is None or not lead.endswith(",") or first.actor is None or first.actor.kind != "Person":
        return None
    between = lead[first.end - lowest :]
    described = relative.match(between)
    return first if described and not scene.language.speech.finite.search(described["what"]) else None


def _upright(candidates: list[Subject], scene: Scene, verb: int = -1) -> list[Subject]:
    """Without the objects of prepositions: in "Bo Ek of Delta, speaking to Cy Dao, said" only Bo Ek can speak; who
    stands right before the `verb` can, too, where a conjunction is in front ("after police said …")."""
    speech = scene.language.speech
    upright = []
    for one in candidates:
        lead = scene.narration[max(0, one.start - _LEAD) : one.start]
        joined = speech.conjunction is not None and speech.conjunction.search(lead)
        if (one.end == verb and joined) or not speech.oblique.search(lead):
            upright.append(one)
    return upright


def _participle(cue: Cue, lowest: int, scene: Scene, cues: list[Cue] | None) -> Subject | None:
    """ "adding" and "writing" take the name right before them ("footage of Ek saying"), else the subject of the clause;
    in a sentence that opens with "When …" that of the verb before them."""
    speech = scene.language.speech
    candidates = scene.between(lowest, cue.start)
    if candidates and not scene.narration[candidates[-1].end : cue.start].strip():
        # "The board issued a statement claiming …": who issued it claims.
        paper = candidates[-1].words.split()[-1].lower() in speech.papers and candidates[-1].actor is None
        issuer = next(iter(_upright(candidates[:-1], scene)), None) if paper else None
        return resolve(issuer or candidates[-1], scene)
    earlier = [other for other in cues or () if other.start < cue.start and not speech.participle.fullmatch(other.word)]
    if earlier and speech.turned.match(scene.narration, lowest):
        return before_cue(earlier[-1], lowest, scene)
    hard = [match.end() for match in _HARD_BREAK.finditer(scene.narration, lowest, cue.start)]
    clause = scene.between(hard[-1], cue.start) if hard else []
    first = next(iter(_upright(clause, scene) or _upright(candidates, scene) or candidates), None)
    return resolve(first, scene) if first else None


def _joined(cue: Cue, lowest: int, scene: Scene, cues: list[Cue] | None) -> Subject | None:
    """ "Lis praised Ek and called …" has one subject: that of the first verb, or the clause's first candidate, since
    another one would stand behind the "and"."""
    speech = scene.language.speech
    first = next((other for other in cues or () if other.start < cue.start), None)
    if first is not None and not speech.participle.fullmatch(first.word):
        return before_cue(first, lowest, scene)
    start = _last_break(lowest, cue.start, scene)
    return head_of(start, cue.start, scene) or head_of(lowest, cue.start, scene)


def _last_break(lowest: int, end: int, scene: Scene) -> int:
    """Where the last clause before `end` begins; `lowest` where nothing breaks the stretch."""
    pattern = scene.language.speech.breaks
    index = sentence_at(scene.sentences, end)
    sentence = scene.sentences[index]
    if lowest < sentence.start:
        return max((match.end() for match in pattern.finditer(scene.narration, lowest, end)), default=lowest)
    if index not in scene.breaks:
        found = pattern.finditer(scene.narration, sentence.start, sentence.end)
        scene.breaks[index] = [match.span() for match in found]
    breaks = scene.breaks[index]
    last = bisect_right(breaks, end, key=lambda span: span[1]) - 1
    return breaks[last][1] if last >= 0 and breaks[last][0] >= lowest else lowest


def head_of(start: int, end: int, scene: Scene) -> Subject | None:
    """The first candidate of a stretch that no preposition governs, if it is or may be a person or stands for one."""
    first = next(iter(_upright(scene.between(start, end), scene)), None)
    return resolve(first, scene) if first else None


def _whole(nearest: Subject, candidates: list[Subject], scene: Scene) -> Subject:
    """ "A spokesman for Bo Ek" is the spokesman, not Bo Ek."""
    if len(candidates) < 2:
        return nearest
    outer = candidates[-2]
    link = scene.narration[outer.end : nearest.start]
    if outer.attribution in ("unnamed", "group") and scene.language.speech.belongs_to.fullmatch(link):
        return Subject(scene.text[outer.start : nearest.end], outer.start, nearest.end, outer.attribution)
    return nearest


def _head_of_clause(candidates: list[Subject], lowest: int, end: int, scene: Scene) -> Subject | None:
    breaks = [match.end() for match in scene.language.speech.clause.finditer(scene.narration, lowest, end)]
    start = next((place for place in reversed(breaks) if any(c.start >= place for c in candidates)), lowest)
    within = [candidate for candidate in candidates if candidate.start >= start] or candidates
    people = [c for c in within if c.pronoun or (c.actor is not None and c.actor.kind == "Person")]
    return resolve((people or within)[0], scene)


def after_cue(cue: Cue, end: int, scene: Scene) -> Subject | None:
    """The subject of an inverted clause: "said Bo Ek, a miner"."""
    candidates = _agreeing(scene.between(cue.end, end), cue, scene)
    if not candidates:
        return None
    first = candidates[0]
    gap = _TITLES.sub("", scene.narration[cue.end : first.start])
    if len(gap.split()) > 7 or re.search(r"[.;:]", gap):
        return None
    named = next((c for c in candidates[:3] if c.actor is not None and c.actor.kind == "Person"), None)
    between = scene.narration[first.end : named.start] if named else ""
    if named is not None and first.actor is None and not scene.language.speech.belongs_to.search(between):
        return resolve(named, scene)
    return resolve(_whole_after(first, candidates, scene), scene)


def _whole_after(first: Subject, candidates: list[Subject], scene: Scene) -> Subject:
    if len(candidates) > 1 and first.actor is None and not first.pronoun and first.attribution != "named":
        return _whole(candidates[1], candidates[:2], scene)
    return first
