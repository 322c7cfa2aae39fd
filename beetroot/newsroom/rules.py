"""Who may do what: one table (style rule 6). Roles are Django groups of the same names."""

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person does in this newsroom; one person may have several."""

    REPORTER = "reporter", _("Reporter")
    EDITOR = "editor", _("Editor")
    APPROVER = "approver", _("Approver")
    OPERATOR = "operator", _("Operator")
    ANALYST = "analyst", _("Analyst")


class Permission(StrEnum):
    """One thing that an action asks for before it acts."""

    WRITE_STORY = "write a story"
    PUBLISH_STORY = "publish a story"
    CONFIRM_FACT = "confirm a fact"
    EDIT_ISSUE = "edit an issue"
    SUBMIT_ISSUE = "submit an issue"
    APPROVE_ISSUE = "approve an issue"
    SEND_ISSUE = "send an issue"
    TEST_SEND = "send a test"
    CHANGE_SETTINGS = "change settings"
    SEE_COUNTS = "see the counts"


_DESK = {Permission.WRITE_STORY, Permission.SEE_COUNTS}
_EDITING = _DESK | {
    Permission.PUBLISH_STORY,
    Permission.CONFIRM_FACT,
    Permission.EDIT_ISSUE,
    Permission.SUBMIT_ISSUE,
    Permission.TEST_SEND,
}
PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.REPORTER: frozenset(_DESK),
    Role.ANALYST: frozenset({Permission.CONFIRM_FACT, Permission.SEE_COUNTS}),
    Role.EDITOR: frozenset(_EDITING | {Permission.SEND_ISSUE}),
    Role.APPROVER: frozenset(_EDITING | {Permission.APPROVE_ISSUE, Permission.SEND_ISSUE}),
    Role.OPERATOR: frozenset({Permission.CHANGE_SETTINGS, Permission.SEE_COUNTS, Permission.SEND_ISSUE}),
}


#: Desk pages that Wagtail itself guards with Django's permissions: role → "app.codename".
DESK_PERMISSIONS: dict[Role, frozenset[str]] = {role: frozenset({"wagtailadmin.access_admin"}) for role in Role}
_SEGMENTS = {f"audience.{verb}_segment" for verb in ("add", "change", "delete", "view")}
DESK_PERMISSIONS[Role.EDITOR] |= _SEGMENTS
DESK_PERMISSIONS[Role.APPROVER] |= _SEGMENTS
DESK_PERMISSIONS[Role.OPERATOR] |= {
    f"newsroom.{verb}_{model}"
    for model, verbs in {"newsroom": ["change"], "newsletter": ["add", "change"], "user": ["add", "change"]}.items()
    for verb in verbs
}


def may(roles: Iterable[Role], permission: Permission) -> bool:
    """True when any of the roles holds the permission."""
    return any(permission in PERMISSIONS[role] for role in roles)


#: Wrong codes that cost nothing but the next try; then the wait doubles up to a quarter of an hour.
_FREE_TRIES, _FIRST_WAIT, _LONGEST_WAIT = 5, 30, 900


def seconds_to_wait(*, tries: int) -> int:
    """How long no further code is looked at after so many wrong ones in a row: a guesser gets a hundred a day of a
    million, three of which are good at a time."""
    if tries < _FREE_TRIES:
        return 0
    return int(min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** min(tries - _FREE_TRIES, 10)))


def needs_second_factor(roles: Iterable[Role], *, required: frozenset[str]) -> bool:
    """Whether somebody with these roles must have one; `required` holds names of roles, or "everybody"."""
    return "everybody" in required or any(role.value in required for role in roles)
