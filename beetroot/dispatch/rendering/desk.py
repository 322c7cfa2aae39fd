"""The same in words for the desk: the bar, what went wrong, one sentence. Reads only."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beetroot.dispatch.models import Delivery, DeliveryState, Lane, Sending
from beetroot.dispatch.rendering.ledger import undecided
from beetroot.dispatch.rendering.relay import relay_counts
from beetroot.dispatch.rules.deliveries import Policy, Relay, State
from beetroot.dispatch.rules.sendings import Counts, SendingState
from beetroot.issues.models import Issue

SMALL_GROUP = 20
"""Groups of fewer readers are shown as "other" (privacy.md): they could tell who reads."""


@dataclass(frozen=True)
class Bar:
    """One part of the progress bar: its state, words, count, and start and width in percent."""

    state: str
    label: str
    count: int
    start: float
    width: float


_BAR = ("accepted", "uncertain", "rejected", "expired", "suppressed", "cancelled", "deferred", "claimed", "queued")


def bars(totals: Counts) -> list[Bar]:
    """The progress bar, settled parts first; empty states are left out."""
    made: list[Bar] = []
    start = 0.0
    for state in _BAR:
        number = getattr(totals, state)
        width = 100 * number / totals.audience if totals.audience else 0.0
        if number:
            made.append(Bar(state, str(DeliveryState(state).label), number, start, width))
        start += width
    return made


@dataclass(frozen=True)
class Trouble:
    """One answer of the mail server, or failure of ours, and how many readers it concerns."""

    state: str
    reply: str
    count: int


def troubles(issue: Issue, *, limit: int = 12) -> list[Trouble]:
    """What went wrong, commonest first; replies are stored without addresses."""
    wrong = [State.REJECTED, State.DEFERRED, State.EXPIRED, State.UNCERTAIN]
    found: Counter[tuple[str, str]] = Counter()
    for edition in issue.editions.all():
        rows = Delivery.objects.filter(edition_id=edition.pk, state__in=wrong)
        for state, reply, number in rows.values_list("state", "reply").annotate(number=Count("pk")):
            found[state, reply] += number
    return [
        Trouble(str(DeliveryState(state).label), reply or _("no answer"), number)
        for (state, reply), number in found.most_common(limit)
    ]


def lanes(issue: Issue) -> list[tuple[str, int]]:
    """Readers put off, by provider; small groups are folded into "other"."""
    found: Counter[str] = Counter()
    for edition in issue.editions.all():
        rows = Delivery.objects.filter(edition_id=edition.pk, state=State.DEFERRED)
        found.update(dict(rows.values_list("lane").annotate(number=Count("pk"))))
    return _folded(found.items())


def _folded(groups: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    shown: Counter[str] = Counter()
    for lane, number in groups:
        shown[lane if lane and number >= SMALL_GROUP else "other"] += number
    return shown.most_common()


def headline(sending: Sending | None, totals: Counts) -> str:
    """Where the sending stands, in one sentence."""
    if sending is None:
        return _("This issue has not been sent.")
    if sending.state == SendingState.WAITING:
        return _("Sending begins at %(time)s UTC.") % {"time": date_format(sending.starts_at, "H:i:s")}
    if sending.state == SendingState.SENDING and not sending.first_armed_at:
        return _("Counting readers …")
    words = {
        SendingState.SENDING: ngettext("%(done)d of %(all)d reader", "%(done)d of %(all)d readers", totals.audience),
        SendingState.PAUSED: _("Paused at %(done)d of %(all)d readers"),
        SendingState.FINISHED: _("Finished: the mail server accepted %(done)d of %(all)d messages"),
        SendingState.CANCELLED: _("Cancelled after %(done)d of %(all)d readers"),
    }
    said = words[SendingState(sending.state)] % {"done": totals.accepted, "all": totals.audience}
    return f"{said}{_so_far(sending, totals)}" if sending.state == SendingState.FINISHED else said


def _so_far(sending: Sending, totals: Counts) -> str:
    """The second level of "finished": what the readers' own servers took, where the log tells."""
    if not sending.follows_relay:
        return ""
    later = relay_counts(sending, totals)
    words = _("; %(delivered)d are delivered, %(bounced)d came back, %(waiting)d are still on their way")
    waiting = later[Relay.RELAYED] + later[Relay.DEFERRED]
    return words % {"delivered": later[Relay.DELIVERED], "bounced": later[Relay.BOUNCED], "waiting": waiting}


def what_is_known(issue: Issue) -> list[str]:
    """In words: how far "finished" and "accepted" go, why a sending is paused, which lanes wait, what to decide."""
    sending = Sending.objects.filter(issue=issue).first()
    if sending is None:
        return []
    lines = [sending.reason] if sending.reason else []
    if sending.follows_relay:
        lines.append(
            _("“accepted” is by the mail server; “delivered” is what its log says of the readers' own servers.")
        )
    elif sending.first_armed_at:
        lines.append(
            _("“accepted” by the mail server is all that is known: what it did with the mail then, it does not say.")
        )
    lines += closed_lanes()
    if sending.policy == Policy.ASK and (unknown := undecided(sending)):
        lines.append(
            _("%(n)d outcomes are unknown: `beetroot issue decide %(id)d --repeat` or `--leave`.")
            % {"n": unknown, "id": issue.pk}
        )
    return lines


def closed_lanes() -> list[str]:
    """Which mailbox providers are left alone now, until when and why, in words."""
    rows = Lane.objects.filter(closed_until__gt=timezone.now()).order_by("name")
    closed = [(row, row.closed_until) for row in rows if row.closed_until]
    return [
        _("%(lane)s is left alone until %(time)s UTC: %(reply)s")
        % {"lane": row.name, "time": date_format(until, "H:i:s"), "reply": row.reply or _("it put mail off")}
        for row, until in closed
    ]
