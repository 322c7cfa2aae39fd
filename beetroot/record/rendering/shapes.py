"""What readers may see of the record, as frozen values: all confirmed, none hidden, none private.

Every `when` is words in the reader's language ("about 15 October 2022"); `sort` is the first day it may mean, as
ISO 8601, for ordering and `<time datetime>`. All values survive JSON (`as_dict`, `Roots.from_dict`), so an issue
can freeze them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from beetroot.record.rules.vocabulary import Domain

#: A timeline of so many lines opens whole; of a longer one, the turning points.
_WHOLE = 20


@dataclass(frozen=True, slots=True)
class When:
    """A date: EDTF, its words for the reader, the words as the source printed them, and its first and last day."""

    edtf: str
    words: str
    printed: str = ""
    earliest: str = ""
    latest: str = ""
    relative: str = ""

    def __bool__(self) -> bool:
        return bool(self.edtf or self.printed)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a story a fact stands. `fragment` opens the story at these words (URL fragment text directive);
    `address` is the story's path with the fragment, "" while the story is not published."""

    story: str
    headline: str
    address: str
    fragment: str
    sentence: str
    exact: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """Something published; `url` is https or http or "". Without a title it reads “source to be found”."""

    title: str
    publisher: str = ""
    authors: str = ""
    when: When | None = None
    url: str = ""
    archived_url: str = ""
    language: str = ""
    reliability: str = ""


@dataclass(frozen=True, slots=True)
class Backing:
    """What a fact rests on: places in our own stories and sources elsewhere. Both empty: source to be found."""

    places: tuple[Place, ...] = ()
    sources: tuple[SourceView, ...] = ()

    @property
    def is_missing(self) -> bool:
        return not self.places and not self.sources


@dataclass(frozen=True, slots=True)
class Answer:
    """That somebody denied, contradicted, confirmed … a claim or statement."""

    who: str
    link: str
    label: str
    when: When
    content: str
    backing: Backing
    against: bool


@dataclass(frozen=True, slots=True)
class StatementView:
    """Who said what, when and in what medium. `quoted` tells whether to set marks around `content`; `denies` is the
    word for it ("denies") where the speaker stands against what `content` says, else ""."""

    id: str
    speaker: str
    role: str
    organization: str
    content: str
    quoted: bool
    mode: str
    cue: str
    hedge: str
    medium: str
    when: When
    backing: Backing
    answers: tuple[Answer, ...] = ()
    denies: str = ""

    @property
    def denied(self) -> bool:
        """True when somebody denied, contradicted, corrected or retracted it."""
        return any(answer.against for answer in self.answers)


@dataclass(frozen=True, slots=True)
class FigureView:
    """A number: `printed` as the story has it, `amount` in our own words ("about 1,500 people")."""

    id: str
    what: str
    printed: str
    amount: str
    value: str
    low: str
    high: str
    qualifier: str
    unit: str
    said_by: str
    as_of: When
    area: str
    state: str
    backing: Backing


@dataclass(frozen=True, slots=True)
class EventView:
    id: str
    name: str
    when: When
    domain: str
    place: str
    participants: tuple[str, ...]
    certainty: str
    backing: Backing
    led_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One side of a contested claim."""

    who: str
    role: str
    link: str
    label: str
    content: str
    medium: str
    when: When
    backing: Backing


@dataclass(frozen=True, slots=True)
class Contested:
    """One row of the said-and-denied ledger: a claim, who stands for it and who against it."""

    id: str
    claim: str
    said: tuple[Said, ...]
    denied: tuple[Said, ...]
    rating: str = ""


@dataclass(frozen=True, slots=True)
class AgreementStateView:
    """Where an agreement stood; `state` is the word, `share` "13 of 28" or ""."""

    state: str
    label: str
    share: str
    done: int | None
    total: int | None
    words: str
    as_of: When
    backing: Backing


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement with its history, oldest first; `now` is the last state, None when none is known."""

    id: str
    name: str
    parties: tuple[str, ...]
    signed: When
    domain: str
    clauses: str
    states: tuple[AgreementStateView, ...]
    now: AgreementStateView | None
    backing: Backing


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing given or got."""

    id: str
    text: str
    when: When
    backing: Backing


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A row of “what was given, what was got”; either side may be None when its pair is not known."""

    when: When
    domain: str
    domain_label: str
    given: Cell | None
    got: Cell | None
    view_of: str = ""


