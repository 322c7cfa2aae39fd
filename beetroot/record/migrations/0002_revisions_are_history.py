"""The database itself refuses to change a revision; deleting is left to its grants, as tests must empty tables."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_FORBID = {
    "sqlite": [
        "CREATE TRIGGER record_revision_is_history BEFORE UPDATE ON record_revision"
        " BEGIN SELECT RAISE(ABORT, 'a revision is history and is not changed'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION record_revision_is_history() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'a revision is history and is not changed'; END $$",
        "CREATE TRIGGER record_revision_is_history BEFORE UPDATE ON record_revision"
        " FOR EACH ROW EXECUTE FUNCTION record_revision_is_history()",
    ],
}
_ALLOW = {
    "sqlite": ["DROP TRIGGER IF EXISTS record_revision_is_history"],
    "postgresql": [
        "DROP TRIGGER IF EXISTS record_revision_is_history ON record_revision",
        "DROP FUNCTION IF EXISTS record_revision_is_history()",
    ],
}


def forbid(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _FORBID[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def allow(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for statement in _ALLOW[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
