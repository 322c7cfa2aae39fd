"""Readers who gave their consent elsewhere, from a table of addresses."""

import hashlib
import hmac
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from io import TextIOBase
from itertools import chain, islice
from typing import TypedDict

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from beetroot.audience.actions.judging import Judge, Judged, judge_step, judging
from beetroot.audience.actions.sealed_records import Marks
from beetroot.audience.actions.table_rows import add_readers, keep_out, many_writes, rows_with
from beetroot.audience.actions.tally import tally
from beetroot.audience.actions.windows import ROWS_A_STEP, ROWS_A_WINDOW, VERSION, steps_in_order
from beetroot.audience.models import ImportRun, Subscription, Suppression
from beetroot.audience.rules import AudienceError, Reason
from beetroot.audience.rules.sources import Standing
from beetroot.audience.rules.tables import Row, addresses_in, says_who_left
from beetroot.lib.keyring import Keyring
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Permission

_STEPS_AHEAD = 8
_MANY_STEPS = 10
"""From so many steps on processes are worth their start."""
_LINES_LISTED = 10_000


class NoConsent(AudienceError):
    """An import needs words that say where and how these readers agreed."""


class Kind(StrEnum):
    """What becomes of a line."""

    ADDED = "added"
    DUPLICATES = "duplicates"
    SUPPRESSED = "suppressed"
    INVALID = "invalid"
    ROLES = "roles"
    LEFT_ELSEWHERE = "left_elsewhere"
    PENDING_ELSEWHERE = "pending_elsewhere"


_REASONS = {
    Standing.LEFT: Reason.LEFT,
    Standing.BOUNCED: Reason.BOUNCED,
    Standing.COMPLAINED: Reason.COMPLAINED,
}


