"""A situation as one page of values: given and got, agreements, timeline, said and denied, who depends on whom."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from django.db.models import Max

from beetroot.record.models import Actor, Event, EventLink, Fact, Relation, Revision, Situation
from beetroot.record.rendering import charts, corrections, history, outlook
from beetroot.record.rendering.facts import Views, in_order, source_view, when
from beetroot.record.rendering.gate import Gate
from beetroot.record.rendering.graph import Line, draw
from beetroot.record.rendering.shapes import (
    ActorView,
    AgreementView,
    Backing,
    Cell,
    Exchanged,
    Place,
    RelationView,
    SituationLine,
    SituationView,
    SourceView,
    TimelineItem,
    When,
)
from beetroot.record.rendering.ties import tie, tie_verb
from beetroot.record.rules.vocabulary import Direction, Domain, EventLinkKind, Exchange

_NOTHING = When(edtf="", words="")


#: How many statements, figures, ties … the page itself shows (three times as many events); the lists have all.
ON_THE_PAGE = 40
#: Rows on one page of a list.
IN_A_LIST = 100


def public_situations() -> list[SituationLine]:
    """Situations readers may open, the one changed last first; those without a public fact are left out."""
    lines = [_line(row) for row in _open_situations()]
    return sorted(lines, key=lambda line: line.updated, reverse=True)


def has_public_situations() -> bool:
    """Whether there is one; stops at the first."""
    return next(_open_situations(), None) is not None


def _open_situations() -> Iterator[Situation]:
    for row in Situation.objects.filter(private=False):
        if not Gate(situation=row, most=1).is_empty:
            yield row


def situation(slug: str, *, known_on: date | None = None) -> SituationView | None:
    """The page of a situation in the active language; None when it is unknown, private, or not begun on that day.

    `known_on` gives it as it was known at the end of that day (UTC), of facts that may be seen today.
    """
    row = Situation.objects.filter(slug=slug, private=False).select_related("subject").first()
    until = datetime.combine(known_on, time.max, tzinfo=UTC) if known_on else None
    if row is not None and until is not None:
        row = history.situation_as_known(row, until=until)
    if row is None:
        return None
    gate = Gate(situation=row, most=ON_THE_PAGE, known_on=until)
    return _view(row, gate, Views(gate), known_on)


def language_of(slug: str) -> str:
    """BCP 47 code of a situation's language; "" when it is unknown or private."""
    codes = Situation.objects.filter(slug=slug, private=False).values_list("language", flat=True)
    return codes.first() or ""


def _view(row: Situation, gate: Gate, views: Views, known_on: date | None) -> SituationView:
    agreements = views.agreements()
    relations = tuple(_relations(gate, views))
    timeline = _in_time(_timeline(views, agreements))
    return SituationView(
        **_head(row, gate),
        given_and_got=given_and_got(gate, views),
        agreements=agreements,
        timeline=timeline,
        strip=_strip(timeline),
        said_and_denied=views.contested(),
        statements=tuple(map(views.statement, gate.statements)),
        figures=tuple(map(views.figure, gate.figures)),
        relations=relations,
        graph=draw(_lines(relations)),
        actors=tuple(_actor(actor, row) for actor in gate.actors[: 2 * ON_THE_PAGE]),
        polls=outlook.polls(views),
        terms=outlook.terms(gate.terms),
        indicators=outlook.indicators(views),
        forecasts=outlook.forecasts(views),
        track=outlook.track(views),
        hypotheses=outlook.matrix(views),
        corrections=corrections.of_situation(row, gate) if known_on is None else (),
        sources=_sources(gate),
        stories=_stories(gate, views),
        more=_more(gate),
        updated=_updated(gate.all_facts),
        known_on=known_on.isoformat() if known_on else "",
    )


def _head(row: Situation, gate: Gate) -> dict[str, Any]:
    shown = {actor.pk for actor in gate.actors}
    return {
        "slug": row.slug,
        "title": row.title,
        "lede": row.summary,
        "stage": row.stage,
        "stage_label": str(row.get_stage_display()),
        "since": when(row, "start"),
        "subject": row.subject.name if row.subject and row.subject.pk in shown else "",
        "questions": tuple(line.strip() for line in row.questions.splitlines() if line.strip()),
        "language": row.language,
    }


def _more(gate: Gate) -> tuple[str, ...]:
    """The lists that are longer than what the page shows."""
    full = {"statements": ON_THE_PAGE, "events": 3 * ON_THE_PAGE, "figures": ON_THE_PAGE}
    return tuple(name for name, most in full.items() if len(getattr(gate, name)) >= most)