@dataclass(frozen=True, slots=True)
class RelationView:
    """A row of “who depends on whom”; `number` is the one on its line in the graph, 0 when it is not drawn."""

    id: str
    number: int
    subject: str
    type: str
    label: str
    object: str
    mutual: bool
    domain: str
    words: str
    start: When
    end: When
    state: str
    backing: Backing


@dataclass(frozen=True, slots=True)
class ShareView:
    """An answer of a poll; `percent` is "" where the source has no number."""

    answer: str
    printed: str
    percent: str
    equals: str = ""


@dataclass(frozen=True, slots=True)
class PollView:
    """A poll's question as printed; what the source does not say is ""."""

    id: str
    question: str
    pollster: str
    asked: When
    population: str
    sample: str
    shares: tuple[ShareView, ...]
    backing: Backing


@dataclass(frozen=True, slots=True)
class TermView:
    """Somebody's word and what it means."""

    id: str
    wording: str
    meaning: str
    used_by: str


@dataclass(frozen=True, slots=True)
class ReadingView:
    value: str
    words: str
    as_of: When
    backing: Backing


@dataclass(frozen=True, slots=True)
class IndicatorView:
    """A question with its readings, oldest first. `chart` is a safe `<svg>`, "" for fewer than two dated readings."""

    id: str
    name: str
    domain: str
    domain_label: str
    question: str
    unit: str
    low: str
    high: str
    steps: tuple[str, ...]
    threshold: str
    side: str
    readings: tuple[ReadingView, ...]
    trend: str
    alarm: bool
    chart: str
    backing: Backing


@dataclass(frozen=True, slots=True)
class EntryView:
    """What one forecaster said; `percent` is "" for words alone. Scores are "" until the forecast is resolved."""

    who: str
    percent: str
    wording: str
    scale: str
    abstains: bool
    when: When
    brier: str
    log: str
    backing: Backing


@dataclass(frozen=True, slots=True)
class ForecastView:
    """A question about the future; `outcome` is "" until it is decided, `is_closed` says that entries are over."""

    id: str
    question: str
    criteria: str
    fine_print: str
    condition: str
    closes: str
    is_closed: bool
    outcome: str
    outcome_label: str
    evidence: str
    value: str
    entries: tuple[EntryView, ...]
    backing: Backing


@dataclass(frozen=True, slots=True)
class TrackView:
    """A forecaster over all resolved forecasts; `chart` is a safe `<svg>` of calibration, `rows` its table."""

    who: str
    count: int
    brier: str
    log: str
    chart: str
    rows: tuple[tuple[str, int, str, str], ...]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    text: str
    marks: tuple[str, ...]
    tells_apart: bool


