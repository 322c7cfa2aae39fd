"""What may happen to an issue, as plain tables: states, verbs, four eyes, subjects and sizes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from beetroot.lib.errors import BeetrootError, NeedsDecision


class IssuesError(BeetrootError):
    """The issue could not be changed; the message says what to do."""


class WrongState(IssuesError):
    """The issue's state does not allow this step."""


class OwnIssue(IssuesError):
    """Whoever submitted an issue asks a colleague to approve it."""


class Voided(IssuesError):
    """What was looked at is no longer what stands there; look again, and submit again if it is a draft."""


class ReopenRefused(IssuesError):
    """The issue has begun to leave the house and stays closed."""


class NotReady(IssuesError, NeedsDecision):
    """The issue has open problems; each is named with what to do about it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


class State(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    CLOSED = "closed"


class Verb(StrEnum):
    CHANGE = "change"
    SUBMIT = "submit"
    APPROVE = "approve"
    CLOSE = "close"
    REOPEN = "reopen"


# Every pair that is missing here is refused. A change to a submitted or approved issue makes it a draft:
# that is how an edit voids the candidate and its approval.
NEXT: dict[tuple[State, Verb], State] = {
    (State.DRAFT, Verb.CHANGE): State.DRAFT,
    (State.DRAFT, Verb.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Verb.CHANGE): State.DRAFT,
    (State.SUBMITTED, Verb.SUBMIT): State.SUBMITTED,
    (State.SUBMITTED, Verb.APPROVE): State.APPROVED,
    (State.SUBMITTED, Verb.REOPEN): State.DRAFT,
    (State.APPROVED, Verb.CHANGE): State.DRAFT,
    (State.APPROVED, Verb.CLOSE): State.CLOSED,
    (State.APPROVED, Verb.REOPEN): State.DRAFT,
    (State.CLOSED, Verb.REOPEN): State.DRAFT,
}

_WHY_NOT = {
    (State.DRAFT, Verb.APPROVE): "Submit the issue first; approval names what was submitted.",
    (State.DRAFT, Verb.CLOSE): "Submit the issue and have it approved before closing it.",
    (State.DRAFT, Verb.REOPEN): "The issue is a draft; change it as it is.",
    (State.SUBMITTED, Verb.CLOSE): "The issue waits for approval; close it afterwards.",
    (State.APPROVED, Verb.SUBMIT): "The issue is approved; close it, or reopen it to submit it again.",
    (State.APPROVED, Verb.APPROVE): "The issue is approved already; close it next.",
}


def next_state(state: State, verb: Verb) -> State:
    """Where `verb` leads from `state`; raises WrongState where it leads nowhere."""
    try:
        return NEXT[state, verb]
    except KeyError:
        reason = _WHY_NOT.get((state, verb), "The issue is closed; reopen it first, if it has not been sent.")
        raise WrongState(reason) from None


def check_four_eyes(*, submitter: int | None, approver: int, self_approval: bool) -> None:
    """Raise OwnIssue when the approver submitted it. No role is asked, so a superuser is no exception."""
    if submitter == approver and not self_approval:
        raise OwnIssue("You submitted this issue. Ask a colleague to approve it.")


@dataclass(frozen=True)
class Limits:
    """Bounds of one rendering in bytes (decoded) and of the fields in characters."""

    html: int = 102_000  # Gmail clips a message at 102 kB
    text: int = 200_000
    stories: int = 40
    subject: int = 150
    preheader: int = 200
    introduction: int = 5_000


LIMITS = Limits()

_REPLY_OR_FORWARD = re.compile(r"^\s*(re|fwd?|aw|wg|sv|tr|rv|отв|пер)\s*(\[\d+\])?\s*:", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]")


def looks_like_reply(subject: str) -> bool:
    """Whether a subject begins like a reply or a forward, which a newsletter's never does."""
    return bool(_REPLY_OR_FORWARD.match(subject))


def one_line(text: str) -> str:
    """A header field's text: control characters and line breaks become single spaces."""
    return " ".join(_CONTROL.sub(" ", text).split())


FORMATS = ("full", "plain")
SUBJECT_STYLES = ("subject", "neutral")


def what_changed(before: object, after: object, path: str = "") -> list[str]:
    """The places where two JSON documents differ, as dotted paths such as `stories.0.story.headline`."""
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = [(key, before.get(key), after.get(key)) for key in sorted({*before, *after})]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = [(str(n), old, new) for n, (old, new) in enumerate(zip(before, after, strict=True))]
    else:
        return [] if before == after else [path or "."]
    return [found for key, old, new in pairs for found in what_changed(old, new, f"{path}.{key}".lstrip("."))]
