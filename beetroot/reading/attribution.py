"""Who said a quoted run, by what pattern, with which cue, and how sure that is."""

import re
from dataclasses import dataclass

from beetroot.reading.antecedents import resolve
from beetroot.reading.clauses import FURTHEST, after_cue, before_cue, cue_words, cues_between, first_in, head_of
from beetroot.reading.confidence import sureness
from beetroot.reading.cues import Cue
from beetroot.reading.quotes import Run
from beetroot.reading.sentences import sentence_at
from beetroot.reading.subjects import Scene, Subject

# Verbs looked at in front of a run, nearest first.
_NEAREST = 6
_SCARE = 2
_OTHER_CLAUSE = re.compile(r",\s(?:while|but|although|though|whereas)\s")
_DASH = re.compile(r"\s*[―—–-]+\s*(?=[^\W\d_a-zа-яё])")


@dataclass(frozen=True, slots=True)
class Attributed:
    """A run's source: the subject (None when nobody is found), the cue's words and the pattern's name."""

    subject: Subject | None
    cue: str | None
    rule: str
    confidence: float
    cue_at: int = -1


def by_rule(rule: str, subject: Subject, cue: str | None, at: int) -> Attributed:
    """What a pattern found, as sure as that pattern is with such a subject."""
    return Attributed(subject, cue, rule, sureness(rule, subject), at)


def attribute(run: Run, before: Run | None, after: Run | None, scene: Scene) -> Attributed | None:
    """The source of a run by what stands after it, before it, or "according to" in its sentence."""
    found = (
        _signed(run, scene)
        or _as_put_after(run, scene)
        or _from_after(run, after, scene)
        or _announced(run, scene)
        or _as_put(run, scene)
    )
    if found is not None:
        return found
    before_it, according = _from_before(run, before, scene), _according(run, scene)
    if before_it is not None and according is not None and before_it.rule == "subject cue: quote":
        return before_it
    return according or before_it or _introduced(run, scene)


def _introduced(run: Run, scene: Scene) -> Attributed | None:
    """`Holm had one answer: "No."`: a colon without a verb of saying."""
    sentence = scene.sentences[sentence_at(scene.sentences, run.outer_start)]
    if not scene.narration[sentence.start : run.outer_start].rstrip().endswith(":"):
        return None
    within = scene.between(sentence.start, run.outer_start)
    person = next((c for c in within if c.actor is not None and c.actor.kind == "Person"), None)
    subject = person or head_of(sentence.start, run.outer_start, scene)
    if subject is None or subject.speaker is None:
        return None
    return by_rule("subject: quote", subject, None, subject.start)


def _from_after(run: Run, after: Run | None, scene: Scene) -> Attributed | None:
    """`"…," X said` and `"…," said X`."""
    if run.open_ended or scene.language.speech.turned.match(scene.narration, run.outer_end):
        return None
    last = scene.text[run.outer_start : run.end].rstrip("'’\"” ")[-1:]
    following = scene.narration[run.outer_end : run.outer_end + 1]
    if last not in ",?!…—–-" and following not in (",", "—", "–"):
        return (None if last == "." else _relative(run, scene)) or _from_clause_after(run, after, scene)
    sentence = scene.sentences[sentence_at(scene.sentences, run.end - 1)]
    # A ? or ! within the marks ends a sentence for the splitter, while "X said" still follows it.
    end = sentence.end if sentence.end > run.outer_end + 2 else _next_end(run, scene)
    end = min(end, run.outer_end + FURTHEST, after.outer_start if after and after.outer_start > run.outer_end else end)
    for cue in cues_between(scene, run.outer_end, end)[:3]:
        subject = before_cue(cue, run.outer_end, scene) or after_cue(cue, end, scene)
        if subject is not None:
            inverted = subject.start > cue.start
            rule = "quote, cue subject" if inverted else "quote, subject cue"
            return by_rule(rule, subject, cue_words(cue, scene), cue.start)
    return None


def _as_put(run: Run, scene: Scene) -> Attributed | None:
    """`… as the economist Ann Lee puts it, "…"` in the middle of a sentence."""
    as_put = scene.language.speech.as_put
    start = max(scene.sentences[sentence_at(scene.sentences, run.outer_start)].start, run.outer_start - FURTHEST)
    match = as_put.search(scene.narration, start, run.outer_start) if as_put else None
    subject = first_in(scene, match.start("who"), match.end("who")) if match else None
    if match is None or subject is None:
        return None
    return by_rule("subject cue: quote", subject, match["cue"], match.start("cue"))


def _as_put_after(run: Run, scene: Scene) -> Attributed | None:
    """`"…", as the economist Ann Lee puts it`."""
    as_put = scene.language.speech.as_put_after
    match = as_put.match(scene.narration, run.outer_end) if as_put else None
    subject = first_in(scene, match.start("who"), match.end("who")) if match else None
    if match is None or subject is None:
        return None
    return by_rule("quote, subject cue", subject, match["cue"], match.start("cue"))


def _relative(run: Run, scene: Scene) -> Attributed | None:
    """`The “loopholes” he cited`: subject and verb right behind the words."""
    subject = next((c for c in scene.between(run.outer_end, run.outer_end + 60) if c.start == run.outer_end + 1), None)
    cue = next(iter(cues_between(scene, subject.end, subject.end + 30)), None) if subject else None
    if subject is None or cue is None or cue.start != subject.end + 1:
        return None
    subject = resolve(subject, scene)
    return by_rule("quote subject cue", subject, cue.word, cue.start)


