"""Out and in again: what others read of us, and what we suggest out of their files."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beetroot.public.openapi import document
from beetroot.record import actions, rendering
from beetroot.record.models import Actor, Event, Relation, Revision, Source
from beetroot.record.rules import interchange
from beetroot.record.rules.errors import RecordError
from beetroot.record.rules.vocabulary import Review
from tests.record.conftest import Town, page_of


def exported(town: Town, form: str) -> str:
    return "\n".join(rendering.export(form, town.situation.slug))


@pytest.mark.django_db
def test_every_annotation_stands_in_the_published_story_it_points_to(town: Town) -> None:
    collection = json.loads(exported(town, "annotations"))
    assert collection["@context"] == "http://www.w3.org/ns/anno.jsonld"
    items = collection["first"]["items"]
    assert collection["total"] == len(items) == 4
    for item in items:
        quote, position = item["target"]["selector"]
        assert position["end"] - position["start"] == len(quote["exact"])
        assert item["target"]["source"].endswith("/the-mill-that-stays/")


#: What FollowTheMoney 4.11 lets these kinds have, of what we use.
_THING = {"name", "alias", "summary", "description", "country", "keywords", "sourceUrl", "publisher"}
_INTERVAL = {"startDate", "endDate", "summary", "description", "sourceUrl", "publisher"}
_FTM = {
    "Person": _THING | {"position"},
    "Organization": _THING,
    "PublicBody": _THING,
    "Company": _THING,
    "Article": _THING | {"title", "author", "date"},
    "Event": _THING | _INTERVAL | {"location", "organizer", "involved"},
    "Note": _THING | {"entity"},
    "Membership": _INTERVAL | {"member", "organization", "role", "status"},
    "Ownership": _INTERVAL | {"owner", "asset", "role", "status"},
    "Directorship": _INTERVAL | {"director", "organization", "role", "status"},
    "UnknownLink": _INTERVAL | {"subject", "object", "role", "status"},
}


@pytest.mark.django_db
def test_no_entity_has_a_property_that_follow_the_money_does_not_know(town: Town) -> None:
    kinds = set()
    for line in exported(town, "ftm").splitlines():
        entity = json.loads(line)
        kinds.add(entity["schema"])
        assert set(entity["properties"]) <= _FTM[entity["schema"]]
    assert {"Person", "PublicBody", "Event", "Note", "Article", "UnknownLink"} <= kinds


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["ftm", "timelinejs"])
def test_what_went_out_comes_in_again_as_suggestions_and_only_once(town: Town, form: str) -> None:
    content = exported(town, form)
    other = actions.start_situation(by=town.editor, title=f"A copy of {form}")
    done = actions.import_file(form=form, content=content, situation=other, by=town.editor)
    events = Event.objects.filter(situation=other)
    assert set(events.values_list("review_status", flat=True)) == {Review.SUGGESTED}
    assert page_of(other).timeline == ()
    roof = events.get(name="The trust pays for the roof")
    assert roof.happened == {"ftm": "2021-09~", "timelinejs": "2021-09"}[form]
    assert done.counts["event"] == events.count()
    assert Revision.objects.filter(entity="event", entity_id=roof.pk).count() == 1
    again = actions.import_file(form=form, content=content, situation=other, by=town.editor)
    assert (again.counts, again.known) == ({}, done.known + sum(done.counts.values()))
    assert again.refused == done.refused


@pytest.mark.django_db
def test_imported_actors_are_those_the_record_knows(town: Town) -> None:
    known = Actor.objects.count()
    lines = [
        {"id": "a", "schema": "Person", "properties": {"name": ["Hanna RUDA"], "country": ["by"]}},
        {"id": "b", "schema": "Company", "properties": {"name": ["Weir & <b>Sons</b>"]}},
        {"id": "c", "schema": "Directorship", "properties": {"director": ["a"], "organization": ["b"]}},
        {"id": "d", "schema": "Directorship", "properties": {"director": ["a"], "organization": ["nobody"]}},
        {"id": "e", "schema": "Article", "properties": {"title": ["Deed"], "sourceUrl": ["javascript:alert(1)"]}},
        {"id": "f", "schema": "Vessel", "properties": {"name": ["Ferry"]}},
    ]
    content = "\n".join(map(json.dumps, lines))
    done = actions.import_file(form="ftm", content=content, situation=town.situation, by=town.editor)
    assert [str(one) for one in done.refused] == [
        "4: The file does not have both of its ends, or the record knows them as one.",
        "6: The record has no place for the kind “Vessel”.",
    ]
    assert Actor.objects.count() == known + 1
    assert Actor.objects.get(review_status=Review.SUGGESTED).name == "Weir & Sons"
    assert Relation.objects.get(type="Directorship").subject == town.ruda
    assert Source.objects.get(title="Deed").url == ""


@pytest.mark.parametrize(
    ("form", "content", "says"),
    [
        ("timelinejs", "{", "no JSON"),
        ("timelinejs", "[]", "list “events”"),
        ("timelinejs", '{"events": [{"text": {"headline": "x"}}]}', "Event 1 has no start_date"),
        ("timelinejs", '{"events": [{"start_date": {"year": "20x"}, "text": {"headline": "x"}}]}', "no number"),
        (
            "timelinejs",
            '{"events": [{"start_date": {"year": 2021, "month": 13}, "text": {"headline": "x"}}]}',
            "exists",
        ),
        ("timelinejs", '{"events": [{"start_date": {"year": 2021}, "text": {}}]}', "no headline"),
        ("timelinejs", '{"events": [{"start_date": {"year": "--5"}, "text": {"headline": "x"}}]}', "no number"),
        ("timelinejs", json.dumps({"events": [{}] * 20_001}), "20001 rows"),
        ("ftm", '{"id": "a"}', "Line 1: This is no entity"),
        ("ftm", '{"id": {"a": 1}, "properties": {}}', "Line 1: This is no entity"),
        ("ftm", "[" * 100_000, "Line 1: This is no JSON"),
        ("ftm", "1\n" * 20_001, "20001 rows"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_by_its_first_fault(form: str, content: str, says: str) -> None:
    with pytest.raises(interchange.NotReadable, match=says):
        actions.importing.READERS[form](content)


_SCALAR = st.none() | st.booleans() | st.integers() | st.text(max_size=8)
_INSIDE = _SCALAR | st.lists(_SCALAR, max_size=3)
_JSON = _INSIDE | st.dictionaries(st.text(max_size=8), _INSIDE, max_size=3)
_KEYS = ["year", "month", "day", "headline", "text", "start_date", "end_date", "name", "involved", "startDate"]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    document=st.fixed_dictionaries(
        {"events": st.lists(st.dictionaries(st.sampled_from(_KEYS), _JSON, max_size=5), max_size=3)}
    ),
    schema=st.sampled_from(["Person", "Event", "UnknownLink", "Article", "Thing"]),
    properties=st.dictionaries(st.sampled_from(_KEYS), _JSON, max_size=5),
)
def test_no_file_breaks_the_readers(document: Any, schema: str, properties: Any) -> None:
    entity = {"id": "x", "schema": schema, "properties": properties}
    for reader, content in ((interchange.timelinejs, document), (interchange.ftm, entity)):
        try:
            rows = reader(json.dumps(content))
        except RecordError:
            continue
        assert all(row.kind in ("actor", "event", "source", "relation") for row in rows.rows)


# -- the API ---------------------------------------------------------------------------------------------------


def fits(value: Any, schema: dict[str, Any], schemas: dict[str, Any]) -> bool:
    """Whether the value is as the description says (the part of JSON Schema that it uses)."""
    if "$ref" in schema:
        return fits(value, schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "anyOf" in schema:
        return any(fits(value, one, schemas) for one in schema["anyOf"])
    if schema.get("type") == "object":
        known = isinstance(value, dict) and set(schema["required"]) == set(value)
        return known and all(fits(value[name], one, schemas) for name, one in schema["properties"].items())
    if schema.get("type") == "array":
        inside = schema.get("prefixItems") or [schema["items"]] * len(value)
        return isinstance(value, list) and all(fits(v, s, schemas) for v, s in zip(value, inside, strict=True))
    kinds = {"string": str, "integer": int, "number": float, "boolean": bool, "null": type(None)}
    return not schema or isinstance(value, kinds[schema["type"]])


@pytest.mark.django_db
def test_every_answer_of_the_api_is_as_its_description_says(town: Town, client: Client) -> None:
    described = client.get("/api/openapi.json").json()
    assert described == document()
    slug = town.situation.slug
    asked: dict[str, dict[str, Any]] = {
        "/api/situations.json": {},
        "/api/situations/{slug}.json": {"slug": slug},
        "/api/situations/{slug}/{kind}/{page}.json": {"slug": slug, "kind": "events", "page": 1},
        "/api/stories/{uuid}/roots.json": {"uuid": town.story.uuid},
    }
    for path, known in asked.items():
        answer = client.get(path.format(**known))
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        assert fits(answer.json(), schema, described["components"]["schemas"]), path
    assert client.get("/api/").status_code == 200
    assert client.get(f"/api/situations/{slug}/actors/1.json").status_code == 404
    assert client.get("/api/situations/nothing.json").status_code == 404
    assert client.post("/api/situations.json").status_code == 405


@pytest.mark.django_db
def test_every_file_of_a_situation_can_be_fetched(town: Town, client: Client) -> None:
    page = client.get(f"/situations/{town.situation.slug}/").content.decode()
    for name in ("timelinejs.json", "ftm.jsonl", "schema-org.jsonl", "facts.csv", "annotations.json"):
        address = f"/situations/{town.situation.slug}/data/{name}"
        assert address in page
        answer = client.get(address)
        assert answer.status_code == 200
        assert b"".join(answer).strip()
    assert client.get(f"/situations/{town.situation.slug}/data/secrets.txt").status_code == 404


@pytest.mark.django_db
def test_lists_of_a_situation_and_its_earlier_days_open(town: Town, client: Client) -> None:
    slug = town.situation.slug
    for kind in ("statements", "events", "figures"):
        assert client.get(f"/situations/{slug}/{kind}/1/").status_code == 200
        assert client.get(f"/situations/{slug}/{kind}/2/").status_code == 404
    answer = client.get(f"/situations/{slug}/known/", {"day": "2031-05-01"})
    assert answer.url == f"/situations/{slug}/known/2031-05-01/"  # type: ignore[attr-defined]
    assert "As this newsroom knew it" in client.get(f"/situations/{slug}/known/2031-05-01/").content.decode()
    assert client.get(f"/situations/{slug}/known/", {"day": "yesterday"}).status_code == 404
    assert client.get(f"/situations/{slug}/known/1999-01-01/").status_code == 404
