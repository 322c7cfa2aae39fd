"""Verbs on actors: find or add, hide, merge."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from django.db import models, transaction
from django.db.models import Q

from beetroot.newsroom.actions import require
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission
from beetroot.record.actions import writing
from beetroot.record.models import FACTS, Actor, Agreement, Event, Fact, Involvement, Participant, Situation
from beetroot.record.rules import names
from beetroot.record.rules.errors import RecordError
from beetroot.record.rules.names import Known
from beetroot.record.rules.vocabulary import Reason, Review, Schema


def known_actors() -> list[Known]:
    """Every actor that a name can mean, with the keys of its names, the main one first."""
    rows = Actor.objects.filter(merged_into=None).exclude(review_status=Review.REJECTED).prefetch_related("names")
    return [
        Known(row.pk, row.schema, tuple(dict.fromkeys([names.key(row.name), *(form.key for form in row.names.all())])))
        for row in rows
    ]


def involve(actor: Actor, situation: Situation | None, role: str = "") -> None:
    """Puts an actor into a situation; a role already written there is kept."""
    if situation is None:
        return
    entry, made = Involvement.objects.get_or_create(actor=actor, situation=situation, defaults={"role": role[:300]})
    if not made and role and not entry.role:
        entry.role = role[:300]
        entry.save(update_fields=["role"])


def _locked(actor: Actor) -> Actor:
    """The row as it is now: what somebody else changed since it was read is not written back."""
    return Actor.objects.select_for_update().get(pk=actor.pk)


@transaction.atomic
def hide_actor(*, actor: Actor, by: User, hidden: bool = True) -> Actor:
    """Takes an actor, and every fact that names it, off all pages, mails still to come and exports."""
    require(by=by, permission=Permission.CONFIRM_FACT)
    actor = _locked(actor)
    writing.change(actor, {"hidden": hidden}, by=by)
    writing.log(by=by, verb="actor hidden" if hidden else "actor shown", fact=actor)
    return actor


@transaction.atomic
def merge_actors(*, actor: Actor, into: Actor, by: User) -> Actor:
    """Makes two actors one: all facts of `actor` become those of `into`, its names aliases. Nothing is deleted."""
    require(by=by, permission=Permission.CONFIRM_FACT)
    actor, into = _locked(actor), _locked(into)
    if actor.pk == into.pk or into.merged_into_id or actor.merged_into_id:
        raise RecordError("Choose two different actors, neither of which was merged away already.")
    moved = sum(_repoint(model, actor, into, by=by) for model in FACTS.values())
    with writing.lists_recorded(into, by=by, reason=Reason.MERGE):
        for entry in Involvement.objects.filter(actor=actor):
            involve(into, entry.situation, entry.role)
        writing.add_names(into, [actor.name, *actor.aliases])
    _move_parts(actor, into, by=by)
    changes = {"merged_into": into, "review_status": Review.SUPERSEDED}
    writing.change(actor, changes, by=by, reason=Reason.MERGE)
    if actor.hidden and not into.hidden:
        writing.change(into, {"hidden": True}, by=by, reason=Reason.MERGE)
    writing.log(by=by, verb="actors merged", fact=actor, into=str(into.pk), facts=moved)
    return into


@transaction.atomic
def split_actor(*, actor: Actor, forms: Iterable[str], by: User, facts: Iterable[Fact] = ()) -> Actor:
    """Takes these names, and these facts, out of an actor into a new one of the same kind.

    Of an event the part goes over, of an agreement the party; the new actor is in the situations of its facts.
    """
    require(by=by, permission=Permission.CONFIRM_FACT)
    taken = [form for form in forms if form in actor.aliases]
    if not taken:
        raise RecordError("Name at least one alias of the actor; its main name stays with it.")
    fresh = Actor(
        schema=actor.schema, name=taken[0], hidden=actor.hidden, review_status=actor.review_status,
        reviewed_at=actor.reviewed_at, reviewed_by=actor.reviewed_by,
    )  # fmt: skip
    writing.make(fresh, by=by, fill=lambda: writing.add_names(fresh, taken))
    with writing.lists_recorded(actor, by=by, reason=Reason.CORRECTION):
        actor.names.filter(form__in=taken).delete()
    moved = list(facts)
    for fact in moved:
        _hand_over(fact, actor, fresh, by=by)
    writing.log(by=by, verb="actor split", fact=actor, new=str(fresh.pk), facts=len(moved))
    return fresh


def _hand_over(fact: Fact, actor: Actor, fresh: Actor, *, by: User) -> None:
    for name in _columns(type(fact)):
        if getattr(fact, f"{name}_id") == actor.pk:
            writing.change(fact, {name: fresh}, by=by, reason=Reason.CORRECTION)
    with writing.lists_recorded(fact, by=by, reason=Reason.CORRECTION):
        if isinstance(fact, Event):
            fact.parts.filter(actor=actor).update(actor=fresh)
        if isinstance(fact, Agreement) and fact.parties.filter(pk=actor.pk).exists():
            fact.parties.add(fresh)
            fact.parties.remove(actor)
    with writing.lists_recorded(fresh, by=by, reason=Reason.CORRECTION):
        involve(fresh, getattr(fact, "situation", None))


@transaction.atomic
def set_aliases(*, actor: Actor, aliases: Iterable[str], by: User) -> None:
    """The other names of an actor, exactly these; its main name is always one of them."""
    require(by=by, permission=Permission.CONFIRM_FACT)
    wanted = [actor.name, *(form.strip() for form in aliases if form.strip())]
    with writing.lists_recorded(actor, by=by):
        gone, _rows = actor.names.exclude(form__in=wanted).delete()
        writing.add_names(actor, wanted)
    writing.log(by=by, verb="aliases set", fact=actor, names=len(wanted), gone=gone)


def facts_naming(actor: Actor) -> Iterator[Fact]:
    """Every fact that names the actor: in a column, as a participant or as a party."""
    for model in FACTS.values():
        wanted = Q()
        for name in _columns(model):
            wanted |= Q(**{name: actor})
        if model is Event:
            wanted |= Q(parts__actor=actor)
        if model is Agreement:
            wanted |= Q(parties=actor)
        if wanted:
            yield from model._default_manager.filter(wanted).distinct().order_by("made_at")


def _columns(model: type[Fact]) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Actor and field.name != "merged_into"
    ]


def _repoint(model: type[Fact], actor: Actor, into: Actor, *, by: User) -> int:
    moved = 0
    for name in _columns(model):
        for fact in model._default_manager.filter(**{name: actor}):
            if name in ("subject", "object") and into.pk in (fact.subject_id, fact.object_id):  # type: ignore[attr-defined]
                continue  # what tied the two to each other ties nothing now; it stays with the merged one, unseen
            writing.change(fact, {name: into}, by=by, reason=Reason.MERGE)
            moved += 1
    return moved


def _move_parts(actor: Actor, into: Actor, *, by: User) -> None:
    for part in Participant.objects.filter(actor=actor).select_related("event"):
        with writing.lists_recorded(part.event, by=by, reason=Reason.MERGE):
            Participant.objects.get_or_create(event=part.event, actor=into, part=part.part)
            part.delete()
    for agreement in Agreement.objects.filter(parties=actor):
        with writing.lists_recorded(agreement, by=by, reason=Reason.MERGE):
            agreement.parties.add(into)
            agreement.parties.remove(actor)
    for situation in Situation.objects.filter(subject=actor):
        before = writing.snapshot(situation)
        situation.subject = into
        situation.save(update_fields=["subject"])
        writing.tell(situation, before, writing.snapshot(situation), by=by, reason=Reason.MERGE)


def new_actor(
    name: str, schema: str, *, by: User | None, story: UUID | None = None, names: Iterable[str] = (),
    situation: Situation | None = None, role: str = "", **fields: object,
) -> Actor:  # fmt: skip
    """A new actor with its main name and others, in a situation; suggested unless `fields` says otherwise."""
    actor = Actor(name=name[:200], schema=Schema(schema), **fields)

    def fill() -> None:
        writing.add_names(actor, [name, *names])
        involve(actor, situation, role)

    writing.make(actor, by=by, story=story, fill=fill)
    return actor
