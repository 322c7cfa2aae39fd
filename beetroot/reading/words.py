"""The shape of what a language folder must give: one class for each of its files."""

from collections.abc import Mapping
from dataclasses import dataclass
from re import Pattern


@dataclass(frozen=True, slots=True)
class PageWords:
    """`page.py`: the furniture of web pages; patterns match a whole stripped line unless their name says part."""

    furniture: Pattern[str]
    tail: Pattern[str]
    signup: Pattern[str]
    signup_label: Pattern[str]
    first_appeared: Pattern[str]
    byline: Pattern[str]
    helper_byline: Pattern[str]
    publication: Pattern[str]
    published: Pattern[str]
    credit: Pattern[str]
    credit_words: Pattern[str]
    sign_in: Pattern[str]
    and_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class SpeechWords:
    """`speech.py`: who says, how, and about what; all words lower-case."""

    cues: frozenset[str]
    report_cues: frozenset[str]
    pronouns: Mapping[str, str]
    according: Pattern[str]
    roles: frozenset[str]
    groups: Pattern[str]
    media: Pattern[str]
    unnamed: Pattern[str]
    hedges: Pattern[str]
    reported_words: Pattern[str]
    mediums: tuple[Pattern[str], ...]
    denial: Pattern[str]
    auxiliary: Pattern[str]
    determiners: Pattern[str]
    oblique: Pattern[str]
    clause: Pattern[str]
    particle: Pattern[str]
    that: Pattern[str]
    told_that: Pattern[str]
    not_speech_before: Pattern[str]
    not_speech_after: Pattern[str]


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """`calendar.py`: names of months, days and spans."""

    months: Mapping[str, int]
    days: Mapping[str, int]
    units: Mapping[str, str]
    seasons: Mapping[str, int]
    mention: Pattern[str]


@dataclass(frozen=True, slots=True)
class NumberWords:
    """`numbers.py`: words that count."""

    ones: Mapping[str, int]
    scales: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class NameWords:
    """`names.py`: words that look like names and are not, and names everyone knows."""

    stop_words: frozenset[str]
    countries: Mapping[str, str]
    demonyms: Mapping[str, str]
    metonyms: Mapping[str, str]
    abbreviations: frozenset[str]
    bodies: frozenset[str]
    organizations: frozenset[str]
    titles: frozenset[str]
    female: frozenset[str]
    male: frozenset[str]
    place_words: frozenset[str]
    place_parts: frozenset[str]
