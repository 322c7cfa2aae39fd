"""The situation under the third issue's story: an editor writes its facts into the record, each with its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction

from beetroot.demo.actions.staff import Staff
from beetroot.demo.content import situations
from beetroot.newsroom.models import User
from beetroot.record import actions as record
from beetroot.record.models import FACTS, Actor, Fact, Situation, Source
from beetroot.record.rules.vocabulary import Reason
from beetroot.stories.models import StoryPage

Row = Mapping[str, Any]

#: The lists in a situation's file in the order in which they name each other, and the verb that adds one of theirs.
_VERBS: Final[Mapping[str, Callable[..., Fact]]] = {
    "relations": record.add_relation,
    "agreements": record.add_agreement,
    "events": record.add_event,
    "event_links": record.add_event_link,
    "figures": record.add_figure,
    "polls": record.add_poll,
    "indicators": record.add_indicator,
    "forecasts": record.ask,
    "statements": record.add_statement,
    "claims": record.add_claim,
    "claim_links": record.add_claim_link,
}
#: Lists whose rows belong to another fact and take its situation.
_CHILDREN: Final[Mapping[str, Callable[..., Fact]]] = {
    "agreement_states": record.add_agreement_status,
    "indicator_readings": record.read_indicator,
    "forecast_entries": record.enter,
}
#: Columns whose value in the file is the key of another fact.
_REFERENCES: Final = frozenset(
    {
        "subject", "object", "speaker", "addressee", "target", "reported_by", "occasion", "origin", "first", "second",
        "view_of", "said_by", "statement", "event", "figure", "claim", "agreement", "pollster", "used_by", "indicator",
        "forecast", "forecaster",
    }
)  # fmt: skip


@dataclass
class _Writing:
    """One situation being written: who writes, where it belongs, and the facts so far by their keys."""

    by: User
    situation: Situation
    story: StoryPage
    sources: list[Source]
    facts: dict[str, Fact] = field(default_factory=dict)

    def columns(self, row: Row) -> dict[str, Any]:
        """The row with its keys resolved, resting on the source and, where it has an anchor, on our story."""
        values = {name: self._value(name, value) for name, value in row.items() if name not in ("key", "anchor")}
        quote = row.get("anchor", "")
        return {**values, "sources": self.sources, "story": self.story, "quote": quote}

    def _value(self, name: str, value: Any) -> Any:
        if name in _REFERENCES:
            return self.facts[value]
        if name == "parties":
            return [self.facts[key] for key in value]
        if name == "participants":
            return [(self.facts[key], part) for key, part in value]
        return value


def keep_record(*, stories: Mapping[str, StoryPage], staff: Staff) -> list[Situation]:
    """Writes every situation that is not there yet, each whole or not at all."""
    return [
        Situation.objects.filter(slug=slug).first() or _write(text, stories[text["story"]], by=staff.editor)
        for slug, text in situations().items()
    ]


@transaction.atomic
def _write(text: Row, story: StoryPage, *, by: User) -> Situation:
    names = ("slug", "title", "summary", "scope_note", "stage", "start")
    words = {name: text[name] for name in names}
    situation = record.start_situation(by=by, questions="\n".join(text["questions"]), **words)
    sources = [record.add_source(by=by, situations=[situation], **_without_key(row)) for row in text["sources"]]
    work = _Writing(by, situation, story, sources)
    for row in text["actors"]:
        work.facts[row["key"]] = record.add_actor(by=by, situation=situation, **_without_key(row))
    subject = work.facts[text["subject"]]
    for name, verb in _VERBS.items():
        for row in _in_order(text[name]):
            fact = verb(by=by, situation=situation, **work.columns(row))
            work.facts[row.get("key", str(fact.pk))] = fact
    for name, add in _CHILDREN.items():
        for row in text[name]:
            add(by=by, **work.columns(row))
    for row in text["terms"]:
        words = {name: work.facts[value] if name in _REFERENCES else value for name, value in row.items()}
        record.add_term(by=by, situations=[situation], sources=sources, **words)
    return record.change_situation(situation=situation, by=by, subject=subject if isinstance(subject, Actor) else None)


def keep_up(*, staff: Staff) -> None:
    """What an editor found out after the second issue: changes, and one correction with its notice."""
    for slug, text in situations().items():
        situation = Situation.objects.get(slug=slug)
        for row in text["later"]:
            _change(row, situation, by=staff.editor)


@transaction.atomic
def _change(row: Row, situation: Situation, *, by: User) -> None:
    named = dict(row["fact"])
    model: Any = FACTS[named.pop("kind")]
    fact = model.objects.get(situation=situation, **named)
    if all(getattr(fact, name) == value for name, value in row["changes"].items()):
        return
    record.change(fact=fact, by=by, changes=row["changes"], reason=row.get("reason", Reason.NEW))
    if "was" in row:
        record.correct(fact=fact, by=by, was=row["was"], now=row["now"], note=row["note"])


def _without_key(row: Row) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "key"}


def _in_order(rows: list[Row]) -> list[Row]:
    """Events dated from another one come after it."""
    return sorted(rows, key=lambda row: "origin" in row)
