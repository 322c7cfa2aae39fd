"""Noun phrases that speak without a name: "the announcer said", "Ek’s doctor is calling", "said one parent".

They are looked for at verbs of saying and at the head of sentences only; elsewhere a noun phrase is no candidate.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from beetroot.reading.cues import Cue, cues_within, without_auxiliary
from beetroot.reading.sentences import Sentence
from beetroot.reading.words import SpeechWords

# A noun phrase holds none of these.
_MARKS = frozenset(',;:“”"()[]—–\0\n')
_REACH = 90


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase `start`…`end`, or the pronoun of a thing."""

    start: int
    end: int
    thing: bool = False


def find_phrases(
    narration: str, sentences: Sequence[Sentence], cues: Sequence[Cue], speech: SpeechWords
) -> Iterator[Phrase]:
    """Phrases next to verbs of saying, and those that open a sentence in front of a verb."""
    for sentence in sentences:
        opened = speech.phrase_opens.match(narration, sentence.start, sentence.end)
        if opened:
            yield Phrase(opened.start("phrase"), opened.end("phrase"))
        for verb in cues_within(cues, sentence.start, sentence.end):
            if verb.word in speech.cues:
                yield from _at_verb(narration, verb.start, verb.end, sentence, speech)


def _at_verb(narration: str, start: int, end: int, sentence: Sentence, speech: SpeechWords) -> Iterator[Phrase]:
    lowest = max(sentence.start, start - _REACH)
    lead = without_auxiliary(narration[lowest:start], speech).rstrip(" ,")
    mark = next((at for at in range(len(lead) - 1, -1, -1) if lead[at] in _MARKS), -1)
    before = speech.phrase_before.search(lead, mark + 1 if mark > 0 else 0)
    if before:
        group = "thing" if before["thing"] else "phrase"
        yield Phrase(lowest + before.start(group), lowest + before.end(group), thing=bool(before["thing"]))
    after = speech.phrase_after.match(narration, end, min(sentence.end, end + _REACH))
    if after:
        yield Phrase(after.start("phrase"), after.end("phrase"))
