"""Rows of an import, judged and sealed: no database, so that other processes can do it."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from multiprocessing import get_context
from typing import NamedTuple

from beetroot.audience.actions.sealed_records import Marks, NotOpened, SealedRecord, is_address, marks_of
from beetroot.audience.rules.sources import Standing
from beetroot.audience.rules.tables import Row
from beetroot.lib.hardening import stop_with_parent
from beetroot.lib.keyring import Keyring
from beetroot.mail.addresses import is_role

_PROCESSES, _NICE = 2, 5


class Judged(NamedTuple):
    """What a row is, without its address: that need not come back from the process that judged it.

    No marks where it is none; `sealed` is empty unless it may become a reader.
    """

    line: int
    standing: Standing
    joined: date | None
    language: str
    is_role: bool
    marks: Marks
    sealed: bytes

    def __repr__(self) -> str:
        """Without marks and record."""
        return f"Judged({self.line})"


@dataclass(frozen=True)
class Judge:
    """What judging needs of an import: no database."""

    keyring: Keyring = field(repr=False)
    consent: str
    today: date
    dry_run: bool
    take_roles: bool

    def judged(self, row: Row) -> Judged:
        """One row, its record sealed where it may become a reader and something is written."""
        role = not self.take_roles and is_role(row.cell)
        marks, wanted = self._marks(row.cell), row.standing == Standing.READER and not role
        sealed = self._sealed(row) if marks.index and wanted and not self.dry_run else b""
        return Judged(row.line, row.standing, row.joined, row.language, role, marks, sealed)

    def _marks(self, cell: str) -> Marks:
        try:
            return marks_of(cell, self.keyring) if is_address(cell) else _NONE
        except NotOpened:
            return _NONE

    def _sealed(self, row: Row) -> bytes:
        record = SealedRecord(row.cell, self.consent, (row.joined or self.today).isoformat())
        return record.closed(self.keyring.list_public[1])


_JUDGE: Judge | None = None
"""Of the import under way; a forked process finds it here, so that no key goes through a pipe."""


def judge_step(rows: list[Row]) -> list[Judged]:
    """What each row is. Runs where `judging`'s pool runs it."""
    assert _JUDGE is not None  # noqa: S101 - set before anything is submitted
    return [_JUDGE.judged(row) for row in rows]


_NONE = Marks(b"", "", (), b"", "", ())


def _begin(parent: int) -> None:
    os.nice(_NICE)  # the site and its readers go first
    stop_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)  # it was gone before it could be followed


@contextmanager
def judging(judge: Judge, *, many: bool) -> Iterator[Executor]:
    """A long list is judged by forked processes, since Python runs one thread at a time; they inherit the keys, touch
    no database, and end with the import, also where that is killed. A short one by a thread."""
    global _JUDGE
    before, _JUDGE = _JUDGE, judge
    pool: Executor
    if many:
        pool = ProcessPoolExecutor(_PROCESSES, get_context("fork"), initializer=_begin, initargs=(os.getpid(),))
    else:
        pool = ThreadPoolExecutor(1, thread_name_prefix="import")
    try:
        with pool:
            yield pool
    finally:
        _JUDGE = before
