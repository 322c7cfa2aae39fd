"""What older versions of Beetroot had stored is read by this one."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from beetroot.issues import actions
from beetroot.issues.models import Edition, Issue, Told
from beetroot.issues.rendering import issue_document
from beetroot.newsroom.models import User
from beetroot.record import actions as record
from tests.issues.conftest import BASE

pytestmark = pytest.mark.django_db
told_in_one_row = import_module("beetroot.issues.migrations.0004_told_in_one_row")


@pytest.fixture
def old() -> Any:
    """The models in the middle of the migration, with the old table as it was."""
    loader = MigrationExecutor(connection).loader
    state = loader.project_state([("issues", "0003_to_a_segment")])
    for operation in told_in_one_row.Migration.operations[:2]:
        operation.state_forwards("issues", state)
    model = state.apps.get_model("issues", "ToldChange")
    columns = ", ".join(f"{one.column} {one.db_type(connection)}" for one in model._meta.concrete_fields)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {model._meta.db_table} ({columns})")
    return state.apps


def test_what_an_edition_told_is_known_after_the_update_and_before_it_again(
    old: Any, closed: Issue, editor: User
) -> None:
    situation = record.start_situation(by=editor, title="The closed bridge")
    event = record.add_event(by=editor, situation=situation, name="The ferry starts", happened="2026-03")
    edition = Edition.objects.get(issue=closed)
    facts = {event.pk: 10_000, situation.pk: 10_001, uuid4(): 3}
    rows = old.get_model("issues", "ToldChange").objects
    for number, (fact, revision) in enumerate(facts.items(), start=1):
        rows.create(id=number, edition_id=edition.pk, entity=fact, revision=revision)
    Told.objects.all().delete()

    told_in_one_row.gather(old, None)
    assert {UUID(fact): revision for fact, revision in Told.objects.get(edition=edition).facts.items()} == facts
    issue = actions.create_issue(newsletter=closed.newsletter, by=editor, subject="The next one")
    assert issue_document(issue, base_url=BASE)["changes"]["groups"] == []

    rows.all().delete()
    told_in_one_row.spread(old, None)
    assert set(rows.values_list("edition_id", "entity", "revision")) == {(edition.pk, *pair) for pair in facts.items()}


def test_an_update_of_a_newsroom_that_told_nothing_yet_makes_no_rows(old: Any, db: None) -> None:
    told_in_one_row.gather(old, None)
    assert not Told.objects.exists()
