"""Who was welcomed with which edition: no part of its audience, but of those whom a grave correction must reach."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from beetroot.dispatch.models import Welcome

CHUNK = 1000


def note_welcome(*, edition_id: int, subscription_id: UUID) -> None:
    """Before the welcome leaves: whoever is noted may have it."""
    Welcome.objects.get_or_create(edition_id=edition_id, subscription_id=subscription_id)


@transaction.atomic
def forget_welcomes(*, before: datetime) -> int:
    """Welcomes with editions whose sending finished before then go, as their ledgers do; returns how many went now."""
    old = Welcome.objects.filter(edition__roll__sending__finished_at__lt=before)
    return Welcome.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:CHUNK])).delete()[0]
