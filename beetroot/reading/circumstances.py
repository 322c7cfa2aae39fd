"""A quotation with what its sentence says about the act of saying: where, when, with what doubt, denied by whom."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from beetroot.reading.attribution import Attributed
from beetroot.reading.forms import nominative
from beetroot.reading.indirect import Reported
from beetroot.reading.model import DateMention, Mode, Quotation
from beetroot.reading.quotes import Run
from beetroot.reading.sentences import sentence_at
from beetroot.reading.subjects import Scene, Subject

SENTENCE_LIKE = re.compile(r"^[\[(…. ]*[^\W_a-zа-яёіўїєґ]")
ENDED = re.compile(r"[.,!?…—–-][\])'’\"” ]*$")
_SAME_BREATH = 160
_SAME_OCCASION = 500
_FEW = 4


def is_ended(run: Run, scene: Scene) -> bool:
    """Whether a sentence ends with the run: in the marks, or (in Russian, and in British papers) right behind them."""
    words = scene.text[run.start : run.end]
    return bool(ENDED.search(words)) or scene.text[run.outer_end : run.outer_end + 1] in (".", "!", "?", ",")


def quotation_of(run: Run, source: Attributed, scene: Scene, dates: tuple[DateMention, ...]) -> Quotation:
    first = scene.sentences[sentence_at(scene.sentences, run.outer_start)].start
    last = scene.sentences[sentence_at(scene.sentences, run.end - 1)].end
    last = max(last, source.cue_at + 1 if source.cue_at > run.outer_end else 0)
    if source.cue_at >= last:
        last = scene.sentences[sentence_at(scene.sentences, source.cue_at)].end
    return _filled(run.start, run.end, source, scene, dates, (first, last), mode=_mode(run, source, scene))


def _mode(run: Run, source: Attributed, scene: Scene) -> Mode:
    words = scene.text[run.start : run.end]
    whole = bool(SENTENCE_LIKE.match(words)) and is_ended(run, scene) and len(words.split()) > 1
    before = scene.narration[max(0, run.outer_start - 3) : run.outer_start]
    if source.rule in (
        "quote, subject cue",
        "quote, cue subject",
        "same paragraph",
        "continued quotation",
        "carried over",
    ):
        return "direct" if SENTENCE_LIKE.match(words) else "mixed"
    return (
        "direct"
        if whole and (not before or (before[-1] in " \n" and before.strip()[-1:] in ":,.–—?!") or not before.strip())
        else "mixed"
    )


def report_of(report: Reported, source: Attributed, scene: Scene, dates: tuple[DateMention, ...]) -> Quotation:
    sentence = scene.sentences[report.sentence]
    return _filled(report.start, report.end, source, scene, dates, (sentence.start, sentence.end), mode="indirect")


def _filled(
    start: int,
    end: int,
    source: Attributed,
    scene: Scene,
    dates: tuple[DateMention, ...],
    around: tuple[int, int],
    *,
    mode: Mode,
) -> Quotation:
    """One quotation with all that its sentence says about the act of saying."""
    subject = source.subject
    actor = subject.actor if subject else None
    narration = scene.narration[around[0] : around[1]]
    hedge = scene.sieve.search_piece(scene.language.speech.hedges, narration, around[0])
    denial = scene.sieve.search_piece(scene.language.speech.denial, narration, around[0])
    return Quotation(
        text=scene.text[start:end],
        start=start,
        end=end,
        speaker=_name(subject, scene),
        speaker_as_written=subject.words if subject else None,
        role=actor.role if actor else None,
        organization=actor.organization if actor else None,
        attribution=subject.attribution if subject else "author" if source.rule == "author’s hedge" else "unnamed",
        hedge=hedge.group().lower() if hedge else None,
        cue=source.cue,
        mode=mode,
        medium=_medium(narration, around[0], scene),
        said_at=_said_at(source, around, (start, end), dates, scene),
        rule=source.rule,
        confidence=source.confidence,
        denied_by=_denier(denial, scene),
    )


def _name(subject: Subject | None, scene: Scene) -> str | None:
    """The speaker without an article, so that "the authorities" and "authorities" are one."""
    name = subject.speaker if subject else None
    if name and subject and subject.actor is None and subject.attribution == "named":
        name = nominative(name, female=scene.language.names.female, male=scene.language.names.male)
    return scene.language.speech.article.sub("", name) if name else None


def _denier(denial: "re.Match[str] | None", scene: Scene) -> str | None:
    if denial is None:
        return None
    words = next((value for value in denial.groupdict().values() if value), "")
    actor = scene.cast.find(words)
    return actor.name if actor else words


def _medium(narration: str, at: int, scene: Scene) -> str | None:
    """Where it was said, in the text's words: "told The Beet", "in a tweet", "writing for …"."""
    found = [
        match
        for pattern in scene.language.speech.mediums
        if (match := scene.sieve.search_piece(pattern, narration, at))
    ]
    if not found:
        return None
    # "told X in an interview": the outlet and the occasion both matter.
    words = [match.group().strip(" \0.") for match in found[:2]]
    return words[0] if words[-1] in words[0] else ", ".join(words)


