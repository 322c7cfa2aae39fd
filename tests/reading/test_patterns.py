"""Every pattern of reading stays quick on strings made of its own words: work may grow with the square of a short
stretch (rules look at bounded windows), never worse.

Work is the thread's own processor time; only its ratio between a length and twice that counts, and only once it is
more than noise. A pattern that explodes does so long before the lengths that would hang the test.
"""

import importlib
import pkgutil
import re
import time
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import beetroot.reading
from beetroot.reading.languages import words_for
from tests.reading.test_sieve import patterns as patterns_of_language

PIECES = ("a", "Ab ", "ab ", "1 ", " ", "“", "A. ", "/a ", "Аб ")
# Small steps, so that what explodes is met early.
LENGTHS = (*range(12, 32, 2), *range(32, 200, 6))
# Below this many seconds a ratio is noise.
TELLING = 0.004
WORST = 9.0
# A stretch of the length that rules look at takes no pattern so long.
LONGEST = 0.15


def modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(beetroot.reading.__path__, "beetroot.reading."):
        yield importlib.import_module(found.name)


def every_pattern() -> dict[str, re.Pattern[Any]]:
    """Every compiled pattern of reading's modules and word lists, by its text."""
    found: dict[str, re.Pattern[Any]] = {}
    for module in modules():
        for value in vars(module).values():
            if isinstance(value, re.Pattern):
                found[str(value.pattern)] = value
    for code in ("en", "ru", "be", "uk"):
        found.update({pattern.pattern: pattern for pattern in patterns_of_language(words_for(code))})
    return found


def words_in(items: Any) -> Iterator[str]:
    """The literal runs of a pattern, outermost first."""
    run = ""
    for code, argument in items:
        if code is codes.LITERAL:
            run += chr(argument)
            continue
        if run:
            yield run
        run = ""
        for inner in argument if isinstance(argument, (tuple, list)) else ():
            for one in inner if isinstance(inner, list) else [inner]:
                if isinstance(one, parser.SubPattern):
                    yield from words_in(one)
    if run:
        yield run


def attacks(pattern: re.Pattern[Any]) -> set[str]:
    own = sorted(set(words_in(parser.parse(pattern.pattern, pattern.flags))), key=len, reverse=True)
    chosen = [*own[:2], *own[-1:]]
    return {*PIECES, *(f"{word} " for word in chosen), " ".join(own[:2]) + " "}


def seconds(pattern: re.Pattern[Any], text: Any) -> float:
    start = time.thread_time()
    pattern.search(text)
    took = time.thread_time() - start
    if took > TELLING:  # told once more, so that a hiccup of the machine is no finding
        start = time.thread_time()
        pattern.search(text)
        took = min(took, time.thread_time() - start)
    return took


def growth(pattern: re.Pattern[Any], piece: str) -> float:
    """The worst ratio between the work for a length and for twice that."""
    worst, before = 0.0, None
    for length in LENGTHS:
        text = (piece * (length // len(piece) + 1))[:length] + "\1"
        took = seconds(pattern, text.encode() if isinstance(pattern.pattern, bytes) else text)
        if before is not None and took > TELLING:
            worst = max(worst, took / max(before, TELLING / 8))
        if took > LONGEST:
            return max(worst, 100.0)
        before = took
    return worst


def test_no_pattern_of_reading_explodes():
    slow = {}
    for text, pattern in every_pattern().items():
        worst = max((growth(pattern, piece), piece) for piece in attacks(pattern))
        if worst[0] > WORST:
            slow[text[:120]] = worst
    assert slow == {}


def test_a_pattern_that_explodes_is_caught():
    assert growth(re.compile("(?:a+)+$"), "a") > WORST
