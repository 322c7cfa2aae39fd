"""Where sentences begin and end. Own rules: a story is cut in a millisecond, and offsets stay exact."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from beetroot.reading.story import Part
from beetroot.reading.words import NameWords

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s+[\"'“‘«„(\[—–-]*\s?[^\W_a-zа-яёіўїєґ])|[。！？]")
# No sentence of a story is longer. What is longer is a list or made to keep rules busy, and is read in pieces, so that
# work within a sentence is bounded and the whole grows with the text.
_LONGEST = 1_500
# "BREST (Reuters) — ": where a story was written is no part of what its first sentence says.
_PLACE = r"[A-ZÀ-ÞĀ-ŽА-ЯЁІЎЇЄҐ]{3}[A-ZÀ-ÞĀ-ŽА-ЯЁІЎЇЄҐ .,’'-]{0,40}"
_DATELINE = re.compile(rf"{_PLACE}(?:, [A-Z][\w. ]{{1,24}})?(?: ?\([^)\n]{{2,30}}\))?\s[—–-]{{1,2}}\s")
_LAST_WORD = re.compile(r"([^\W\d_]+(?:\.[^\W\d_]+)*)$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `part` is the index of the paragraph it stands in."""

    start: int
    end: int
    part: int


def split_sentences(parts: tuple[Part, ...], names: NameWords) -> list[Sentence]:
    """Sentences of the whole story in order; headings and captions are cut like paragraphs."""
    found: list[Sentence] = []
    for index, part in enumerate(parts):
        lead = _DATELINE.match(part.text) if part.label in ("body", "lede") else None
        start = lead.end() if lead else 0
        if lead:
            found.append(Sentence(part.start, part.start + start, index))
        for match in _END.finditer(part.text):
            if match.group().startswith(".") and _is_abbreviated(
                part.text[max(start, match.start() - 24) : match.start()], names
            ):
                continue
            found.extend(_pieces(part, index, start, match.end()))
            start = match.end() + _spaces(part.text, match.end())
        found.extend(_pieces(part, index, start, len(part.text)))
    return found


def _pieces(part: Part, index: int, start: int, end: int) -> Iterator[Sentence]:
    """The sentence from `start` to `end` of the paragraph; one that is too long in pieces, cut between words."""
    while end - start > _LONGEST:
        space = part.text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        cut = space + 1 if space >= 0 else start + _LONGEST
        yield Sentence(part.start + start, part.start + cut, index)
        start = cut
    if start < end:
        yield Sentence(part.start + start, part.start + end, index)


def _spaces(text: str, at: int) -> int:
    count = 0
    while at + count < len(text) and text[at + count].isspace():
        count += 1
    return count


def _is_abbreviated(before: str, names: NameWords) -> bool:
    """Whether the stop ends an abbreviation ("Gen.", "U.S.", the "G." of "G. K. Ost") and no sentence."""
    word = _LAST_WORD.search(before)
    if not word:
        return False
    last = word[1]
    return last.lower() in names.abbreviations or (len(last) == 1 and last.isupper() and last != "I")


def sentence_at(sentences: list[Sentence], position: int) -> int:
    """Index of the sentence that holds a position (or the last one before it)."""
    return max(0, bisect_right(sentences, position, key=lambda sentence: sentence.start) - 1)
