"""Verbs of saying: found once in a story's narration, then looked up by place."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from beetroot.reading.words import SpeechWords

_WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
# No row of adverbs in front of a verb is longer.
_AUXILIARY = 80
_LAST = 24
_CALLED = re.compile(r"\s[A-Z][\w’-]+(?: [A-Z][\w’-]+)?[,.]")


@dataclass(frozen=True, slots=True)
class Cue:
    """A verb where it stands; as an attribute ("the continued erosion", "a claimed success", "his report") it says
    nothing."""

    word: str
    start: int
    end: int
    attribute: bool = False


def find_cues(narration: str, speech: SpeechWords) -> list[Cue]:
    """Every verb of saying, reporting or judging, in order."""
    verbs = speech.cues | speech.report_cues | speech.judging
    found = []
    for match in _WORD.finditer(narration):
        if match.group() in verbs:
            start = match.start()
            governed = speech.determiners.search(narration[max(0, start - 20) : start]) is not None
            governed = governed or _names_somebody(narration, match, speech)
            found.append(Cue(match.group(), start, match.end(), governed))
    return found


def _names_somebody(narration: str, verb: "re.Match[str]", speech: SpeechWords) -> bool:
    """ "A nurse called Vera, …": the verb gives the name of the role before it."""
    if verb.group() != "called" or not _CALLED.match(narration, verb.end()):
        return False
    before = narration[max(0, verb.start() - _AUXILIARY) : verb.start()].split()
    return len(before) > 1 and before[-1] in speech.roles and before[-2].lower() in ("a", "an")


def cues_within(cues: Sequence[Cue], start: int, end: int) -> Sequence[Cue]:
    """Those that lie in a stretch."""
    first = bisect_left(cues, start, key=lambda cue: cue.start)
    last = bisect_left(cues, end, first, key=lambda cue: cue.end)
    return cues[first : last + 1 if last < len(cues) and cues[last].end == end else last]


def without_auxiliary(lead: str, speech: SpeechWords) -> str:
    """What stands before a verb without the "has also" and "later" next to it."""
    if not speech.auxiliary.search(lead[-_LAST:]):
        return lead
    cut = max(0, len(lead) - _AUXILIARY)
    return lead[:cut] + speech.auxiliary.sub("", lead[cut:])
