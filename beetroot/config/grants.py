"""Which part of a newsroom may do what in PostgreSQL: one table, from which SQL is made (docs/privacy.md).

Roles are named like the system users of the parts, so that PostgreSQL's peer authentication knows them without a
password. The owner of the database, who migrates, is none of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

ROLES = ("public", "desk", "keyed", "keyless")
PREFIX = "beetroot-"

_AUDIT = "newsroom_auditentry"
READ = ("SELECT",)
APPEND = ("SELECT", "INSERT")
WRITE = ("SELECT", "INSERT", "UPDATE", "DELETE")

#: What a door for readers must look up and note. A tuple of columns narrows a privilege to them: no sealed record and
#: no hash is readable by a web process.
_DOORS: dict[str, dict[str, tuple[str, ...]]] = {
    "audience_signup": {"INSERT": ()},
    "audience_linkrequest": {"INSERT": ()},
    "audience_leaverequest": {"SELECT": (), "INSERT": ()},
    "audience_confirmation": {
        "SELECT": ("id", "token_hash", "expires_on", "state", "newsletter_id"),
        "UPDATE": ("state",),
    },
    "audience_undo": {"SELECT": ("id", "token_hash", "expires_on", "state"), "UPDATE": ("state",)},
    "audience_addresschange": {
        "SELECT": ("id", "token_hash", "expires_on", "state", "language"),
        "UPDATE": ("state",),
    },
    "audience_preferencelink": {
        "SELECT": ("id", "token_hash", "expires_on", "state", "language", "shown", "wishes"),
        "UPDATE": ("state", "wishes", "sealed_wish", "wish_sealed_to"),
    },
    "audience_subscription": {"SELECT": ("id",)},
}
_PLAIN = (
    "id",
    "newsletter_id",
    "state",
    "language",
    "format",
    "subject_style",
    "joined_month",
    "paused_until",
    "region",
)
_COUNTS: dict[str, dict[str, tuple[str, ...]]] = {
    "audience_subscription": {"SELECT": _PLAIN},
    "audience_suppression": {"SELECT": ("id", "newsletter_id", "reason")},
    "audience_signup": {"SELECT": ("id", "newsletter_id"), "INSERT": ()},
    "audience_daycount": {"SELECT": ()},
}
_PUBLIC_KEYS = {"newsroom_keyrecord": {"SELECT": ("id", "purpose", "public", "state", "made_on")}}
_NONE: dict[str, tuple[str, ...]] = {}
#: Drafts, staff, sessions and logs: nothing that a page for readers shows.
_NOT_FOR_READERS = (
    "auth_",
    "dispatch_",
    "feedback_",
    "django_session",
    "django_tasks",
    "issues_approval",
    "issues_candidate",
    "issues_testsend",
    "newsroom_auditentry",
    "newsroom_recoverycode",
    "newsroom_secondfactor",
    "newsroom_user",
    "record_redaction",
    "record_revision",
    "stories_original",
    "wagtailadmin_",
    "wagtailcore_comment",
    "wagtailcore_modellogentry",
    "wagtailcore_pagelogentry",
    "wagtailcore_pagesubscription",
    "wagtailcore_revision",
    "wagtailcore_task",
    "wagtailcore_uploadedfile",
    "wagtailcore_workflow",
    "wagtailforms_",
    "wagtailsearch_",
    "wagtailusers_",
)

Rights = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Grant:
    """One role's privilege on one table; `columns` empty: all of them."""

    role: str
    table: str
    privilege: str
    columns: tuple[str, ...] = ()

    def sql(self) -> str:
        """The statement, names quoted."""
        columns = f" ({', '.join(map(_quoted, self.columns))})" if self.columns else ""
        return f"GRANT {self.privilege}{columns} ON {_quoted(self.table)} TO {_quoted(PREFIX + self.role)};"


def grants(tables: list[str]) -> Iterator[Grant]:
    """Every privilege of every role on these tables."""
    for role in ROLES:
        for table in sorted(tables):
            for privilege, columns in _rights(role, table).items():
                yield Grant(role, table, privilege, columns)


