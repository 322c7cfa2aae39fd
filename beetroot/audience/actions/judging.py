"""Rows of an import, judged and sealed: no database, so that other processes can do it."""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context

from beetroot.audience.actions.sealed_records import Marks, NotOpened, SealedRecord, is_address, marks_of
from beetroot.audience.rules.sources import Standing
from beetroot.audience.rules.tables import Row
from beetroot.lib.keyring import Keyring
from beetroot.mail.addresses import is_role

_PROCESSES, _NICE = 2, 5


@dataclass(frozen=True)
class Judged:
    """A row that holds an address, its marks and, unless nothing is written, its sealed record."""

    row: Row
    marks: Marks
    sealed: bytes = field(repr=False)


@dataclass(frozen=True)
class Judge:
    """What judging needs of an import: no database."""

    keyring: Keyring = field(repr=False)
    consent: str
    today: date
    dry_run: bool
    take_roles: bool

    def judged(self, row: Row) -> tuple[Marks, bytes]:
        """Marks and sealed record; no marks where it is no address, no record where nothing is written."""
        wanted = row.standing == Standing.READER and (self.take_roles or not is_role(row.cell))
        if not is_address(row.cell):
            return _NONE, b""
        try:
            marks = marks_of(row.cell, self.keyring)
        except NotOpened:
            return _NONE, b""
        return marks, self._sealed(row) if wanted and not self.dry_run else b""

    def _sealed(self, row: Row) -> bytes:
        record = SealedRecord(row.cell, self.consent, (row.joined or self.today).isoformat())
        return record.closed(self.keyring.list_public[1])


_JUDGE: Judge | None = None
"""Of the import under way; a forked process finds it here, so that no key goes through a pipe."""


def judge_step(rows: list[Row]) -> list[tuple[Marks, bytes]]:
    """What each row is, without the row: that need not come back. Runs where `judging`'s pool runs it."""
    assert _JUDGE is not None  # noqa: S101 - set before anything is submitted
    return [_JUDGE.judged(row) for row in rows]


_NONE = Marks(b"", "", (), b"", "", ())


@contextmanager
def judging(judge: Judge, *, many: bool) -> Iterator[Executor]:
    """A long list is judged by forked processes, since Python runs one thread at a time; they inherit the keys, touch
    no database, and end with the import. A short one by a thread."""
    global _JUDGE
    before, _JUDGE = _JUDGE, judge
    pool: Executor
    if many:
        # The site and its readers go first.
        pool = ProcessPoolExecutor(_PROCESSES, get_context("fork"), initializer=os.nice, initargs=(_NICE,))
    else:
        pool = ThreadPoolExecutor(1, thread_name_prefix="import")
    try:
        with pool:
            yield pool
    finally:
        _JUDGE = before
