"""“What changed since the last issue”, made from the revisions (rules.changes) of facts that readers may see."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Max
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from beetroot.lib import edtf_dates
from beetroot.record.models import FACTS, Actor, EdtfField, Fact, Revision, Situation, SituationFact, Source, Term
from beetroot.record.rendering.describing import describe
from beetroot.record.rendering.facts import Views
from beetroot.record.rendering.gate import Gate
from beetroot.record.rendering.shapes import ChangeLine, SituationChanges
from beetroot.record.rules import changes as rules
from beetroot.record.rules.changes import Changed, Step, Turned
from beetroot.record.rules.vocabulary import Review

Told = Mapping[UUID, int]
#: What readers see of a situation itself.
_SEEN = frozenset({"title", "summary", "questions", "stage", "start"})
# The order in which changes are told: what bears on what was printed first.
_ORDER = {"corrected": 0, "withdrawn": 1, "new": 2, "changed": 3}


def changes(told: Told, *, situation: str | None = None) -> tuple[SituationChanges, ...]:
    """Everything public that differs from what readers were told (fact → its last revision told), by situation.

    Complete, and none twice: telling a line means that its `upto` is told. Words are in the active language.
    """
    gate = Gate()
    views = Views(gate)
    by_situation: dict[UUID | None, list[ChangeLine]] = defaultdict(list)
    for place, line in (*_of_facts(told, gate, views), *_of_situations(told)):
        by_situation[place].append(line)
    titles = {row.pk: (row.slug, row.title) for row in Situation.objects.filter(private=False)}
    made = [
        SituationChanges(*titles.get(cast(UUID, place), ("", "")), lines=tuple(sorted(lines, key=_first)))
        for place, lines in by_situation.items()
        if place is None or place in titles
    ]
    wanted = (one for one in made if situation is None or one.slug == situation)
    return tuple(sorted(wanted, key=lambda one: (not one.slug, one.title)))


def _first(line: ChangeLine) -> tuple[int, int, str]:
    return _ORDER[line.kind], list(FACTS).index(line.entity) if line.entity in FACTS else -1, line.text


def everything_told() -> dict[UUID, int]:
    """The last revision of every fact that is public now: where a newsletter's telling begins."""
    gate = Gate()
    last = _last_revisions()
    facts: list[Fact] = [
        *gate.all_facts,
        *gate.claim_links,
        *gate.event_links,
        *gate.actors,
        *gate.sources,
        *gate.terms,
    ]
    open_situations = Situation.objects.filter(private=False).values_list("pk", flat=True)
    known = [*(fact.pk for fact in facts), *open_situations]
    return {pk: last[pk] for pk in known if pk in last}


def _last_revisions() -> dict[UUID, int]:
    rows = Revision.objects.order_by().values("entity_id").annotate(last=Max("pk"))
    return dict(rows.values_list("entity_id", "last"))


# -- facts -----------------------------------------------------------------------------------------------------


def _of_facts(told: Told, gate: Gate, views: Views) -> Iterator[tuple[UUID | None, ChangeLine]]:
    moved = {pk for pk, last in _last_revisions().items() if last > told.get(pk, 0)}
    steps = _steps(moved)
    for kind, model in FACTS.items():
        rows = model._default_manager.filter(pk__in=moved)
        confirmed = [row for row in rows if row.review_status == Review.CONFIRMED]
        shown = {row.pk: row for row in gate.among(confirmed)}
        for row in (row for row in rows if row.pk in told or row.pk in shown):
            found = rules.changed(steps[row.pk], told=told.get(row.pk), is_public=row.pk in shown)
            if found:
                yield _place(row), _line(kind, row, found, gate, views)


def _steps(ids: set[UUID]) -> dict[UUID, list[Step]]:
    found: dict[UUID, list[Step]] = defaultdict(list)
    rows = Revision.objects.filter(entity_id__in=ids).order_by("pk")
    for row in rows.values_list("entity_id", "pk", "field", "old", "new", "reason"):
        found[row[0]].append(Step(*row[1:]))
    return found


def _place(fact: Fact) -> UUID | None:
    """The situation under which a fact is told; of several the first that is open."""
    if isinstance(fact, SituationFact):
        return fact.situation_id
    if isinstance(fact, Actor | Source | Term):
        return fact.situations.filter(private=False).order_by("title").values_list("pk", flat=True).first()
    return None


