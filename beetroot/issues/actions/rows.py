"""The two ways in which an issue's row is written: under a lock, or only where it still is what was seen."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from beetroot.issues.models import Issue
from beetroot.issues.rules import State, Verb, Voided, next_state


def locked(issue: Issue) -> Issue:
    """The row as it is now, held until the transaction ends."""
    return Issue.objects.select_for_update(of=("self",)).select_related("newsletter").get(pk=issue.pk)


def make_draft(issue: Issue) -> None:
    """Voids what stands submitted, and with it the approval."""
    issue.candidates.filter(voided_at=None).update(voided_at=timezone.now())
    issue.state, issue.candidate_hash, issue.submitted_by, issue.closed_at = State.DRAFT.value, "", None, None
    issue.version += 1
    issue.save()


def move(issue: Issue, verb: Verb, **values: Any) -> None:
    """The conditional update at the heart of every step: only from the version that was looked at."""
    state = next_state(State(issue.state), verb)
    changed = Issue.objects.filter(pk=issue.pk, version=issue.version, state=issue.state).update(
        state=state.value, version=issue.version + 1, **values
    )
    if changed != 1:
        raise Voided(_("The issue changed while this was being done. Look at it again and repeat the step."))
