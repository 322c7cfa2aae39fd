"""Readers who gave their consent elsewhere, from a table of addresses."""

import hashlib
import hmac
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import chain, dropwhile, islice

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from beetroot.audience.actions.judging import Judge, Judged, judge_step, judging
from beetroot.audience.actions.sealed_records import Marks
from beetroot.audience.actions.table_rows import add_readers, keep_out, many_writes, rows_with
from beetroot.audience.actions.tally import tally
from beetroot.audience.models import ImportRun, Subscription, Suppression
from beetroot.audience.rules import AudienceError, Reason
from beetroot.audience.rules.sources import Standing
from beetroot.audience.rules.tables import Row, addresses_in
from beetroot.lib.keyring import Keyring
from beetroot.mail.addresses import is_role
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Permission

_ROWS_A_STEP = 250  # one write transaction of some 20 ms on SQLite; others wait behind it
_STEPS_AHEAD = 6
_MANY_STEPS = 20
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
    file_digest: bytes | None = None,
) -> ImportReport:
    """Add the addresses of a table as confirmed readers; raises NoConsent, BadTable, Locked.

    Each step of rows commits for itself. With the file's SHA-256 an import that was broken off goes on where it
    stood when it is run again, and its report is of the whole; without, what is there counts as duplicates.
    `progress` is called with the number of rows done so far; `column` is a heading where it is not found by itself.
    Whoever left, bounced or complained on the other system is kept out here, too.
    """
    require(by=by, permission=Permission.CHANGE_SETTINGS)
    if not consent.strip():
        raise NoConsent(str(NoConsent.__doc__))
    _ = keyring.list  # an import is for whoever has the passphrase (privacy.md)
    # The words stand in the audit line; each record names them by their digest.
    digest = hashlib.sha256(consent.encode()).hexdigest()[:12]
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
        _all_steps(work, addresses_in(lines, column=column, columns=columns), progress)
    report = _report(work)
    if run is not None:
        run.delete()
    audit(by=by, verb="import ended", about=newsletter, added=report.added, read=report.read, dry_run=dry_run)
    return report


def _run(newsletter: Newsletter, keyring: Keyring, what: bytes) -> ImportRun:
    """Under a key, so that a file of one address cannot be guessed from it."""
    key_id, key = keyring.index.current
    mark = hmac.digest(key, b"import\0" + key_id.encode() + what, "sha256")
    return ImportRun.objects.get_or_create(newsletter=newsletter, mark=mark)[0]


def _all_steps(work: _Import, rows: Iterator[Row], progress: Callable[[int], None] | None) -> None:
    """Rows are judged and sealed ahead, elsewhere, and written here in order."""
    reached = work.run.line if work.run else 0
    done = sum(work.tallies.counts.values())
    ahead: deque[tuple[list[Row], Future[list[tuple[Marks, bytes]]]]] = deque()
    steps = _steps(dropwhile(lambda row: row.line <= reached, rows))
    first = list(islice(steps, _MANY_STEPS))
    steps = chain(first, steps)
    with judging(
        Judge(work.keyring, work.consent, work.today, dry_run=work.dry_run, take_roles=work.take_roles),
        many=len(first) == _MANY_STEPS,
    ) as pool:
        ahead.extend((step, pool.submit(judge_step, step)) for step in islice(steps, _STEPS_AHEAD))
        while ahead:
            rows_of_step, judged = ahead.popleft()
            found = judged.result()
            ahead.extend((step, pool.submit(judge_step, step)) for step in islice(steps, 1))
            _take(work, [Judged(row, *each) for row, each in zip(rows_of_step, found, strict=True)])
            done += len(rows_of_step)
            if progress is not None:
                progress(done)


def _steps(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while step := list(islice(rows, _ROWS_A_STEP)):
        yield step


def _take(work: _Import, judged: list[Judged]) -> None:
    known, suppressed = _known(work, judged), _suppressed(work, judged)
    new: list[Judged] = []
    gone: list[tuple[Marks, Reason]] = []
    for each in judged:
        kind = _kind(work, each, known, suppressed)
        work.tallies.add(kind, each.row.line)
        if kind == Kind.ADDED:
            known[each.marks.index] = False
            new.append(each)
        elif kind == Kind.LEFT_ELSEWHERE and known.keys().isdisjoint(each.marks.indexes):
            gone.append((each.marks, _REASONS[each.row.standing]))
    if work.dry_run:
        work.seen.update(each.marks.index[:8] for each in new)
        return
    _write(work, judged, new, gone)


def _kind(work: _Import, each: Judged, known: dict[bytes, bool], suppressed: set[bytes]) -> Kind:
    marks, row = each.marks, each.row
    if not marks.index:
        return Kind.INVALID
    if row.standing == Standing.PENDING:
        return Kind.PENDING_ELSEWHERE
    if row.standing != Standing.READER:
        return Kind.LEFT_ELSEWHERE
    if not suppressed.isdisjoint(marks.suppressions) or any(known.get(index) for index in marks.indexes):
        return Kind.SUPPRESSED
    if not known.keys().isdisjoint(marks.indexes) or marks.index[:8] in work.seen:
        return Kind.DUPLICATES
    return Kind.ROLES if not work.take_roles and is_role(row.cell) else Kind.ADDED


def _write(work: _Import, judged: list[Judged], new: list[Judged], gone: list[tuple[Marks, Reason]]) -> None:
    languages = dict(settings.LANGUAGES)
    with transaction.atomic():
        # A sign-up that was confirmed meanwhile stands.
        add_readers(
            newsletter=work.newsletter,
            sealed_to=work.keyring.list_public[0],
            rows=[
                (
                    each.row.language if each.row.language in languages else work.language,
                    min(each.row.joined or work.today, work.today),
                    each.sealed,
                    each.marks,
                )
                for each in new
            ],
        )
        keep_out(newsletter=work.newsletter, marked=gone)
        tally("imported", [(work.newsletter.pk, work.language)] * len(new), today=work.today)
        if work.run is not None:
            work.run.line = max(each.row.line for each in judged)
            work.run.save(update_fields=["line", "counts", *(["lines"] if work.tallies.listed_more else [])])
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
    lines = {kind: tuple(work.tallies.lines.get(kind, ())) for kind in Kind}
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
