"""FollowTheMoney entities as JSON lines (followthemoney.tech, model 4), for Aleph and its kin.

FtM dates know no "about" or "before": startDate and endDate get the bounds, the description keeps the EDTF text.
Statements, figures and claims become Notes; FtM has no quotation. A tie of a kind that FtM has not is an UnknownLink
whose description names ours, so that `rules.interchange` makes the same tie of it again.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from beetroot.record.models import Actor, Fact, Relation, Source
from beetroot.record.rendering.facts import Views, amount, source_view, when, who
from beetroot.record.rendering.gate import Gate
from beetroot.record.rendering.shapes import Backing, When
from beetroot.record.rules.vocabulary import Schema

# FtM's own kinds of relation, each with the names of its two ends; all others are UnknownLinks with a role.
_ENDS = {
    "Membership": ("member", "organization"),
    "Ownership": ("owner", "asset"),
    "Directorship": ("director", "organization"),
}
_GROUPS = frozenset({Schema.ORGANIZATION, Schema.PUBLIC_BODY, Schema.COMPANY})
Properties = dict[str, list[str]]


def lines(gate: Gate) -> Iterator[str]:
    """One entity a line: {"id", "schema", "properties": {name: [text]}}."""
    views = Views(gate)
    for entity in _entities(gate, views):
        yield json.dumps(entity, ensure_ascii=False, sort_keys=True)


def _entities(gate: Gate, views: Views) -> Iterator[dict[str, Any]]:
    yield from (_actor(row, gate) for row in gate.actors)
    shown = {actor.pk for actor in gate.actors}
    for row in gate.relations:
        if {row.subject_id, row.object_id} <= shown:
            yield _relation(row, views)
    yield from (_source(row) for row in gate.sources)
    yield from _events(gate, views, shown)
    yield from _notes(gate, views, shown)


def _entity(row: Fact, schema: str, properties: dict[str, Iterable[str]]) -> dict[str, Any]:
    kept: Properties = {name: list(dict.fromkeys(filter(None, values))) for name, values in properties.items()}
    return {
        "id": str(row.pk),
        "schema": schema,
        "properties": {name: values for name, values in kept.items() if values},
    }


def _span(moment: When, *, start: str = "startDate", end: str = "endDate") -> dict[str, Iterable[str]]:
    return {start: [_day(moment.earliest)], end: [_day(moment.latest)]}


def _day(day: str) -> str:
    """FtM knows no year before 1000 (prefixdate); the description has the EDTF text all the same."""
    return day if day >= "1000" else ""


def _edtf(moment: When, label: str = "Date") -> str:
    return f"{label} (EDTF): {moment.edtf}" if moment.edtf else ""


def _sources_of(row: Fact, views: Views) -> dict[str, Iterable[str]]:
    """Address and publisher of each source, and which of the file's articles it is (`proof`)."""
    return {**_published(views.backing(row)), "proof": [str(source.pk) for source in views.gate.sources_of(row)]}


def _published(backing: Backing) -> dict[str, Iterable[str]]:
    return {
        "sourceUrl": [source.url for source in backing.sources],
        "publisher": [source.publisher for source in backing.sources],
    }


def _actor(row: Actor, gate: Gate) -> dict[str, Any]:
    schema = "PublicBody" if row.schema == Schema.COUNTRY else row.schema
    properties: dict[str, Iterable[str]] = {
        "name": [row.name],
        "alias": row.aliases,
        "country": [row.country.lower()],
        "summary": [row.summary],
    }
    if schema == "Person":
        properties["position"] = [row.position]
    else:
        properties["description"] = [row.position]
    return _entity(row, schema, properties)


def _relation(row: Relation, views: Views) -> dict[str, Any]:
    schema, ends = _schema_of(row)
    start, end = when(row, "start"), when(row, "end")
    return _entity(
        row,
        schema,
        {
            ends[0]: [str(row.subject_id)],
            ends[1]: [str(row.object_id)],
            "role": [str(row.get_type_display())],
            "startDate": [_day(start.earliest)],
            "endDate": [_day(end.latest)],
            "status": [row.state],
            "summary": [row.words],
            "description": [f"Tie: {row.type}", _edtf(start, "From"), _edtf(end, "Until")],
            **_sources_of(row, views),
        },
    )


def _schema_of(row: Relation) -> tuple[str, tuple[str, str]]:
    # Membership, Ownership and Directorship accept only certain kinds at their ends; anything else is a link.
    if row.type == "Membership" and row.object.schema in _GROUPS:
        return row.type, _ENDS[row.type]
    if row.type == "Directorship" and row.object.schema in _GROUPS:
        return row.type, _ENDS[row.type]
    if row.type == "Ownership" and row.object.schema == Schema.COMPANY:  # the only one of ours that is an Asset
        return row.type, _ENDS[row.type]
    return "UnknownLink", ("subject", "object")


def _source(row: Source) -> dict[str, Any]:
    view = source_view(row)
    moment = when(row, "published")
    return _entity(
        row,
        "Article",
        {
            "title": [view.title],
            "author": [view.authors],
            "publisher": [view.publisher],
            "sourceUrl": [view.url],
            "date": [_day(moment.earliest)],
            "description": [_edtf(moment)],
        },
    )


def _events(gate: Gate, views: Views, shown: set[Any]) -> Iterator[dict[str, Any]]:
    for row in gate.events:
        moment = when(row, "happened")
        parts = [part for part in row.parts.all() if part.actor_id in shown]
        yield _entity(
            row,
            "Event",
            {
                "name": [row.name],
                "location": [row.place],
                "organizer": [str(part.actor_id) for part in parts if part.part == "organizer"],
                "involved": [str(part.actor_id) for part in parts if part.part != "organizer"],
                "keywords": [row.domain, row.type],
                "description": [_edtf(moment), f"Certainty: {row.certainty}"],
                **_span(moment),
                **_sources_of(row, views),
            },
        )
    for agreement in gate.agreements:
        signed = when(agreement, "signed")
        parties = [str(party.pk) for party in agreement.parties.all() if party.pk in shown]
        yield _entity(
            agreement,
            "Event",
            {
                "name": [agreement.name],
                "involved": parties,
                "keywords": ["agreement", agreement.domain],
                "summary": [agreement.clauses],
                "description": [_edtf(signed, "Signed")],
                **_span(signed),
                **_sources_of(agreement, views),
            },
        )


def _notes(gate: Gate, views: Views, shown: set[Any]) -> Iterator[dict[str, Any]]:
    for said in gate.statements:
        about = [str(said.speaker_id)] if said.speaker_id in shown else []
        text = ": ".join(filter(None, [who(said), said.content]))
        yield _note(said, text, _edtf(when(said, "said"), "Said"), about, ["statement"], views.backing(said))
    for figure in gate.figures:
        about = [str(figure.said_by_id)] if figure.said_by_id in shown else []
        text = f"{amount(figure)} {figure.what}"
        yield _note(figure, text, _edtf(when(figure, "as_of"), "As of"), about, ["figure"], views.backing(figure))
    for claim in gate.claims:
        moment = _edtf(when(claim, "first_made"), "First made")
        yield _note(claim, claim.wording, moment, [], ["claim"], views.backing(claim))


def _note(row: Fact, text: str, moment: str, about: list[str], keywords: list[str], backing: Backing) -> dict[str, Any]:
    return _entity(
        row,
        "Note",
        {
            "name": [text[:200]],
            "description": [text, moment],
            "entity": about,
            "keywords": keywords,
            **_published(backing),
        },
    )
