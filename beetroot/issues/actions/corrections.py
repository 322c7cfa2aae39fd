"""What issues do about a wrong fact: say that they carried it, write to those who got it, take words out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from beetroot.issues.actions.editing import change_issue, create_issue
from beetroot.issues.models import Candidate, Edition, Issue, IssueState, NewsletterPage, Rendering
from beetroot.issues.rendering import mail_template
from beetroot.issues.rules import IssuesError
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission
from beetroot.record.actions import Carrier, TakenOut, Words, Wrong
from beetroot.record.models import CorrectedPlace, Correction


def find_carriers(wrong: Wrong) -> Iterator[Carrier]:
    """Closed issues whose frozen document holds one of the facts or stories, the oldest first."""
    wanted = models.Q()
    for one in (*wrong.facts, *wrong.stories):
        wanted |= models.Q(words__contains=str(one))
    if not wanted:
        return
    editions = Edition.objects.annotate(words=Cast("document", models.TextField())).filter(wanted)
    issues = Issue.objects.filter(editions__in=editions).select_related("newsletter").distinct()
    for issue in issues.order_by("dated", "number"):
        page = NewsletterPage.objects.live().filter(newsletter=issue.newsletter).first()
        address = page.issue_url(issue.number) if page else ""
        label = _("%(name)s No. %(number)s") % {"name": issue.newsletter.name, "number": issue.number}
        yield Carrier("issue", str(issue.pk), label, address)


@transaction.atomic
def start_correction(*, correction: Correction, by: User) -> list[Issue]:
    """For a grave correction: a draft for each newsletter that carried the wrong words, with the notice alone in it.

    `corrects` names the last issue that did; whoever sends it can ask the ledger who got that one. Raises IssuesError
    when no issue carried it.
    """
    require(by=by, permission=Permission.EDIT_ISSUE)
    refs = CorrectedPlace.objects.filter(correction=correction, carrier="issue").values_list("ref", flat=True)
    wrong = Issue.objects.filter(pk__in=[int(ref) for ref in refs]).select_related("newsletter").order_by("dated", "pk")
    last = {issue.newsletter_id: issue for issue in wrong}
    if not last:
        raise IssuesError(_("No issue carried it, so there is nobody to write to."))
    return [_draft(correction, issue, by=by) for issue in last.values()]


def _draft(correction: Correction, wrong: Issue, *, by: User) -> Issue:
    started = Issue.objects.filter(corrects=wrong).exclude(state=IssueState.CLOSED).first()
    if started is not None:
        return started
    subject = _("Correction to No. %(number)s") % {"number": wrong.number}
    issue = create_issue(newsletter=wrong.newsletter, by=by, subject=subject)
    Issue.objects.filter(pk=issue.pk).update(corrects=wrong)
    words = {"preheader": _("We printed something that was wrong. Here is what is right.")}
    issue = change_issue(issue=issue, by=by, fields=words)
    audit(by=by, verb="correction mailing started", about=issue, corrects=wrong.pk)
    return issue


# -- redaction -------------------------------------------------------------------------------------------------


def redact_issues(words: Words) -> TakenOut:
    """Out of drafts, candidates, frozen documents, and the pages and mails made of them. What readers got already is
    beyond reach and is listed by issue."""
    places: Counter[str] = Counter()
    beyond: list[str] = []
    for issue in Issue.objects.all():
        changed = {name: words.taken_out(getattr(issue, name)) for name in ("subject", "preheader", "introduction")}
        if any(changed[name] != getattr(issue, name) for name in changed):
            Issue.objects.filter(pk=issue.pk).update(**changed)
            places["issue"] += 1
    for candidate in Candidate.objects.all():
        places["candidate"] += _document(candidate, words)
    for edition in Edition.objects.select_related("issue__newsletter"):
        if _document(edition, words):
            places["edition"] += 1
            places["frozen mail"] += _mails(edition)
            beyond.append(_("mails of %(issue)s that were sent") % {"issue": edition.issue})
    for rendering in Rendering.objects.filter(kind__in=[Rendering.Kind.ARCHIVE, Rendering.Kind.FEED]):
        places["frozen page"] += _page(rendering, words)
    return TakenOut(+places, tuple(beyond))


def _document(row: Candidate | Edition, words: Words) -> bool:
    if not words.stand_in(row.document):
        return False
    type(row).objects.filter(pk=row.pk).update(document=words.out_of(row.document))
    return True


def _mails(edition: Edition) -> int:
    """Makes the frozen mails anew from what the document is now; readers still waiting get these."""
    document = Edition.objects.values_list("document", flat=True).get(pk=edition.pk)
    rows = list(Rendering.objects.filter(edition=edition, kind=Rendering.Kind.MAIL))
    for row in rows:
        content = mail_template(document, format=row.format, subject_style=row.subject_style)
        changed: dict[str, Any] = {"content": content, "sha256": hashlib.sha256(content).hexdigest()}
        Rendering.objects.filter(pk=row.pk).update(**changed)
    return len(rows)


def _page(rendering: Rendering, words: Words) -> bool:
    html = bytes(rendering.content).decode()
    without = words.taken_out(html)
    if without == html:
        return False
    content = without.encode()
    changed: dict[str, Any] = {"content": content, "sha256": hashlib.sha256(content).hexdigest()}
    Rendering.objects.filter(pk=rendering.pk).update(**changed)
    return True
