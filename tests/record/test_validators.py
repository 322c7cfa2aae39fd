"""Every exported file is accepted by its own validator: `make test` makes the environment that holds them."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from beetroot.record import actions, rendering
from beetroot.record.rules.vocabulary import Rating
from tests.record.conftest import Town

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".validators" / "bin" / "python"
# Who runs pytest by hand may do without; `make test` and CI name the place and do not.
pytestmark = pytest.mark.skipif(
    not PYTHON.exists() and "VALIDATORS" not in os.environ,
    reason="make .validators/.made fetches the readers of others",
)


SCHEMA = {"@context": "https://schema.org"}
ANNO = {"@context": "http://www.w3.org/ns/anno.jsonld", "first": {"type": "AnnotationPage", "items": []}}


def faults(form: str, content: str) -> str:
    ended = subprocess.run(
        [PYTHON, ROOT / "tools" / "validators.py", form], input=content, capture_output=True, text=True, timeout=120
    )
    return ended.stdout.strip() + ended.stderr.strip()


@pytest.fixture
def full(town: Town) -> Town:
    """The town with something of everything that an export can say."""
    own: dict[str, Any] = {"by": town.editor, "situation": town.situation}
    now = timezone.now()
    land = actions.add_actor(**own, name="Rudaland", schema="Country", country="BY")
    firm = actions.add_actor(**own, name="Weir & Sons", schema="Company")
    actions.add_statement(**own, speaker=land, content="We own the weir.", said="2021-05~", sources=[town.source])
    actions.add_statement(
        **own, name_as_written="Town papers", attribution="media", mode="indirect", content="It rains."
    )
    for date in (
        "-0043-03-15",
        "0079",
        "2021-06-05?",
        "2021-02-10/2021-03",
        "2021/..",
        "../2020",
        "19XX",
        "2021-21",
        "",
    ):
        parts = [town.ruda, land, firm]
        actions.add_event(
            **own, name=f"Of {date}", happened=date, place="Ruda", participants=parts, sources=[town.source]
        )
    for kind in ("Membership", "Ownership", "Directorship", "supports"):
        for subject, target in ((town.ruda, firm), (firm, town.ruda), (land, town.council), (town.trust, land)):
            actions.add_relation(**own, subject=subject, type=kind, object=target, start="2020~")
    actions.add_source(
        by=town.editor, title="A deed", authors="Ann Lee", published="2021-06-05", situations=[town.situation]
    )
    for rating in Rating.values:
        claim = actions.add_claim(**own, wording=f"It is {rating}.", rating=rating, first_made="2021~")
        actions.add_claim_link(**own, link="asserts", statement=town.said, claim=claim)
    actions.add_claim(**own, wording="Nobody is known to have said so.")
    question: dict[str, Any] = {"question": "Will it?", "criteria": "It does.", "opens_at": now}
    forecast = actions.ask(**own, **question, closes_at=now + timedelta(days=1))
    actions.enter(by=town.editor, forecast=forecast, probability=0.5, forecaster=town.ruda)
    actions.resolve(forecast=forecast, outcome="yes", evidence="It did.", by=town.editor)
    actions.add_poll(**own, question="Do you?", shares=[{"answer": "Yes", "percent": 50}])
    return town


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["ftm", "jsonld", "annotations"])
@pytest.mark.parametrize("whole", [True, False])
def test_an_exported_file_is_accepted_by_the_reader_that_others_wrote(full: Town, form: str, whole: bool) -> None:
    content = "\n".join(rendering.export(form, None if whole else full.situation.slug))
    assert content
    assert faults(form, content) == ""


@pytest.mark.django_db
def test_every_answer_of_the_api_is_as_its_description_says(full: Town, client: Client) -> None:
    slug = full.situation.slug
    asked = {
        "/api/situations.json": ["/api/situations.json"],
        "/api/situations/{slug}.json": [f"/api/situations/{slug}.json"],
        "/api/situations/{slug}/{kind}/{page}.json": [
            f"/api/situations/{slug}/{kind}/1.json" for kind in ("statements", "events", "figures")
        ],
        "/api/stories/{uuid}/roots.json": [f"/api/stories/{full.story.uuid}/roots.json"],
    }
    answers = {path: [client.get(one).json() for one in paths] for path, paths in asked.items()}
    described = client.get("/api/openapi.json").json()
    assert set(answers) == {path for path, verbs in described["paths"].items() if "get" in verbs}
    assert faults("answers", json.dumps({"description": described, "answers": answers})) == ""
    del answers["/api/situations/{slug}.json"][0]["lede"]
    assert "'lede' is a required property" in faults(
        "answers", json.dumps({"description": described, "answers": answers})
    )


@pytest.mark.django_db
def test_the_apis_description_is_a_valid_openapi_document(client: Client) -> None:
    assert faults("openapi", client.get("/api/openapi.json").content.decode()) == ""


@pytest.mark.parametrize(
    ("form", "broken", "says"),
    [
        ("ftm", {"id": "a", "schema": "Person", "properties": {"name": ["A"], "birthDate": ["a day"]}}, "birthDate"),
        (
            "ftm",
            {"id": "a", "schema": "Note", "properties": {"name": ["A"], "entity": ["b"]}},
            "Note.entity is no Thing",
        ),
        ("jsonld", SCHEMA | {"@type": "Event", "name": "A", "citation": "B"}, "Event has no property citation"),
        ("jsonld", SCHEMA | {"@type": "Event", "name": "A", "startDate": "about 2021"}, "none of Date, DateTime"),
        ("jsonld", SCHEMA | {"@type": "Quotation", "text": "A", "creator": {"@type": "Place"}}, "Place is none of Org"),
        ("jsonld", SCHEMA | {"@type": "Claim", "text": "A", "appearance": {"@id": "b"}}, "points to nothing"),
        ("jsonld", SCHEMA | {"@type": "Rumour"}, "Rumour is not a type"),
        ("jsonld", SCHEMA | {"@type": "ClaimReview", "claimReviewed": "A"}, "ClaimReview lacks author"),
        ("annotations", ANNO | {"type": "AnnotationCollection", "total": 0}, "the collection has no id"),
        ("annotations", ANNO | {"id": "https://a.example/", "total": 1}, "as many annotations as it says"),
        ("openapi", {"openapi": "3.1.0", "paths": {}}, "'info' is a required property"),
    ],
)
def test_the_readers_do_find_faults(form: str, broken: dict[str, object], says: str) -> None:
    assert says in faults(form, json.dumps(broken))
