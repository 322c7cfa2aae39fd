"""What the local Postfix said later about messages that it accepted: the second level of a sending. Reads only."""

from collections import Counter

from django.conf import settings
from django.db.models import Count

from beetroot.dispatch.models import Delivery, Roll, Sending
from beetroot.dispatch.rules.deliveries import Relay, State
from beetroot.dispatch.rules.sendings import Counts


def relay_counts(sending: Sending | None, totals: Counts) -> dict[str, int]:
    """What the local Postfix said later about accepted messages; all 0 where its log was not followed.

    Keys as in design section 5. `relayed` are those that it has not said more about; those that a route took to
    another server are in none.
    """
    if sending is None or not sending.follows_relay:
        return dict.fromkeys([level.value for level in Relay], 0)
    known: Counter[str] = Counter()
    for edition in sending.issue.editions.all():
        rows = Delivery.objects.filter(edition_id=edition.pk, state=State.ACCEPTED).exclude(relay="")
        known.update(dict(rows.values_list("relay").annotate(number=Count("pk"))))
        roll = Roll.objects.filter(edition=edition).first()
        known.update(roll.compacted.get("relays", {}) if roll else {})
    later = {level.value: known[level] for level in Relay if level is not Relay.RELAYED}
    return {"relayed": max(0, totals.accepted - sum(later.values()) - _routed(sending)), **later}


def is_on_its_way(sending: Sending) -> bool:
    """Whether mail of a followed sending is still in the local Postfix's queue, where it can be held and taken out."""
    if not sending.follows_relay:
        return False
    editions = sending.issue.editions.all()
    accepted = [Delivery.objects.filter(edition_id=edition.pk, state=State.ACCEPTED) for edition in editions]
    return any(rows.exclude(relay__in=[Relay.DELIVERED, Relay.BOUNCED]).exists() for rows in accepted)


def _routed(sending: Sending) -> int:
    """Accepted by other servers than the followed one: only theirs bear a lane (tasks.engine)."""
    routes = list(settings.BEETROOT_DISPATCH.routes)
    if not routes:
        return 0
    editions = sending.issue.editions.all()
    rows = [
        Delivery.objects.filter(edition_id=edition.pk, state=State.ACCEPTED, lane__in=routes) for edition in editions
    ]
    return sum(each.filter(relay="").count() for each in rows)