@dataclass
class _Tallies:
    """How many of each kind, and on which lines; each list of lines is cut so that memory stays flat."""

    counts: dict[str, int] = field(default_factory=dict)
    lines: dict[str, list[int]] = field(default_factory=dict)
    listed_more: bool = False

    def add(self, kind: Kind, line: int) -> None:
        self.counts[kind] = self.counts.get(kind, 0) + 1
        listed = self.lines.setdefault(kind, [])
        if kind != Kind.ADDED and len(listed) < _LINES_LISTED:
            listed.append(line)
            self.listed_more = True


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or in a dry run would do. Lines are numbers in the file, never what stands there.

    `duplicates`: twice in the file, or a reader already. `suppressed`: left, bounced, complained or erased here.
    `roles`: addresses of an office (info@). `left_elsewhere`, `pending_elsewhere`: no readers on the other system.
    """

    added: int = 0
    duplicates: int = 0
    suppressed: int = 0
    invalid: int = 0
    roles: int = 0
    left_elsewhere: int = 0
    pending_elsewhere: int = 0
    duplicate_lines: tuple[int, ...] = ()
    suppressed_lines: tuple[int, ...] = ()
    invalid_lines: tuple[int, ...] = ()
    role_lines: tuple[int, ...] = ()
    left_elsewhere_lines: tuple[int, ...] = ()
    pending_elsewhere_lines: tuple[int, ...] = ()
    dry_run: bool = False

    @property
    def read(self) -> int:
        """Lines that held anything."""
        return sum(getattr(self, kind) for kind in Kind)


@dataclass(frozen=True)
class _Import:
    """One import under way."""

    newsletter: Newsletter
    keyring: Keyring
    language: str
    consent: str
    today: date
    dry_run: bool
    take_roles: bool
    run: ImportRun | None
    tallies: _Tallies = field(default_factory=_Tallies)
    seen: set[bytes] = field(default_factory=set, repr=False)
    """Of a dry run only: eight bytes of each index HMAC, since nothing is written that could be asked."""
    gone: set[bytes] = field(default_factory=set, repr=False)
    """The same of those who left."""


class Named(TypedDict):
    """Headings that were named."""

    column: str | None
    columns: Mapping[str, str] | None


@sensitive_variables("lines")
def import_csv(
    *,
    newsletter: Newsletter,
    lines: Iterable[str],
    consent: str,
    keyring: Keyring,
    by: User,
    progress: Callable[[int], None] | None = None,
    column: str | None = None,
    columns: Mapping[str, str] | None = None,
    language: str = "",
    dry_run: bool = False,
    take_roles: bool = False,
    standing: Standing = Standing.READER,
    file_digest: bytes | None = None,
) -> ImportReport:
    """Add the addresses of a table as confirmed readers; raises NoConsent, BadTable, Locked.

    Each step of rows commits for itself. With the file's SHA-256 an import that was broken off goes on where it
    stood when it is run again, and its report is of the whole; without, what is there counts as duplicates.
    `progress` is called with the number of rows done so far; `column` is a heading where it is not found by itself.
    Whoever left, bounced or complained on the other system is kept out here, too, and is no reader by another line of
    the same table: `lines` that are a file or a list are read twice where a column says so. `standing` is what is known
    of everybody in the table.
    """
    require(by=by, permission=Permission.CHANGE_SETTINGS)
    if not consent.strip():
        raise NoConsent(str(NoConsent.__doc__))
    _ = keyring.list  # an import is for whoever has the passphrase (privacy.md)
    # The words stand in the audit line; each record names them by their digest.
    digest = hashlib.sha256(consent.encode()).hexdigest()[:12]
    named: Named = {"column": column, "columns": columns}
    run = None if dry_run or file_digest is None else _run(newsletter, keyring, digest.encode() + file_digest)
    work = _Import(
        newsletter=newsletter,
        keyring=keyring,
        language=language or newsletter.language,
        consent=f"import {digest}",
        today=timezone.now().date(),
        dry_run=dry_run,
        take_roles=take_roles,
        run=run,
        tallies=_Tallies(run.counts, run.lines) if run else _Tallies(),
    )
    audit(by=by, verb="import begun", about=newsletter, consent=consent, digest=digest, dry_run=dry_run)
    with many_writes():
        _who_left_first(work, lines, named)
        _all_steps(work, addresses_in(_again(lines), standing=standing, **named), progress)
    report = _report(work)
    if run is not None:
        run.delete()
    audit(by=by, verb="import ended", about=newsletter, added=report.added, read=report.read, dry_run=dry_run)
    return report


def _run(newsletter: Newsletter, keyring: Keyring, what: bytes) -> ImportRun:
    """Under a key, so that a file of one address cannot be guessed from it."""
    key_id, key = keyring.index.current
    mark = hmac.digest(key, b"import %d\0" % VERSION + key_id.encode() + what, "sha256")
    return ImportRun.objects.get_or_create(newsletter=newsletter, mark=mark)[0]


def _again(lines: Iterable[str]) -> Iterable[str]:
    """A file from its beginning; a list begins there by itself."""
    if isinstance(lines, TextIOBase):
        lines.seek(0)
    return lines


def _who_left_first(work: _Import, lines: Iterable[str], named: Named) -> None:
    """Whoever left, on whichever line, is kept out before anybody is taken in."""
    once = isinstance(lines, Iterator) and not isinstance(lines, TextIOBase)
    if once or not says_who_left(_again(lines), **named):
        return
    gone = (row for row in addresses_in(_again(lines), **named) if row.standing in _REASONS)
    judge = Judge(work.keyring, work.consent, work.today, dry_run=True, take_roles=True)
    with judging(judge, many=False) as pool:
        judged = _judged(gone, pool)
        while step := list(islice(judged, ROWS_A_STEP)):
            known = _known(work, step)
            marked = [each for each in step if each.marks.index and known.keys().isdisjoint(each.marks.indexes)]
            if work.dry_run:
                work.gone.update(each.marks.index[:8] for each in marked)
            else:
                _keep_out(work, [(each.marks, _REASONS[each.standing]) for each in marked])


def _keep_out(work: _Import, gone: list[tuple[Marks, Reason]]) -> None:
    with transaction.atomic():
        keep_out(newsletter=work.newsletter, marked=gone)


def _all_steps(work: _Import, rows: Iterator[Row], progress: Callable[[int], None] | None) -> None:
    """Rows are judged and sealed ahead, elsewhere, and written here."""
    done = sum(work.tallies.counts.values())
    first = list(islice(rows, _MANY_STEPS * ROWS_A_STEP))
    many = len(first) == _MANY_STEPS * ROWS_A_STEP
    judge = Judge(work.keyring, work.consent, work.today, dry_run=work.dry_run, take_roles=work.take_roles)
    rows = islice(chain(first, rows), done - done % ROWS_A_WINDOW, None)
    del first
    with judging(judge, many=many) as pool:
        for step in steps_in_order(_judged(rows, pool), done=done):
            _take(work, step, many=many)
            done += len(step)
            if progress is not None:
                progress(done)


def _judged(rows: Iterator[Row], pool: Executor) -> Iterator[Judged]:
    """Some steps ahead of what is asked for."""
    steps = iter(lambda: list(islice(rows, ROWS_A_STEP)), [])
    ahead = deque(pool.submit(judge_step, step) for step in islice(steps, _STEPS_AHEAD))
    while ahead:
        judged = ahead.popleft().result()
        ahead.extend(pool.submit(judge_step, step) for step in islice(steps, 1))
        yield from judged


def _take(work: _Import, judged: list[Judged], *, many: bool) -> None:
    known, suppressed = _known(work, judged), _suppressed(work, judged)
    new: list[Judged] = []
    gone: list[tuple[Marks, Reason]] = []
    for each in judged:
        kind = _kind(work, each, known, suppressed)
        work.tallies.add(kind, each.line)
        if kind == Kind.ADDED:
            known[each.marks.index] = False
            new.append(each)
        elif kind == Kind.LEFT_ELSEWHERE and known.keys().isdisjoint(each.marks.indexes):
            gone.append((each.marks, _REASONS[each.standing]))
    if work.dry_run:
        work.seen.update(each.marks.index[:8] for each in new)
        return
    _write(work, new, gone, many=many)


def _kind(work: _Import, each: Judged, known: dict[bytes, bool], suppressed: set[bytes]) -> Kind:
    marks = each.marks
    if not marks.index:
        return Kind.INVALID
    if each.standing == Standing.PENDING:
        return Kind.PENDING_ELSEWHERE
    if each.standing != Standing.READER:
        return Kind.LEFT_ELSEWHERE
    out = not suppressed.isdisjoint(marks.suppressions) or any(known.get(index) for index in marks.indexes)
    if out or marks.index[:8] in work.gone:
        return Kind.SUPPRESSED
    if not known.keys().isdisjoint(marks.indexes) or marks.index[:8] in work.seen:
        return Kind.DUPLICATES
    return Kind.ROLES if each.is_role else Kind.ADDED


def _write(work: _Import, new: list[Judged], gone: list[tuple[Marks, Reason]], *, many: bool) -> None:
    languages = dict(settings.LANGUAGES)
    with transaction.atomic():
        # A sign-up that was confirmed meanwhile stands.
        add_readers(
            newsletter=work.newsletter,
            sealed_to=work.keyring.list_public[0],
            rows=[
                (
                    each.language if each.language in languages else work.language,
                    min(each.joined or work.today, work.today),
                    each.sealed,
                    each.marks,
                )
                for each in new
            ],
            near=many,
        )
        keep_out(newsletter=work.newsletter, marked=gone)
        tally("imported", [(work.newsletter.pk, work.language)] * len(new), today=work.today)
        if work.run is not None:
            work.run.save(update_fields=["counts", *(["lines"] if work.tallies.listed_more else [])])
            work.tallies.listed_more = False


def _known(work: _Import, judged: list[Judged]) -> dict[bytes, bool]:
    """Index HMACs that are taken; true where that reader has left or is suppressed but not yet gone."""
    rows = rows_with(
        Subscription,
        "index_hmac",
        [index for each in judged for index in each.marks.indexes],
        columns=("index_hmac", "state", "newsletter_id"),
    )
    return {bytes(index): state != "confirmed" for index, state, at in rows if at == work.newsletter.pk}


def _suppressed(work: _Import, judged: list[Judged]) -> set[bytes]:
    wanted = [mark for each in judged for mark in each.marks.suppressions]
    rows = rows_with(Suppression, "hmac", wanted, columns=("hmac", "newsletter_id"))
    return {bytes(mark) for mark, scope in rows if scope in (None, work.newsletter.pk)}


def _report(work: _Import) -> ImportReport:
    lines = {kind: tuple(sorted(work.tallies.lines.get(kind, ()))) for kind in Kind}
    return ImportReport(
        **{str(kind): work.tallies.counts.get(kind, 0) for kind in Kind},
        duplicate_lines=lines[Kind.DUPLICATES],
        suppressed_lines=lines[Kind.SUPPRESSED],
        invalid_lines=lines[Kind.INVALID],
        role_lines=lines[Kind.ROLES],
        left_elsewhere_lines=lines[Kind.LEFT_ELSEWHERE],
        pending_elsewhere_lines=lines[Kind.PENDING_ELSEWHERE],
        dry_run=work.dry_run,
    )