def _line(kind: str, row: Fact, found: Changed, gate: Gate, views: Views) -> ChangeLine:
    label = str(row._meta.verbose_name)
    if found.kind == "withdrawn":
        # What was taken back is not printed again.
        text = _("taken out of the record: %(label)s") % {"label": label}
        return ChangeLine(kind, str(row.pk), found.upto, "withdrawn", label, text)
    told = _details(row, found.fields, _FIELDS) or _details(row, found.fields, _SAID_OTHERWISE)
    return ChangeLine(
        entity=kind,
        id=str(row.pk),
        upto=found.upto,
        kind="corrected" if found.is_correction else found.kind,
        label=label,
        text=describe(row, views),
        details=tuple(detail for detail in told if not gate.hides(detail)),
    )


def _details(row: Fact | Situation, fields: Iterable[Turned], names: Mapping[str, Any]) -> list[str]:
    return [_detail(row, one, str(names[one.field])) for one in fields if one.field in names]


def _detail(row: Fact | Situation, turned: Turned, name: str) -> str:
    """“field: was → is” for words and numbers; the field's name alone for what only points to something else."""
    try:
        field = row._meta.get_field(turned.field)
    except FieldDoesNotExist:  # a list, which has a history but is no column
        return name
    if field.is_relation:
        return name
    return f"{name}: {_value(field, turned.old)} → {_value(field, turned.new)}"


#: What readers are told about the change of a field; the line itself stands whatever has changed.
_FIELDS = {
    "participants": lazy("who took part"),
    "parties": lazy("parties"),
    "names": lazy("names"),
    "shares": lazy("answers"),
    "value": lazy("value"),
    "low": lazy("at least"),
    "high": lazy("at most"),
    "what": lazy("what it counts"),
    "unit": lazy("unit"),
    "qualifier": lazy("how exact"),
    "as_of": lazy("as of"),
    "said_by": lazy("who said it"),
    "content": lazy("words"),
    "words": lazy("words"),
    "wording": lazy("words"),
    "speaker": lazy("who said it"),
    "role": lazy("role"),
    "medium": lazy("where it was said"),
    "said": lazy("when"),
    "happened": lazy("when"),
    "place": lazy("place"),
    "domain": lazy("domain"),
    "exchange": lazy("given or got"),
    "certainty": lazy("certainty"),
    "name": lazy("name"),
    "signed": lazy("signed"),
    "clauses": lazy("what it says"),
    "state": lazy("state"),
    "done": lazy("parts done"),
    "total": lazy("parts in all"),
    "start": lazy("began"),
    "end": lazy("end"),
    "type": lazy("tie"),
    "rating": lazy("verdict"),
    "rating_label": lazy("verdict"),
    "question": lazy("question"),
    "threshold": lazy("threshold"),
    "probability": lazy("probability"),
    "closes_at": lazy("closes"),
    "meaning": lazy("meaning"),
    "title": lazy("title"),
    "summary": lazy("summary"),
    "questions": lazy("open questions"),
    "stage": lazy("where it stands"),
    "position": lazy("position"),
    "publisher": lazy("publisher"),
}
#: What says the same in another way: told where nothing else of a fact has changed, or its line would say nothing.
_SAID_OTHERWISE = {
    "printed": lazy("as printed"),
    "said_by_as_written": lazy("who said it"),
    "name_as_written": lazy("who said it"),
    "happened_text": lazy("when"),
    "said_text": lazy("when"),
    "as_of_text": lazy("as of"),
    "signed_text": lazy("signed"),
}


def _value(field: Any, value: Any) -> str:
    if value in (None, ""):
        return _("not given")
    if isinstance(field, EdtfField) and edtf_dates.is_valid(str(value)):
        return edtf_dates.in_words(str(value), get_language() or "en")
    return str(dict(field.flatchoices).get(value, value) if field.choices else value)


# -- situations ------------------------------------------------------------------------------------------------


def _of_situations(told: Told) -> Iterator[tuple[UUID | None, ChangeLine]]:
    rows = list(Situation.objects.filter(private=False))
    steps = _steps({row.pk for row in rows})
    for row in rows:
        upto = max((step.number for step in steps[row.pk]), default=0)
        before = told.get(row.pk)
        fields = tuple(one for one in rules.turned(steps[row.pk], before or 0) if one.field in _SEEN)
        if before is None:
            yield row.pk, ChangeLine("situation", str(row.pk), upto, "new", _("situation"), row.title)
        elif fields:
            details = tuple(_details(row, fields, _FIELDS))
            yield row.pk, ChangeLine("situation", str(row.pk), upto, "changed", _("situation"), row.title, details)
