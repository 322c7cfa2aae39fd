"""Leaving, whichever door somebody left by."""

from datetime import date, timedelta

from django.db.models import QuerySet

from beetroot.audience.actions.second_place import note
from beetroot.audience.actions.tally import tally
from beetroot.audience.models import Subscription, Undo
from beetroot.audience.rules import UNDO_DAYS, Reason


def leave(readers: QuerySet[Subscription], *, today: date) -> int:
    """These confirmed readers get no more mail from the commit on, but for one "you left" letter each; returns how
    many they were. Call it inside a transaction."""
    purge_on = today + timedelta(days=UNDO_DAYS)
    leaving = list(readers.filter(state=Subscription.State.CONFIRMED).select_for_update().order_by("id"))
    note(Reason.LEFT, [reader.id for reader in leaving])
    Subscription.objects.filter(id__in=[reader.id for reader in leaving]).update(
        state=Subscription.State.LEFT, suppress_for=Reason.LEFT, purge_on=purge_on
    )
    # A second leave on one day makes no second letter: the link of the first still answers.
    letters = [Undo(subscription=reader, expires_on=purge_on) for reader in leaving]
    Undo.objects.bulk_create(letters, ignore_conflicts=True)
    tally("left", [(reader.newsletter_id, reader.language) for reader in leaving], today=today)
    return len(leaving)
