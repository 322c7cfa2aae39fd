"""What issues do about a wrong fact: say that they carried it, write to those who got it, take words out."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from beetroot.issues.actions.editing import change_issue, create_issue
from beetroot.issues.models import Candidate, Edition, Issue, IssueState, NewsletterPage, Rendering
from beetroot.issues.rendering import last_wrong, mail_template
from beetroot.issues.rules import IssuesError
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission
from beetroot.record.actions import Carrier, Step, TakenOut, Words, Wrong
from beetroot.record.models import Correction
from beetroot.stories import actions as stories


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
    wrong = last_wrong(correction)
    if not wrong:
        raise IssuesError(_("No issue carried it, so there is nobody to write to."))
    return [_draft(correction, issue, by=by) for issue in wrong]


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


_OWN = ("subject", "preheader", "introduction")


def redact_issues(words: Words) -> Iterator[Step]:
    """Out of drafts, candidates, frozen documents, and the pages and mails made of them. What readers got already is
    beyond reach and is listed by issue."""
    for pks in stories.holding(Issue, _OWN, words.stand_in):
        yield partial(_issues, pks, words)
    for pks in stories.holding(Candidate, ("document",), words.stand_in):
        yield partial(_candidates, pks, words)
    for pks in stories.holding(Edition, ("document",), words.stand_in):
        yield from (_edition(pk, words) for pk in pks)
    for pks in stories.holding(Rendering, ("content",), lambda content: words.stand_in(bytes(content).decode())):  # type: ignore[call-overload]
        for row in Rendering.objects.filter(pk__in=pks).exclude(kind=Rendering.Kind.MAIL):
            yield partial(_page, row, words)


def _issues(pks: Sequence[int], words: Words) -> TakenOut:
    for issue in Issue.objects.filter(pk__in=pks):
        fields = {name: Issue._meta.get_field(name) for name in _OWN}
        changed = {name: stories.fitting(fields[name], words.taken_out(getattr(issue, name))) for name in _OWN}
        Issue.objects.filter(pk=issue.pk).update(**changed)
    return TakenOut(Counter({"issue": len(pks)}))


def _candidates(pks: Sequence[int], words: Words) -> TakenOut:
    for row in Candidate.objects.filter(pk__in=pks):
        Candidate.objects.filter(pk=row.pk).update(document=words.out_of(row.document))
    return TakenOut(Counter({"candidate": len(pks)}))


def _edition(pk: int, words: Words) -> Step:
    """Makes the frozen mails anew, and gives what puts them in place of the old ones at once; readers still waiting get
    these. A frozen edition changes in no other way, so what is made here is right when it is written."""
    edition = Edition.objects.select_related("issue__newsletter").get(pk=pk)
    document = words.out_of(edition.document)
    mails = [
        (row.pk, mail_template(document, format=row.format, subject_style=row.subject_style))
        for row in Rendering.objects.filter(edition=edition, kind=Rendering.Kind.MAIL)
    ]

    def write() -> TakenOut:
        Edition.objects.filter(pk=pk).update(document=document)
        for rendering, content in mails:
            _replace(rendering, content)
        beyond = _("mails of %(issue)s that were sent") % {"issue": edition.issue}
        return TakenOut(Counter({"edition": 1, "frozen mail": len(mails)}), (beyond,))

    return write


def _page(row: Rendering, words: Words) -> TakenOut:
    _replace(row.pk, words.taken_out(bytes(row.content).decode()).encode())
    return TakenOut(Counter({"frozen page": 1}))


def _replace(rendering: int, content: bytes) -> None:
    changed: dict[str, Any] = {"content": content, "sha256": hashlib.sha256(content).hexdigest()}
    Rendering.objects.filter(pk=rendering).update(**changed)
