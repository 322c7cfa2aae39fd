"""Who said a quoted run, by what pattern, with which cue, and how sure that is.

Confidences are the shares measured right on news with marked speakers: `"…," X said` hardly errs, a name carried over
from the paragraph before errs every second time.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass

from beetroot.reading.quotes import Run
from beetroot.reading.sentences import sentence_at
from beetroot.reading.subjects import Scene, Subject, resolve

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
_BRACKETS = re.compile(r"\s*\([^()]{1,60}\)\s*$")
_DASH = re.compile(r"\s*[―—–-]+\s*(?=[^\W\d_a-zа-яё])")
_FURTHEST = 260


@dataclass(frozen=True, slots=True)
class Attributed:
    """A run's source: the subject (None when nobody is found), the cue's words and the pattern's name."""

    subject: Subject | None
    cue: str | None
    rule: str
    confidence: float
    cue_at: int = -1


@dataclass(frozen=True, slots=True)
class Cue:
    word: str
    start: int
    end: int


def cues_between(scene: Scene, start: int, end: int) -> list[Cue]:
    """Verbs of saying in a stretch of the narration."""
    cues = scene.language.speech.cues
    return [
        Cue(match.group(), match.start(), match.end())
        for match in _WORD.finditer(scene.narration, start, end)
        if match.group() in cues and not is_attribute(scene, match.start())
    ]


def is_attribute(scene: Scene, at: int) -> bool:
    """ "the continued erosion", "a claimed success", "his report": no verb here."""
    return bool(scene.language.speech.determiners.search(scene.narration[max(0, at - 12) : at]))


def attribute(run: Run, before: Run | None, after: Run | None, scene: Scene) -> Attributed | None:
    """The source of a run by what stands after it, before it, or "according to" in its sentence."""
    found = _signed(run, scene) or _from_after(run, after, scene) or _announced(run, scene)
    if found is not None:
        return found
    before_it, according = _from_before(run, before, scene), _according(run, scene)
    if before_it is not None and according is not None and before_it.rule == "subject cue: quote":
        return before_it
    return according or before_it


def _from_after(run: Run, after: Run | None, scene: Scene) -> Attributed | None:
    """`"…," X said` and `"…," said X`."""
    if run.open_ended:
        return None
    last = scene.text[run.outer_start : run.end].rstrip("'’\"” ")[-1:]
    following = scene.narration[run.outer_end : run.outer_end + 1]
    if last not in ",?!…—–-" and following not in (",", "—", "–"):
        return _from_clause_after(run, after, scene)
    sentence = scene.sentences[sentence_at(scene.sentences, run.end - 1)]
    # A ? or ! within the marks ends a sentence for the splitter, while "X said" still follows it.
    end = sentence.end if sentence.end > run.outer_end + 2 else _next_end(run, scene)
    end = min(end, run.outer_end + _FURTHEST, after.outer_start if after and after.outer_start > run.outer_end else end)
    for cue in cues_between(scene, run.outer_end, end)[:3]:
        subject = before_cue(cue, run.outer_end, scene) or _after_cue(cue, end, scene)
        if subject is not None:
            inverted = subject.start > cue.start
            rule = "quote, cue subject" if inverted else "quote, subject cue"
            return Attributed(
                subject, _cue_words(cue, scene), rule, _trust(subject, 0.9 if inverted else 0.96), cue.start
            )
    return None


def _signed(run: Run, scene: Scene) -> Attributed | None:
    """`"…" — X` where nothing else follows: readers' letters, epigraphs, pull quotes."""
    tail = scene.narration[run.outer_end : scene.parts[run.part].end]
    dash = _DASH.match(tail)
    if not dash or len(tail) > 120:
        return None
    at = run.outer_end + dash.end()
    subject = next((c for c in scene.between(at, scene.parts[run.part].end) if c.start == at and not c.pronoun), None)
    return Attributed(resolve(subject, scene), None, "quote — name", 0.9, at) if subject else None


