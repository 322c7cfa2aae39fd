"""Every quotation and reported statement of a story, in reading order."""

import re
from bisect import bisect_left
from dataclasses import replace

from beetroot.reading.attribution import Attributed, attribute, by_rule
from beetroot.reading.circumstances import ENDED, SENTENCE_LIKE, complete, is_ended, quotation_of, report_of
from beetroot.reading.clauses import before_cue, cues_between, head_of
from beetroot.reading.confidence import CARRIED_OVER, NEXT_SPEAKER, NO_SOURCE, SAME_SPEAKER
from beetroot.reading.indirect import Reported, reported_in
from beetroot.reading.model import DateMention, Quotation
from beetroot.reading.quotes import Run, find_dialogue, find_runs, split_at_dashes, transcribed
from beetroot.reading.sentences import sentence_at
from beetroot.reading.subjects import Scene, Subject, find_subjects

_COLON = re.compile(r":\s[“\"„«‘]?\0")


def find_statements(scene: Scene, dates: tuple[DateMention, ...]) -> tuple[Quotation, ...]:
    """Quotations with their speakers, and reported statements of sentences that quote nothing."""
    runs = _find_all_runs(scene)
    scene.narration = _blank(scene.text, runs)
    find_subjects(scene)
    found: list[Quotation] = []
    told: dict[Run, Attributed] = {}
    quoted: set[int] = set()
    transcript = transcribed(runs, scene.text)
    for place, step in _in_order([run for run in runs if run not in transcript], scene):
        if isinstance(step, Reported) and step.sentence in quoted:
            apart = _apart(step, scene)
            if apart is None:
                continue
            step = apart
        source = _read_step(step, runs, told, scene)
        if source is None:
            continue
        if isinstance(step, Run):
            told[step] = source
            quoted |= {
                sentence_at(scene.sentences, at) for at in (step.outer_start, step.end - 1, source.cue_at) if at >= 0
            }
            found.append(quotation_of(step, source, scene, dates))
        else:
            found.append(report_of(step, source, scene, dates))
        if source.subject is not None:
            scene.spoke.append((source.cue_at if source.cue_at >= 0 else place, source.subject))
            _learn_sex(source.subject, scene)
    return complete(found, scene)


def _learn_sex(subject: Subject, scene: Scene) -> None:
    """A name that "she" surely meant is no "he" later on."""
    sex = scene.language.speech.pronouns.get(subject.words.lower()) if subject.pronoun else None
    if sex not in ("m", "f") or subject.actor is None or subject.actor.sex is not None:
        return
    start = scene.parts[scene.sentences[sentence_at(scene.sentences, subject.start)].part].start
    named = [actor for actor in scene.cast.persons() if any(start <= place < subject.end for place in actor.places)]
    if len(named) == 1 and named[0] is subject.actor:
        subject.actor.sex = sex


def _find_all_runs(scene: Scene) -> list[Run]:
    """What stands in marks and what dashes open, in order; a run within another is part of it."""
    speech = scene.language.speech
    marked = split_at_dashes(find_runs(scene.parts), scene.text, speech.cues)
    spoken = find_dialogue(scene.parts, speech.dialogue, speech.cues)
    inner = [run for run in marked if not any(one.start <= run.start < one.end for one in spoken)]
    return sorted([*inner, *spoken], key=lambda run: run.start)


def _apart(report: Reported, scene: Scene) -> Reported | None:
    """The clause beside a quotation that is a statement of its own ("The dam is safe, she added: “It holds.”", "She
    called it “a toy” and noted that the dam is old", "He added that the dam is old: “It leaks.”"); else None."""
    clause = scene.narration[report.start : report.end]
    if report.rule == "clause, subject cue":
        own = "\0" not in clause and report.end < report.cue_at
    elif report.rule in ("subject cue that", "subject cue"):
        colon = _COLON.search(clause)
        own = colon is not None or "\0" not in clause
        report = replace(report, end=report.start + colon.start()) if colon else report
        clause = clause[: colon.start()] if colon else clause
    else:
        own = False
    return report if own and "\0" not in clause and scene.language.speech.finite.search(clause) else None


def _in_order(runs: list[Run], scene: Scene) -> list[tuple[int, Run | Reported]]:
    """Runs by their start, reports by the end of their sentence: a run in it goes first and makes them needless."""
    steps: list[tuple[int, Run | Reported]] = [(run.start, run) for run in runs]
    for index, sentence in enumerate(scene.sentences):
        steps += [(sentence.end, report) for report in reported_in(index, scene)]
    return sorted(steps, key=lambda step: step[0])


