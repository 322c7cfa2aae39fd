"""schema.org JSON-LD, one entity a line: Person, Organization, Event, Quotation, Claim, ClaimReview, NewsArticle."""

import json
from collections.abc import Iterator
from typing import Any

from beetroot.record.models import Actor, Source, Statement
from beetroot.record.rendering.facts import Views, when, who
from beetroot.record.rendering.gate import Gate
from beetroot.record.rules.vocabulary import Rating, Schema

_TYPES = {
    Schema.PERSON: "Person",
    Schema.ORGANIZATION: "Organization",
    Schema.PUBLIC_BODY: "GovernmentOrganization",
    Schema.COMPANY: "Corporation",
    Schema.COUNTRY: "Country",
}
_WORTH = {
    Rating.TRUE: 5,
    Rating.MOSTLY_TRUE: 4,
    Rating.MIXED: 3,
    Rating.MOSTLY_FALSE: 2,
    Rating.FALSE: 1,
}


def lines(gate: Gate) -> Iterator[str]:
    """Every line is a document of its own, with its @context."""
    views = Views(gate)
    for entity in _entities(gate, views):
        kept = {key: value for key, value in entity.items() if value not in ("", [], None, {})}
        yield json.dumps({"@context": "https://schema.org", **kept}, ensure_ascii=False)


def _id(row: Any) -> str:
    return f"urn:uuid:{row.pk}"


def _entities(gate: Gate, views: Views) -> Iterator[dict[str, Any]]:
    yield from map(_actor, gate.actors)
    yield from map(_source, gate.sources)
    for event in gate.events:
        moment = when(event, "happened")
        yield {
            "@type": "Event",
            "@id": _id(event),
            "name": event.name,
            "startDate": moment.earliest,
            "endDate": moment.latest,
            "temporalCoverage": moment.edtf,
            "location": {"@type": "Place", "name": event.place} if event.place else None,
            "citation": [_id(source) for source in gate.sources_of(event)],
        }
    yield from (_statement(row, gate) for row in gate.statements)
    yield from _claims(gate)


def _actor(row: Actor) -> dict[str, Any]:
    return {
        "@type": _TYPES[Schema(row.schema)],
        "@id": _id(row),
        "name": row.name,
        "alternateName": row.aliases,
        "jobTitle": row.position if row.schema == Schema.PERSON else "",
        "description": row.summary,
    }


def _source(row: Source) -> dict[str, Any]:
    return {
        "@type": "NewsArticle",
        "@id": _id(row),
        "headline": row.title,
        "author": {"@type": "Person", "name": row.authors} if row.authors else None,
        "publisher": {"@type": "Organization", "name": row.publisher} if row.publisher else None,
        "datePublished": row.published_min.isoformat()
        if row.published_min == row.published_max and row.published_min
        else "",
        "temporalCoverage": row.published,
        "url": row.url,
        "archivedAt": row.archived_url,
        "inLanguage": row.language,
    }


def _statement(row: Statement, gate: Gate) -> dict[str, Any]:
    moment = when(row, "said")
    spoken: dict[str, Any] = {"@id": _id(row.speaker)} if row.speaker else _unknown(row)
    return {
        "@type": "Quotation" if row.mode != "indirect" else "CreativeWork",
        "@id": _id(row),
        "text": row.content,
        "creator": spoken,
        "dateCreated": moment.earliest if moment.earliest == moment.latest else "",
        "temporalCoverage": moment.edtf,
        "inLanguage": row.original_language,
        "citation": [_id(source) for source in gate.sources_of(row)],
    }


def _unknown(row: Statement) -> dict[str, Any]:
    return {"@type": "Person", "name": who(row)} if who(row) else {}


def _claims(gate: Gate) -> Iterator[dict[str, Any]]:
    for row in gate.claims:
        appearances = [_id(link.statement) for link in gate.claim_links if link.claim_id == row.pk and link.statement]
        claim = {
            "@type": "Claim",
            "@id": _id(row),
            "text": row.wording,
            "appearance": [{"@id": one} for one in appearances],
        }
        yield claim
        if row.rating:
            yield {
                "@type": "ClaimReview",
                "claimReviewed": row.wording,
                "itemReviewed": {"@id": _id(row)},
                "reviewRating": {
                    "@type": "Rating",
                    "ratingValue": _WORTH.get(Rating(row.rating)),
                    "bestRating": 5,
                    "worstRating": 1,
                    "alternateName": row.rating_label or str(row.get_rating_display()),
                },
            }
