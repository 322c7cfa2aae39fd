"""Rows of requests that come at the same time, written in one commit.

A commit waits for the disk, some 5 ms, and SQLite lets one write at a time: one commit a sign-up allows 200 a second.
Whoever comes first writes what waits; the others find their rows written (group commit, as databases do it inside).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

from django.db import DatabaseError
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


@dataclass
class _Place(Generic[Row]):
    row: Row
    done: bool = False
    error: DatabaseError | None = None


class Together(Generic[Row]):
    """Writes rows of one model; `save` returns when the row is committed. Not to be used inside a transaction that
    may be rolled back: the row may stand in another thread's."""

    def __init__(self, write: Callable[[Sequence[Row]], object]) -> None:
        self._write = write
        self._waiting: list[_Place[Row]] = []
        self._list, self._turn = Lock(), Lock()

    def save(self, row: Row) -> None:
        """Raises the DatabaseError that kept the row from being written."""
        mine = _Place(row)
        with self._list:
            self._waiting.append(mine)
        with self._turn:
            if not mine.done:
                self._write_all()
        if mine.error is not None:
            raise mine.error

    def _write_all(self) -> None:
        with self._list:
            places, self._waiting = self._waiting, []
        try:
            self._write([place.row for place in places])
        except DatabaseError as error:
            for place in places:
                place.error = error
        finally:
            for place in places:
                place.done = True
