"""What readers may see of the record, as frozen values: all confirmed, none hidden, none private.

Every `when` is words in the reader's language ("about 15 October 2022"); `sort` is the first day it may mean, as
ISO 8601, for ordering and `<time datetime>`. All values survive JSON (`as_dict`, `Roots.from_dict`), so an issue
can freeze them.
"""

from beetroot.record.rendering.shapes.facts import (
    ActorView,
    AgreementStateView,
    AgreementView,
    Answer,
    Backing,
    Contested,
    EventView,
    FigureView,
    Place,
    PollView,
    RelationView,
    Said,
    ShareView,
    SourceView,
    StatementView,
    TermView,
    When,
)
from beetroot.record.rendering.shapes.news import ChangeLine, CorrectionView, SituationChanges
from beetroot.record.rendering.shapes.outlook import (
    EntryView,
    EvidenceRow,
    ForecastView,
    IndicatorView,
    Matrix,
    ReadingView,
    TrackView,
)
from beetroot.record.rendering.shapes.pages import (
    Cell,
    Exchanged,
    FactList,
    Roots,
    SituationLine,
    SituationView,
    TimelineItem,
)

__all__ = [
    "ActorView",
    "AgreementStateView",
    "AgreementView",
    "Answer",
    "Backing",
    "Cell",
    "ChangeLine",
    "Contested",
    "CorrectionView",
    "EntryView",
    "EventView",
    "EvidenceRow",
    "Exchanged",
    "FactList",
    "FigureView",
    "ForecastView",
    "IndicatorView",
    "Matrix",
    "Place",
    "PollView",
    "ReadingView",
    "RelationView",
    "Roots",
    "Said",
    "ShareView",
    "SituationChanges",
    "SituationLine",
    "SituationView",
    "SourceView",
    "StatementView",
    "TermView",
    "TimelineItem",
    "TrackView",
    "When",
]
