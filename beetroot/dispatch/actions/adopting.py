"""When a host is not known to be the one that was sending: everything stops until a person adopts it."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beetroot.dispatch.actions import begun, ledger
from beetroot.dispatch.models import Delivery, Sending, Worker
from beetroot.dispatch.rules.deliveries import DOT_DEADLINE, OPEN, Policy, State
from beetroot.dispatch.rules.sendings import SendingState, may_have_left
from beetroot.lib.identity import (
    FORGETFUL,
    STOPS,
    Finding,
    Identity,
    IdentityError,
    IdentityFile,
    NotAdopted,
    compare,
    host_fingerprint,
)
from beetroot.lib.witness import Witness, places_for
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import Newsroom, User
from beetroot.newsroom.rules import Permission

MAY_HAVE_LEFT = gettext_lazy("It may have been sent before this machine was adopted.")
_ADOPTED = gettext_lazy("This machine was adopted. See what is uncertain, then resume or cancel the sending.")
_DOUBTED = gettext_lazy(
    "This issue was sent before, as far as this machine knows, though the database does not remember it."
    " Resume it to see every reader as uncertain, and decide; or cancel it."
)
_LEAP = 2
"""Adoption raises every counter by so much: a database that loses the adoption itself gives itself away again."""


def identity_file() -> IdentityFile:
    """identity.json of this newsroom's folder."""
    return IdentityFile(settings.BEETROOT_HOME / "identity.json", _witness())


def _witness() -> Witness:
    """Nobody, before a newsroom is founded."""
    install_id = Newsroom.objects.values_list("install_id", flat=True).first()
    return Witness(str(install_id), places_for(settings.BEETROOT_HOME) if install_id else ())


def check_host() -> Finding:
    """Compares this host's identity.json with the database; a host that never sent gets its file here."""
    file, fingerprint = identity_file(), host_fingerprint(settings.BEETROOT_HOME)
    witnessed = _witness().read()  # first: workers raise the file's numbers before they note them there
    identity = file.read()
    install_id = str(Newsroom.current().install_id)
    host = identity.fingerprint if identity else fingerprint
    # Other workers of this host arm meanwhile: what the file says lies between two looks at the database.
    before, identity, after = ledger.armings_of(host), file.read(), ledger.armings_of(host)
    finding = compare(
        identity,
        install_id=install_id,
        fingerprint=fingerprint,
        armings=_meanwhile(before, identity, after),
        host_known=_has_armed(fingerprint),
        witnessed=witnessed,
    )
    if finding is Finding.NEW_HOST:
        file.write(Identity(install_id, fingerprint))
    return finding


def _meanwhile(before: Mapping[str, int], identity: Identity | None, after: Mapping[str, int]) -> dict[str, int]:
    """For each slot the number between the two that is nearest to the file's."""
    file = identity.armings if identity else {}
    return {slot: min(max(file.get(slot, 0), before.get(slot, 0)), last) for slot, last in after.items()}


def _has_armed(fingerprint: str) -> bool:
    """An SQLite newsroom has one host; on PostgreSQL a new machine may join, and only its own past counts.

    A database that knows of no arming at all, while an issue was begun, is older than that.
    """
    armed = Worker.objects.filter(arming__gt=0)
    if not armed.exists():
        return bool(begun.issues(newsroom=_newsroom()))
    return connection.vendor == "sqlite" or armed.filter(host=fingerprint).exists()


def why_not_here() -> str:
    """Why nothing would be sent although a sending is resumed; empty where all is well or another host sends.

    Unlike `check_host` it leaves a host that never sent unmarked, and asks no other machine's database for its past.
    """
    try:
        identity = identity_file().read()
    except (OSError, IdentityError):
        return ""  # not this process's file to read: the worker will say
    if identity is None and (connection.vendor != "sqlite" or not Worker.objects.filter(arming__gt=0).exists()):
        return ""
    return reason_for(check_host())


def stop_everything(*, finding: Finding) -> int:
    """Pauses all open sendings because of what `check_host` found; returns how many."""
    return pause_everything(reason=reason_for(finding))


@transaction.atomic
def pause_everything(*, reason: str) -> int:
    """Pauses all open sendings, as after a restore; returns how many."""
    running = Sending.objects.filter(state__in=[SendingState.WAITING, SendingState.SENDING])
    stopped = running.update(state=SendingState.PAUSED, reason=reason)
    if stopped:
        audit(by=None, verb="all sendings paused", count=stopped)
    return stopped


def reason_for(finding: Finding) -> str:
    """What the desk and doctor say about a finding, with what to do."""
    words = {
        Finding.MISSING: _("The worker's identity file is missing: this may be a copy or a restored backup."),
        Finding.OTHER_NEWSROOM: _("The worker's identity file belongs to another newsroom."),
        Finding.OTHER_HOST: _("This folder has been moved or copied to another place."),
        Finding.DATABASE_BEHIND: _("The database is older than what this worker has sent: it was restored or damaged."),
        Finding.FOLDER_BEHIND: _("This machine has sent more than its newsroom's folder remembers: that was put back."),
        Finding.FILE_BEHIND: _("The worker's identity file is older than the database: it was restored or copied."),
    }
    if finding not in STOPS:
        return ""
    advice = _("Nothing is sent until somebody on this machine runs `beetroot doctor --adopt`.")
    return f"{words[finding]} {advice}"


