"""To whom a grave correction goes: to those who got what it corrects, for as long as the ledger knows (record.md).

As an issue to its audience, or as a welcome to a new reader.
"""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet

from beetroot.audience.rules import Recipient
from beetroot.dispatch.models import Delivery, Roll, Welcome
from beetroot.dispatch.rules.deliveries import HAS_IT_OR_MAY
from beetroot.issues.models import Edition, Issue
from beetroot.issues.rendering import wrong_issues


def forgotten_wrong_issues(issue: Issue) -> list[Issue]:
    """Of the issues that this one corrects, those of which the ledger does not know who got them.

    Never sent by this ledger, still being counted, or made into counts since: then the correction goes to everybody.
    """
    return [wrong for wrong in wrong_issues(issue) if not _is_known(wrong)]


def _is_known(wrong: Issue) -> bool:
    rolls = list(Roll.objects.filter(sending__issue=wrong).values_list("complete_at", "compacted"))
    whole = all(complete and not compacted for complete, compacted in rolls)
    return bool(rolls) and len(rolls) == wrong.editions.count() and whole


def who_got_what_it_corrects(issue: Issue, readers: list[Recipient], *, after: UUID | None) -> list[Recipient]:
    """Of the next readers after an id, in order of ids, those to whom this issue goes."""
    if not readers or issue.corrects_id is None:
        return readers
    theirs = set(_who_has(issue, after=after, last=readers[-1].subscription_id))
    # Asked last: rows that become counts meanwhile (actions.compacting) are not readers who got nothing.
    if forgotten_wrong_issues(issue):
        return readers
    return [reader for reader in readers if reader.subscription_id in theirs]


def _who_has(issue: Issue, *, after: UUID | None, last: UUID) -> Iterator[UUID]:
    # An edition at a time: every query on the ledger starts with the edition, and the unique index gives the range.
    for rows in _named(issue):
        theirs = rows.filter(subscription_id__lte=last)
        if after is not None:
            theirs = theirs.filter(subscription_id__gt=after)
        yield from theirs.values_list("subscription_id", flat=True)


def _named(issue: Issue) -> Iterator[QuerySet[Delivery] | QuerySet[Welcome]]:
    for edition_id in Edition.objects.filter(issue__in=wrong_issues(issue)).values_list("pk", flat=True):
        yield Delivery.objects.filter(edition_id=edition_id, state__in=HAS_IT_OR_MAY)
        yield Welcome.objects.filter(edition_id=edition_id)


def readers_of_wrong_issues(issue: Issue) -> int:
    """How many readers the ledger names for this correction, those that left since included."""
    return len({reader for rows in _named(issue) for reader in rows.values_list("subscription_id", flat=True)})
