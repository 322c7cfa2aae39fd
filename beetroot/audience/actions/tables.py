"""Readers who gave their consent elsewhere, from a table of addresses."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from beetroot.audience.actions.sealed_records import Marks, NotOpened, SealedRecord, marks_of
from beetroot.audience.models import Subscription, Suppression
from beetroot.audience.rules import AudienceError, Row, addresses_in, first_of_month
from beetroot.lib.keyring import Keyring
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Permission

_ROWS_A_STEP = 100  # one write transaction of some 15 ms on SQLite; others wait behind it
_LINES_LISTED = 10_000


class NoConsent(AudienceError):
    """An import needs words that say where and how these readers agreed."""


@dataclass
class _Tally:
    """How many, and on which lines of the file; the list of lines is cut so that memory stays flat."""

    count: int = 0
    lines: list[int] = field(default_factory=list)

    def add(self, line: int) -> None:
        self.count += 1
        if len(self.lines) < _LINES_LISTED:
            self.lines.append(line)


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or in a dry run would do. Lines are numbers in the file, never what stands there.

    `duplicates`: twice in the file, or a reader already. `suppressed`: left, bounced, complained or erased.
    """

    added: int = 0
    duplicates: int = 0
    suppressed: int = 0
    invalid: int = 0
    duplicate_lines: tuple[int, ...] = ()
    suppressed_lines: tuple[int, ...] = ()
    invalid_lines: tuple[int, ...] = ()
    dry_run: bool = False

    @property
    def read(self) -> int:
        """Lines that held anything."""
        return self.added + self.duplicates + self.suppressed + self.invalid


@dataclass(frozen=True)
class _Import:
    """One import under way."""

    newsletter: Newsletter
    keyring: Keyring
    language: str
    consent: str
    today: date
    dry_run: bool
    added: _Tally = field(default_factory=_Tally)
    duplicates: _Tally = field(default_factory=_Tally)
    suppressed: _Tally = field(default_factory=_Tally)
    invalid: _Tally = field(default_factory=_Tally)
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
    language: str = "",
    dry_run: bool = False,
) -> ImportReport:
    """Add the addresses of a table as confirmed readers; raises NoConsent, BadTable, Locked.

    Each step of rows commits for itself, so an import that was broken off is simply run again. `progress` is
    called with the number of rows done so far; `column` is a heading where it is not found by itself.
    """
    require(by=by, permission=Permission.CHANGE_SETTINGS)
    if not consent.strip():
        raise NoConsent(str(NoConsent.__doc__))
    _ = keyring.list  # an import is for whoever has the passphrase (privacy.md)
    # The words stand in the audit line; each record names them by their digest.
    digest = hashlib.sha256(consent.encode()).hexdigest()[:12]
    work = _Import(
        newsletter, keyring, language or newsletter.language, f"import {digest}", timezone.now().date(), dry_run
    )
    audit(by=by, verb="import begun", about=newsletter, consent=consent, digest=digest, dry_run=dry_run)
    done = 0
    for rows in _steps(addresses_in(lines, column=column)):
        _take(work, rows)
        done += len(rows)
        if progress is not None:
            progress(done)
    report = _report(work)
    audit(by=by, verb="import ended", about=newsletter, added=report.added, read=report.read, dry_run=dry_run)
    return report


def _take(work: _Import, rows: list[Row]) -> None:
    marked = list(_marked(work, rows))
    known, suppressed = _known(work, marked), _suppressed(work, marked)
    new: list[tuple[Row, Subscription]] = []
    for row, marks in marked:
        if not suppressed.isdisjoint(marks.suppressions) or any(known.get(index) for index in marks.indexes):
            work.suppressed.add(row.line)
        elif not known.keys().isdisjoint(marks.indexes) or marks.index[:8] in work.seen:
            work.duplicates.add(row.line)
        else:
            known[marks.index] = False
            new.append((row, _subscription(work, row, marks)))
    _write(work, new)


def _write(work: _Import, new: list[tuple[Row, Subscription]]) -> None:
    for row, _ in new:
        work.added.add(row.line)
    if work.dry_run:
        work.seen.update(bytes(reader.index_hmac[:8]) for _, reader in new)
        return
    with transaction.atomic():
        # A sign-up that was confirmed meanwhile stands.
        Subscription.objects.bulk_create([reader for _, reader in new], ignore_conflicts=True)


def _marked(work: _Import, rows: list[Row]) -> Iterator[tuple[Row, Marks]]:
    for row in rows:
        try:
            yield row, marks_of(row.cell, work.keyring)
        except NotOpened:
            work.invalid.add(row.line)


def _known(work: _Import, marked: list[tuple[Row, Marks]]) -> dict[bytes, bool]:
    """Index HMACs that are taken; true where that reader has left or is suppressed but not yet gone."""
    wanted = [index for _, marks in marked for index in marks.indexes]
    rows = Subscription.objects.filter(newsletter=work.newsletter, index_hmac__in=wanted)
    return {bytes(index): state != "confirmed" for index, state in rows.values_list("index_hmac", "state")}


def _suppressed(work: _Import, marked: list[tuple[Row, Marks]]) -> set[bytes]:
    wanted = [mark for _, marks in marked for mark in marks.suppressions]
    rows = Suppression.objects.filter(hmac__in=wanted).values_list("hmac", "newsletter_id")
    return {bytes(mark) for mark, scope in rows if scope in (None, work.newsletter.pk)}


def _subscription(work: _Import, row: Row, marks: Marks) -> Subscription:
    key_id, public = work.keyring.list_public
    record = SealedRecord(row.cell, work.consent, work.today.isoformat())
    return Subscription(
        newsletter=work.newsletter,
        language=work.language,
        sealed=b"" if work.dry_run else record.closed(public),
        sealed_to=key_id,
        joined_month=first_of_month(work.today),
        index_hmac=marks.index,
        index_key_id=marks.index_key_id,
    )


def _report(work: _Import) -> ImportReport:
    return ImportReport(
        added=work.added.count,
        duplicates=work.duplicates.count,
        suppressed=work.suppressed.count,
        invalid=work.invalid.count,
        duplicate_lines=tuple(work.duplicates.lines),
        suppressed_lines=tuple(work.suppressed.lines),
        invalid_lines=tuple(work.invalid.lines),
        dry_run=work.dry_run,
    )


def _steps(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while step := list(islice(rows, _ROWS_A_STEP)):
        yield step