@transaction.atomic
def adopt(*, by: User | None) -> Finding:
    """Says that this host is the one that sends from now on; returns what was found before.

    What may have been sent without the database knowing becomes uncertain: armed rows always, and when the database
    may have forgotten armings every row that still waits, and every reader who is yet to be written down. Sendings stay
    paused until a person resumes them. `by` is None on the command line of a machine without a mapped user.
    """
    if by is not None:
        require(by=by, permission=Permission.CHANGE_SETTINGS)
    finding = check_host()
    if finding not in STOPS:
        return finding
    forgets = finding in FORGETFUL or _is_copied_ledger(finding)
    begun.note_adoption()
    stop_everything(finding=finding)
    stopped = Sending.objects.filter(state=SendingState.PAUSED, reason=reason_for(finding))
    stopped.update(reason=_ADOPTED)
    unknown = sum(_settle_unsettled(forgets=forgets))
    _leap(host_fingerprint(settings.BEETROOT_HOME))
    # What journals tell is void: their rows are uncertain now.
    for journal in (settings.BEETROOT_HOME / "journal").glob("*.journal"):
        journal.unlink(missing_ok=True)
    audit(by=by, verb="host adopted", finding=finding.value, uncertain=unknown)
    return finding


def _is_copied_ledger(finding: Finding) -> bool:
    """An SQLite ledger lies in the folder: where that was copied, the original may have gone on with its own."""
    return finding is Finding.OTHER_HOST and connection.vendor == "sqlite"


def _settle_unsettled(*, forgets: bool) -> Iterable[int]:
    now, noted = timezone.now(), begun.issues(newsroom=_newsroom())
    for sending in Sending.objects.filter(finished_at=None):
        yield _make_uncertain(sending, OPEN if forgets else {State.ARMED})
        if forgets and may_have_left(
            noted=sending.issue_id in noted,
            starts_at=sending.starts_at,
            first_armed_at=sending.first_armed_at,
            now=now,
        ):
            _mark(sending, now=now)


@transaction.atomic
def doubt(*, sending: Sending) -> None:
    """Pauses a sending that may have left already, although this database has never seen it leave."""
    Sending.objects.filter(pk=sending.pk).update(state=SendingState.PAUSED, reason=_DOUBTED)
    _mark(sending, now=timezone.now())
    audit(by=None, verb="sending paused itself", about=sending.issue)


def _mark(sending: Sending, *, now: datetime) -> None:
    """Whom its roll does not name yet will be uncertain. It counts as begun: nobody takes it back or reopens it.

    Under `repeat` that could be the whole list, which nobody meant: a person decides.
    """
    mine = Sending.objects.filter(pk=sending.pk)
    mine.update(in_doubt=True)
    mine.filter(first_armed_at=None).update(first_armed_at=now)
    mine.filter(policy=Policy.REPEAT).update(policy=Policy.ASK)


def forgotten_issues() -> set[int]:
    """Issues that were begun before a host was adopted: the database that is used since may not know of it."""
    return begun.before_adoption(newsroom=_newsroom())


def note_begun(*, issue_id: int, slot: int) -> None:
    """Before anything of an issue is armed by a worker of this host."""
    identity = identity_file().read()
    if identity is None:
        raise NotAdopted
    counter = identity.armings.get(str(slot), 0)
    begun.note(begun.Begun(_newsroom(), identity.fingerprint, slot, counter, issue_id))


def expect_no_lost_arming(*, dots: Mapping[int, int]) -> None:
    """`dots`: slot to the highest arming that its journals show to have been used, read before this is called.

    Where the database knows less it has lost a commit, however whole it looks. Further steps of the counter make that
    a finding (`check_host`) which stands until somebody adopts this host. Raises NotAdopted.
    """
    host = host_fingerprint(settings.BEETROOT_HOME)
    noted = begun.counters(newsroom=_newsroom(), host=host)
    known = ledger.armings_of(host)
    for slot in {*dots, *noted}:
        last = known.get(str(slot), 0)
        # A counter may be one ahead of the last arming that was committed (lib.identity.compare).
        if max(dots.get(slot, 0), noted.get(slot, 0) - 1) > last:
            while identity_file().raise_counter(str(slot)) <= last + 1:
                pass
            raise NotAdopted


def number_left(*, slot: int, arming: int) -> int | None:
    """The arming number that an earlier life of a worker raised and never committed; `arming`: the last committed."""
    identity = identity_file().read()
    raised = identity.armings.get(str(slot), 0) if identity else 0
    return raised if raised == arming + 1 else None


def _newsroom() -> str:
    return str(Newsroom.current().install_id)


def _leap(fingerprint: str) -> None:
    """File and database go on with the same numbers, higher than any that was ever seen; the file first."""
    identity, known = identity_file().read(), ledger.armings_of(fingerprint)
    mine = identity.armings if identity and identity.fingerprint == fingerprint else {}
    noted = {str(slot): counter for slot, counter in begun.counters(newsroom=_newsroom(), host=fingerprint).items()}
    seen = (known, mine, noted, _witness().read())
    numbers = {slot: _LEAP + max(each.get(slot, 0) for each in seen) for slot in {"1"}.union(*seen)}
    identity_file().write(Identity(_newsroom(), fingerprint, numbers))
    Worker.objects.exclude(host=fingerprint).update(lease_until=None)
    for slot, number in numbers.items():
        Worker.objects.update_or_create(host=fingerprint, slot=int(slot), defaults={"arming": number})


def _make_uncertain(sending: Sending, states: frozenset[State] | set[State]) -> int:
    unknown = 0
    for edition in sending.issue.editions.all():
        rows = Delivery.objects.filter(edition_id=edition.pk, state__in=states)
        unknown += rows.update(
            state=State.UNCERTAIN, not_before=timezone.now() + DOT_DEADLINE, lease_until=None, reply=MAY_HAVE_LEFT
        )
    return unknown