def _announced(run: Run, scene: Scene) -> Attributed | None:
    """A paragraph that ends with "X said:" speaks for the quotation that opens the next one."""
    part = scene.parts[run.part]
    if run.part == 0 or scene.text[part.start : run.outer_start].strip():
        return None
    before = scene.parts[run.part - 1]
    if not before.text.rstrip().endswith(":"):
        return None
    start = scene.sentences[sentence_at(scene.sentences, before.end - 1)].start
    cues = cues_between(scene, start, before.end)
    subject = before_cue(cues[-1], start, scene, cues) if cues else None
    if subject is None:
        return None
    return Attributed(subject, cues[-1].word, "subject cue: paragraph", _trust(subject, 0.85), cues[-1].start)


def _from_clause_after(run: Run, after: Run | None, scene: Scene) -> Attributed | None:
    """`"…" for a reason, X said`: the sentence goes on before its last clause says whose words they were."""
    sentence = scene.sentences[sentence_at(scene.sentences, run.end - 1)]
    begins = not re.search(r"\w", scene.text[sentence.start : run.outer_start])
    end = min(sentence.end, after.outer_start if after else sentence.end, run.outer_end + _FURTHEST)
    comma = scene.narration.rfind(", ", run.outer_end, end)
    if not begins or comma < 0:
        return None
    for cue in cues_between(scene, comma, end)[:1]:
        subject = before_cue(cue, comma + 1, scene)
        if subject is not None:
            return Attributed(subject, _cue_words(cue, scene), "quote …, subject cue", _trust(subject, 0.9), cue.start)
    return None


def _cue_words(cue: Cue, scene: Scene) -> str:
    """The verb with the small word that belongs to it ("point out")."""
    particle = scene.language.speech.particle.match(scene.narration[cue.start : cue.end + 8])
    return particle.group() if particle else cue.word


def _next_end(run: Run, scene: Scene) -> int:
    """The end of the sentence right behind the run, if it goes on in small letters or with a subject and a cue."""
    index = sentence_at(scene.sentences, run.outer_end + 2)
    sentence = scene.sentences[index]
    if scene.text[run.end - 1] == "," or sentence.start <= run.outer_end + 2:
        return sentence.end
    return run.outer_end


def _from_before(run: Run, before: Run | None, scene: Scene) -> Attributed | None:
    """`X said: "…"` and words of X worked into a sentence."""
    sentence = scene.sentences[sentence_at(scene.sentences, run.outer_start)]
    start = max(sentence.start, run.outer_start - _FURTHEST)
    head = scene.narration[start : run.outer_start]
    cues = cues_between(scene, start, run.outer_start)
    for cue in reversed(cues):
        subject = before_cue(cue, sentence.start, scene, cues)
        if subject is None:
            continue
        close = re.fullmatch(r"[^.!?;]{0,80}[,:]?\s*", scene.narration[cue.end : run.outer_start]) is not None
        colon = bool(re.search(r"[:,]\s*$", head))
        rule = "subject cue: quote" if colon else "subject cue … quote"
        return Attributed(
            subject, _cue_words(cue, scene), rule, _trust(subject, 0.93 if colon and close else 0.85), cue.start
        )
    return None


def _according(run: Run, scene: Scene) -> Attributed | None:
    sentence = scene.sentences[sentence_at(scene.sentences, run.outer_start)]
    end = max(sentence.end, min(run.outer_end + 120, scene.sentences[sentence_at(scene.sentences, run.end)].end))
    start = max(sentence.start, run.outer_start - _FURTHEST * 2)
    for match in scene.language.speech.according.finditer(scene.narration, start, min(end, run.outer_end + _FURTHEST)):
        group = next(name for name, value in match.groupdict().items() if value)
        subject = first_in(scene, match.start(group), match.end(group))
        if subject is not None:
            return Attributed(
                subject, match.group().split(match[group])[0].strip().lower(), "according to", 0.9, match.start()
            )
    return None


