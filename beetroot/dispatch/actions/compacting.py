"""Old ledgers become counts: after a set time nobody needs to know any more which unnamed id got which issue."""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from beetroot.dispatch.actions.welcomes import forget_welcomes
from beetroot.dispatch.models import Delivery, Roll, Sending
from beetroot.dispatch.rules.deliveries import State
from beetroot.newsroom.actions import audit

CHUNK = 1000


def compact_chunk(*, after_days: int) -> int:
    """Turns the next rows of a ledger that finished so long ago into counts; returns how many. 0: none is that old.

    Then who was welcomed with such an issue is forgotten, too.

    In one transaction the rows go and their number is added to what the roll keeps, so the sum holds at every moment.
    """
    long_ago = timezone.now() - timedelta(days=after_days)
    old = Roll.objects.filter(sending__finished_at__lt=long_ago, edition__deliveries__isnull=False)
    edition_id = old.values_list("edition_id", flat=True).first()
    return _compact(edition_id) if edition_id is not None else forget_welcomes(before=long_ago)


@transaction.atomic
def _compact(edition_id: int) -> int:
    roll = Roll.objects.select_for_update(of=("self",)).get(edition_id=edition_id)
    rows = Delivery.objects.filter(edition_id=edition_id).order_by("pk")
    chunk = list(rows.values_list("pk", "state", "relay")[:CHUNK])
    if not roll.compacted:
        audit(by=None, verb="ledger compacted", about=Sending.objects.get(rolls=roll).issue, readers=roll.audience)
    states = Counter(roll.compacted.get("states", {})) + Counter(state for _pk, state, _relay in chunk)
    relays = Counter(roll.compacted.get("relays", {})) + _levels(chunk)
    roll.compacted = {"states": dict(states), "relays": dict(relays)}
    roll.save(update_fields=["compacted"])
    Delivery.objects.filter(edition_id=edition_id, pk__in=[pk for pk, _state, _relay in chunk]).delete()
    return len(chunk)


def _levels(chunk: list[tuple[int, str, str]]) -> Counter[str]:
    return Counter(relay for _pk, state, relay in chunk if relay and state == State.ACCEPTED)
