"""schema.org JSON-LD, one entity a line: Person, Organization, Event, Quotation, Claim, ClaimReview, NewsArticle.

schema.org knows no "about" or "before": dates get the bounds where it has two ends, an exact date where it has one, and
the description keeps the EDTF text. `tools/validators.py` judges every property and value by the vocabulary.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings

from beetroot.newsroom.models import Newsroom
from beetroot.record.models import Actor, Claim, Event, Source, Statement
from beetroot.record.rendering.facts import Views, when, who
from beetroot.record.rendering.gate import Gate
from beetroot.record.rendering.shapes import When
from beetroot.record.rules.vocabulary import LinkKind, Rating, Schema

_TYPES: dict[str, str | list[str]] = {
    Schema.PERSON: "Person",
    Schema.ORGANIZATION: "Organization",
    Schema.PUBLIC_BODY: "GovernmentOrganization",
    Schema.COMPANY: "Corporation",
    # A country that speaks or acts is its government as well; only an Organization can be a creator.
    Schema.COUNTRY: ["Country", "GovernmentOrganization"],
}
_WORTH = {
    Rating.TRUE: 5,
    Rating.MOSTLY_TRUE: 4,
    Rating.MIXED: 3,
    Rating.MOSTLY_FALSE: 2,
    Rating.FALSE: 1,
}
# What stands for a claim; to deny one is not to make it.
_FOR = frozenset({LinkKind.ASSERTS, LinkKind.ACCUSES, LinkKind.SUPPORTS, LinkKind.CONFIRMS})


def lines(gate: Gate) -> Iterator[str]:
    """Every line is a document of its own, with its @context."""
    for entity in _entities(gate, Views(gate)):
        yield json.dumps({"@context": "https://schema.org", **_kept(entity)}, ensure_ascii=False)


def _kept(entity: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty, at every level."""
    inside = {key: _kept(value) if isinstance(value, dict) else value for key, value in entity.items()}
    return {key: value for key, value in inside.items() if value not in ("", [], None, {})}


def _id(row: Any) -> str:
    return f"urn:uuid:{row.pk}"


def _entities(gate: Gate, views: Views) -> Iterator[dict[str, Any]]:
    yield from map(_actor, gate.actors)
    yield from map(_source, gate.sources)
    yield from (_event(row, gate) for row in gate.events)
    yield from (_statement(row, gate) for row in gate.statements)
    yield from _claims(gate)


def _edtf(moment: When, label: str = "Date") -> str:
    return f"{label} (EDTF): {moment.edtf}" if moment.edtf else ""


def _event(row: Event, gate: Gate) -> dict[str, Any]:
    moment = when(row, "happened")
    shown = {actor.pk: actor for actor in gate.actors}
    parts = [(part.part, shown[part.actor_id]) for part in row.parts.all() if part.actor_id in shown]
    return {
        "@type": "Event",
        "@id": _id(row),
        "name": row.name,
        "startDate": moment.earliest,
        "endDate": moment.latest,
        "description": _edtf(moment),
        "location": {"@type": "Place", "name": row.place} if row.place else None,
        "organizer": [_named(actor) for part, actor in parts if part == "organizer"],
        "about": [_named(actor) for part, actor in parts if part != "organizer"],
        "subjectOf": _sources(row, gate),
    }


def _sources(row: Any, gate: Gate) -> list[dict[str, Any]]:
    return [{"@type": "NewsArticle", "@id": _id(source), "headline": source.title} for source in gate.sources_of(row)]


def _named(actor: Actor) -> dict[str, Any]:
    return {"@type": _TYPES[actor.schema], "@id": _id(actor), "name": actor.name}


def _actor(row: Actor) -> dict[str, Any]:
    return {
        **_named(row),
        "alternateName": row.aliases,
        "jobTitle": row.position if row.schema == Schema.PERSON else "",
        "description": row.summary,
    }


def _source(row: Source) -> dict[str, Any]:
    moment = when(row, "published")
    exact = _exact(moment)
    return {
        "@type": "NewsArticle",
        "@id": _id(row),
        "headline": row.title,
        "author": {"@type": "Person", "name": row.authors} if row.authors else None,
        "publisher": {"@type": "Organization", "name": row.publisher} if row.publisher else None,
        "datePublished": exact,
        "description": "" if exact else _edtf(moment, "Published"),
        "url": row.url,
        "archivedAt": row.archived_url,
        "inLanguage": row.language,
    }


def _exact(moment: When) -> str:
    return moment.earliest if moment.earliest == moment.latest else ""


def _statement(row: Statement, gate: Gate) -> dict[str, Any]:
    moment = when(row, "said")
    exact = _exact(moment)
    return {
        "@type": _said_as(row),
        "@id": _id(row),
        "text": row.content,
        "creator": _named(row.speaker) if row.speaker else _unknown(row),
        "dateCreated": exact,
        "description": "" if exact else _edtf(moment, "Said"),
        "inLanguage": row.original_language,
        "citation": _sources(row, gate),
    }


def _said_as(row: Statement) -> str:
    return "Quotation" if row.mode != "indirect" else "CreativeWork"


def _unknown(row: Statement) -> dict[str, Any]:
    kind = "Organization" if row.attribution in ("media", "group") else "Person"
    return {"@type": kind, "name": who(row)} if who(row) else {}


def _claims(gate: Gate) -> Iterator[dict[str, Any]]:
    for row in gate.claims:
        made = [link.statement for link in gate.claim_links if link.claim_id == row.pk and link.link in _FOR]
        works = [{"@type": _said_as(one), "@id": _id(one), "text": one.content} for one in made if one]
        moment = when(row, "first_made")
        yield {
            "@type": "Claim",
            "@id": _id(row),
            "text": row.wording,
            "description": _edtf(moment, "First made"),
            "appearance": works or _sources(row, gate),
        }
        if row.rating:
            yield _review(row)


def _review(row: Claim) -> dict[str, Any]:
    """The newsroom's own rating; the search engines ask for its author, date and page as well."""
    home = f"{settings.BEETROOT_BASE_URL}/"
    return {
        "@type": "ClaimReview",
        "claimReviewed": row.wording,
        "itemReviewed": {"@type": "Claim", "@id": _id(row), "text": row.wording},
        "author": {"@type": "Organization", "name": Newsroom.objects.get().name, "url": home},
        "datePublished": row.reviewed_at.date().isoformat() if row.reviewed_at else "",
        "url": f"{home}situations/{row.situation.slug}/#denied" if row.situation else home,
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": _WORTH.get(Rating(row.rating)),
            "bestRating": 5 if Rating(row.rating) in _WORTH else None,
            "worstRating": 1 if Rating(row.rating) in _WORTH else None,
            "alternateName": row.rating_label or str(row.get_rating_display()),
        },
    }
