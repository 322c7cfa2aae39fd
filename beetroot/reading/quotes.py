"""Quoted runs with exact spans, in every style of marks, one bad mark costing at most one quotation."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from beetroot.reading.story import Part

# Opening mark to the marks that may close it: English, German and Polish („ “ ”), guillemets both ways round.
_CLOSERS = {"“": "”", "„": "“”", "«": "»", "‹": "›", "‘": "’", "‚": "‘’", "»": "«", '"': '"', "‟": "”"}
# Two single marks that stand for a double one, as typewriters and some agencies set them.
_DOUBLED = re.compile("’’|''|‘‘|``")
_DOUBLE_CLOSERS = ("’’", "''")
_MARK = re.compile(f"{_DOUBLED.pattern}|[“”„‟«»‹›\"‘’‚']")
_ASIDE = re.compile(r"[,!?….]\s[—–-]\s(?P<said>[^—–«»“”]{3,90}?)[.,:]\s[—–-]\s")
_SAID = re.compile(r"(?<=[,!?….])\s[—–-]\s(?P<said>[^—–«»]{3,90}?)(?:(?P<on>[.,:]\s[—–-]\s)|[.!?…](?=\s|$)|$)")
_SPEAKER_LABEL = re.compile(r"(?:[A-ZА-ЯЁ][A-ZА-ЯЁ.’' -]{2,30}:\s|\([A-ZА-ЯЁ ]{4,20}\.?\))")
_LONGEST = 6000
# Marks of two kinds around one quotation, as pasting leaves them.
_MIXED = {'"': "”", "“": '"'}
_FEW_MARKS = 8
_MOST_MARKS = 120


@dataclass(frozen=True, slots=True)
class Run:
    """Words between marks: `start` to `end` without the marks, `outer_start` to `outer_end` with them.

    `open_ended` runs lack the closing mark because the next paragraph goes on quoting.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    part: int
    open_ended: bool = False


def find_runs(parts: Sequence[Part]) -> list[Run]:
    """Every quoted run of the story's paragraphs (not of headline and headings, which repeat the text's words)."""
    runs: list[Run] = []
    for index, part in enumerate(parts):
        if part.label not in ("headline", "heading"):
            rest = (parts[place] for place in range(index + 1, len(parts)))
            after = next((other for other in rest if other.label not in ("caption", "heading")), None)
            runs.extend(_runs_in(part, index, after))
    return runs


def find_dialogue(parts: Sequence[Part], opening: re.Pattern[str], cues: frozenset[str]) -> list[Run]:
    """Speech that a dash opens and no marks hold («— Мы ушли, — сказал он. — Ночью.»), paragraph by paragraph.

    A paragraph that says nobody spoke is taken only next to one that does; others are lists.
    """
    opened = {i: m.end() for i, part in enumerate(parts) if part.label != "heading" and (m := opening.match(part.text))}
    found = {index: _dialogue_in(parts[index], index, start, cues) for index, start in opened.items()}
    for index, start in opened.items():
        if not found[index] and (found.get(index - 1) or found.get(index + 1)):
            part = parts[index]
            found[index] = [Run(part.start + start, part.end, part.start, part.end, index)]
    return [run for index in sorted(found) for run in found[index]]


def _dialogue_in(part: Part, index: int, start: int, cues: frozenset[str]) -> list[Run]:
    runs: list[Run] = []
    at = start
    for match in _SAID.finditer(part.text, start):
        if not any(word.lower() in cues for word in match["said"].split()):
            continue
        runs.append(
            Run(part.start + at, part.start + match.start(), part.start + at, part.start + match.start(), index)
        )
        at = match.end()
        if not match["on"]:
            return runs
    if runs and part.text[at:].strip():
        runs.append(Run(part.start + at, part.end, part.start + at, part.end, index))
    return runs


def transcribed(runs: Sequence[Run], text: str) -> frozenset[Run]:
    """Runs of a printed transcript ("WALLACE: …"), a mark before each paragraph: a form of its own, no quotations."""
    found: list[Run] = []
    before: Run | None = None
    for run in runs:
        follows = before is not None and before.open_ended and before in found
        if _SPEAKER_LABEL.match(text, run.start, run.end) or follows:
            found.append(run)
        before = run
    return frozenset(found)


def split_at_dashes(runs: Sequence[Run], text: str, cues: frozenset[str]) -> list[Run]:
    """Runs that hold their own attribution between dashes, as Russian sets it («Нет, — сказал он. — Да»), as two."""
    split: list[Run] = []
    for run in runs:
        match = _ASIDE.search(text, run.start, run.end)
        if match and any(word.lower() in cues for word in match["said"].split()):
            first, second = match.start() + 1, match.end()
            split.append(Run(run.start, first, run.outer_start, first, run.part))
            split.append(Run(second, run.end, second, run.outer_end, run.part, run.open_ended))
        else:
            split.append(run)
    return split


