"""Letters of correction: which issues were wrong, and the notices that such a letter carries."""

from __future__ import annotations

from django.db.models import QuerySet

from beetroot.issues.models import Issue, IssueState, Told
from beetroot.record import rendering as record
from beetroot.record.models import CorrectedPlace, Correction


def wrong_issues(letter: Issue) -> list[Issue]:
    """Every issue of the newsletter that carried what this letter corrects, the oldest first; [] if it is no letter."""
    if letter.corrects_id is None:
        return []
    places = CorrectedPlace.objects.filter(correction__in=_grave(letter), carrier="issue")
    carried = {int(ref) for ref in places.values_list("ref", flat=True)} | {letter.corrects_id}
    return list(Issue.objects.filter(newsletter=letter.newsletter, pk__in=carried).order_by("dated", "pk"))


def is_gravely_corrected(issue: Issue) -> bool:
    """Whether something that it carried was so wrong that its readers are, or will be, written to."""
    return CorrectedPlace.objects.filter(correction__grave=True, carrier="issue", ref=str(issue.pk)).exists()


def notices_of_letter(letter: Issue) -> list[record.CorrectionView]:
    """What it says: the grave corrections of the issue it is about that no earlier letter about it has told."""
    earlier = Told.objects.filter(edition__issue__corrects=letter.corrects_id).exclude(edition__issue=letter)
    told = {fact for facts in earlier.values_list("facts", flat=True) for fact in facts}
    ids = [str(pk) for pk in _grave(letter).values_list("pk", flat=True)]
    return list(record.corrections_named(pk for pk in ids if pk not in told))


def last_wrong(correction: Correction) -> list[Issue]:
    """The last issue of each newsletter that carried what this corrects: the ones that letters are about."""
    refs = CorrectedPlace.objects.filter(correction=correction, carrier="issue").values_list("ref", flat=True)
    wrong = Issue.objects.filter(pk__in=[int(ref) for ref in refs]).select_related("newsletter").order_by("dated", "pk")
    return list({issue.newsletter_id: issue for issue in wrong}.values())


def unmailed() -> list[Correction]:
    """Grave corrections that no letter has told and none that is being written will tell."""
    facts = Told.objects.exclude(edition__issue__corrects=None).values_list("facts", flat=True)
    told = {fact for letter in facts for fact in letter}
    drafts = Issue.objects.exclude(corrects=None).exclude(state=IssueState.CLOSED).values_list("corrects", flat=True)
    being_written = set(drafts)
    rows = Correction.objects.filter(grave=True, places__carrier="issue").exclude(followed_by__grave=True).distinct()
    return [row for row in rows if str(row.pk) not in told and {one.pk for one in last_wrong(row)} - being_written]


def _grave(letter: Issue) -> QuerySet[Correction]:
    places = CorrectedPlace.objects.filter(carrier="issue", ref=str(letter.corrects_id))
    return Correction.objects.filter(grave=True, places__in=places).distinct()
