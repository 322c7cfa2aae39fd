"""The record as data for others, and its own memory."""

import csv
import json
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from beetroot.record import actions, rendering
from beetroot.record.models import Actor, AppendOnly, Claim, ClaimLink, Figure, Relation, Revision
from tests.record.conftest import Town, page_of

pytestmark = pytest.mark.django_db


def test_ftm_gives_one_entity_a_line_with_lists_of_text_and_keeps_the_edtf_date(town: Town) -> None:
    entities = [json.loads(line) for line in rendering.export("ftm", town.situation.slug)]
    assert all(entity.keys() == {"id", "schema", "properties"} for entity in entities)
    values = [value for entity in entities for texts in entity["properties"].values() for value in texts]
    assert all(isinstance(value, str) and value for value in values)
    roof = next(entity for entity in entities if entity["properties"].get("name") == ["The trust pays for the roof"])
    assert roof["properties"]["startDate"] == ["2021-09-01"]
    assert roof["properties"]["endDate"] == ["2021-09-30"]
    assert "Date (EDTF): 2021-09~" in roof["properties"]["description"]
    tie = next(entity for entity in entities if entity["schema"] == "UnknownLink")
    assert tie["properties"]["subject"] == [str(town.council.pk)]


def test_timelinejs_shows_about_and_before_in_words_and_no_finer_date_than_known(town: Town) -> None:
    [text] = rendering.export("timelinejs", town.situation.slug)
    timeline = json.loads(text)
    assert timeline["title"]["text"]["headline"] == "Who owns the mill"
    shown = {slide["text"]["headline"]: slide["start_date"] for slide in timeline["events"]}
    assert shown["The trust pays for the roof"] == {
        "year": "2021", "month": "09", "display_date": "about September 2021",
    }  # fmt: skip
    assert shown["The first sale"]["display_date"] == "before 2016"


def test_json_ld_lines_stand_alone_and_link_claims_to_where_they_were_made(town: Town) -> None:
    documents = [json.loads(line) for line in rendering.export("jsonld")]
    assert {document["@context"] for document in documents} == {"https://schema.org"}
    claim = next(document for document in documents if document["@type"] == "Claim")
    assert [one["@id"] for one in claim["appearance"]] == [f"urn:uuid:{town.report.pk}"]  # not where it is denied


def test_csv_has_one_row_a_fact_and_no_cell_that_a_spreadsheet_would_run(town: Town) -> None:
    actions.add_event(by=town.editor, situation=town.situation, name='=HYPERLINK("https://bad.example")\nsecond line')
    rows = list(csv.DictReader(rendering.export("csv", town.situation.slug)))
    kinds = [row["kind"] for row in rows]
    assert {kind: kinds.count(kind) for kind in ("statement", "claim", "event", "figure", "relation")} == {
        "statement": 3, "claim": 1, "event": 4, "figure": 1, "relation": 1,
    }  # fmt: skip
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "@"))]
    assert next(row for row in rows if row["kind"] == "figure")["value"] == "700"


def test_a_change_is_one_revision_and_the_first_holds_all_values(town: Town) -> None:
    actions.change(fact=town.workers, by=town.editor, changes={"value": "710", "printed": "710"}, reason="correction")
    history = Revision.objects.filter(entity="figure", entity_id=town.workers.pk)
    assert [row.field for row in history] == ["", "printed", "value"]
    first, *later = history
    assert first.new is not None
    assert (first.new["value"], first.new["what"]) == ("700", "people at the mill")
    assert (later[0].old, later[0].new, later[0].reason) == ("Some 700", "710", "correction")


def test_replaying_the_revisions_gives_the_fact_as_it_is(town: Town) -> None:
    for value in ("710", "720", "650"):
        actions.change(fact=town.workers, by=town.editor, changes={"value": value})
    actions.reject(fact=town.workers, by=town.editor)
    state: dict[str, Any] = {}
    for row in Revision.objects.filter(entity="figure", entity_id=town.workers.pk):
        state = {**state, **(row.new or {})} if not row.field else {**state, row.field: row.new}
    now = Figure.objects.get(pk=town.workers.pk)
    assert (state["value"], state["review_status"]) == ("650", now.review_status)


def test_history_is_never_rewritten(town: Town) -> None:
    row = Revision.objects.first()
    assert row is not None
    for attempt in (row.save, row.delete, Revision.objects.all().delete, lambda: Revision.objects.update(field="x")):
        with pytest.raises(AppendOnly):
            attempt()
    with pytest.raises(DatabaseError, match="history"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE record_revision SET field = 'x'")


def test_the_database_refuses_what_makes_no_sense(town: Town) -> None:
    wrong = [
        lambda: Relation.objects.create(subject=town.ruda, object=town.ruda, type="supports"),
        lambda: ClaimLink.objects.create(link="denies", claim=town.claim),
        lambda: ClaimLink.objects.create(link="asserts", statement=town.report, claim=town.claim),
        lambda: Claim.objects.create(wording=""),
        lambda: Figure.objects.create(what="x", low="3", high="2"),
        lambda: Actor.objects.filter(pk=town.ruda.pk).update(merged_into=town.ruda),
    ]
    for attempt in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_merged_actors_keep_every_fact_and_every_name(town: Town) -> None:
    twin = actions.add_actor(by=town.editor, situation=town.situation, name="Ганна Руда")
    said = actions.add_statement(by=town.editor, situation=town.situation, speaker=twin, content="A word.")
    actions.merge_actors(actor=twin, into=town.ruda, by=town.editor)
    said.refresh_from_db()
    assert said.speaker == town.ruda
    assert town.ruda.aliases == ["Ruda", "Ганна Руда"]
    view = page_of(town.situation)
    assert [actor.name for actor in view.actors].count("Hanna Ruda") == 1


def test_a_name_taken_out_of_an_actor_becomes_one_of_its_own(town: Town) -> None:
    fresh = actions.split_actor(actor=town.ruda, forms=["Ruda"], facts=[town.denial], by=town.editor)
    town.denial.refresh_from_db()
    assert (fresh.name, town.denial.speaker, town.ruda.aliases) == ("Ruda", fresh, [])


def test_a_fact_with_a_date_nobody_can_read_is_refused_in_words(town: Town) -> None:
    with pytest.raises(actions.WrongField, match="2022-11-15"):
        actions.change(fact=town.roof, by=town.editor, changes={"happened": "mid-May"})


def test_words_that_the_story_does_not_hold_fasten_nothing(town: Town) -> None:
    with pytest.raises(actions.NotInStory, match="Copy them"):
        actions.fasten(fact=town.roof, story=town.story, quote="words from another story")