def _line(row: Situation) -> SituationLine:
    return SituationLine(
        slug=row.slug,
        title=row.title,
        summary=row.summary,
        stage=row.stage,
        stage_label=str(row.get_stage_display()),
        updated=_updated(Gate(situation=row, most=5).all_facts),
    )


def _updated(facts: list[Fact]) -> str:
    """Day of the last change to any of these, ISO 8601; "" when there are none."""
    latest = Revision.objects.filter(entity_id__in=[fact.pk for fact in facts]).aggregate(at=Max("at"))["at"]
    return latest.date().isoformat() if latest else ""


# -- given and got ---------------------------------------------------------------------------------------------


def given_and_got(gate: Gate, views: Views) -> tuple[Exchanged, ...]:
    """Rows by date and domain. A pair comes from a link "price of" or "in return for"; what has none stands alone."""
    rows = [*_paid(gate, views), *_related(gate, views)]
    paired = {cell.id for row in rows for cell in (row.given, row.got) if cell}
    rows += [row for row in _alone(gate, views) if not {cell.id for cell in (row.given, row.got) if cell} & paired]
    return tuple(sorted(rows, key=lambda row: (in_order(row.when), row.domain)))


def _paid(gate: Gate, views: Views) -> Iterator[Exchanged]:
    for link in _prices(gate):
        given, got = _event_cell(link.first, views), _event_cell(link.second, views)
        yield _row(
            given, got, link.first.domain or link.second.domain, view_of=link.view_of.name if link.view_of else ""
        )


def _prices(gate: Gate) -> list[EventLink]:
    return [link for link in gate.event_links if link.link == EventLinkKind.PRICE_OF]


def _related(gate: Gate, views: Views) -> Iterator[Exchanged]:
    """Relations paired by `in_return_for`, from whichever side the pair was written down."""
    by_id = {relation.pk: relation for relation in gate.relations}
    for relation in gate.relations:
        other = by_id.get(relation.in_return_for_id) if relation.in_return_for_id else None
        if other is None:
            continue
        given, got = (relation, other) if relation.exchange == Exchange.GIVEN else (other, relation)
        yield _row(_relation_cell(given, views), _relation_cell(got, views), given.domain or got.domain)


def _alone(gate: Gate, views: Views) -> Iterator[Exchanged]:
    marked: list[tuple[str, str, Cell]] = [
        (row.exchange, row.domain, _relation_cell(row, views)) for row in gate.relations if row.exchange
    ]
    marked += [(row.exchange, row.domain, _event_cell(row, views)) for row in gate.events if row.exchange]
    for exchange, domain, cell in marked:
        given = cell if exchange == Exchange.GIVEN else None
        yield _row(given, None if given else cell, domain)


def _row(given: Cell | None, got: Cell | None, domain: str, *, view_of: str = "") -> Exchanged:
    # The day something was given is the row's: backing got in 2020 may be paid for again in 2021.
    moments = [cell.when for cell in (given, got) if cell and cell.when]
    return Exchanged(
        when=next(iter(moments), _NOTHING),
        domain=domain,
        domain_label=str(Domain(domain).label) if domain else "",
        given=given,
        got=got,
        view_of=view_of,
    )


def _event_cell(row: Event, views: Views) -> Cell:
    return Cell(id=str(row.pk), text=row.name, when=views.happened(row), backing=views.backing(row))


def _relation_cell(row: Relation, views: Views) -> Cell:
    return Cell(id=str(row.pk), text=tie(row), when=when(row, "start"), backing=views.backing(row))


# -- the rest --------------------------------------------------------------------------------------------------


def _timeline(views: Views, agreements: tuple[AgreementView, ...]) -> Iterator[TimelineItem]:
    turning = _turning_points(views.gate)
    signings = {(row.happened, row.name) for row in views.gate.events if row.type == "agreement"}
    for row in views.gate.events:
        yield timeline_item(row, views, weight=0 if row.exchange or row.pk in turning else 1)
    for agreement in agreements:
        signed = agreement.signed.edtf
        if signed and (signed, agreement.name) not in signings:
            # Where an event tells of the signing already, the paper by itself is no second turning point.
            weight = 1 if signed in {day for day, _name in signings} else 0
            yield _item(agreement, agreement.signed, agreement.name, agreement.backing, weight=weight)
        for state in agreement.states:
            if state.as_of.edtf and not (state.as_of.edtf == signed and len(agreement.states) == 1):
                words = ", ".join(filter(None, [state.label, state.share]))
                yield _item(agreement, state.as_of, f"{agreement.name}: {words}", state.backing)


