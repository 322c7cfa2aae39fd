"""What a reading is: frozen values whose `as_dict` is the JSON of `beetroot read --json`.

Offsets of facts count characters (code points) of `Reading.text`; offsets of `account` count characters of
`Reading.source_text`, which is the source as given or, for HTML, its visible text. Ends are exclusive. Dates are
EDTF (ISO 8601-2) strings. Confidences run from 0 to 1.
"""

from dataclasses import dataclass, fields, is_dataclass
from typing import Any, Literal

Label = Literal[
    "kicker",
    "headline",
    "lede",
    "byline",
    "publication",
    "body",
    "heading",
    "quote",
    "list",
    "table",
    "caption",
    "credit",
    "furniture",
    "signup",
    "first_appeared_in",
    "blank",
]
Mode = Literal["direct", "mixed", "indirect"]
Attribution = Literal["named", "group", "media", "unnamed", "author"]
Qualifier = Literal["exact", "about", "less_than", "more_than", "vague"]
ActorKind = Literal["Person", "Organization", "PublicBody", "Country", "Group"]
PublishedFrom = Literal["given", "stated", "inferred"]


@dataclass(frozen=True, slots=True)
class FirstAppeared:
    newsletter: str
    publisher: str | None = None
    coverage: str | None = None


@dataclass(frozen=True, slots=True)
class Signup:
    title: str
    tagline: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    heading: str | None
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture named in the text; `start` and `end` are those of its caption."""

    caption: str | None
    credit: str | None
    date: str | None = None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words somebody said; `text` stands between the marks, or is the reported clause when `mode` is indirect.

    `speaker` is the full name as the story gives it anywhere, `speaker_as_written` the words at this place.
    `rule` names the pattern that found the speaker. `denied_by` is who the same sentence says denied it, `agrees_with`
    whose statement just before it concurs with ("…, Lis concurred", "Holm has expressed similar views").
    """

    text: str
    start: int
    end: int
    speaker: str | None
    speaker_as_written: str | None
    role: str | None
    organization: str | None
    attribution: Attribution
    hedge: str | None
    cue: str | None
    mode: Mode
    medium: str | None
    said_at: str | None
    rule: str
    confidence: float
    denied_by: str | None = None
    agrees_with: str | None = None


@dataclass(frozen=True, slots=True)
class DateMention:
    text: str
    start: int
    end: int
    edtf: str | None
    relative_to: str | None
    confirmed_by: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Figure:
    text: str
    start: int
    end: int
    value: float | int | None
    low: float | int | None
    high: float | int | None
    said_by: str | None
    qualifier: Qualifier
    unit: str | None
    what: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Actor:
    name: str
    kind: ActorKind
    aliases: tuple[str, ...]
    role: str | None
    confidence: float
    organization: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    text: str
    start: int
    end: int
    edtf: str | None
    actors: tuple[str, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class Agreement:
    name: str
    parties: tuple[str, ...]
    status: str | None
    start: int
    end: int
    confidence: float
    signed: str | None = None


@dataclass(frozen=True, slots=True)
class Poll:
    pollster: str
    start: int
    end: int
    shares: tuple[float, ...]
    confidence: float


@dataclass(frozen=True, slots=True)
class AccountSpan:
    """A stretch of the source and what it is; spans follow each other without gap or overlap."""

    start: int
    end: int
    label: Label


@dataclass(frozen=True, slots=True)
class LanguageSpan:
    """Paragraphs of `text` in another language than the story's, with that language's code."""

    start: int
    end: int
    language: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything a story says about itself, in reading order."""

    text: str
    language: str
    kicker: str | None
    headline: str
    publication: str | None
    written_for: str | None
    byline: tuple[str, ...]
    published: str | None
    published_from: PublishedFrom | None
    lede: str | None
    first_appeared_in: FirstAppeared | None
    signup: Signup | None
    sections: tuple[Section, ...]
    photos: tuple[Photo, ...]
    quotations: tuple[Quotation, ...]
    dates: tuple[DateMention, ...]
    figures: tuple[Figure, ...]
    actors: tuple[Actor, ...]
    events: tuple[Event, ...]
    agreements: tuple[Agreement, ...]
    polls: tuple[Poll, ...]
    removed: tuple[str, ...]
    account: tuple[AccountSpan, ...]
    source_text: str
    notes: tuple[str, ...] = ()
    languages: tuple[LanguageSpan, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The reading as plain lists, dicts, strings and numbers, every key present."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


# Python keeps the word for itself, the JSON does not.
_JSON_NAMES = {"label": "as"}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {_JSON_NAMES.get(f.name, f.name): _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value
