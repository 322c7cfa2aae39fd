"""The same in words for the desk: the bar, what went wrong, one sentence. Reads only."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from beetroot.dispatch.models import Delivery, DeliveryState, Lane, Sending
from beetroot.dispatch.rendering.ledger import undecided, what_waits, workers_at_work
from beetroot.dispatch.rendering.relay import relay_counts
from beetroot.dispatch.rendering.replies import in_plain_words
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

_PLAINLY = {"queued": gettext_lazy("waiting"), "claimed": gettext_lazy("being sent")}
"""Where the desk needs no word of the engine's."""


def bars(totals: Counts) -> list[Bar]:
    """The progress bar, settled parts first; empty states are left out."""
    made: list[Bar] = []
    start = 0.0
    for state in _BAR:
        number = getattr(totals, state)
        width = 100 * number / totals.audience if totals.audience else 0.0
        if number:
            made.append(Bar(state, str(_PLAINLY.get(state, DeliveryState(state).label)), number, start, width))
        start += width
    return made


@dataclass(frozen=True)
class Trouble:
    """One answer of the mail server, or failure of ours: in plain words, as it was said, and for how many readers."""

    state: str
    words: str
    reply: str
    count: int


_FIRST = 256
"""So many of those that wait are looked at: the first are claimed first, and a long list has a million behind them."""

_WRONG = (State.REJECTED, State.DEFERRED, State.EXPIRED, State.UNCERTAIN)


def troubles(issue: Issue, *, limit: int = 12) -> list[Trouble]:
    """What went wrong, commonest first; replies are stored without addresses."""
    found: Counter[tuple[str, str]] = Counter()
    for edition in issue.editions.all():
        found += _unsent(edition.pk)
        rows = Delivery.objects.filter(edition_id=edition.pk, state__in=_WRONG)
        for state, reply, number in rows.values_list("state", "reply").annotate(number=Count("pk")):
            found[state, reply] += number
    return [
        Trouble(str(DeliveryState(state).label), in_plain_words(state=state, reply=reply), reply, number)
        for (state, reply), number in found.most_common(limit)
    ]


def _unsent(edition_id: int) -> Counter[tuple[str, str]]:
    """Why the next in the queue are still there: a server that cannot be used says so to them and to nobody else."""
    waiting = Delivery.objects.filter(edition_id=edition_id, state=State.QUEUED).order_by("pk")
    first = waiting.values_list("state", "reply", "repeats")[:_FIRST]
    return Counter((state, reply) for state, reply, repeats in first if reply and not repeats)


@dataclass(frozen=True)
class ProviderLine:
    """What one mailbox provider did not take yet, or will not; `closed_until`: it is left alone until then."""

    lane: str
    put_off: int
    refused: int
    unknown: int
    closed_until: datetime | None


def provider_lines(issue: Issue) -> list[ProviderLine]:
    """By provider, most first; groups below SMALL_GROUP readers are folded into "other"."""
    found: Counter[tuple[str, str]] = Counter()
    for edition in issue.editions.all():
        rows = Delivery.objects.filter(edition_id=edition.pk, state__in=_WRONG)
        for lane, state, number in rows.values_list("lane", "state").annotate(number=Count("pk")):
            found[lane or "other", state] += number
    readers: Counter[str] = Counter()
    for (lane, _state), number in found.items():
        readers[lane] += number
    folded: Counter[tuple[str, str]] = Counter()
    for (lane, state), number in found.items():
        folded[lane if readers[lane] >= SMALL_GROUP else "other", state] += number
    closed = dict(Lane.objects.filter(closed_until__gt=timezone.now()).values_list("name", "closed_until"))
    lines = [_provider_line(lane, folded, closed) for lane in {lane for lane, _state in folded}]
    return sorted(lines, key=lambda line: (-line.put_off - line.refused - line.unknown, line.lane))


def _provider_line(lane: str, numbers: Counter[tuple[str, str]], closed: dict[str, datetime | None]) -> ProviderLine:
    refused = numbers[lane, State.REJECTED] + numbers[lane, State.EXPIRED]
    return ProviderLine(lane, numbers[lane, State.DEFERRED], refused, numbers[lane, State.UNCERTAIN], closed.get(lane))


def headline(sending: Sending | None, totals: Counts) -> str:
    """Where the sending stands, in one sentence."""
    if sending is None:
        return _("This issue has not been sent.")
    if sending.state == SendingState.WAITING:
        return _("Sending begins at %(time)s UTC.") % {"time": date_format(sending.starts_at, "H:i:s")}
    if sending.state == SendingState.SENDING and not sending.first_armed_at:
        return _("Counting readers …")
    words = {
        SendingState.SENDING: ngettext("%(done)s of %(all)s reader", "%(done)s of %(all)s readers", totals.audience),
        SendingState.PAUSED: _("Paused at %(done)s of %(all)s readers"),
        SendingState.FINISHED: _("Finished: the mail server accepted %(done)s of %(all)s messages"),
        SendingState.CANCELLED: _("Cancelled after %(done)s of %(all)s readers"),
    }
    said = words[SendingState(sending.state)] % {"done": intcomma(totals.accepted), "all": intcomma(totals.audience)}
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
    lines = [*([sending.reason] if sending.reason else []), *_what_it_waits_for(sending)]
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


def _what_it_waits_for(sending: Sending) -> list[str]:
    """The undo time, keys that are locked, a worker that nobody started."""
    lines = []
    if sending.state == SendingState.WAITING:
        begins = {"time": date_format(sending.starts_at, "H:i:s"), "id": sending.issue_id}
        lines.append(_("Sending begins at %(time)s UTC; `beetroot issue cancel %(id)d` undoes it.") % begins)
    if sending.state in (SendingState.WAITING, SendingState.SENDING):
        if not workers_at_work():
            lines.append(_("No worker runs. Nothing is sent until somebody starts `beetroot up` or `beetroot worker`."))
        elif said := what_waits():
            lines.append(said)
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