def _read_step(step: Run | Reported, runs: list[Run], told: dict[Run, Attributed], scene: Scene) -> Attributed | None:
    return _source(step, runs, told, scene) if isinstance(step, Run) else step.source(scene)


def _blank(text: str, runs: list[Run]) -> str:
    """The text with NULs for quoted words, so that nothing within them is taken for narration."""
    pieces: list[str] = []
    position = 0
    for run in runs:
        pieces += [text[position : run.start], "\0" * (run.end - run.start)]
        position = run.end
    return "".join([*pieces, text[position:]])


def _source(run: Run, runs: list[Run], told: dict[Run, Attributed], scene: Scene) -> Attributed | None:
    """Whose words a run holds; None for words that nobody speaks here (terms, titles, slogans, poll wording)."""
    index = bisect_left(runs, run.start, key=lambda other: other.start)
    before = runs[index - 1] if index and runs[index - 1].part == run.part else None
    after = runs[index + 1] if index + 1 < len(runs) and runs[index + 1].part == run.part else None
    if _is_no_speech(run, scene):
        return None
    own = attribute(run, before, after, scene)
    if own is not None:
        return None if _is_polled(run, own, scene) else own
    if not _is_speech(run, scene) and not _goes_on_speaking(run, before, told, scene):
        return _within_report(run, scene) or _called(run, scene)
    return (
        _from_neighbours(run, index, runs, told, scene)
        or _from_sentence_before(run, scene)
        or Attributed(None, None, "no source found", NO_SOURCE)
    )


def _is_polled(run: Run, source: Attributed, scene: Scene) -> bool:
    """Wording that a poll's respondents chose ("one in five think that guards “would open the gate”")."""
    if source.subject is None or source.subject.actor is not None:
        return False
    start = scene.sentences[sentence_at(scene.sentences, run.outer_start)].start
    return bool(scene.language.speech.respondents.search(scene.narration, start, run.outer_start))


def _goes_on_speaking(run: Run, before: Run | None, told: dict[Run, Attributed], scene: Scene) -> bool:
    """A new sentence of whoever spoke just before, though the narration ends it: “You blamed thousands of” workers."""
    words = scene.text[run.start : run.end]
    sentence = scene.sentences[sentence_at(scene.sentences, run.outer_start)]
    begins = not re.search(r"\w", scene.text[sentence.start : run.outer_start])
    return before in told and begins and len(words.split()) > 3 and bool(SENTENCE_LIKE.match(words))


def _called(run: Run, scene: Scene) -> Attributed | None:
    """ "Holm keeps pounding her as a “con artist”": whoever the sentence is about chose the words."""
    sentence = scene.sentences[sentence_at(scene.sentences, run.outer_start)]
    if not scene.language.speech.as_what.search(scene.narration, sentence.start, run.outer_start):
        return None
    subject = head_of(sentence.start, run.outer_start, scene)
    return by_rule("subject … as quote", subject, None, subject.start) if subject else None


def _within_report(run: Run, scene: Scene) -> Attributed | None:
    """Words quoted inside a reported statement ("A cashier who “steals” is sacked, Lis said") are its source's."""
    for report in reported_in(sentence_at(scene.sentences, run.outer_start), scene):
        source = report.source(scene)
        if report.rule != "hedge" and source.subject is not None:
            return by_rule("within a report", source.subject, source.cue, source.cue_at)
    return None


def _from_sentence_before(run: Run, scene: Scene) -> Attributed | None:
    """`Lis shouted to the crowd. "It holds!"`: a sentence that only says somebody spoke, then the words."""
    index = sentence_at(scene.sentences, run.outer_start)
    if not index or scene.sentences[index - 1].part != run.part:
        return None
    sentence = scene.sentences[index - 1]
    cues = cues_between(scene, sentence.start, sentence.end)
    for cue in reversed(cues):
        subject = before_cue(cue, sentence.start, scene, cues)
        if subject is not None:
            return by_rule("sentence before", subject, cue.word, cue.start)
    return None


def _is_no_speech(run: Run, scene: Scene) -> bool:
    speech = scene.language.speech
    before = scene.narration[max(0, run.outer_start - 40) : run.outer_start]
    words = scene.text[run.start : run.end].split()
    if len(words) <= 8 and speech.not_speech_before.search(before):
        return True
    if speech.not_speech_after.match(scene.narration[run.outer_end : run.outer_end + 60]):
        return True
    return _is_title(run, words, before, scene) or _is_medium(run, words, before, scene)