def statements(tables: list[str], *, database: str) -> list[str]:
    """All that makes the roles and gives them what they need, and nothing else; may be run again at any time."""
    names = ", ".join(_quoted(PREFIX + role) for role in ROLES)
    made = [
        f"DO $$ BEGIN CREATE ROLE {_quoted(PREFIX + role)} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
        for role in ROLES
    ]
    return [
        *made,
        f"REVOKE ALL ON DATABASE {_quoted(database)} FROM PUBLIC;",
        f"GRANT CONNECT ON DATABASE {_quoted(database)} TO {names};",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
        f"GRANT USAGE ON SCHEMA public TO {names};",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {names};",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {names};",
        *(grant.sql() for grant in grants(tables)),
        *(_audit_rules() if _AUDIT in tables else ()),
    ]


def _audit_rules() -> Iterator[str]:
    """Lines of the audit go when their days are over and not before, whoever asks but the owner."""
    staff = ", ".join(_quoted(PREFIX + role) for role in ROLES if role != "public")
    days = "(SELECT make_interval(days => audit_days) FROM newsroom_newsroom)"  # a constraint keeps it at 30 or more
    yield f"ALTER TABLE {_AUDIT} ENABLE ROW LEVEL SECURITY;"
    for name, rule in {
        "read": "FOR SELECT TO {} USING (true)",
        "append": "FOR INSERT TO {} WITH CHECK (true)",
        "purge": f"FOR DELETE TO {{}} USING (at < now() - {days})",
    }.items():
        yield f"DROP POLICY IF EXISTS {name} ON {_AUDIT};"
        yield f"CREATE POLICY {name} ON {_AUDIT} {rule.format(staff)};"


def all_tables() -> list[str]:
    """Every table of this version, the history of migrations included."""
    from django.apps import apps

    return ["django_migrations", *(model._meta.db_table for model in apps.get_models(include_auto_created=True))]


def apply() -> int:
    """Runs the statements as the owner of the database; returns how many privileges there are."""
    from django.db import connection, transaction

    tables = [table for table in all_tables() if table in connection.introspection.table_names()]
    made = statements(tables, database=str(connection.settings_dict["NAME"]))
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in made:
            cursor.execute(statement)
    return len(list(grants(tables)))


def exist() -> bool:
    """Whether this server has the roles, so that new tables need grants after a migration."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = %s", [f"{PREFIX}public"])
        return bool(cursor.fetchone()[0])


def _rights(role: str, table: str) -> Rights:
    if table == _AUDIT:
        return _AUDITING[role]
    if table == "django_migrations":
        return dict.fromkeys(READ, ())
    return _ROLES[role](table)


def _public(table: str) -> Rights:
    if table.startswith("audience_"):
        return _DOORS.get(table, _NONE)
    if table in _PUBLIC_KEYS:
        return _PUBLIC_KEYS[table]
    if table.startswith(_NOT_FOR_READERS):
        return _NONE
    # A picture's size that nobody has asked for before is made when a page is first shown.
    return dict.fromkeys(APPEND if table == "stories_rendition" else READ, ())


def _desk(table: str) -> Rights:
    if table.startswith("audience_"):
        return _merged(_DOORS.get(table, _NONE), _COUNTS.get(table, _NONE))
    if table in _PUBLIC_KEYS:
        return _PUBLIC_KEYS[table]
    return dict.fromkeys(WRITE, ())


def _keyed(table: str) -> Rights:
    """The list, the ledger, its own tests and keys; of the rest it reads what it must render and pause."""
    mine = ("audience_", "dispatch_", "feedback_", "issues_testsend", "newsroom_keyrecord")
    return dict.fromkeys(WRITE if table.startswith(mine) else READ, ())


def _keyless(table: str) -> Rights:
    """Publishing and small tasks; of the list nothing at all."""
    if table.startswith("audience_"):
        return _NONE
    return _PUBLIC_KEYS.get(table) or dict.fromkeys(WRITE, ())


_AUDITING: dict[str, Rights] = {
    "public": _NONE,
    "desk": dict.fromkeys(APPEND, ()),
    "keyed": dict.fromkeys(APPEND, ()),
    "keyless": dict.fromkeys((*APPEND, "DELETE"), ()),  # of old lines only: _audit_rules
}
_ROLES = {"public": _public, "desk": _desk, "keyed": _keyed, "keyless": _keyless}


def _merged(one: Rights, other: Rights) -> Rights:
    """Both; no columns means all of them, and that is the wider right."""
    found = dict(one)
    for privilege, columns in other.items():
        mine = found.get(privilege)
        found[privilege] = columns if mine is None else () if () in (mine, columns) else tuple({*mine, *columns})
    return {privilege: tuple(sorted(columns)) for privilege, columns in found.items()}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
