"""A sieve leaves patterns untried where they cannot match, and changes nothing else."""

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from beetroot.reading.languages import Language, words_for
from beetroot.reading.sieve import Sieve, needles

STORIES = Path(__file__).parent / "stories"


def patterns(language: Language) -> Iterator[re.Pattern[str]]:
    """Every pattern of a language's word lists."""
    for part in (language.page, language.speech, language.calendar, language.numbers, language.deeds):
        for field in fields(part):
            yield from _within(getattr(part, field.name))


def _within(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _within(one)


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        (re.compile(r"\b(?:reportedly|it seems)\b", re.I), {"reportedly", "it seems"}),
        (re.compile(r"[Aa]ccord|[Tt]reat[yi]"), {"accord", "treaty", "treati"}),
        (re.compile(r"(?:no|any) (?:news|word)?"), None),
        (re.compile(r"\w+ing\b|(?:spoken)?"), None),
        (re.compile(r"(?:said ){2,}(?<!\d)(?P<who>[A-Z]\w+)"), {"said "}),
        (re.compile(r"\0[”“] deal"), {"” deal", "“ deal"}),
        (re.compile(r"(?!)"), set()),
        (re.compile(r"(?i:MAY)|june"), {"may", "june"}),
    ],
)
def test_what_every_match_holds_is_read_off_the_pattern(pattern, wanted):
    assert needles(pattern) == wanted


@pytest.mark.parametrize("name", ["en-feature.txt", "ru-bridge.txt", "be-mill.txt", "uk-lighthouse.txt"])
def test_a_sieve_finds_what_the_patterns_find_alone(name):
    text = (STORIES / name).read_text()
    sieve = Sieve(text)
    gated = 0
    for pattern in patterns(words_for(name[:2])):
        gated += needles(pattern) is not None
        alone = [match.span() for match in pattern.finditer(text)]
        assert [match.span() for match in sieve.finditer(pattern, text)] == alone, pattern.pattern
        for match in pattern.finditer(text[100:900]):
            assert sieve.may_hold(pattern, 100 + match.start(), 100 + max(match.end(), match.start() + 1))
    assert gated > 50


def test_letters_that_patterns_take_for_plain_ones_are_not_missed():
    text = "ſaid İt was KELVIN"
    assert Sieve(text).search(re.compile("said it|kelvin", re.I), text, 0, len(text)) is not None
