"""Many rows at a time, past the model's instances: an import of a million may take three minutes."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, models

from beetroot.audience.actions.sealed_records import Marks
from beetroot.audience.models import MailFormat, SubjectStyle, Subscription, Suppression
from beetroot.audience.rules import Reason, first_of_month
from beetroot.newsroom.models import Newsletter

NewReader = tuple[str, date, bytes, Marks]
"""Language, day of joining (only its month is kept), sealed record, marks."""


@contextmanager
def many_writes() -> Iterator[None]:
    """SQLite keeps more pages at hand and carries its log over less often: index pages are hit at random, and each
    would be written back every 4 MB."""
    if connection.vendor != "sqlite":
        yield
        return
    _tune(cache_size=-131_072, wal_autocheckpoint=4_000)
    try:
        yield
    finally:
        _tune(cache_size=-2_000, wal_autocheckpoint=1_000)  # SQLite's own


def _tune(**pragmas: int) -> None:
    with connection.cursor() as cursor:
        for name, value in pragmas.items():
            cursor.execute(f"PRAGMA {name}={value}")


def add_readers(*, newsletter: Newsletter, sealed_to: str, rows: Sequence[NewReader], near: bool) -> None:
    """Confirmed readers; an address that is one already stays as it is. `near`: see `_identities`."""
    if not rows:
        return
    fixed = {
        "newsletter_id": newsletter.pk,
        "format": MailFormat.FULL.value,
        "subject_style": SubjectStyle.SUBJECT.value,
        "sealed_to": sealed_to,
        "state": Subscription.State.CONFIRMED.value,
        "paused_until": None,
        "region": "",
        "purge_on": None,
        "suppress_for": "",
    }
    columns = [*fixed, "id", "language", "joined_month", "sealed", "index_hmac", "index_key_id"]
    constant = tuple(fixed.values())
    values = [
        (
            *constant,
            identity,
            language,
            first_of_month(joined).isoformat(),
            sealed,
            marks.index,
            marks.index_key_id,
        )
        for identity, (language, joined, sealed, marks) in zip(_identities(len(rows), near=near), rows, strict=True)
    ]
    _insert(Subscription._meta.db_table, columns, values)


def rows_with(
    model: type[models.Model], column: str, values: Sequence[bytes], *, columns: Sequence[str]
) -> list[tuple[Any, ...]]:
    """These columns of the rows whose column holds one of the values. The model's own way would spend more time on
    hundreds of values than the database does."""
    if not values:
        return []
    quoted, where = (", ".join(map(connection.ops.quote_name, names)) for names in (columns, [column]))
    marks = ", ".join(["%s"] * len(values))
    with connection.cursor() as cursor:
        # Names are ours, values are bound.
        cursor.execute(
            f"SELECT {quoted} FROM {connection.ops.quote_name(model._meta.db_table)} WHERE {where} IN ({marks})",  # noqa: S608
            values,
        )
        return cursor.fetchall()


def _identities(number: int, *, near: bool) -> list[str]:
    """New random ids (RFC 9562 5.4), for all of which the system is asked once.

    Those that are `near` begin with the same random byte. Three indexes are in the order of ids: so the rows of one
    step meet on few of their pages, not each on one of its own. The step is no secret: the rows lie in that order.
    """
    drawn, first = os.urandom(16 * number).hex(), os.urandom(1).hex()
    made = (drawn[start : start + 32] for start in range(0, len(drawn), 32))
    return [
        f"{first if near else each[:2]}{each[2:12]}4{each[13:16]}{'89ab'[int(each[16], 16) % 4]}{each[17:]}"
        for each in made
    ]


def keep_out(*, newsletter: Newsletter, marked: Sequence[tuple[Marks, Reason]]) -> None:
    """Whoever left the other system stays out of this newsletter; who bounced or complained, out of all."""
    entries = [
        Suppression(
            newsletter=newsletter if reason == Reason.LEFT else None,
            hmac=marks.suppression,
            key_id=marks.suppression_key_id,
            reason=reason,
        )
        for marks, reason in marked
    ]
    Suppression.objects.bulk_create(entries, ignore_conflicts=True)


def _insert(table: str, columns: Sequence[str], values: Sequence[Sequence[Any]]) -> None:
    quoted = ", ".join(connection.ops.quote_name(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        # Both databases know this form; names are ours, values are bound.
        cursor.executemany(
            f"INSERT INTO {connection.ops.quote_name(table)} ({quoted}) VALUES ({marks}) ON CONFLICT DO NOTHING",  # noqa: S608
            values,
        )