def _runs_in(part: Part, index: int, after: Part | None) -> list[Run]:
    text = part.text
    marks = [match.start() for match in _MARK.finditer(text)]
    runs: list[Run] = []
    position = 0
    for at in marks:
        if at < position or not _opens(text, at):
            continue
        close = _closing(text, at, marks) or _closing_doubled(text, at, marks)
        on = close is None and _goes_on(text, at, after)
        if close is None and not on:
            close = _closing_otherwise(text, at, marks)
        if close is not None:
            runs.append(_run(part, index, at, close))
            position = close + _width(text, close)
        elif on:
            runs.append(Run(part.start + at + 1, part.end, part.start + at, part.end, index, open_ended=True))
            break
    return [run for run in runs if text[run.start - part.start : run.end - part.start].strip()]


def _run(part: Part, index: int, at: int, close: int) -> Run:
    """The run between two marks of a part; a space that was set inside the closing one is none of its words."""
    text = part.text
    start = at + _width(text, at)
    end = max(start, len(text[:close].rstrip())) if text[at] not in "«„" else close
    return Run(part.start + start, part.start + end, part.start + at, part.start + close + _width(text, close), index)


def _width(text: str, at: int) -> int:
    return 2 if _DOUBLED.match(text, at) else 1


def _opens(text: str, at: int) -> bool:
    mark = text[at]
    before = text[at - 1] if at else " "
    after = text[at + 1] if at + 1 < len(text) else " "
    if _width(text, at) == 2:
        after = text[at + 2 : at + 3]
        return text[at : at + 2] != "’’" and after.strip() != "" and (before.isspace() or before in '([—–-/:“"')
    if mark in "“„‟«‹" and not after.isspace():
        return True
    if mark in "«“„" and not before.isalnum():
        return at + 2 < len(text) and not text[at + 2].isspace()  # French puts a space inside
    if mark in "\"‘‚'»":
        free = before.isspace() or before in '([—–-/:“"«' or (before == "." and mark == '"')
        turned = mark == "»" and "«" in text[max(0, at - _LONGEST) : at]
        return free and not after.isspace() and not turned and mark != "'"
    return False


def _closing(text: str, at: int, marks: list[int]) -> int | None:
    """Where the run opened at `at` closes; None when its mark has no partner before the next opening one."""
    opener = text[at]
    if _width(text, at) == 2:
        return None
    closers = _CLOSERS[opener]
    depth = 0
    following = bisect_right(marks, at)
    for place in marks[following : following + _MOST_MARKS]:
        mark = text[place]
        if place - at > _LONGEST:
            return None
        if mark in closers and _closes(text, place, opener):
            if depth == 0:
                return place
            depth -= 1
        elif mark == opener and _opens(text, place):
            if opener not in "«„":
                return None  # a second “ before any ”: the first was never closed
            depth += 1
    # «Рассылка «Вести» with one mark for two: the last closing one serves.
    return _last_closer(text, at, marks, closers) if depth else None


def _closing_doubled(text: str, at: int, marks: list[int]) -> int | None:
    """Where a run closes that two single marks open or close: “…’’ and ``…''; None when a like one opens before."""
    doubled = _width(text, at) == 2
    if not doubled and text[at] not in '“"':
        return None
    following = bisect_right(marks, at)
    for place in marks[following : following + _MOST_MARKS]:
        if place - at > _LONGEST or (text[place] == text[at] and _opens(text, place)):
            return None
        ends = text[place : place + 2] in _DOUBLE_CLOSERS or (doubled and text[place] in '”"')
        if ends and not text[place + _width(text, place) :][:1].isalnum():
            return place
    return None


def _closing_otherwise(text: str, at: int, marks: list[int]) -> int | None:
    """Where a straight mark is closed by a curly one, or the other way round; None when a like one opens before."""
    other = _MIXED.get(text[at])
    following = bisect_right(marks, at)
    for place in marks[following : following + _FEW_MARKS] if other else ():
        if text[place] == other and place - at < _LONGEST and _closes(text, place, '"') and text[place - 1] in ".,!?":
            return place
        if text[place] == text[at] and _opens(text, place):
            return None
    return None


def _last_closer(text: str, at: int, marks: list[int], closers: str) -> int | None:
    near = marks[bisect_right(marks, at) : bisect_right(marks, at + _LONGEST)]
    return next((place for place in reversed(near) if text[place] in closers), None)


def _closes(text: str, place: int, opener: str) -> bool:
    before = text[place - 1]
    after = text[place + 1] if place + 1 < len(text) else " "
    if opener in "‘‚":
        return not after.isalnum() and not (before == "s" and after == " " and _later_single(text, place))
    if opener == '"':
        # A space may set off an inner quotation ('outreach,' " he said) and a sentence ("Who are we? " he said).
        set_off = before == " " and text[place - 2] in "'’.,!?…" and not after.isalnum()
        return set_off or (not before.isspace() and (not after.isalnum() or before in ".,!?"))
    return True


def _later_single(text: str, place: int) -> bool:
    """The ’ after a plural ("the soldiers’ pay") is no end while another ’ that can be one follows in the sentence."""
    rest = text[place + 1 : place + 200]
    stop = re.search(r"[.!?]\s", rest)
    found = re.search(r"[^\s\w]’(?!\w)|\w’(?=[\s.,;:!?)]|$)", rest[: stop.end() if stop else None])
    return bool(found)


def _goes_on(text: str, at: int, after: Part | None) -> bool:
    """A paragraph without its closing mark is continued when the next one opens with a mark again."""
    opener = text[at]
    return after is not None and after.text.lstrip().startswith(opener) and opener != "'"
