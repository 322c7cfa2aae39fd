"""What keeps mail waiting without anybody's fault: closed lanes, rates, and the days of a warm-up."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest

from beetroot.dispatch.actions.ledger import Claim, Place
from beetroot.dispatch.models import DayUse, Delivery, Lane
from beetroot.dispatch.rules.deliveries import State, without_addresses
from beetroot.dispatch.rules.lanes import Standing


@dataclass(frozen=True)
class Held:
    """A claim that goes back under the lane that it waits for, with the reason in words. `until` None: for good."""

    claim: Claim
    lane: str
    until: datetime | None
    reason: str


@transaction.atomic
def hold(*, held: Sequence[Held], place: Place) -> None:
    """Puts claims off with lane and not_before: they are not claimed again before their time. No attempt is counted.

    Deferred, not queued: among those the next one due is found by an index, however many wait (models.Delivery).
    """
    groups: dict[tuple[int, str, datetime | None, str], list[int]] = defaultdict(list)
    for each in held:
        groups[each.claim.edition_id, each.lane, each.until, each.reason].append(each.claim.delivery_id)
    for (edition_id, lane, until, reason), ids in groups.items():
        mine = Delivery.objects.filter(edition_id=edition_id, worker=place.worker_id, epoch=place.epoch)
        mine.filter(pk__in=ids, state=State.CLAIMED).update(
            state=State.DEFERRED if until else State.EXPIRED,
            worker=None,
            lease_until=None,
            lane=lane,
            not_before=until,
            reply=reason,
        )


def lanes() -> dict[str, Standing]:
    """How every lane stands that was closed lately, as all workers know it."""
    return {row.name: Standing(0, row.closings, row.closed_until) for row in Lane.objects.all()}


def close_lane(*, name: str, standing: Standing, reply: str) -> None:
    """Notes for all workers that a lane is closed; a later end wins."""
    until = standing.closed_until
    _row, made = Lane.objects.get_or_create(
        name=name,
        defaults={"closings": standing.closings, "closed_until": until, "reply": without_addresses(reply)},
    )
    if not made:
        Lane.objects.filter(name=name).update(
            closings=Greatest(F("closings"), standing.closings), closed_until=until, reply=without_addresses(reply)
        )


def open_lane(*, name: str) -> None:
    """The lane takes mail again: its next closing is a first one."""
    Lane.objects.filter(name=name).delete()


def used(*, sender: str, day: date) -> int:
    """How many mails of a warm-up's day are gone."""
    row = DayUse.objects.filter(sender=sender, day=day).values_list("used", flat=True).first()
    return row or 0


def reserve(*, sender: str, day: date, number: int, most: int) -> int:
    """Takes up to `number` of what a day still allows; returns how many. Exact with any number of workers."""
    DayUse.objects.get_or_create(sender=sender, day=day)
    row = DayUse.objects.filter(sender=sender, day=day)
    while number > 0:
        free = most - used(sender=sender, day=day)
        taken = min(number, free)
        if taken <= 0:
            return 0
        if row.filter(used__lte=most - taken).update(used=F("used") + taken):
            return taken
    return 0


def give_back(*, sender: str, day: date, number: int) -> None:
    """What was reserved and did not leave after all."""
    DayUse.objects.filter(sender=sender, day=day, used__gte=number).update(used=F("used") - number)
