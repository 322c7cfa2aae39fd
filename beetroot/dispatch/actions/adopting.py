"""When a host is not known to be the one that was sending: everything stops until a person adopts it."""

from collections.abc import Mapping

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beetroot.dispatch.actions import ledger
from beetroot.dispatch.models import Delivery, Sending, Worker
from beetroot.dispatch.rules.deliveries import DOT_DEADLINE, OPEN, State
from beetroot.dispatch.rules.sendings import SendingState
from beetroot.lib.identity import (
    FORGETFUL,
    STOPS,
    Finding,
    Identity,
    IdentityError,
    IdentityFile,
    compare,
    host_fingerprint,
)
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import Newsroom, User
from beetroot.newsroom.rules import Permission

_OPEN_SENDINGS = (SendingState.WAITING, SendingState.SENDING, SendingState.PAUSED)


def identity_file() -> IdentityFile:
    """identity.json of this newsroom's folder."""
    return IdentityFile(settings.BEETROOT_HOME / "identity.json")


def check_host() -> Finding:
    """Compares this host's identity.json with the database; a host that never sent gets its file here."""
    file, fingerprint = identity_file(), host_fingerprint(settings.BEETROOT_HOME)
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
    )
    if finding is Finding.NEW_HOST:
        file.write(Identity(install_id, fingerprint))
    return finding


def _meanwhile(before: Mapping[str, int], identity: Identity | None, after: Mapping[str, int]) -> dict[str, int]:
    """For each slot the number between the two that is nearest to the file's."""
    file = identity.armings if identity else {}
    return {slot: min(max(file.get(slot, 0), before.get(slot, 0)), last) for slot, last in after.items()}


def _has_armed(fingerprint: str) -> bool:
    """An SQLite newsroom has one host; on PostgreSQL a new machine may join, and only its own past counts."""
    armed = Worker.objects.filter(arming__gt=0)
    if connection.vendor == "sqlite":
        return armed.exists()
    return armed.filter(host=fingerprint).exists()


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
    may have forgotten armings every row that still waits. Sendings stay paused until a person resumes them.
    `by` is None on the command line of a machine without a mapped user.
    """
    if by is not None:
        require(by=by, permission=Permission.CHANGE_SETTINGS)
    finding = check_host()
    if finding not in STOPS:
        return finding
    states = OPEN if finding in FORGETFUL else {State.ARMED}
    unknown = sum(_make_uncertain(sending, states) for sending in Sending.objects.filter(state__in=_OPEN_SENDINGS))
    stop_everything(finding=finding)
    stopped = Sending.objects.filter(state=SendingState.PAUSED, reason=reason_for(finding))
    stopped.update(reason=_("This machine was adopted. See what is uncertain, then resume or cancel the sending."))
    fingerprint = host_fingerprint(settings.BEETROOT_HOME)
    Worker.objects.exclude(host=fingerprint).update(lease_until=None)
    identity = Identity(str(Newsroom.current().install_id), fingerprint, ledger.armings_of(fingerprint))
    identity_file().write(identity)
    # What journals tell is void: their rows are uncertain now, and their numbers may be given out again.
    for journal in (settings.BEETROOT_HOME / "journal").glob("*.journal"):
        journal.unlink(missing_ok=True)
    audit(by=by, verb="host adopted", finding=finding.value, uncertain=unknown)
    return finding


def _make_uncertain(sending: Sending, states: frozenset[State] | set[State]) -> int:
    unknown = 0
    for edition in sending.issue.editions.all():
        rows = Delivery.objects.filter(edition_id=edition.pk, state__in=states)
        unknown += rows.update(
            state=State.UNCERTAIN,
            not_before=timezone.now() + DOT_DEADLINE,
            lease_until=None,
            reply=_("It may have been sent before this machine was adopted."),
        )
    return unknown
