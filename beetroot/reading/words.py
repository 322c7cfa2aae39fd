"""The shape of what a language folder must give: one class for each of its files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from re import Pattern
from typing import Literal

from beetroot.reading.model import ActorKind

Reckoning = Literal["western", "eastern", "weekday"]
#: A feast to how its day is reckoned: days after Easter, or month, weekday and how manieth (0 to 6; -1 is the last).
Feasts = Mapping[str, tuple[Reckoning, int] | tuple[Reckoning, int, int, int]]


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
    # Words to the reader below the story that ask for money, members or subscribers.
    appeal: Pattern[str] | None = None
    # The line that begins a company's standing words about itself, and what those say.
    about_itself: Pattern[str] | None = None
    of_itself: Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class SpeechWords:
    """`speech.py`: who says, how, and about what; all words lower-case."""

    cues: frozenset[str]
    report_cues: frozenset[str]
    pronouns: Mapping[str, str]
    possessives: Mapping[str, str]
    collective: frozenset[str]
    sexes: tuple[tuple[Pattern[str], str], ...]
    definite: Pattern[str]
    definite_article: str
    offices: frozenset[str]
    as_said: Pattern[str]
    titled: Pattern[str]
    dialogue: Pattern[str]
    body_like: Pattern[str]
    media_after: Pattern[str]
    title_words: int
    according: Pattern[str]
    roles: frozenset[str]
    groups: Pattern[str]
    media: Pattern[str]
    unnamed: Pattern[str]
    determined: Pattern[str]
    hedges: Pattern[str]
    reported_words: Pattern[str]
    mediums: tuple[Pattern[str], ...]
    denial: Pattern[str]
    # A verb that makes a sentence of a clause.
    finite: Pattern[str]
    agreeing: frozenset[str]
    similar: Pattern[str]
    judging: frozenset[str]
    author_hedges: Pattern[str]
    auxiliary: Pattern[str]
    determiners: Pattern[str]
    oblique: Pattern[str]
    clause: Pattern[str]
    particle: Pattern[str]
    that: Pattern[str]
    told_that: Pattern[str]
    told: frozenset[str]
    nouns: frozenset[str]
    bare_clause: Pattern[str]
    participle: Pattern[str]
    verb: Pattern[str]
    belongs_to: Pattern[str]
    article: Pattern[str]
    phrase_before: Pattern[str]
    phrase_after: Pattern[str]
    phrase_opens: Pattern[str]
    joined: Pattern[str]
    breaks: Pattern[str]
    turned: Pattern[str]
    respondents: Pattern[str]
    naming: Pattern[str]
    as_what: Pattern[str]
    works: Pattern[str]
    not_speech_before: Pattern[str]
    not_speech_after: Pattern[str]
    # What joins a clause to the one before it right in front of its subject ("after police said").
    conjunction: Pattern[str] | None = None
    # What somebody is, behind the name and up to the comma before the verb.
    apposition: Pattern[str] | None = None
    # What joins a statement to the next of somebody else.
    while_clause: Pattern[str] | None = None
    # Nouns of who or what looks into things, which find without "that".
    finders: frozenset[str] = frozenset()
    # The auxiliary of a verb whose subject does not act ("Ek was accused of").
    passive: Pattern[str] | None = None
    # "as Ann Lee put it, " right before the words.
    as_put: Pattern[str] | None = None
    as_put_after: Pattern[str] | None = None
    # What somebody issues, which says nothing of its own.
    papers: frozenset[str] = frozenset()
    # What opens a clause about the name in front of it.
    relative: Pattern[str] | None = None
    # What between a verb of saying and a date says that the date is of what is said.
    elsewhere: Pattern[str] | None = None
    # Heads of noun phrases that mean a body ("the grid operator").
    body_nouns: frozenset[str] = frozenset()
    # The pronoun of a body.
    thing: str | None = None
    # Verbs that report only with "that": "the poll found that …".
    that_only: frozenset[str] = frozenset()
    # Those a company is called by without its name.
    firms: frozenset[str] = frozenset()
    # Titles as they are cut short, with the whole word.
    short_roles: Mapping[str, str] = field(default_factory=dict)
    # Nouns of which what `groups`, `media` and `unnamed` find holds one each, by the attribution; a pattern without
    # them is searched for in the whole text.
    heads: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """`calendar.py`: names of months, days and spans; `mentions` are (kind, pattern) in order of preference."""

    months: Mapping[str, int]
    days: Mapping[str, int]
    units: Mapping[str, str]
    seasons: Mapping[str, int]
    mentions: tuple[tuple[str, Pattern[str]], ...]
    stages: Mapping[str, str]
    ordinals: Mapping[str, int]
    amounts: Mapping[str, float]
    day_words: Mapping[str, int]
    back: Pattern[str]
    same: Pattern[str]
    past: Pattern[str]
    coming: Pattern[str]
    future: Pattern[str]
    month_first: bool
    # Whether a clause looks ahead: for certain, by the words right before the date, either way, as a deadline; and the
    # verbs that tell a deadline has passed. A language without them reads dates as past.
    coming_up: Pattern[str] | None = None
    due: Pattern[str] | None = None
    would: Pattern[str] | None = None
    deadline: Pattern[str] | None = None
    told: Pattern[str] | None = None
    # By kind, what in front of a span makes it a length of time ("was built in two years", "for three weeks after").
    spent: Mapping[str, Pattern[str]] = field(default_factory=dict)
    # What stands between two dates that share a year.
    joined: Pattern[str] | None = None
    holidays: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    # Feasts that move, by how their day is reckoned (`feasts.py`).
    feasts: Feasts = field(default_factory=dict)
    # Of a weekday: the one of this week, and the nearest one ("this past Friday", "the coming Friday").
    this: frozenset[str] = frozenset()
    nearest: Pattern[str] | None = None
    # Sets of words of which a paragraph must hold one each before the patterns of a kind are tried in it ("0000" is a
    # number of four digits, "0" any); kinds without an entry always are.
    gates: Mapping[str, tuple[frozenset[str], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NumberWords:
    """`numbers.py`: words that count."""

    ones: Mapping[str, int]
    scales: Mapping[str, int]
    fractions: Mapping[str, float]
    vague: Pattern[str]
    fraction: Pattern[str]
    one_in: Pattern[str]
    equal: Pattern[str]
    about: Pattern[str]
    less: Pattern[str]
    more: Pattern[str]
    percent: Pattern[str]
    points: Pattern[str]
    currencies: Mapping[str, str]
    units: Mapping[str, str]
    idioms: Pattern[str]
    skip_before: Pattern[str]
    skip_after: Pattern[str]
    between: Pattern[str]
    range_head: Pattern[str]
    small: frozenset[str]
    # Words of which a paragraph without digits holds one if there is a figure in it; none: it is always searched.
    hints: frozenset[str] = frozenset()
    # The word that a share's noun follows, and the nouns that a sum is of (group `what`).
    of: Pattern[str] | None = None
    total: Pattern[str] | None = None
    # What rose, fell or stood at the figure behind it (group `what`), and what says that "from … to" is such a change.
    moved: Pattern[str] | None = None
    change: Pattern[str] | None = None
    # In front of and behind a number without a noun, which counts what the one before it did ("nine of them").
    left_out: tuple[Pattern[str], Pattern[str]] | None = None
    # "Over four years" is a length of time, no more than that.
    during: Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class DeedWords:
    """`deeds.py`: what was done, agreed and asked; `agreement` names a group `name`, `poll` any group."""

    past: Pattern[str]
    unreal: Pattern[str]
    anaphor: Pattern[str]
    agreement_hint: Pattern[str]
    agreement: Pattern[str]
    status: Pattern[str]
    progress: Pattern[str]
    signed: Pattern[str]
    poll: Pattern[str]
    # A poll named in a paragraph before ("the survey found").
    same_poll: Pattern[str] | None = None


@dataclass(frozen=True, slots=True)
class NameWords:
    """`names.py`: words that look like names and are not, and names everyone knows."""

    stop_words: frozenset[str]
    known: Mapping[str, ActorKind]
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
    # Family names that stand before the given one ("Xi Jinping").
    family_first: frozenset[str] = frozenset()
    # What follows the name of a person only: an age, "who", "whose house".
    of_a_person: Pattern[str] | None = None
