"""What lies ahead: indicators, forecasts, and explanations that compete."""

from dataclasses import dataclass

from beetroot.record.rendering.shapes.facts import Backing, When


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
