"""Facts as the record knew them on a day: a replay of their revisions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from beetroot.lib import edtf_dates
from beetroot.record.models import (
    Actor,
    ActorName,
    Agreement,
    EdtfField,
    Event,
    Fact,
    Participant,
    Poll,
    PollShare,
    Revision,
    Situation,
    Source,
)
from beetroot.record.rules.history import Change, replay
from beetroot.record.rules.vocabulary import Review

Kind = TypeVar("Kind", bound=Fact)
State = dict[str, Any]


def states(entity: str, ids: Iterable[UUID], *, until: datetime | None = None) -> dict[UUID, State]:
    """The values of these facts at that time, as their revisions tell; those that did not exist yet are left out."""
    found: dict[UUID, list[Change]] = defaultdict(list)
    rows = Revision.objects.filter(entity=entity, entity_id__in=list(ids))
    if until is not None:
        rows = rows.filter(at__lte=until)
    for entity_id, field, new, at in rows.order_by("pk").values_list("entity_id", "field", "new", "at"):
        found[entity_id].append(Change(field, new, at))
    return {entity_id: replay(changes) for entity_id, changes in found.items()}


def as_known(facts: Sequence[Kind], *, until: datetime) -> list[Kind]:
    """These facts with the values of then, in memory only; what nobody had confirmed by then is left out."""
    by_kind: dict[str, list[Kind]] = defaultdict(list)
    for fact in facts:
        by_kind[fact.kind()].append(fact)
    known = {
        entity_id: state
        for kind, rows in by_kind.items()
        for entity_id, state in states(kind, (row.pk for row in rows), until=until).items()
    }
    kept = [fact for fact in facts if known.get(fact.pk, {}).get("review_status") == Review.CONFIRMED]
    for fact in kept:
        set_columns(fact, known[fact.pk])
        _set_lists(fact, known[fact.pk])
    return kept


def set_columns(row: Fact | Situation, state: Mapping[str, Any]) -> None:
    """Sets the columns that `state` has; an EDTF date brings its bounds. Nothing is stored."""
    for field in row._meta.concrete_fields:
        if field.name not in state:
            continue
        target = field.target_field if isinstance(field, models.ForeignKey) else field
        value = target.to_python(state[field.name])
        setattr(row, field.attname, value)
        if isinstance(field, EdtfField):
            found = edtf_dates.bounds(value) if value else edtf_dates.Bounds(None, None)
            setattr(row, f"{field.attname}_min", found.earliest)
            setattr(row, f"{field.attname}_max", found.latest)


def _set_lists(fact: Fact, state: Mapping[str, Any]) -> None:
    kept: dict[str, list[Any]] = {}
    if "sources" in state:
        kept["sources"] = list(Source.objects.filter(pk__in=state["sources"]).prefetch_related("situations"))
    if isinstance(fact, Event) and "participants" in state:
        people = Actor.objects.in_bulk([actor for actor, _part in state["participants"]])
        found = [(people.get(UUID(actor)), part) for actor, part in state["participants"]]
        kept["parts"] = [Participant(event=fact, actor=actor, part=part) for actor, part in found if actor]
    if isinstance(fact, Agreement) and "parties" in state:
        kept["parties"] = list(Actor.objects.filter(pk__in=state["parties"]))
    if isinstance(fact, Actor) and "names" in state:
        kept["names"] = [ActorName(actor=fact, form=form) for form in state["names"]]
    if isinstance(fact, Poll) and "shares" in state:
        kept["shares"] = [
            PollShare(poll=fact, position=place, answer=answer, printed=printed, percent=percent)
            for place, (answer, printed, percent, _equals) in enumerate(state["shares"])
        ]
    # Where Django keeps what prefetch_related read: `fact.sources.all()` now answers with the lists of then.
    fact._prefetched_objects_cache = {**getattr(fact, "_prefetched_objects_cache", {}), **kept}  # type: ignore[attr-defined]


def situation_as_known(row: Situation, *, until: datetime) -> Situation | None:
    """The situation with its words of then; None when it had not been started. Whether it is private stays as now."""
    state = states("situation", [row.pk], until=until).get(row.pk)
    if state is None:
        return None
    private = row.private
    set_columns(row, state)
    row.private = private
    return row