def _turning_points(gate: Gate) -> set[UUID]:
    """Events that were a price or were paid for, agreements, and what led to others."""
    causes = {link.first_id for link in gate.event_links if link.link == EventLinkKind.LED_TO}
    signings = {row.pk for row in gate.events if row.type == "agreement"}
    return causes | signings | {pk for link in _prices(gate) for pk in (link.first_id, link.second_id)}


def timeline_item(row: Event, views: Views, *, weight: int = 1) -> TimelineItem:
    """An event as a line of a timeline."""
    return TimelineItem(
        id=str(row.pk),
        kind="event",
        when=views.happened(row),
        title=row.name,
        domain=row.domain,
        place=row.place,
        certainty=row.certainty,
        backing=views.backing(row),
        weight=weight,
    )


def _item(agreement: AgreementView, moment: When, title: str, backing: Backing, *, weight: int = 0) -> TimelineItem:
    return TimelineItem(
        id=agreement.id,
        kind="agreement",
        when=moment,
        title=title,
        domain=agreement.domain,
        place="",
        certainty="confirmed",
        backing=backing,
        weight=weight,
    )


def _in_time(items: Iterable[TimelineItem]) -> tuple[TimelineItem, ...]:
    ordered = sorted(items, key=lambda item: in_order(item.when))
    least: dict[str, int] = {}
    for one in ordered:
        least[one.year] = min(one.weight, least.get(one.year, one.weight))
    return tuple(
        replace(one, mark=f"t{n}", shape=shape(one.when), year_weight=least[one.year])
        for n, one in enumerate(ordered, start=1)
    )


def shape(moment: When) -> str:
    """How exact a date is, in one word: day, span, about, before, after or undated."""
    edtf = moment.edtf
    if not edtf:
        return "undated"
    if edtf.startswith(("../", "/")):
        return "before"
    if edtf.endswith(("/..", "/")):
        return "after"
    if any(mark in edtf for mark in "~?%"):
        return "about"
    return "day" if moment.earliest == moment.latest else "span"


def _strip(timeline: tuple[TimelineItem, ...]) -> str:
    moments = [
        charts.Moment(
            start=date.fromisoformat(one.when.earliest) if one.when.earliest else None,
            end=date.fromisoformat(one.when.latest) if one.when.latest else None,
            lane=one.domain,
            title=f"{one.when.words}: {one.title}",
            mark=one.mark,
            shape=one.shape,
        )
        for one in timeline
    ]
    return charts.strip(moments, labels={value: str(label) for value, label in Domain.choices})


def _relations(gate: Gate, views: Views) -> Iterator[RelationView]:
    rows = sorted(gate.relations, key=lambda row: (in_order(when(row, "start")), row.subject.name, row.object.name))
    for number, row in enumerate(rows, start=1):
        yield RelationView(
            id=str(row.pk),
            number=number,
            subject=row.subject.name,
            type=row.type,
            label=tie_verb(row),
            object=row.object.name,
            mutual=row.direction == Direction.MUTUAL,
            domain=row.domain,
            words=row.words,
            start=when(row, "start"),
            end=when(row, "end"),
            state=row.state,
            backing=views.backing(row),
        )


def _lines(relations: tuple[RelationView, ...]) -> list[Line]:
    return [
        Line(row.number, row.subject, row.label, row.object, row.mutual, row.type == "depends_on") for row in relations
    ]


def _actor(row: Actor, situation: Situation) -> ActorView:
    roles = [entry.role for entry in row.involvements.all() if entry.situation_id == situation.pk]
    return ActorView(
        id=str(row.pk),
        name=row.name,
        schema=row.schema,
        aliases=tuple(row.aliases),
        country=row.country,
        position=row.position,
        role=roles[0] if roles else "",
    )


def _sources(gate: Gate) -> tuple[SourceView, ...]:
    return tuple(source_view(row) for row in gate.sources)


def _stories(gate: Gate, views: Views) -> tuple[Place, ...]:
    """Each published story that the facts rest on, once, newest first."""
    pages = sorted(gate.stories.values(), key=lambda page: str(page.published_on or ""), reverse=True)
    found = []
    for page in pages[:ON_THE_PAGE]:
        parts = page.get_url_parts()
        address = parts[2] if parts and parts[2] else ""
        found.append(Place(str(page.uuid), page.title, address, fragment="", sentence=page.lede, exact=""))
    return tuple(found)
