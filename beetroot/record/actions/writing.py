"""How a fact is written: one row, its revisions, its anchors, one audit line. The other verbs go through here."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Max

from beetroot.newsroom.actions import audit
from beetroot.newsroom.models import User
from beetroot.record.models import Actor, ActorName, Anchor, Fact, Figure, Revision, Situation
from beetroot.record.models.lists import lists_of
from beetroot.record.rules import anchors as places
from beetroot.record.rules import history, names
from beetroot.record.rules.anchors import Span
from beetroot.record.rules.errors import EditedMeanwhile, WrongField
from beetroot.record.rules.vocabulary import FigureState, Reason

# Where a fact comes from does not change, and is told by the first revision's author and time.
_NOT_TOLD = frozenset({"id", "key", "extractor", "rule", "confidence", "made_by", "made_at"})
# Columns that nobody types and that have a history all the same.
_KEPT = frozenset({"merged_into", "numbered_at"})
_REVIEW = frozenset({"review_status", "reviewed_by", "reviewed_as", "reviewed_at"})


def make(fact: Fact, *, by: User | None, story: UUID | None = None, fill: Callable[[], object] | None = None) -> None:
    """Stores a new fact, fills its lists, and writes its first revision, which holds all of it. Raises WrongField."""
    fact.made_by = by
    check(fact)
    fact.save(force_insert=True)
    if fill:
        fill()
    Revision.objects.create(
        entity=fact.kind(),
        entity_id=fact.pk,
        new=snapshot(fact) | lists_of(fact),
        by=by,
        story=story,
        reason=Reason.NEW,
    )


def change(fact: Fact, changes: Mapping[str, Any], *, by: User, reason: str = Reason.NEW) -> list[str]:
    """Sets these fields and writes a revision for each that really changed; gives their names. Raises WrongField."""
    before = snapshot(fact)
    for name, value in changes.items():
        setattr(fact, name, value)
    check(fact)
    fact.save()
    return tell(fact, before, snapshot(fact), by=by, reason=reason)


def supersede(fact: Fact, *, by: User) -> None:
    """A figure that supersedes another makes that one superseded."""
    if isinstance(fact, Figure) and fact.supersedes:
        change(fact.supersedes, {"state": FigureState.SUPERSEDED}, by=by)


@contextmanager
def lists_recorded(*facts: Fact, by: User, reason: str = Reason.NEW) -> Iterator[None]:
    """Writes a revision for every list of these facts that the block changes."""
    before = [lists_of(fact) for fact in facts]
    yield
    for fact, had in zip(facts, before, strict=True):
        tell(fact, had, lists_of(fact), by=by, reason=reason)


def tell(
    row: Fact | Situation, before: Mapping[str, Any], after: Mapping[str, Any], *, by: User, reason: str
) -> list[str]:
    """A revision for each value that differs; gives their names."""
    changed = [name for name in after if after[name] != before.get(name)]
    for name in changed:
        Revision.objects.create(
            entity=str(row._meta.model_name),
            entity_id=row.pk,
            field=name,
            old=before.get(name),
            new=after[name],
            by=by,
            reason=reason,
        )
    return changed


def check(fact: Fact) -> None:
    """Raises WrongField naming each field that holds what it cannot."""
    try:
        fact.full_clean(validate_unique=False, validate_constraints=True)
    except ValidationError as error:
        said = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
        raise WrongField(f"This {fact._meta.verbose_name} cannot be kept so. {said}") from error


def snapshot(fact: Fact | Situation) -> dict[str, Any]:
    """The columns of a fact that have a history, as JSON; `models.lists` has the rest."""
    return {
        field.name: _plain(getattr(fact, field.attname))
        for field in fact._meta.concrete_fields
        if field.name not in _NOT_TOLD and (field.editable or field.name in _REVIEW or field.name in _KEPT)
    }


def as_snapshot(fact: Fact | Situation, changes: Mapping[str, Any]) -> dict[str, Any]:
    """These values as a snapshot would have them, by the columns' names."""
    told = {}
    for name, value in changes.items():
        field = fact._meta.get_field(name)
        shown = value.pk if isinstance(value, models.Model) else value
        if isinstance(field, models.FloatField | models.DecimalField) and shown is not None:
            shown = field.to_python(shown)
        told[field.name] = _plain(shown)
    return told


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"  # "3" and "3.000000" are one value
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def last_revision(row: Fact | Situation) -> int:
    """What a form says it was made from."""
    return _revisions(row).aggregate(last=Max("pk"))["last"] or 0


def as_seen(*, fact: Fact | Situation, seen: int) -> dict[str, Any]:
    """Columns and lists as they were at this revision: what a form was opened with."""
    rows = _revisions(fact).filter(pk__lte=seen).order_by("pk")
    return history.replay(history.Change(row.field, row.new, row.at) for row in rows)


def _revisions(row: Fact | Situation) -> models.QuerySet[Revision]:
    return Revision.objects.filter(entity=str(row._meta.model_name), entity_id=row.pk)


def merged(row: Fact | Situation, changes: Mapping[str, Any], seen: int) -> dict[str, Any]:
    """The changes that somebody really made, in a form that may be older than the row. Raises EditedMeanwhile."""
    found = history.merge(base=as_seen(fact=row, seen=seen), theirs=snapshot(row), yours=as_snapshot(row, changes))
    if found.conflicts:
        told = "; ".join(
            f"{row._meta.get_field(name).verbose_name}: {value or '—'}"  # type: ignore[union-attr]
            for name, value in found.conflicts.items()
        )
        raise EditedMeanwhile(f"Somebody else changed this meanwhile. Theirs is {told}. Save again to keep yours.")
    return {name: value for name, value in changes.items() if name in found.write}


def log(*, by: User, verb: str, fact: models.Model, **detail: str | int | bool | None) -> None:
    """The audit line of a verb on a fact; words of the fact stay out of it."""
    audit(by=by, verb=verb, about=fact, **detail)


def anchor(fact: Fact, *, story: UUID, selector: places.Selector, text: str) -> Anchor:
    """Fastens a fact to words of a story; words that `text` does not hold make an orphan."""
    found = places.find(text, selector)
    row, _made = Anchor.objects.get_or_create(
        fact_kind=fact.kind(),
        fact_id=fact.pk,
        story=story,
        exact=selector.exact,
        prefix=selector.prefix,
        defaults={
            "suffix": selector.suffix,
            "start": found.start if found else None,
            "end": found.end if found else None,
            "sentence": sentence_of(text, found),
        },
    )
    return row


def sentence_of(text: str, span: Span | None) -> str:
    """The sentence in which the words begin; "" for an orphan."""
    if span is None:
        return ""
    spans = places.sentences(text)
    number = places.at(spans, span.start)
    return text[spans[number].start : spans[number].end] if number is not None else text[span.start : span.end]


def add_names(actor: Actor, forms: Iterable[str]) -> None:
    """Gives an actor these names, those it has already left out."""
    had = set(actor.names.values_list("form", flat=True))
    fresh = [form for form in dict.fromkeys(form.strip()[:200] for form in forms) if form and form not in had]
    ActorName.objects.bulk_create(ActorName(actor=actor, form=form, key=names.key(form)) for form in fresh)
