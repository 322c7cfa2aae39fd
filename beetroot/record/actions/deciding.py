"""What an editor decides about a fact: confirm, change, reject."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from beetroot.newsroom.actions import require
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission
from beetroot.record.actions import writing
from beetroot.record.actions.actors import involve
from beetroot.record.models import (
    FACTS,
    Actor,
    Agreement,
    AgreementStatus,
    Anchor,
    ClaimLink,
    Event,
    EventLink,
    Fact,
    SituationFact,
)
from beetroot.record.rules.errors import RecordError, WrongField
from beetroot.record.rules.vocabulary import Reason, Review
from beetroot.stories.models import StoryPage


@transaction.atomic
def confirm(
    *, fact: Fact, by: User, changes: Mapping[str, Any] | None = None, user_label: str = "", seen: int | None = None
) -> Fact:
    """Makes a fact public, with the editor's changes. Actors that it names are confirmed with it, and what it links.

    `user_label` is shown to readers when nobody read the fact ("tour"). `seen` is the revision that a form was made
    from: what somebody else has changed since stays unless the form changes it too. Raises EditedMeanwhile, WrongField,
    RecordError.
    """
    require(by=by, permission=Permission.CONFIRM_FACT)
    fact = _locked(fact)
    wanted = _editable(fact, changes or {})
    if seen is not None:
        wanted = writing.merged(fact, wanted, seen)
    _confirm(fact, by=by, changes=wanted, label=user_label)
    writing.supersede(fact, by=by)
    for other in _named(fact):
        if other.review_status == Review.REJECTED:
            raise RecordError(f"“{other}” was rejected. Choose somebody else, or confirm them first.")
        if other.review_status == Review.SUGGESTED:
            _confirm(other, by=by, changes={}, label=user_label)
        _bring(other, fact, by=by)
    writing.log(by=by, verb="fact confirmed", fact=fact, changed=len(changes or {}))
    return fact


@transaction.atomic
def change(*, fact: Fact, by: User, changes: Mapping[str, Any], reason: str = Reason.NEW) -> Fact:
    """Changes fields of a fact without touching whether it is confirmed. Raises WrongField."""
    require(by=by, permission=Permission.CONFIRM_FACT)
    fact = _locked(fact)
    changed = writing.change(fact, _editable(fact, changes), by=by, reason=reason)
    if isinstance(fact, Actor):
        with writing.lists_recorded(fact, by=by, reason=reason):
            writing.add_names(fact, [fact.name])
    writing.log(by=by, verb="fact changed", fact=fact, fields=", ".join(changed))
    return fact


@transaction.atomic
def set_lists(*, fact: Fact, by: User, **lists: Iterable[Any]) -> None:
    """The lists of a fact that hold other rows (sources, situations, parties), exactly these."""
    require(by=by, permission=Permission.CONFIRM_FACT)
    fact = _locked(fact)
    known = {field.name for field in fact._meta.many_to_many} - {"participants"}
    unknown = sorted(set(lists) - known)
    if unknown:
        raise WrongField(f"A {fact._meta.verbose_name} has no list {', '.join(unknown)} that could be set.")
    with writing.lists_recorded(fact, by=by):
        for name, rows in lists.items():
            getattr(fact, name).set(rows)
    writing.log(by=by, verb="lists set", fact=fact, lists=", ".join(sorted(lists)))


@transaction.atomic
def reject(*, fact: Fact, by: User) -> Fact:
    """Takes a fact out of everything that readers see; reading the story again does not bring it back."""
    require(by=by, permission=Permission.CONFIRM_FACT)
    fact = _locked(fact)
    _decide(fact, Review.REJECTED, by=by, changes={}, label="")
    writing.log(by=by, verb="fact rejected", fact=fact)
    return fact


def confirm_all(*, story: StoryPage, by: User, user_label: str = "") -> int:
    """Confirms every suggestion of a story that can be; gives how many facts are confirmed now that were not.

    For the tour and for a newsroom that has read them all; `user_label` tells readers which.
    """
    require(by=by, permission=Permission.CONFIRM_FACT)
    confirmed = 0
    for fact in suggestions(story=story):
        try:
            confirm(fact=fact, by=by, user_label=user_label)
        except RecordError:
            continue  # it stays a suggestion, for somebody to look at
        confirmed += 1
    return confirmed


def suggestions(*, story: StoryPage) -> Iterator[Fact]:
    """Facts anchored in the story that nobody has decided about."""
    for kind, model in FACTS.items():
        anchored = Anchor.objects.filter(story=story.uuid, fact_kind=kind).values("fact_id")
        yield from model._default_manager.filter(pk__in=anchored, review_status=Review.SUGGESTED).order_by("made_at")


def _locked(fact: Fact) -> Fact:
    """The row as it is now, held until the end of the transaction, so that two editors decide after each other."""
    return type(fact)._default_manager.select_for_update().get(pk=fact.pk)


def _editable(fact: Fact, changes: Mapping[str, Any]) -> Mapping[str, Any]:
    allowed = {field.name for field in fact._meta.concrete_fields if field.editable} - {"id"}
    allowed |= {f"{field.name}_id" for field in fact._meta.concrete_fields if field.is_relation and field.editable}
    unknown = sorted(set(changes) - allowed)
    if unknown:
        raise WrongField(f"A {fact._meta.verbose_name} has no field {', '.join(unknown)} that could be changed.")
    return changes


def _confirm(fact: Fact, *, by: User, changes: Mapping[str, Any], label: str) -> None:
    _decide(fact, Review.CONFIRMED, by=by, changes=changes, label=label)


def _decide(fact: Fact, status: Review, *, by: User, changes: Mapping[str, Any], label: str) -> None:
    decision = {
        "review_status": status,
        "reviewed_by": by,
        "reviewed_at": timezone.now(),
        "reviewed_as": label,
    }
    writing.change(fact, {**changes, **decision}, by=by)


def _bring(other: Fact, fact: Fact, *, by: User) -> None:
    """An actor that a confirmed fact names belongs to the fact's situation."""
    if isinstance(other, Actor) and isinstance(fact, SituationFact):
        with writing.lists_recorded(other, by=by):
            involve(other, fact.situation)


def _named(fact: Fact) -> list[Fact]:
    """Actors a fact names, and the facts that it links."""
    named: list[Fact] = [
        getattr(fact, field.name)
        for field in fact._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Actor and getattr(fact, field.attname)
    ]
    if isinstance(fact, Event):
        named += [part.actor for part in fact.parts.select_related("actor")]
    if isinstance(fact, Agreement):
        named += list(fact.parties.all())
    if isinstance(fact, ClaimLink):
        named += [end for end in (fact.origin, fact.claim, fact.to_statement) if end]
    if isinstance(fact, EventLink):
        named += [fact.first, fact.second]
    if isinstance(fact, AgreementStatus):
        named.append(fact.agreement)
    return named
