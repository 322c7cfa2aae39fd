"""The record's tables (after FollowTheMoney, schema.org, W3C Web Annotation, EDTF)."""

from beetroot.record.models.actors import Actor, ActorName, Involvement, Relation
from beetroot.record.models.columns import EdtfField, Fact
from beetroot.record.models.corrections import CorrectedPlace, Correction, Redaction
from beetroot.record.models.events import Agreement, AgreementStatus, Event, EventLink, Participant
from beetroot.record.models.figures import Figure
from beetroot.record.models.forecasts import Forecast, ForecastEntry, Resolution, Score
from beetroot.record.models.history import Anchor, AppendOnly, Revision
from beetroot.record.models.indicators import Indicator, IndicatorReading
from beetroot.record.models.polls import Poll, PollShare
from beetroot.record.models.situations import Situation, SituationFact, Source
from beetroot.record.models.statements import Claim, ClaimLink, Statement
from beetroot.record.models.terms import Term

#: Kind (as in anchors and revisions) to table, in the order in which facts are shown.
FACTS: dict[str, type[Fact]] = {
    model.kind(): model
    for model in (
        Statement,
        Claim,
        ClaimLink,
        Event,
        EventLink,
        Figure,
        Agreement,
        AgreementStatus,
        Relation,
        Poll,
        Indicator,
        IndicatorReading,
        Forecast,
        ForecastEntry,
        Resolution,
        Term,
        Actor,
        Source,
    )
}

__all__ = [
    "FACTS",
    "Actor",
    "ActorName",
    "Agreement",
    "AgreementStatus",
    "Anchor",
    "AppendOnly",
    "Claim",
    "ClaimLink",
    "CorrectedPlace",
    "Correction",
    "EdtfField",
    "Event",
    "EventLink",
    "Fact",
    "Figure",
    "Forecast",
    "ForecastEntry",
    "Indicator",
    "IndicatorReading",
    "Involvement",
    "Participant",
    "Poll",
    "PollShare",
    "Redaction",
    "Relation",
    "Resolution",
    "Revision",
    "Score",
    "Situation",
    "SituationFact",
    "Source",
    "Statement",
    "Term",
]
