"""What stands together: under a story, on a situation's page, in a list."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import get_language

from beetroot.lib import edtf_dates
from beetroot.record.rendering.shapes.facts import (
    ActorView,
    AgreementView,
    Backing,
    Contested,
    EventView,
    FigureView,
    Place,
    PollView,
    RelationView,
    SourceView,
    StatementView,
    TermView,
    When,
    far_year,
)
from beetroot.record.rendering.shapes.news import CorrectionView
from beetroot.record.rendering.shapes.outlook import ForecastView, IndicatorView, Matrix, TrackView
from beetroot.record.rules.vocabulary import Domain

#: A timeline of so many lines opens whole; of a longer one, the turning points.
_WHOLE = 20


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
        far = far_year(self.when)
        year = far if far is not None else int((self.when.earliest or self.when.latest)[:4] or 0)
        return edtf_dates.year_in_words(year, get_language() or "en") if year or far == 0 else ""

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