@dataclass(frozen=True, slots=True)
class Matrix:
    """Hypotheses, least contradicted first: (text, against, supporting), and the evidence with a mark for each."""

    hypotheses: tuple[tuple[str, int, int], ...]
    rows: tuple[EvidenceRow, ...]


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A dated notice: what we wrote and what is right."""

    id: str
    state: str
    state_label: str
    at: str
    was: str
    now: str
    note: str


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One fact that readers have not been told in this form. `kind` is new | changed | corrected | withdrawn.

    `upto` is its last revision (rules.changes). `details` are "field: was → is".
    """

    entity: str
    id: str
    upto: int
    kind: str
    label: str
    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SituationChanges:
    """What changed in one situation; `slug` is "" for facts of none."""

    slug: str
    title: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class ActorView:
    id: str
    name: str
    schema: str
    aliases: tuple[str, ...]
    country: str
    position: str
    role: str


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One line of the timeline: an event, an agreement signed or changed. `kind` is event | agreement.

    `weight` is 0 for what was given or got or agreed, 1 for the rest, `year_weight` the least of its year; `mark` its
    id on the page; `shape` day | span | about | before | after | undated.
    """

    id: str
    kind: str
    when: When
    title: str
    domain: str
    place: str
    certainty: str
    backing: Backing
    weight: int = 1
    mark: str = ""
    shape: str = "day"
    year_weight: int = 0

    @property
    def year(self) -> str:
        """The year it stands under; "" when its date is not known."""
        return (self.when.earliest or self.when.latest)[:4]

    @property
    def domain_label(self) -> str:
        """The domain in words."""
        return str(Domain(self.domain).label) if self.domain else ""


@dataclass(frozen=True, slots=True)
class Roots:
    """What a story rests on."""

    statements: tuple[StatementView, ...]
    figures: tuple[FigureView, ...]
    events: tuple[EventView, ...]
    agreements: tuple[AgreementView, ...]
    contradictions: tuple[Contested, ...]
    situations: tuple[tuple[str, str], ...]
    confirmed_as: tuple[str, ...] = ()
    polls: tuple[PollView, ...] = ()
    terms: tuple[TermView, ...] = ()

    def __bool__(self) -> bool:
        kinds = (self.statements, self.figures, self.events, self.agreements, self.contradictions, self.polls)
        return any(kinds)

    def as_dict(self) -> dict[str, Any]:
        """Plain lists, dicts and strings."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> "Roots":
        """The same Roots from what `as_dict` gave, after any trip through JSON."""
        from beetroot.record.rendering.thaw import thaw

        return thaw(cls, stored)


@dataclass(frozen=True, slots=True)
class SituationLine:
    """A situation in a list."""

    slug: str
    title: str
    summary: str
    stage: str
    stage_label: str
    updated: str


@dataclass(frozen=True, slots=True)
class SituationView:
    """A situation's page. `graph` and `strip` are safe `<svg>`, "" when there is nothing to draw.

    `relations` is the graph's table and `timeline` the strip's. `more` names the lists of which only the first part
    is here; `known_on` is the day (ISO 8601) whose knowledge this is, "" for now.
    """

    slug: str
    title: str
    lede: str
    stage: str
    stage_label: str
    since: When
    subject: str
    questions: tuple[str, ...]
    given_and_got: tuple[Exchanged, ...]
    agreements: tuple[AgreementView, ...]
    timeline: tuple[TimelineItem, ...]
    said_and_denied: tuple[Contested, ...]
    statements: tuple[StatementView, ...]
    figures: tuple[FigureView, ...]
    relations: tuple[RelationView, ...]
    graph: str
    strip: str
    actors: tuple[ActorView, ...]
    polls: tuple[PollView, ...]
    terms: tuple[TermView, ...]
    indicators: tuple[IndicatorView, ...]
    forecasts: tuple[ForecastView, ...]
    track: tuple[TrackView, ...]
    hypotheses: Matrix | None
    corrections: tuple[CorrectionView, ...]
    sources: tuple[SourceView, ...]
    stories: tuple[Place, ...]
    more: tuple[str, ...]
    updated: str
    known_on: str
    language: str

    @property
    def has_depth(self) -> bool:
        """Whether the timeline is long enough to open with its turning points, of which there are some."""
        return len(self.timeline) > _WHOLE and any(item.weight == 0 for item in self.timeline)

    def as_dict(self) -> dict[str, Any]:
        """Plain lists, dicts and strings."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class FactList:
    """One page of all facts of a kind in a situation; `following` is the next page's number, 0 on the last."""

    slug: str
    title: str
    kind: str
    page: int
    following: int
    language: str
    rows: tuple[StatementView | TimelineItem | FigureView, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain lists, dicts and strings."""
        return asdict(self)
