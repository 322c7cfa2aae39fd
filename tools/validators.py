"""Gives a file of the record to the reader that others wrote for its format; prints its faults, one a line.

    .validators/bin/python tools/validators.py ftm|jsonld|annotations|openapi < FILE
    .validators/bin/python tools/validators.py answers < {"description": OpenAPI, "answers": {PATH: [JSON]}}

Ends with 1 when there are faults. It never asks the network: schema.org is judged by its own vocabulary
(`schema_org.json`), and Web Annotations with the terms of the W3C's context that they use (Web Annotation Vocabulary,
appendix A).
"""

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from followthemoney import model
from followthemoney.exc import InvalidData
from followthemoney.proxy import EntityProxy
from openapi_schema_validator import OAS31Validator
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
    "partOf": {"@id": f"{_AS}partOf", "@type": "@id"},
    "last": {"@id": f"{_AS}last", "@type": "@id"},
    "label": "http://www.w3.org/2000/01/rdf-schema#label",
}
#: What the search engines' documentation asks of these kinds.
_NEEDED = {
    "NewsArticle": {"headline"},
    "Quotation": {"text"},
    "Claim": {"text"},
    "ClaimReview": {"claimReviewed", "reviewRating", "author", "url", "datePublished", "itemReviewed"},
    "Rating": {"alternateName"},
    "Event": {"name"},
    "Person": {"name"},
    "Organization": {"name"},
}
VOCABULARY = json.loads(Path(__file__).with_name("schema_org.json").read_text())
_DAY = r"-?\d{4}-\d{2}-\d{2}"
_LITERALS: dict[str, tuple[type, ...] | str] = {
    "Text": r"(?s)\s*\S.*",
    "Date": _DAY,
    "DateTime": _DAY + r"T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})",
    "URL": r"(https?|urn):\S+",
    "Number": (int, float),
    "Integer": (int,),
    "Boolean": (bool,),
}


def ftm(text: str) -> Iterator[str]:
    """FollowTheMoney's library: the schema holds, nothing is dropped, each value is one of its property's type."""
    entities = [json.loads(line) for line in text.split("\n") if line]
    kinds = {entity["id"]: model.get(entity["schema"]) for entity in entities}
    for number, entity in enumerate(entities, start=1):
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
            if (kind := schema.properties[name].range) is not None:
                ends = [value for value in values if kinds.get(value) is None or not kinds[value].is_a(kind)]
                yield from (f"line {number}: {schema.name}.{name} is no {kind.name}: {value}" for value in ends)


def _refused(url: str, _options: object) -> dict[str, Any]:
    raise jsonld.JsonLdError(f"The network is not asked for {url}.", "loading document failed")


def _expand(document: dict[str, Any], context: dict[str, Any]) -> list[dict[str, Any]]:
    return jsonld.expand({**document, "@context": context}, {"documentLoader": _refused})


def schema_org(text: str) -> Iterator[str]:
    """At every level: the type is schema.org's, it has the property, the value fits, each reference has an end."""
    documents = [json.loads(line) for line in text.split("\n") if line]
    known = {one["@id"]: _types(one) for one in documents if "@id" in one}
    for number, entity in enumerate(documents, start=1):
        if entity.pop("@context", "").rstrip("/") != SCHEMA.rstrip("/"):
            yield f"line {number}: the context is not schema.org"
        _expand(entity, {"@vocab": SCHEMA})
        yield from (f"line {number}: {fault}" for fault in _node(entity, known))


def _types(node: dict[str, Any]) -> list[str]:
    given = node.get("@type", [])
    return given if isinstance(given, list) else [given]


def _kinds(types: list[str]) -> set[str]:
    """These types and all that they are as well."""
    return {*types}.union(*(VOCABULARY["types"].get(one, ()) for one in types))


def _node(node: dict[str, Any], known: dict[str, list[str]]) -> Iterator[str]:
    types = _types(node)
    name = "+".join(types)
    yield from (f"{one} is not a type that schema.org has" for one in types if one not in VOCABULARY["types"])
    ranges: dict[str, list[str]] = {}
    for kind in _kinds(types):
        ranges |= VOCABULARY["properties"].get(kind, {})
    missing = set().union(*(_NEEDED.get(kind, set()) for kind in _kinds(types))) - set(node)
    yield from (f"{name} lacks {one}" for one in sorted(missing))
    for key, value in node.items():
        if key.startswith("@"):
            continue
        if key not in ranges:
            yield f"{name} has no property {key}"
            continue
        for one in value if isinstance(value, list) else [value]:
            yield from (f"{name}.{key}: {fault}" for fault in _value(one, ranges[key], known))


def _value(value: Any, allowed: list[str], known: dict[str, list[str]]) -> Iterator[str]:
    if not isinstance(value, dict):
        if not any(_is_literal(value, _LITERALS.get(one)) for one in allowed):
            yield f"{value!r} is none of {', '.join(allowed)}"
        return
    types = _types(value) or known.get(value.get("@id", ""), [])
    if not types:
        yield f"{value} points to nothing in this file"
    elif not _kinds(types) & set(allowed):
        yield f"{'+'.join(types)} is none of {', '.join(allowed)}"
    if set(value) - {"@id"}:
        yield from _node(value, known)


def _is_literal(value: Any, wanted: tuple[type, ...] | str | None) -> bool:
    if isinstance(wanted, str):
        return isinstance(value, str) and re.fullmatch(wanted, value) is not None
    return wanted is not None and isinstance(value, wanted) and (isinstance(value, bool) == (wanted == (bool,)))


def annotations(text: str) -> Iterator[str]:
    """Every key is a term of the context, and each annotation has a target and a motivation of the vocabulary."""
    document = json.loads(text)
    if document["@context"] != "http://www.w3.org/ns/anno.jsonld":
        yield "the context is not that of Web Annotations"
    yield from (f"no term of the context: {name}" for name in sorted(_keys(document) - {*_ANNO, "@context"}))
    collection, page = document, document["first"]
    # Web Annotation Data Model 5.1 and 5.2: each has exactly one IRI, and a page says whose it is.
    for name, node, kind in (("collection", collection, "AnnotationCollection"), ("page", page, "AnnotationPage")):
        if not str(node.get("id", "")).startswith(("https://", "http://")):
            yield f"the {name} has no id"
        if node.get("type") != kind:
            yield f"the {name} is no {kind}"
    if page.get("partOf") != collection.get("id"):
        yield "the page is part of another collection"
    if collection.get("total") != len(page["items"]) or len({one.get("id") for one in page["items"]}) != len(
        page["items"]
    ):
        yield "the collection does not hold as many annotations as it says"
    _expand({key: value for key, value in document.items() if key != "@context"}, _ANNO)
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


def answers(text: str) -> Iterator[str]:
    """Each answer of an API fits its path's schema, by OpenAPI 3.1's validator; a key it lacks is a fault."""
    given = json.loads(text)
    description = given["description"]
    for schema in description["components"]["schemas"].values():
        schema["additionalProperties"] = False
    for path, found in given["answers"].items():
        schema = description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        validator = OAS31Validator({**schema, "components": description["components"]})
        for answer in found:
            for error in validator.iter_errors(answer):
                yield f"{path} {error.json_path}: {error.message[:300]}"


READERS = {"ftm": ftm, "jsonld": schema_org, "annotations": annotations, "openapi": openapi, "answers": answers}

if __name__ == "__main__":
    faults = list(READERS[sys.argv[1]](sys.stdin.read()))
    print(*faults, sep="\n")  # noqa: T201 - its answer
    sys.exit(bool(faults))