def _is_medium(run: Run, words: list[str], before: str, scene: Scene) -> bool:
    """A short name in marks, large only in front (… пишет «Тамбовская жизнь»), in languages that set names so."""
    most = scene.language.speech.title_words
    name = len(words) <= most and words[0][0].isupper() and not ENDED.search(scene.text[run.start : run.end])
    sentence = scene.sentences[sentence_at(scene.sentences, run.outer_start)]
    opens = not re.search(r"\w", scene.text[sentence.start : run.outer_start])
    spoken = re.match(r",?\s[—–-]\s", scene.narration[run.outer_end : run.outer_end + 4])
    return name and not (
        opens or spoken or re.search(r"[:,—–-]\s$", before) or scene.language.speech.naming.search(before)
    )


def _is_title(run: Run, words: list[str], before: str, scene: Scene) -> bool:
    """Words that all begin large name a work, unless somebody is called so ("he called her “Miss Piggy”")."""
    large = [word for word in words if word.strip("(&").lower() not in scene.language.names.stop_words]
    if len(words) < 2 or not large or not all(word[0].isupper() or not word[0].isalpha() for word in large):
        return False
    if re.search(r"[:,]\s$", before) or scene.language.speech.naming.search(before):
        return False
    ended = ENDED.search(scene.text[run.start : run.end])
    # American printers put the sentence's comma inside the marks of a title, too.
    if not ended:
        return True
    works = scene.language.speech.works.search(before)
    return works is not None and (ended.group().startswith(",") or not works["of"])


def _is_speech(run: Run, scene: Scene) -> bool:
    """Whether a run without a verb of saying near it still reads as somebody's sentence."""
    words = scene.text[run.start : run.end]
    if run.open_ended:
        return True
    sentence = scene.sentences[sentence_at(scene.sentences, run.outer_start)]
    lead = scene.text[sentence.start : run.outer_start]
    begins = not re.search(r"\w", lead) or lead.rstrip()[-1:] in (":", ",")
    return begins and len(words.split()) >= 2 and bool(SENTENCE_LIKE.match(words)) and is_ended(run, scene)


def _from_neighbours(
    run: Run, index: int, runs: list[Run], told: dict[Run, Attributed], scene: Scene
) -> Attributed | None:
    """The speaker of the run before or after in the paragraph, else of the paragraph before."""
    previous = runs[index - 1] if index else None
    known = told.get(previous) if previous else None
    if previous is not None and known is not None and known.subject is not None:
        if previous.part == run.part:
            return Attributed(known.subject, None, "same paragraph", round(known.confidence * SAME_SPEAKER, 2))
        if previous.open_ended and _is_next(previous, run, scene):
            return Attributed(known.subject, None, "continued quotation", round(known.confidence * SAME_SPEAKER, 2))
    ahead = _from_next(run, index, runs, scene)
    if ahead is not None:
        return ahead
    if re.search(r"\w", scene.text[scene.parts[run.part].start : run.outer_start]):
        return None
    near = previous is not None and run.part - previous.part <= 2
    subject = _reported_last(run, previous, scene) or (known.subject if near and known else None)
    return Attributed(subject, None, "carried over", CARRIED_OVER) if subject is not None else None


def _is_next(before: Run, run: Run, scene: Scene) -> bool:
    """Whether at most one paragraph stands between two runs, captions and headings aside."""
    between = scene.parts[before.part + 1 : run.part]
    return sum(part.label not in ("caption", "heading") for part in between) <= 1


def _reported_last(run: Run, previous: Run | None, scene: Scene) -> Subject | None:
    """Who the paragraph before reports, without marks and after all that it quotes."""
    if not scene.spoke or not run.part:
        return None
    at, subject = scene.spoke[-1]
    after = scene.parts[run.part - 1].start <= at and (previous is None or at > previous.end)
    return subject if after else None


def _from_next(run: Run, index: int, runs: list[Run], scene: Scene) -> Attributed | None:
    following = runs[index + 1] if index + 1 < len(runs) else None
    if following is None or following.part != run.part:
        return None
    after = runs[index + 2] if index + 2 < len(runs) and runs[index + 2].part == run.part else None
    ahead = attribute(following, run, after, scene)
    if ahead is None or ahead.subject is None:
        return None
    return Attributed(ahead.subject, None, "same paragraph", round(ahead.confidence * NEXT_SPEAKER, 2))
