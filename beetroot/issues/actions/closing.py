"""The way of an issue: submitted, approved by another person, closed and frozen; and back.

Rendering is slow, so it happens before the transaction; the transaction then goes through only if the issue is
still the version that was rendered.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beetroot.issues.actions.rows import locked, make_draft, move
from beetroot.issues.models import Approval, Candidate, Edition, Issue, Rendering, Told
from beetroot.issues.rendering import (
    archive_html,
    candidate_hash,
    changes,
    feed_html,
    issue_document,
    issue_problems,
    mail_template,
)
from beetroot.issues.rules import (
    FORMATS,
    SUBJECT_STYLES,
    NotReady,
    ReopenRefused,
    State,
    Verb,
    Voided,
    check_four_eyes,
    next_state,
)
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import Newsroom, User
from beetroot.newsroom.rules import Permission
from beetroot.record import rendering as record

Document = dict[str, Any]

#: Says why an issue must stay closed, or None. It runs inside the reopening transaction and may clear away what
#: an upper room keeps for the editions, which are deleted next.
ReopenGuard = Callable[[Issue], str | None]
_reopen_guards: list[ReopenGuard] = []


def register_reopen_guard(guard: ReopenGuard) -> None:
    """Lets an upper room refuse, or follow, the reopening of closed issues; call it in AppConfig.ready."""
    if guard not in _reopen_guards:
        _reopen_guards.append(guard)


def problems(issue: Issue) -> list[str]:
    """What stops the issue from being submitted or closed; each says what to do."""
    return issue_problems(issue, issue_document(issue, base_url=settings.BEETROOT_BASE_URL))


def submit(*, issue: Issue, by: User) -> Candidate:
    """Renders the candidate and hands it to an approver.

    Raises NotReady with every problem, WrongState, or IssuesError when the issue changed while it was rendered.
    """
    require(by=by, permission=Permission.SUBMIT_ISSUE)
    issue = Issue.objects.select_related("newsletter").get(pk=issue.pk)
    next_state(State(issue.state), Verb.SUBMIT)
    document = issue_document(issue, base_url=settings.BEETROOT_BASE_URL)
    _raise_problems(issue, document)
    digests = {name: sha256(content) for name, content in _renderings(document).items()}
    return _promote_to_candidate(issue, document=document, digests=digests, by=by)


def _raise_problems(issue: Issue, document: Document) -> None:
    found = issue_problems(issue, document)
    if found:
        raise NotReady(found)


@transaction.atomic
def _promote_to_candidate(issue: Issue, *, document: Document, digests: dict[str, str], by: User) -> Candidate:
    now, named = timezone.now(), candidate_hash(document)
    issue.candidates.filter(voided_at=None).update(voided_at=now)
    candidate = Candidate.objects.create(
        issue=issue, hash=named, document=document, rendering_digests=digests, submitted_by=by, made_at=now
    )
    move(issue, Verb.SUBMIT, candidate_hash=named, submitted_by=by)
    audit(by=by, verb="issue submitted", about=issue, hash=named)
    return candidate


def approve(*, issue: Issue, candidate_hash: str, by: User) -> Approval:
    """Approves what `candidate_hash` names.

    Raises OwnIssue for the submitter, unless the newsroom lets people approve their own; superusers too. Raises
    Voided, and makes the issue a draft again, when anything in it has changed since.
    """
    require(by=by, permission=Permission.APPROVE_ISSUE)
    issue = Issue.objects.select_related("newsletter").get(pk=issue.pk)
    next_state(State(issue.state), Verb.APPROVE)
    own = Newsroom.current().self_approval
    check_four_eyes(submitter=issue.submitted_by_id, approver=by.pk, self_approval=own)
    candidate = _standing_candidate(issue, by=by)
    if candidate.hash != candidate_hash:
        raise Voided(_("What you looked at is not what stands submitted now. Look at the issue again."))
    with transaction.atomic():
        move(issue, Verb.APPROVE)
        approval = Approval.objects.create(candidate=candidate, hash=candidate.hash, by=by)
        audit(by=by, verb="issue approved", about=issue, hash=candidate.hash)
    return approval


def close(*, issue: Issue, by: User) -> list[Edition]:
    """Freezes the approved document and its renderings.

    Raises NotReady with every problem, WrongState without an approval, Voided when anything has changed since.
    """
    require(by=by, permission=Permission.SEND_ISSUE)
    issue = Issue.objects.select_related("newsletter").get(pk=issue.pk)
    next_state(State(issue.state), Verb.CLOSE)
    candidate = _standing_candidate(issue, by=by)
    _raise_problems(issue, candidate.document)
    renderings = _renderings(candidate.document)
    if {name: sha256(content) for name, content in renderings.items()} != candidate.rendering_digests:
        _void(issue, by=by)
        raise Voided(_("The mail's layout changed since it was submitted. Submit the issue again."))
    return [_freeze(issue, candidate, renderings, _told(issue, candidate.document), by=by)]


def _standing_candidate(issue: Issue, *, by: User) -> Candidate:
    """The candidate, if the issue still is what it names; else the issue becomes a draft and Voided is raised."""
    candidate = issue.candidates.get(voided_at=None)
    document = issue_document(issue, base_url=settings.BEETROOT_BASE_URL)
    if candidate_hash(document) != candidate.hash:
        _void(issue, by=by)
        raise Voided(_("Something in this issue changed since it was submitted. It is a draft again; submit it anew."))
    return candidate


@transaction.atomic
def _void(issue: Issue, *, by: User) -> None:
    row = locked(issue)
    if row.version == issue.version:
        make_draft(row)
        audit(by=by, verb="issue voided", about=issue)


@transaction.atomic
def _freeze(
    issue: Issue, candidate: Candidate, renderings: dict[str, bytes], told: dict[UUID, int], *, by: User
) -> Edition:
    now = timezone.now()
    move(issue, Verb.CLOSE, closed_at=now)
    edition = Edition.objects.create(
        issue=issue,
        language=candidate.document["language"],
        document=candidate.document,
        document_hash=candidate.hash,
        frozen_at=now,
    )
    Rendering.objects.bulk_create(_frozen_rendering(edition, name, content) for name, content in renderings.items())
    Told.objects.create(edition=edition, facts={str(fact): revision for fact, revision in told.items()})
    audit(by=by, verb="issue closed", about=issue, hash=candidate.hash)
    return edition


def _told(issue: Issue, document: Document) -> dict[UUID, int]:
    """Where “since the last issue” begins from now on. A first issue tells no changes: all that stands is known.

    Read before the transaction: what changes meanwhile has a later revision and is told next time.
    """
    known = issue.corrects_id or changes.told(issue.newsletter)
    return changes.tells(document["changes"]) if known else _all_there_is()


def _all_there_is() -> dict[UUID, int]:
    return record.everything_told() | {UUID(notice.id): 1 for notice in record.corrections_since(None)}


def _frozen_rendering(edition: Edition, name: str, content: bytes) -> Rendering:
    kind, format, subject_style = name.split("/")
    return Rendering(
        edition=edition,
        kind=kind,
        format=format,
        subject_style=subject_style,
        content=content,
        sha256=sha256(content),
    )


def _renderings(document: Document) -> dict[str, bytes]:
    """kind/format/subject style → bytes, all that is frozen when the issue closes."""
    mails = {
        f"mail/{format}/{style}": mail_template(document, format=format, subject_style=style)
        for format in FORMATS
        for style in SUBJECT_STYLES
    }
    return {
        **mails,
        "archive/full/subject": archive_html(document).encode(),
        "feed/full/subject": feed_html(document).encode(),
    }


@transaction.atomic
def reopen(*, issue: Issue, by: User) -> Issue:
    """Makes it a draft again. A closed issue loses its editions, unless a guard says that it is on its way."""
    require(by=by, permission=Permission.EDIT_ISSUE)
    issue = locked(issue)
    was = State(issue.state)
    next_state(was, Verb.REOPEN)
    if was is State.CLOSED:
        _ask_guards(issue)
        Rendering.objects.filter(edition__issue=issue).delete()
        issue.editions.all().delete()
    make_draft(issue)
    audit(by=by, verb="issue reopened", about=issue, was=was.value)
    return issue


def _ask_guards(issue: Issue) -> None:
    for guard in _reopen_guards:
        reason = guard(issue)
        if reason:
            raise ReopenRefused(reason)


def sha256(content: bytes) -> str:
    """In hex."""
    return hashlib.sha256(content).hexdigest()
