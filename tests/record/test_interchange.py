"""Out and in again: what others read of us, and what we suggest out of their files."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beetroot.public.openapi import document
from beetroot.record import actions, rendering
from beetroot.record.models import Actor, Agreement, Event, Relation, Revision, Source
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
_INTERVAL = {"startDate", "endDate", "summary", "description", "sourceUrl", "publisher", "proof"}
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


def entities_of(content: str) -> list[dict[str, Any]]:
    """All but notes, which nobody takes in again, with names for ids, in an order that does not hang on ids."""
    rows = [json.loads(line) for line in content.splitlines()]
    rows = [row for row in rows if row["schema"] != "Note"]
    names = {
        row["id"]: next(iter(row["properties"].get("name", row["properties"].get("title", ["tie"])))) for row in rows
    }
    for row in rows:
        row["id"] = names[row["id"]]
        row["properties"] = {
            key: sorted(names.get(value, value) for value in values) for key, values in row["properties"].items()
        }
    return sorted(rows, key=lambda row: json.dumps(row, sort_keys=True))


@pytest.mark.django_db
def test_a_newsroom_that_takes_our_file_and_confirms_it_sends_out_the_same(town: Town) -> None:
    own: dict[str, Any] = {"by": town.editor, "situation": town.situation, "sources": [town.source]}
    land = actions.add_actor(by=town.editor, situation=town.situation, name="Rudaland", schema="Country", country="BY")
    firm = actions.add_actor(by=town.editor, situation=town.situation, name="Weir & Sons", schema="Company")
    for kind in ("depends_on", "hosts_forces_of", "Membership", "Ownership", "Occupancy", "UnknownLink"):
        actions.add_relation(
            **own, subject=land, type=kind, object=firm, start="2020~", state="ended", words="By a deed."
        )
    actions.add_event(
        **own, name="A meeting", happened="2021-21", domain="economic", type="visit", certainty="disputed",
        participants=[(land, "organizer"), (firm, "involved")],
    )  # fmt: skip
    sent = exported(town, "ftm")
    Actor.objects.update(review_status=Review.REJECTED)  # so that the file meets nobody that it could mean
    other = actions.start_situation(by=town.editor, title="A copy")
    actions.import_file(form="ftm", content=sent, situation=other, by=town.editor)
    for model in (Actor, Source, Event, Agreement, Relation):
        for fact in model._default_manager.filter(review_status=Review.SUGGESTED):
            actions.confirm(fact=fact, by=town.editor)
    again = "\n".join(rendering.export("ftm", other.slug))
    assert entities_of(again) == entities_of(sent)
    assert {row["schema"] for row in entities_of(sent)} >= {
        "UnknownLink",
        "Membership",
        "Ownership",
        "Event",
        "Article",
    }


@pytest.mark.django_db
def test_dates_come_back_from_follow_the_money_as_exact_and_as_vague_as_they_went(town: Town) -> None:
    dates = [
        "2021-05~",
        "2021/..",
        "../2020",
        "19XX",
        "2021-21",
        "-0043-03-15",
        "0079",
        "[2001,2003]",
        "2021-02-10/2021-03",
        "",
    ]
    own: dict[str, Any] = {"by": town.editor, "situation": town.situation}
    for number, date in enumerate(dates):
        actions.add_event(**own, name=f"Event {number}", happened=date)
        actions.add_source(by=town.editor, title=f"Source {number}", published=date, situations=[town.situation])
        ends: dict[str, Any] = {"start": date, "end": "2022-12~"} if date else {}
        actions.add_relation(
            **own, subject=town.ruda, type="UnknownLink", object=town.trust, words=f"Tie {number}", **ends
        )
    other = actions.start_situation(by=town.editor, title="A copy")
    actions.import_file(form="ftm", content=exported(town, "ftm"), situation=other, by=town.editor)
    for number, date in enumerate(dates):
        assert Event.objects.get(situation=other, name=f"Event {number}").happened == date
        assert Source.objects.get(situations=other, title=f"Source {number}").published == date
        tie = Relation.objects.get(situation=other, words=f"Tie {number}")
        assert (tie.start, tie.end) == ((date, "2022-12~") if date else ("", ""))


@pytest.mark.django_db
def test_a_table_read_again_holds_what_the_record_has(town: Town) -> None:
    own: dict[str, Any] = {"by": town.editor, "situation": town.situation}
    name = 'A "weir", said; twice,\u2028and \u202ealso ’so’'
    event = actions.add_event(**own, name=name, happened="-0043~", place="Ruda")
    actions.add_event(**own, name="=1+1")
    actions.add_figure(**own, what="degrees", value="-5.25", low="-6", high="-4", unit="Cel", as_of="2021-06")
    content = "\r\n".join(rendering.export("csv", town.situation.slug))
    rows = {row["what"]: row for row in csv.DictReader(io.StringIO(content, newline=""))}
    found = rows[" ".join(name.split())]
    # An apostrophe keeps spreadsheets from reckoning with what begins with a sign.
    assert (found["id"], found["date_edtf"]) == (str(event.pk), "'-0043~")
    assert (rows["degrees"]["value"], rows["degrees"]["low"], rows["degrees"]["high"]) == ("-5.25", "-6", "-4")
    assert rows["'=1+1"]["kind"] == "event"
    assert len(rows) == len(content.splitlines()) - 1


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


@pytest.mark.django_db
def test_the_api_answers_anybody_and_only_reads(town: Town, client: Client) -> None:
    assert client.get("/api/openapi.json").json() == document()
    slug = town.situation.slug
    for path in ("/api/situations.json", f"/api/situations/{slug}.json", f"/api/situations/{slug}/events/1.json"):
        assert client.get(path).headers["Access-Control-Allow-Origin"] == "*"
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
