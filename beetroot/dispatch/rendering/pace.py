"""How long a sending still takes, within its rates and the days of a warm-up. Reads only."""

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from beetroot.dispatch.models import DayUse, Sending
from beetroot.dispatch.rules import warm_up
from beetroot.dispatch.rules.sendings import Counts


def eta(sending: Sending, totals: Counts, rate: float) -> int | None:
    """Seconds until the last waiting reader's turn: at the present pace, within the rates and the warm-up's days."""
    waiting = totals.queued + totals.claimed
    if not waiting:
        return None
    newsletter, now = sending.issue.newsletter, timezone.now()
    allowed = settings.BEETROOT_DISPATCH.rates.allowed(newsletter.slug)
    pace = min(rate, allowed) if rate and allowed else rate or allowed or 0.0
    plans = settings.BEETROOT_DISPATCH.warm_up
    senders = [key for key in (newsletter.sending_domain, warm_up.SERVER) if key in plans]
    left = [
        warm_up.seconds_left(waiting=waiting, per_second=pace, most=plans[key].most, used=used_today(key), now=now)
        for key in senders
    ]
    if not senders:
        return round(waiting / pace) if pace > 0 else None
    known = [seconds for seconds in left if seconds is not None]
    return max(known, default=None)


def used_today(sender: str) -> int:
    """How many mails of a warm-up's day have left."""
    row = DayUse.objects.filter(sender=sender, day=timezone.now().date()).values_list("used", flat=True).first()
    return row or 0


def held_until(sending: Sending) -> datetime | None:
    """When a warm-up whose day is used up goes on; None where none holds this sending up."""
    now = timezone.now()
    for key in (sending.issue.newsletter.sending_domain, warm_up.SERVER):
        plan = settings.BEETROOT_DISPATCH.warm_up.get(key)
        most = plan.most(now.date()) if plan else None
        if most is not None and used_today(key) >= most:
            return warm_up.next_day(now)
    return None
