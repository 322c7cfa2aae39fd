"""What is known while a story's dates are resolved in order, and whether a sentence looks back or ahead."""

import re
from dataclasses import dataclass

from beetroot.reading.moments import Moment
from beetroot.reading.words import CalendarWords

# "Which is scheduled to take place at the court of X in Y" stands further in front than a past verb that still counts.
_BEFORE = 110
_NEAR = 70
_AFTER = 40
_CLAUSE_START = re.compile(r"[.;:!?]\s|[“”«»]")
# "It will offer the lander that it unveiled in May": the clause begins with the word for the thing.
_RELATIVE = re.compile(r"\b(?:that|which|who)\s")
_CLAUSE_END = re.compile(r"[.;!?](?:\s|$)|[“”«»,]|\s(?:and|but|и|но|а)\s")


@dataclass(frozen=True, slots=True)
class Found:
    """A mention before it is resolved."""

    kind: str
    match: "re.Match[str]"
    start: int
    end: int
    part: int

    def group(self, name: str) -> str | None:
        """What a group of the pattern holds; a second alternative writes its groups with `_` behind the name."""
        groups = self.match.groupdict()
        return groups.get(name) or groups.get(f"{name}_")

    def number(self, name: str) -> int | None:
        value = self.group(name)
        return int(value) if value and value.isdigit() else None


@dataclass(slots=True)
class Clock:
    """`told` is the date the narration last gave, `told_day` the last that is a single day, `ahead` the date that
    follows the mention in its own clause ("five days before 3 May")."""

    words: CalendarWords
    published: Moment | None
    told: Moment | None = None
    told_part: int = -1
    told_day: Moment | None = None
    year_told: int | None = None
    ahead: Moment | None = None


@dataclass(frozen=True, slots=True)
class Value:
    """An EDTF string with the moment that later mentions count from, and the anchor it was counted from itself."""

    edtf: str | None
    at: Moment | None = None
    anchor: Moment | None = None
    confidence: float = 0.95
    unit: str | None = None


def plain(at: Moment | None, confidence: float = 0.95, anchor: Moment | None = None) -> Value:
    """A value that is one moment; hardly to be believed where the calendar has none such."""
    return Value(str(at) if at else None, at, anchor, confidence if at else 0.3)


UNKNOWN = Value(None, confidence=0.4)


def looks_ahead(mention: Found, words: CalendarWords) -> bool | None:
    """Whether the clause around a mention tells of what is to come; None where it could be either."""
    text, start, end = mention.match.string, mention.match.start(), mention.match.end()
    before = _CLAUSE_START.split(text[max(0, start - _BEFORE) : start])[-1]
    near = before[-_NEAR:]
    rest = text[end : end + _AFTER]
    after = _CLAUSE_END.split(rest)[0]
    clause = f"{near} {after}"
    own = _RELATIVE.split(before)[-1]
    if words.coming_up is not None and words.coming_up.search(f"{own} {after}"):
        return True
    if words.due is not None and words.due.search(near):
        return True
    deadline = words.deadline is not None and words.deadline.search(near)
    if words.would is not None and words.would.search(clause):
        return True if deadline else None
    if words.told is not None and words.told.search(f"{near} {rest}"):
        # "Ordered him held until 15 February" may look ahead all the same.
        return None if deadline else False
    # A deadline lies ahead; of what nothing says when, the nearer day is meant.
    return True if deadline else None
