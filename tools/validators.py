"""Gives a file of the record to the reader that others wrote for its format; prints its faults, one a line.

    .validators/bin/python tools/validators.py ftm|jsonld|annotations|openapi < FILE

Ends with 1 when there are faults. It never asks the network: schema.org is expanded as the vocabulary it is, and Web
Annotations with the terms of the W3C's context that they use (Web Annotation Vocabulary, appendix A).
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from followthemoney import model
from followthemoney.exc import InvalidData
from followthemoney.proxy import EntityProxy
from openapi_spec_validator import OpenAPIV31SpecValidator
from pyld import jsonld

SCHEMA = "https://schema.org/"
OA = "http://www.w3.org/ns/oa#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_AS = "https://www.w3.org/ns/activitystreams#"
_ANNO: dict[str, Any] = {
    "id": "@id",
    "type": "@type",
    **{name: f"{OA}{name}" for name in ("Annotation", "TextualBody", "TextQuoteSelector", "TextPositionSelector")},
    "AnnotationCollection": f"{_AS}OrderedCollection",
    "AnnotationPage": f"{_AS}OrderedCollectionPage",
    "motivation": {"@id": f"{OA}motivatedBy", "@type": "@vocab"},
    "purpose": {"@id": f"{OA}hasPurpose", "@type": "@vocab"},
    **{name: f"{OA}{name}" for name in ("describing", "identifying", "tagging", "commenting", "linking")},
    "body": {"@id": f"{OA}hasBody", "@type": "@id"},
    "target": {"@id": f"{OA}hasTarget", "@type": "@id"},
    "source": {"@id": f"{OA}hasSource", "@type": "@id"},
    "selector": {"@id": f"{OA}hasSelector", "@type": "@id"},
    **{name: f"{OA}{name}" for name in ("exact", "prefix", "suffix", "start", "end")},
    "value": f"{RDF}value",
    "format": "http://purl.org/dc/elements/1.1/format",
    "created": "http://purl.org/dc/terms/created",
    "total": f"{_AS}totalItems",
    "first": {"@id": f"{_AS}first", "@type": "@id"},
    "items": {"@id": f"{_AS}items", "@type": "@id", "@container": "@list"},
    "startIndex": f"{_AS}startIndex",
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
}
#: What schema.org's own documentation and the search engines' ask of these kinds.
_NEEDED = {
    "NewsArticle": {"headline"},
    "Quotation": {"text", "creator"},
    "Claim": {"text", "appearance"},
    "ClaimReview": {"claimReviewed", "reviewRating", "author", "url"},
    "Event": {"name"},
    "Person": {"name"},
    "Organization": {"name"},
}


def ftm(text: str) -> Iterator[str]:
    """FollowTheMoney's library: the schema holds, nothing is dropped, each value is one of its property's type."""
    for number, line in enumerate(text.splitlines(), start=1):
        entity = json.loads(line)
        schema = model.get(entity["schema"])
        if schema is None:
            yield f"line {number}: no schema {entity['schema']}"
            continue
        try:
            schema.validate(entity)
        except InvalidData as error:
            yield f"line {number}: {error} {error.errors}"
        kept = EntityProxy.from_dict(entity, cleaned=False).to_dict()["properties"]
        for name, values in entity["properties"].items():
            if len(kept.get(name, ())) != len(values):
                yield f"line {number}: {schema.name}.{name} is dropped"
                continue
            wrong = [value for value in values if schema.properties[name].type.clean(value) is None]
            yield from (f"line {number}: {schema.name}.{name} cannot be {value!r}" for value in wrong)


def _refused(url: str, _options: object) -> dict[str, Any]:
    raise jsonld.JsonLdError(f"The network is not asked for {url}.", "loading document failed")


def _expand(document: dict[str, Any], context: dict[str, Any]) -> list[dict[str, Any]]:
    return jsonld.expand({**document, "@context": context}, {"documentLoader": _refused})


def schema_org(text: str) -> Iterator[str]:
    """Each line expands, loses no key on the way, and has what its kind needs."""
    for number, line in enumerate(text.splitlines(), start=1):
        entity = json.loads(line)
        if entity["@context"].rstrip("/") != SCHEMA.rstrip("/"):
            yield f"line {number}: the context is not schema.org"
        [expanded] = _expand(entity, {"@vocab": SCHEMA})
        lost = {name for name in entity if not name.startswith("@") and SCHEMA + name not in expanded}
        missing = _NEEDED.get(entity["@type"], set()) - set(entity)
        yield from (f"line {number}: {entity['@type']}.{name} is lost" for name in sorted(lost))
        yield from (f"line {number}: {entity['@type']} lacks {name}" for name in sorted(missing))


def annotations(text: str) -> Iterator[str]:
    """Every key is a term of the context, and each annotation has a target and a motivation of the vocabulary."""
    document = json.loads(text)
    if document["@context"] != "http://www.w3.org/ns/anno.jsonld":
        yield "the context is not that of Web Annotations"
    yield from (f"no term of the context: {name}" for name in sorted(_keys(document) - {*_ANNO, "@context"}))
    for item in document["first"]["items"]:
        [expanded] = _expand(item, _ANNO)
        lacks = {f"{OA}hasTarget", f"{OA}motivatedBy", "@id", "@type"} - set(expanded)
        yield from (f"{item['id']} lacks {name}" for name in sorted(lacks))


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value).union(*(_keys(inside) for inside in value.values()))
    return set().union(*(_keys(inside) for inside in value)) if isinstance(value, list) else set()


def openapi(text: str) -> Iterator[str]:
    """OpenAPI 3.1, by its own schema."""
    yield from (str(error.message) for error in OpenAPIV31SpecValidator(json.loads(text)).iter_errors())


READERS = {"ftm": ftm, "jsonld": schema_org, "annotations": annotations, "openapi": openapi}

if __name__ == "__main__":
    faults = list(READERS[sys.argv[1]](sys.stdin.read()))
    print(*faults, sep="\n")  # noqa: T201 - its answer
    sys.exit(bool(faults))