def first_in(scene: Scene, start: int, end: int) -> Subject | None:
    """The source in a stretch: its first candidate, whose possessive form ("Lis’s statement") counts too."""
    found = scene.between(start, end)
    if found:
        named = next((subject for subject in found if subject.actor is not None), found[0])
        return resolve(named, scene)
    mentions = scene.cast.mentions
    for index in range(bisect_left(mentions, start, key=lambda mention: mention.start), len(mentions)):
        mention = mentions[index]
        if mention.start >= end:
            break
        if mention.start in scene.cast.by_place:
            return Subject(mention.text, mention.start, mention.end, "named", scene.cast.by_place[mention.start])
    return None


def before_cue(cue: Cue, lowest: int, scene: Scene, cues: list[Cue] | None = None) -> Subject | None:
    """The subject in front of a verb: right at it, or at the head of its clause when a comma stands between."""
    lowest = max(lowest, cue.start - _FURTHEST * 2)
    lead = scene.language.speech.auxiliary.sub("", scene.narration[lowest : cue.start]).rstrip()
    lead = _BRACKETS.sub("", lead)
    end = lowest + len(lead.rstrip(" ,"))
    if scene.language.speech.participle.fullmatch(cue.word):
        return _participle(cue, lowest, scene, cues)
    candidates = _upright(scene.between(lowest, end), scene)
    if not candidates:
        return None
    nearest = candidates[-1]
    gap = scene.narration[nearest.end : end]
    if not lead.endswith(",") and len(gap.split()) <= 5 and "," not in gap and not re.search(r"\w+ed\b", gap):
        return resolve(_whole(nearest, candidates, scene), scene)
    return _head_of_clause(candidates, lowest, end, scene)


def _upright(candidates: list[Subject], scene: Scene) -> list[Subject]:
    """Without the objects of prepositions: in "Bo Ek of Delta, speaking to Cy Dao, said" only Bo Ek can speak."""
    return [
        c
        for c in candidates
        if not scene.language.speech.oblique.search(scene.narration[max(0, c.start - 16) : c.start])
    ]


def _participle(cue: Cue, lowest: int, scene: Scene, cues: list[Cue] | None) -> Subject | None:
    """ "adding" and "writing" take the subject of the verb before them, or the first in the sentence."""
    participle = scene.language.speech.participle
    earlier = [other for other in cues or () if other.start < cue.start and not participle.fullmatch(other.word)]
    if earlier:
        return before_cue(earlier[-1], lowest, scene)
    candidates = scene.between(lowest, cue.start)
    return resolve(candidates[0], scene) if candidates else None


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


def _after_cue(cue: Cue, end: int, scene: Scene) -> Subject | None:
    """The subject of an inverted clause: "said Bo Ek, a miner"."""
    candidates = scene.between(cue.end, end)
    if not candidates:
        return None
    first = candidates[0]
    gap = scene.narration[cue.end : first.start]
    if len(gap.split()) > 7 or re.search(r"[.;:]", gap):
        return None
    named = next((c for c in candidates[:3] if c.actor is not None and c.actor.kind == "Person"), None)
    between = scene.narration[first.end : named.start] if named else ""
    if named is not None and first.actor is None and not scene.language.speech.belongs_to.search(between):
        return resolve(named, scene)
    return resolve(_whole_after(first, candidates, scene), scene)


def _whole_after(first: Subject, candidates: list[Subject], scene: Scene) -> Subject:
    if len(candidates) > 1 and first.actor is None and not first.pronoun:
        return _whole(candidates[1], candidates[:2], scene)
    return first


def _trust(subject: Subject, best: float) -> float:
    """A pronoun that had several to mean, or a source without a name, is worth less."""
    if subject.pronoun:
        return round(best * (0.97 if subject.certain else 0.93), 2) if subject.actor else 0.4
    return best if subject.actor is not None else round(best * 0.95, 2)
