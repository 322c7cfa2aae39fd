"""The API's description (OpenAPI 3.1), made from the same dataclasses that the answers are made of."""

import types
import typing
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

from beetroot.record.rendering import shapes

_PLAIN: dict[type, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
}
_DRAWN = frozenset({"graph", "strip", "chart"})
_SLUG = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}}
_PATHS: dict[str, tuple[str, type[Any], bool, list[dict[str, Any]]]] = {
    "/api/situations.json": ("All public situations, the one changed last first.", shapes.SituationLine, True, []),
    "/api/situations/{slug}.json": (
        "A situation: what its page shows, without the drawings.", shapes.SituationView, False, [_SLUG],
    ),
    "/api/situations/{slug}/{kind}/{page}.json": (
        "All facts of a kind, 100 a page; a page may hold fewer.", shapes.FactList, False,
        [
            _SLUG,
            {
                "name": "kind", "in": "path", "required": True,
                "schema": {"type": "string", "enum": ["statements", "events", "figures"]},
            },
            {"name": "page", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}},
        ],
    ),
    "/api/stories/{uuid}/roots.json": (
        "What a published story rests on.", shapes.Roots, False,
        [{"name": "uuid", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}],
    ),
}  # fmt: skip

_FORM = {
    "type": "object",
    "required": ["email"],
    "properties": {
        "email": {"type": "string", "maxLength": 320},
        "language": {"type": "string"},
        "format": {"type": "string", "enum": ["full", "plain"]},
        "subject_style": {"type": "string", "enum": ["subject", "neutral"]},
        "stamp": {"type": "string", "description": "Of an answer 409: the person was asked and wants it so."},
    },
}
_STATE = {"state": {"type": "string"}}
#: status → (what it means, what the answer holds beside its state)
_SIGN_UP_ANSWERS: dict[str, tuple[str, dict[str, Any]]] = {
    "202": ("Taken, whoever it is: a mail to confirm goes out unless it need not", {}),
    "409": (
        "In doubt: show the person why, and post again with the stamp, two seconds later or more",
        {
            "crowded": {"type": "boolean", "description": "Many sign-ups come from this network."},
            "unsafe_provider": {"type": "boolean", "description": "Others may read at this mailbox provider."},
            "did_you_mean": {"type": ["string", "null"]},
            "other_ways": {"type": "array", "items": {"type": "string"}},
            "stamp": {"type": "string"},
        },
    ),
    "422": ("Not an address, or sign-up is closed", {"error": {"type": "string"}}),
    "429": ("A flood from this network: nothing was kept; try again in two hours", {"error": {"type": "string"}}),
}


def _sign_up() -> dict[str, Any]:
    answers = {
        status: {"description": words, "content": _json(_plain_object(_STATE | more))}
        for status, (words, more) in _SIGN_UP_ANSWERS.items()
    }
    return {
        "summary": "Sign an address up to a newsletter; nothing is sent to it but a mail that asks to confirm.",
        "operationId": "sign_up",
        "parameters": [_SLUG],
        "requestBody": {"required": True, "content": _json(_FORM)},
        "responses": answers | {"404": {"description": "No such newsletter"}},
    }


def _plain_object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


@cache
def document() -> dict[str, Any]:
    """The whole description; equal every time."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {
        path: {"get": _operation(summary, shape, many, parameters, schemas)}
        for path, (summary, shape, many, parameters) in _PATHS.items()
    }
    paths["/sign-up/{slug}/"] = {"post": _sign_up()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The record, and the door for readers",
            "version": "1",
            "description": "Confirmed, public facts, read only; and sign-up to a newsletter. No key, no cookies, "
            "nothing is logged. Dates are EDTF (ISO 8601-2) with their first and last possible day.",
            "license": {"name": "As the newsroom's imprint says"},
        },
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _operation(
    summary: str, shape: type[Any], many: bool, parameters: list[dict[str, Any]], schemas: dict[str, Any]
) -> dict[str, Any]:
    one = _schema(shape, schemas)
    answer = {"type": "array", "items": one} if many else one
    return {
        "summary": summary,
        "operationId": f"read_{shape.__name__}",
        "parameters": parameters,
        "responses": {
            "200": {"description": "Found", "content": _json(answer)},
            "404": {"description": "Not there, or not public"},
        },
    }


def _schema(hint: Any, schemas: dict[str, Any]) -> dict[str, Any]:
    if hint in _PLAIN:
        return _PLAIN[hint]
    if is_dataclass(hint) and isinstance(hint, type):
        return _object(hint, schemas)
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple and len(inside) == 2 and inside[1] is Ellipsis:
        return {"type": "array", "items": _schema(inside[0], schemas)}
    if origin is tuple:
        return {"type": "array", "prefixItems": [_schema(one, schemas) for one in inside], "items": False}
    if origin in (types.UnionType, typing.Union):
        return {"anyOf": [_schema(one, schemas) for one in inside]}
    return {"type": "null"} if hint is type(None) else {}


def _object(shape: type[Any], schemas: dict[str, Any]) -> dict[str, Any]:
    name = shape.__name__
    if name not in schemas:
        schemas[name] = {}  # known before its fields are, which may name it again
        hints = typing.get_type_hints(shape)
        kept = [field.name for field in fields(shape) if field.name not in _DRAWN]
        schemas[name] = {
            "type": "object",
            "description": (shape.__doc__ or "").split("\n\n")[0],
            "properties": {field: _schema(hints[field], schemas) for field in kept},
            "required": kept,
        }
    return {"$ref": f"#/components/schemas/{name}"}