def _signed(run: Run, scene: Scene) -> Attributed | None:
    """`"…" — X` where nothing else follows: readers' letters, epigraphs, pull quotes."""
    tail = scene.narration[run.outer_end : scene.parts[run.part].end]
    dash = _DASH.match(tail)
    if not dash or len(tail) > 120:
        return None
    at = run.outer_end + dash.end()
    subject = next((c for c in scene.between(at, scene.parts[run.part].end) if c.start == at and not c.pronoun), None)
    return by_rule("quote — name", resolve(subject, scene), None, at) if subject else None


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
    return by_rule("subject cue: paragraph", subject, cues[-1].word, cues[-1].start)


def _from_clause_after(run: Run, after: Run | None, scene: Scene) -> Attributed | None:
    """`"…" for a reason, X said`: the sentence goes on before its last clause says whose words they were."""
    sentence = scene.sentences[sentence_at(scene.sentences, run.end - 1)]
    begins = not re.search(r"\w", scene.text[sentence.start : run.outer_start])
    end = min(sentence.end, after.outer_start if after else sentence.end, run.outer_end + FURTHEST)
    comma = scene.narration.rfind(", ", run.outer_end, end)
    if comma < 0:
        return None
    for cue in cues_between(scene, comma, end)[:1]:
        if not begins and scene.narration[cue.end : sentence.end].strip(" .\n"):
            continue  # "The dam was “asleep” for years, X said." ends with who said so
        subject = before_cue(cue, comma + 1, scene)
        if subject is not None:
            return by_rule("quote …, subject cue", subject, cue_words(cue, scene), cue.start)
    return None


def _next_end(run: Run, scene: Scene) -> int:
    """The end of the sentence right behind the run, if it goes on in small letters or with a subject and a cue."""
    index = sentence_at(scene.sentences, run.outer_end + 2)
    sentence = scene.sentences[index]
    if sentence.part != run.part:
        return run.outer_end
    if scene.text[run.end - 1] == "," or sentence.start <= run.outer_end + 2:
        return sentence.end
    return run.outer_end


def _from_before(run: Run, before: Run | None, scene: Scene) -> Attributed | None:
    """`X said: "…"` and words of X worked into a sentence."""
    sentence = scene.sentences[sentence_at(scene.sentences, run.outer_start)]
    start = max(sentence.start, run.outer_start - FURTHEST)
    head = scene.narration[start : run.outer_start]
    cues = cues_between(scene, start, run.outer_start)
    for cue in reversed(cues[-_NEAREST:]):
        subject = _between_commas(cue, run.outer_start, scene) or before_cue(cue, sentence.start, scene, cues)
        if subject is None and (head.rstrip().endswith(":") or scene.language.speech.as_said.match(head)):
            subject = after_cue(cue, run.outer_start, scene)
        if subject is None or (_is_lost(subject, scene) and cue is not cues[0]) or _is_apart(cue, run, scene):
            continue
        close = re.fullmatch(r"[^.!?;]{0,80}[,:]?\s*", scene.narration[cue.end : run.outer_start]) is not None
        colon = bool(re.search(r"[:,]\s*$", head))
        rule = "subject cue: quote" if colon and close else "subject cue … quote"
        return by_rule(rule, subject, cue_words(cue, scene), cue.start)
    return None


def _is_apart(cue: Cue, run: Run, scene: Scene) -> bool:
    """ "Bo Ek said no, while the premier cheered the “historic” move": a word in marks of another clause."""
    few = len(scene.text[run.start : run.end].split()) <= _SCARE
    return few and _OTHER_CLAUSE.search(scene.narration, cue.end, run.outer_start) is not None


def _is_lost(subject: Subject, scene: Scene) -> bool:
    """Whether a pronoun means nobody that was found, not even somebody unnamed."""
    somebody = subject.attribution == "unnamed" and subject.words.lower() not in scene.language.speech.collective
    return subject.pronoun and subject.speaker is None and not somebody


def _between_commas(cue: Cue, end: int, scene: Scene) -> Subject | None:
    """`The rest, says the conductor Ann Lee, is "silence"`: verb and subject between commas."""
    if scene.narration[cue.start - 2 : cue.start] != ", ":
        return None
    comma = scene.narration.find(", ", cue.end, end)
    return after_cue(cue, comma, scene) if comma > 0 else None


def _according(run: Run, scene: Scene) -> Attributed | None:
    sentence = scene.sentences[sentence_at(scene.sentences, run.outer_start)]
    end = max(sentence.end, min(run.outer_end + 120, scene.sentences[sentence_at(scene.sentences, run.end)].end))
    start = max(sentence.start, run.outer_start - FURTHEST * 2)
    end = min(end, run.outer_end + FURTHEST)
    for match in scene.sieve.finditer(scene.language.speech.according, scene.narration, start, end):
        group = next(name for name, value in match.groupdict().items() if value)
        subject = first_in(scene, match.start(group), match.end(group))
        if subject is not None:
            return by_rule("according to", subject, match.group().split(match[group])[0].strip().lower(), match.start())
    return None
