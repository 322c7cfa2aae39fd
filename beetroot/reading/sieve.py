"""A text that many patterns are searched in: one is not even tried where none of the strings stands that it needs.

Most patterns of a language find nothing in most sentences, and `re` looks for an alternation at every character. What
a pattern needs is read off its own tree, so that nobody keeps a list beside it; the results are the same without.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

# Letters that `re.IGNORECASE` takes for plain ones though their lower case is another, or longer.
_ODD = re.compile("[\u0130\u0131\u017f\u1c80-\u1c88]")
# Shorter strings of letters stand everywhere; a quotation mark or a bracket tells something.
_SHORTEST = 3
_COMMON = frozenset(" .,'’-–—…\n")
_MOST = 80
_REPEATS = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)

Needles = frozenset[str] | None
_NOTHING = frozenset(("",))


class Sieve:
    """One text, and where in it the needles of each pattern stand, looked up when the pattern is first asked for."""

    def __init__(self, text: str) -> None:
        self._lower = "" if _ODD.search(text) else text.lower()
        self._sound = len(self._lower) == len(text)
        self._places: dict[tuple[str, int], list[int] | None] = {}
        self._needles: dict[str, list[int]] = {}

    def may_hold(self, pattern: re.Pattern[str], start: int, end: int) -> bool:
        """Whether a match can lie within a stretch of the text, or of the text with parts of it blanked."""
        places = self._places_for(pattern)
        if places is None:
            return True
        index = bisect_left(places, start)
        return index < len(places) and places[index] < end

    def search(self, pattern: re.Pattern[str], text: str, start: int, end: int) -> re.Match[str] | None:
        """As `pattern.search(text, start, end)`, where `text` is the sieve's, or that with parts of it blanked."""
        return pattern.search(text, start, end) if self.may_hold(pattern, start, end) else None

    def finditer(
        self, pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None
    ) -> Iterator[re.Match[str]]:
        """As `pattern.finditer(text, start, end)`, to the end of the text where there is none."""
        end = len(text) if end is None else end
        return pattern.finditer(text, start, end) if self.may_hold(pattern, start, end) else iter(())

    def search_piece(self, pattern: re.Pattern[str], piece: str, at: int) -> re.Match[str] | None:
        """As `pattern.search(piece)`, where the piece stands in the text at `at`."""
        return pattern.search(piece) if self.may_hold(pattern, at, at + len(piece)) else None

    def finditer_piece(self, pattern: re.Pattern[str], piece: str, at: int) -> Iterator[re.Match[str]]:
        """As `pattern.finditer(piece)`."""
        return pattern.finditer(piece) if self.may_hold(pattern, at, at + len(piece)) else iter(())

    def _places_for(self, pattern: re.Pattern[str]) -> list[int] | None:
        key = pattern.pattern, pattern.flags
        if key not in self._places:
            self._places[key] = self._find(needles(pattern)) if self._sound else None
        return self._places[key]

    def _find(self, wanted: Needles) -> list[int] | None:
        if wanted is None:
            return None
        found = [places for needle in wanted if (places := self._places_of(needle))]
        return found[0] if len(found) == 1 else sorted(chain.from_iterable(found))

    def _places_of(self, needle: str) -> list[int]:
        if needle not in self._needles:
            places = []
            place = self._lower.find(needle)
            while place >= 0:
                places.append(place)
                place = self._lower.find(needle, place + 1)
            self._needles[needle] = places
        return self._needles[needle]


def may_match(pattern: re.Pattern[str], text: str) -> bool:
    """Whether a short text without a sieve of its own holds what the pattern needs."""
    wanted = needles(pattern)
    if wanted is None or _ODD.search(text):
        return True
    low = text.lower()
    return any(needle in low for needle in wanted)


@cache
def _needles(pattern: str, flags: int) -> Needles:
    found = _of_sequence(parser.parse(pattern, flags))
    if found is None or len(found) > _MOST or not all(map(_tells, found)):
        return None
    return frozenset(one for one in found if not any(other in one for other in found if other != one))


def _tells(needle: str) -> bool:
    return len(needle) >= _SHORTEST or not any(sign.isalnum() or sign in _COMMON for sign in needle)


def needles(pattern: re.Pattern[str]) -> Needles:
    """Strings in lower case of which every match holds one; none where it matches nothing, None where there are no
    telling ones."""
    return _needles(pattern.pattern, pattern.flags)


def _of_sequence(items: Sequence[Any]) -> Needles:
    """The best of what the parts of a sequence need; letters in a row make one string, sets of them some."""
    candidates: list[frozenset[str]] = []
    row = _NOTHING
    for code, argument in _flat(items):
        letters = _letters(code, argument)
        if 0 < len(letters) * len(row) <= _MOST:
            row = frozenset(before + letter for before in row for letter in letters)
        elif code is not codes.AT:
            candidates, row = [*candidates, row], _NOTHING
            part = _of_part(code, argument)
            candidates += [part] if part is not None else []
    return max((found for found in [*candidates, row] if found != _NOTHING), key=_worth, default=None)


def _worth(found: frozenset[str]) -> tuple[int, int]:
    """Nothing matches where nothing is needed; else the longer its shortest the better, then the fewer."""
    return (min(map(len, found)), -len(found)) if found else (1_000_000, 0)


def _flat(items: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """The parts with those of groups in their place."""
    for code, argument in items:
        if code is codes.SUBPATTERN:
            yield from _flat(argument[-1])
        elif code is codes.ATOMIC_GROUP:
            yield from _flat(argument)
        else:
            yield code, argument


def _letters(code: Any, argument: Any) -> frozenset[str]:
    """What a part that is one letter can be, in lower case; nothing where it can be anything. NUL stands for words
    that were blanked, which the sieve's own text has."""
    letters: set[str] = set()
    for kind, value in [(code, argument)] if code is codes.LITERAL else argument if code is codes.IN else []:
        if kind is codes.LITERAL and value:
            letters.add(chr(value).lower())
        elif kind is codes.RANGE and value[0] and value[1] - value[0] < _MOST:
            letters.update(chr(one).lower() for one in range(value[0], value[1] + 1))
        else:
            return frozenset()
    return frozenset(letters)


def _of_part(code: Any, argument: Any) -> Needles:
    if code is codes.FAILURE or (code is codes.ASSERT_NOT and not argument[1]):
        return frozenset()
    if code is codes.BRANCH:
        found = [_of_sequence(branch) for branch in argument[1]]
        return None if any(one is None for one in found) else frozenset().union(*(one for one in found if one))
    if code in _REPEATS and argument[0] > 0:
        return _of_sequence(argument[2])
    return None
