"""The one change of a revision that the database lets through: its values emptied, once, by a named redaction."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_NAME = "record_revision_is_history"
_SAME = ("id", "entity", "entity_id", "field", "by_id", "at", "reason", "story")
_SAYS = "a revision is history and is not changed"


def _sqlite() -> list[str]:
    kept = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in _SAME)
    return [
        f"DROP TRIGGER IF EXISTS {_NAME}",
        f"CREATE TRIGGER {_NAME} BEFORE UPDATE ON record_revision"
        f" WHEN NOT (NEW.redacted_id IS NOT NULL AND {kept})"
        f" BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END",
    ]


def _postgresql() -> list[str]:
    kept = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in _SAME)
    return [
        f"CREATE OR REPLACE FUNCTION {_NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF NEW.redacted_id IS NOT NULL AND {kept} THEN RETURN NEW; END IF;"
        f" RAISE EXCEPTION '{_SAYS}'; END $$"
    ]


def allow_redaction(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    made = {"sqlite": _sqlite, "postgresql": _postgresql}[schema_editor.connection.vendor]()
    for statement in made:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("record", "0003_what_lies_ahead_and_what_was_wrong")]
    operations = [migrations.RunPython(allow_redaction, migrations.RunPython.noop)]