def _said_at(
    source: Attributed, around: tuple[int, int], quote: tuple[int, int], dates: tuple[DateMention, ...], scene: Scene
) -> str | None:
    """The date in the sentence's own narration, when it stands with the verb of saying."""
    if source.cue_at < 0 or not source.cue:
        return None
    near = [
        date
        for date in dates
        if around[0] <= date.start < around[1]
        and not quote[0] <= date.start < quote[1]
        and abs(date.start - source.cue_at) < 160
        and date.edtf
        and len(date.edtf) > 5
        and not date.edtf.endswith("/..")
        and _is_when(date, source, around[0], scene)
    ]
    return min(near, key=lambda date: abs(date.start - source.cue_at)).edtf if near else None


def _is_when(date: DateMention, source: Attributed, start: int, scene: Scene) -> bool:
    """Whether a date stands with the saying ("said on Monday that …"), not in what is said ("said that in 1999 …") nor
    in a clause about the speaker ("said Bo Ek, who left in May")."""
    speech = scene.language.speech
    behind = source.cue_at + len(source.cue or "")
    if date.start > source.cue_at:
        between = scene.narration[behind : date.start]
        said = speech.that.search(between) or (speech.elsewhere and speech.elsewhere.search(between))
        return not said and not (speech.relative and speech.relative.search(between))
    clause = scene.narration[start : date.start].rpartition(", ")
    return not (speech.relative and speech.relative.match(f", {clause[2]}"))


def complete(quotations: Sequence[Quotation], scene: Scene) -> tuple[Quotation, ...]:
    """In reading order: what was said in one breath has one medium, what was said on one occasion one date; who concurs
    concurs with the one before."""
    done: list[Quotation] = []
    for quotation in sorted(quotations, key=lambda one: one.start):
        before = done[-1] if done else None
        if before is not None and _one_breath(before, quotation):
            quotation = replace(
                quotation,
                medium=quotation.medium or before.medium,
                said_at=quotation.said_at or before.said_at,
            )
        elif earlier := _same_occasion(done, quotation, scene):
            near = _paragraphs_apart(earlier, quotation, scene) == 0
            quotation = replace(quotation, medium=earlier.medium if near else None, said_at=earlier.said_at)
        if quotation.rule == "similar views" or (quotation.cue or "") in scene.language.speech.agreeing:
            quotation = replace(quotation, agrees_with=_other_speaker(done, quotation.speaker))
        done.append(quotation)
    return tuple(done)


def _one_breath(before: Quotation, quotation: Quotation) -> bool:
    same = quotation.rule in ("same paragraph", "continued quotation") and before.speaker == quotation.speaker
    return same and quotation.start - before.end < _SAME_BREATH


def _same_occasion(done: Sequence[Quotation], quotation: Quotation, scene: Scene) -> Quotation | None:
    """What the same speaker, and nobody else since, was quoted with just before, in this paragraph or the one before;
    None where another place or date is told."""
    if quotation.medium or quotation.said_at or quotation.speaker is None or quotation.mode == "indirect":
        return None
    own = list(takewhile(lambda one: one.speaker == quotation.speaker, reversed(done[-_FEW:])))
    quoted = next((one for one in own if one.mode != "indirect"), None)
    if quoted is None or quotation.start - quoted.end > _SAME_OCCASION:
        return None
    return quoted if _paragraphs_apart(quoted, quotation, scene) <= 1 else None


def _paragraphs_apart(before: Quotation, quotation: Quotation, scene: Scene) -> int:
    first, second = (bisect_right(scene.parts, one.start, key=lambda part: part.start) for one in (before, quotation))
    return second - first


def _other_speaker(done: Sequence[Quotation], speaker: str | None) -> str | None:
    return next((one.speaker for one in reversed(done[-4:]) if one.speaker and one.speaker != speaker), None)
