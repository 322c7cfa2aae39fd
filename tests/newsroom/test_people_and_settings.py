"""Who may do what, what the audit line refuses, and what the database will not hold."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.models import ModelLogEntry

from beetroot.newsroom import actions
from beetroot.newsroom.models import AuditEntry, KeyRecord, Newsletter, Newsroom, User
from beetroot.newsroom.rules import PERMISSIONS, Permission, Role, may

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom() -> Newsroom:
    return actions.found(name="The Example")


def hired(*roles: Role, username: str = "sam") -> User:
    return actions.hire(by=None, username=username, password="a long enough password", roles=roles)


@pytest.mark.parametrize(
    ("role", "permission", "allowed"),
    [
        (Role.REPORTER, Permission.WRITE_STORY, True),
        (Role.REPORTER, Permission.PUBLISH_STORY, False),
        (Role.EDITOR, Permission.SUBMIT_ISSUE, True),
        (Role.EDITOR, Permission.APPROVE_ISSUE, False),
        (Role.APPROVER, Permission.APPROVE_ISSUE, True),
        (Role.ANALYST, Permission.CONFIRM_FACT, True),
        (Role.ANALYST, Permission.SEND_ISSUE, False),
        (Role.OPERATOR, Permission.CHANGE_SETTINGS, True),
    ],
)
def test_each_role_may_do_what_the_table_says(newsroom, role, permission, allowed):
    assert hired(role).may(permission) is allowed
    assert may([role], permission) is allowed


def test_every_permission_is_somebodys():
    assert set().union(*PERMISSIONS.values()) == set(Permission)


def test_a_superuser_gets_no_permission_from_being_one(newsroom):
    root = User.objects.create_superuser("root", password="a long enough password")
    with pytest.raises(actions.NotAllowed, match="Ask an operator"):
        actions.require(by=root, permission=Permission.APPROVE_ISSUE)


def test_somebody_who_left_may_do_nothing(newsroom):
    editor = hired(Role.EDITOR)
    editor.is_active = False
    assert not editor.may(Permission.WRITE_STORY)


def test_every_role_may_open_the_desk_and_only_operators_the_settings(newsroom):
    editor, operator = hired(Role.EDITOR), hired(Role.OPERATOR, username="olga")
    assert editor.has_perm("wagtailadmin.access_admin")
    assert not editor.has_perm("newsroom.change_newsletter")
    assert operator.has_perm("newsroom.change_newsletter")


def test_an_audit_line_refuses_anything_like_an_address(newsroom):
    with pytest.raises(actions.AddressInAudit):
        actions.audit(by=None, verb="noted", about=newsroom, note="wrote to reader@example.org today")
    assert not AuditEntry.objects.filter(verb="noted").exists()


def test_founding_twice_changes_nothing(newsroom):
    again = actions.found(name="Another")
    assert (again.name, again.install_id) == ("The Example", newsroom.install_id)


def test_a_second_newsroom_in_one_database_is_refused(newsroom):
    with pytest.raises(IntegrityError, match="a_database_holds_one_newsroom"), transaction.atomic():
        Newsroom.objects.create(id=2, name="Second")


@pytest.mark.parametrize("name", ["two\nlines", "back\u202ewards", "form\u2028feed", "x" * 10_000])
def test_a_newsletter_name_is_one_short_line_without_direction_marks(newsroom, name):
    with pytest.raises(ValidationError) as refused:
        actions.start_newsletter(by=None, slug="x", name=name, from_name="X", from_address="desk@dispatch.example")
    assert list(refused.value.message_dict) == ["name"]


def test_a_new_key_retires_the_one_before_it_and_deletes_none(newsroom):
    actions.register_key(id="a1", purpose="intake", public=b"1" * 32)
    actions.register_key(id="a2", purpose="intake", public=b"2" * 32)
    assert KeyRecord.current("intake").pk == "a2"
    assert KeyRecord.objects.get(pk="a1").state == KeyRecord.State.RETIRED


def test_an_unknown_newsletter_is_answered_with_those_that_exist(newsroom):
    actions.start_newsletter(
        by=None, slug="causeway", name="Causeway", from_name="C", from_address="desk@dispatch.example"
    )
    with pytest.raises(actions.NewsroomError, match="there is: causeway"):
        actions.newsletter_named("typo")


def test_the_list_id_and_the_leave_host_name_the_newsletter_only():
    newsletter = Newsletter(
        slug="causeway", from_address="desk@Dispatch.example", leave_base_url="https://old.example/"
    )
    assert newsletter.list_id == "causeway.dispatch.example"
    assert newsletter.leave_host == "https://old.example"


def lines_of(days_ago: int) -> None:
    entry = AuditEntry.objects.create(verb="something")
    AuditEntry.objects.filter(pk=entry.pk).update(at=timezone.now() - timedelta(days=days_ago))


def test_audit_lines_go_when_their_days_are_over_and_that_is_noted(newsroom):
    lines_of(731)
    lines_of(729)
    actions.purge(today=timezone.now().date())
    assert AuditEntry.objects.filter(verb="something").count() == 1
    assert AuditEntry.objects.get(verb="old audit lines purged").detail == {"lines": 1}
    actions.purge(today=timezone.now().date())
    assert AuditEntry.objects.filter(verb="old audit lines purged").count() == 1


def test_the_audit_of_the_last_month_cannot_be_set_to_go(newsroom):
    newsroom.audit_days = 29
    with pytest.raises(IntegrityError), transaction.atomic():
        newsroom.save()


def test_a_former_colleague_is_erased_and_what_they_did_stays(newsroom):
    today = timezone.now().date()
    sam = actions.hire(
        by=None, username="sam", password="a long enough one", roles=[Role.EDITOR], name="Sam Li", email="sam@a.example"
    )
    actions.audit(by=sam, verb="something")
    kind = ContentType.objects.get_for_model(User)
    ModelLogEntry.objects.create(
        content_type=kind,
        object_id=sam.pk,
        label="sam",
        action="wagtail.edit",
        data={"was": "sam"},
        timestamp=timezone.now(),
    )
    actions.purge(today=today)
    assert User.objects.get().left_on is None
    User.objects.update(is_active=False)
    actions.purge(today=today)
    actions.purge(today=today + timedelta(days=90))
    assert User.objects.get().email == "sam@a.example"
    actions.purge(today=today + timedelta(days=91))
    actions.purge(today=today + timedelta(days=92))
    gone = User.objects.get()
    assert (gone.username, gone.get_full_name(), gone.email, gone.groups.count()) == (f"former-{gone.pk}", "", "", 0)
    assert not gone.has_usable_password()
    assert AuditEntry.objects.get(verb="something").by == gone
    assert AuditEntry.objects.filter(verb="former colleague erased").count() == 1
    assert not any("sam" in str(row).lower() for row in [*ModelLogEntry.objects.values(), *User.objects.values()])


def test_who_comes_back_in_time_is_not_erased_and_counts_anew(newsroom):
    hired(Role.EDITOR)
    today = timezone.now().date()
    User.objects.update(is_active=False, left_on=today - timedelta(days=60))
    User.objects.update(is_active=True)
    actions.purge(today=today)
    User.objects.update(is_active=False)
    actions.purge(today=today + timedelta(days=60))
    assert (User.objects.get().username, User.objects.get().left_on) == ("sam", today + timedelta(days=60))


@pytest.mark.parametrize("name", ["Two\nlines", "The \u202eyrreF", " ", "\u200b", "x" * 10_000])
@pytest.mark.parametrize("field", ["name", "from_name", "neutral_subject"])
def test_a_newsletters_names_are_one_readable_line_whoever_writes_them(newsroom, field, name) -> None:
    fields = {"name": "The Ferry", "from_name": "The Ferry", "from_address": "desk@letter.example"} | {field: name}
    with pytest.raises(ValidationError) as refused:
        actions.start_newsletter(by=None, slug="ferry", **fields)
    assert list(refused.value.message_dict) == [field]
    assert not Newsletter.objects.exists()


@pytest.mark.parametrize("name", ["Two\nlines", "The \u202eyrreF", "", " ", "x" * 10_000])
def test_so_is_the_newsrooms_own(db, name) -> None:
    with pytest.raises(ValidationError):
        actions.found(name=name)
    assert not Newsroom.objects.exists()
