"""Every exported file is accepted by its own validator: `make test` makes the environment that holds them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from beetroot.record import rendering
from tests.record.conftest import Town

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".validators" / "bin" / "python"
# Who runs pytest by hand may do without; `make test` and CI name the place and do not.
pytestmark = pytest.mark.skipif(
    not PYTHON.exists() and "VALIDATORS" not in os.environ,
    reason="make .validators/.made fetches the readers of others",
)


def faults(form: str, content: str) -> str:
    ended = subprocess.run(
        [PYTHON, ROOT / "tools" / "validators.py", form], input=content, capture_output=True, text=True, timeout=120
    )
    return ended.stdout.strip() + ended.stderr.strip()


@pytest.mark.django_db
@pytest.mark.parametrize("form", ["ftm", "jsonld", "annotations"])
def test_an_exported_file_is_accepted_by_the_reader_that_others_wrote(town: Town, form: str) -> None:
    content = "\n".join(rendering.export(form, town.situation.slug))
    assert content
    assert faults(form, content) == ""


@pytest.mark.django_db
def test_the_apis_description_is_a_valid_openapi_document(client: Client) -> None:
    assert faults("openapi", client.get("/api/openapi.json").content.decode()) == ""


@pytest.mark.parametrize(
    ("form", "broken", "says"),
    [
        ("ftm", {"id": "a", "schema": "Person", "properties": {"name": ["A"], "birthDate": ["a day"]}}, "birthDate"),
        ("jsonld", {"@context": "https://schema.org", "@type": "Claim", "text": "It is so."}, "Claim lacks appearance"),
        ("openapi", {"openapi": "3.1.0", "paths": {}}, "'info' is a required property"),
    ],
)
def test_the_readers_do_find_faults(form: str, broken: dict[str, object], says: str) -> None:
    assert says in faults(form, json.dumps(broken))
