"""Many ids in one statement whose text never changes, so that the database prepares it once.

SQLite takes them as one JSON array, PostgreSQL as an array of its own; neither has a limit on their number.
"""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection


def among(column: str) -> str:
    """SQL: the column's value is one of the ids that `as_array` makes one parameter of."""
    if connection.vendor == "postgresql":
        return f"{column} = ANY(%s)"
    return f"{column} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - column names of ours


def as_array(ids: Iterable[int | UUID]) -> Any:
    """The parameter for `among`."""
    if connection.vendor == "postgresql":
        return list(ids)
    return json.dumps([each if isinstance(each, int) else each.hex for each in ids])


def by_stored_id(ids: Iterable[UUID]) -> dict[object, UUID]:
    """Each UUID under the form in which a cursor gives it back (SQLite knows no UUID)."""
    if connection.vendor == "postgresql":
        return {each: each for each in ids}
    return {each.hex: each for each in ids}


def stored_ids(ids: Iterable[UUID]) -> list[object]:
    """The forms in which a cursor gives them back."""
    return list(ids) if connection.vendor == "postgresql" else [each.hex for each in ids]
