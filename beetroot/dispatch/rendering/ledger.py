"""What the ledger says: counts, rate, what is due next, what stands still. Reads only."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beetroot.dispatch.models import Delivery, Roll, Sending, Worker
from beetroot.dispatch.rendering.pace import eta, held_until
from beetroot.dispatch.rendering.relay import relay_counts
from beetroot.dispatch.rules.deliveries import Policy, State
from beetroot.dispatch.rules.sendings import Counts, SendingState
from beetroot.issues.models import Edition, Issue

LOCKED = gettext_lazy("The list is locked: give the worker its passphrase, then sending goes on.")


FRESH = timedelta(seconds=90)
"""A worker that has not been heard of for so long is not counted as working."""


def edition_counts(edition: Edition) -> Counts:
    """How many readers of one edition stand where."""
    rows = Delivery.objects.filter(edition_id=edition.pk).values_list("state").annotate(number=Count("pk"))
    roll = Roll.objects.filter(edition=edition).first()
    states = Counter(dict(rows)) + Counter(roll.compacted.get("states", {}) if roll else {})
    return Counts.from_states(states, audience=roll.audience if roll else 0)


def counts(sending: Sending) -> Counts:
    """The same over all editions of a sending."""
    return sum((edition_counts(edition) for edition in sending.issue.editions.all()), Counts())


def undecided(sending: Sending) -> int:
    """Uncertain deliveries that a person (`ask`) or the policy (`repeat`) has still to settle."""
    editions = sending.issue.editions.all()
    return sum(_undecided_rows(edition.pk).count() for edition in editions)


def _undecided_rows(edition_id: int) -> Any:
    return Delivery.objects.filter(edition_id=edition_id, state=State.UNCERTAIN, decided=False)


def status(issue: Issue) -> dict[str, Any]:
    """The document of `issue status --json` (design section 5). Raises nothing for an issue that was never queued."""
    sending = Sending.objects.filter(issue=issue).first()
    per_edition = [(edition, edition_counts(edition)) for edition in issue.editions.all()]
    totals = sum((counted for _edition, counted in per_edition), Counts())
    rate = messages_per_second(sending, totals)
    running = sending is not None and sending.state == SendingState.SENDING
    due = next_due(sending) if sending else None
    return {
        "issue": issue.pk,
        "state": sending.state if sending else issue.state,
        "totals": asdict(totals),
        "editions": [
            {"edition": edition.pk, "language": edition.language, "counts": asdict(counted)}
            for edition, counted in per_edition
        ],
        "delivery": relay_counts(sending, totals),
        "followed_to": "delivered" if sending and sending.follows_relay else "accepted",
        "messages_per_second": round(rate, 1),
        "eta_seconds": eta(sending, totals, rate) if sending and running else None,
        "next_due": due.strftime("%Y-%m-%dT%H:%M:%SZ") if due else None,
    }


def messages_per_second(sending: Sending | None, totals: Counts) -> float:
    """What living workers report while sending, the average over all once it is finished, else 0."""
    if sending is None or sending.first_armed_at is None:
        return 0.0
    if sending.state == SendingState.SENDING:
        working = Worker.objects.filter(heartbeat__gt=timezone.now() - FRESH, lease_until__isnull=False)
        return working.aggregate(sum=Sum("messages_per_second"))["sum"] or 0.0
    if sending.finished_at is None:
        return 0.0
    seconds = (sending.finished_at - sending.first_armed_at).total_seconds()
    return (totals.accepted + totals.rejected) / max(seconds, 0.001)


def next_due(sending: Sending) -> datetime | None:
    """When something of this sending comes due by itself; the past or now means at once. None: nothing will."""
    if sending.state == SendingState.WAITING:
        return sending.starts_at
    if sending.state != SendingState.SENDING:
        return None
    if not sending.rolls.exists() or sending.rolls.filter(complete_at=None).exists():
        return timezone.now()
    moments = [_due_in(edition.pk, policy=sending.policy) for edition in sending.issue.editions.all()]
    due = min((moment for moment in moments if moment), default=None)
    held = held_until(sending)
    return max(due, held) if due and held else due


def _due_in(edition_id: int, *, policy: str) -> datetime | None:
    rows = Delivery.objects.filter(edition_id=edition_id)
    if rows.filter(state=State.QUEUED, not_before=None).exists():
        return timezone.now()
    moments = [
        rows.filter(state__in=[State.QUEUED, State.DEFERRED]).aggregate(at=Min("not_before"))["at"],
        rows.filter(state__in=[State.CLAIMED, State.ARMED]).aggregate(at=Min("lease_until"))["at"],
    ]
    if policy == Policy.REPEAT:
        moments.append(_undecided_rows(edition_id).aggregate(at=Min("not_before"))["at"])
    return min((moment for moment in moments if moment), default=None)


def workers_at_work() -> int:
    """Keyed workers under a live lease: as long as there is one, the database must not be migrated."""
    return Worker.objects.filter(lease_until__gt=timezone.now()).count()


def stuck() -> list[tuple[str, str, str]]:
    """For doctor: what stands still, as (check, detail, what to do); what to do is empty where all is well."""
    found: list[tuple[str, str, str]] = []
    paused = Sending.objects.filter(state=SendingState.PAUSED).select_related("issue__newsletter")
    found += [(_("paused sending"), f"{row.issue}: {row.reason}", _("Resume or cancel it.")) for row in paused]
    late = timezone.now() - FRESH
    waiting = Sending.objects.filter(state__in=[SendingState.WAITING, SendingState.SENDING], starts_at__lt=late)
    if waiting.exists() and not workers_at_work():
        found.append((_("sending"), _("an issue is due and no worker runs"), _("Start `beetroot worker`.")))
    if needed := what_waits():
        found.append((_("worker"), needed, _("Do that on the worker's machine; sending then goes on.")))
    return found or [(_("sending"), _("nothing stands still"), "")]


def what_waits() -> str:
    """What living workers say they need, such as the passphrase; empty when nothing."""
    living = Worker.objects.filter(lease_until__gt=timezone.now()).exclude(waits_for="")
    return " ".join(sorted(set(living.values_list("waits_for", flat=True))))


def running_sendings() -> list[Sending]:
    """Sendings that are due or will be by themselves, oldest first."""
    return list(Sending.objects.filter(state__in=["waiting", "sending"]).order_by("starts_at", "pk"))


def unsettled_sendings() -> list[Sending]:
    """Sendings of which a worker may still hold rows, paused and cancelled ones too."""
    return list(Sending.objects.filter(finished_at=None).order_by("starts_at", "pk"))
