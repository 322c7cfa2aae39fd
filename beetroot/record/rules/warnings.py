"""What a writer should know while typing: another number was printed, it was denied since, the role has changed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from beetroot.record.rules import names

_WORD = re.compile(r"[^\W\d_]{4,}")
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]?")
_NUMBER = re.compile(r"\d[\d,. ]*\d|\d")
#: So much of what a figure counts must stand in the sentence for it to be the same figure.
_SAME = 0.6
_MOST = 12


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A figure of the record: what it counts, its number as plain digits, as printed and where."""

    what: str
    number: str
    printed: str
    where: str


@dataclass(frozen=True, slots=True)
class KnownWords:
    """Words that were said or claimed, and who stands against them."""

    words: str
    against: str


@dataclass(frozen=True, slots=True)
class KnownRole:
    """A name with the role it has now and those it had."""

    name: str
    now: str
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Warned:
    """`kind` is figure | denied | role; `values` fill the desk's sentence for it."""

    kind: str
    sentence: str
    values: tuple[str, ...]


def warnings(
    text: str, *, figures: Iterable[KnownFigure], words: Iterable[KnownWords], roles: Iterable[KnownRole]
) -> list[Warned]:
    """For a text as it stands, at most twelve, in its order and each once."""
    sentences = [found.group().strip() for found in _SENTENCE.finditer(text) if found.group().strip()]
    known = list(figures), [one for one in words if len(_words(one.words)) >= 3], list(roles)
    found = (one for sentence in sentences for one in _of_sentence(sentence, *known))
    return list(dict.fromkeys(found))[:_MOST]


def _of_sentence(
    sentence: str, figures: list[KnownFigure], said: list[KnownWords], roles: list[KnownRole]
) -> Iterator[Warned]:
    words, numbers, folded = _words(sentence), _numbers(sentence), names.folded(sentence)
    if numbers:
        yield from _other_figures(sentence, words, numbers, figures)
    for two in said:
        wanted = _words(two.words)
        if len(wanted & words) / len(wanted) >= _SAME:
            yield Warned("denied", sentence, (two.words, two.against))
    for role in roles:
        named = f" {names.folded(role.name)} " in f" {folded} "
        old = next((before for before in role.before if before and names.folded(before) in folded), "")
        if named and old:
            yield Warned("role", sentence, (role.name, old, role.now))


def _other_figures(sentence: str, words: set[str], numbers: set[str], figures: list[KnownFigure]) -> Iterator[Warned]:
    """Figures for what the sentence counts, unless one of them stands in it, in digits or as printed."""
    same: dict[str, list[KnownFigure]] = {}
    for one in figures:
        wanted = _words(one.what)
        if wanted and len(wanted & words) / len(wanted) >= _SAME:
            same.setdefault(one.what.casefold(), []).append(one)
    for known in same.values():
        if not any(one.number in numbers or one.printed.casefold() in sentence.casefold() for one in known):
            yield from (Warned("figure", sentence, (one.what, one.printed, one.where)) for one in known)


def _words(text: str) -> set[str]:
    """Longer words, cut to their stems' length, so that endings do not matter."""
    return {word.casefold()[:6] for word in _WORD.findall(text)}


def _numbers(text: str) -> set[str]:
    """Numbers as plain digits: "1,500" and "1 500" are 1500."""
    return {re.sub(r"[ ,](?=\d{3}\b)", "", found).replace(",", ".").strip(" .") for found in _NUMBER.findall(text)}
