"""What attackers try at the doors of the list and at the desk's numbers, beside what the other files test.

Many more stand where their door is tested: guessed and forged leave links, scanners, bombing, spellings of one mailbox
(test_leaving, test_joining), archives (test_sources), formulas (test_tables), ids of others (test_preferences),
skipping the second page (tests/public).
"""

import pytest
from django.urls import reverse

from beetroot.audience import actions
from beetroot.audience.models import Subscription
from beetroot.audience.rules.segments import SegmentRule
from beetroot.newsroom.actions import NotAllowed, hire
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Role

QUERY = "x') OR 1=1; DROP TABLE audience_subscription; --"


@pytest.fixture
def reader(join):
    join("rita@reader.example")
    return Subscription.objects.get()


@pytest.mark.parametrize("role", [Role.REPORTER, Role.ANALYST, Role.EDITOR, Role.APPROVER])
def test_staff_without_the_right_export_find_and_forget_nobody(role, reader, keyring, newsletter):
    somebody = hire(by=None, username="sam", password="a long enough one", roles=[role])
    for deed in (
        lambda: list(actions.export_csv(newsletter=newsletter, keyring=keyring, by=somebody)),
        lambda: actions.find(address="rita@reader.example", keyring=keyring, by=somebody),
        lambda: actions.forget(address="rita@reader.example", keyring=keyring, by=somebody),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert Subscription.objects.exists()


def test_a_query_in_a_segment_a_token_or_a_newsletters_name_is_a_word_and_nothing_else(reader, newsletter, work):
    rule = SegmentRule(languages=(QUERY,), regions=(QUERY,))
    assert actions.audience_of(newsletter, QUERY, limit=9, segment=rule) == []
    for door in (actions.confirm, actions.undo_leave, actions.confirm_change):
        assert not door(token=QUERY)
    actions.ask_to_leave(token=QUERY)
    actions.sign_up(newsletter=newsletter, address="x@reader.example", language=QUERY, format=QUERY)
    work()
    assert Subscription.objects.filter(state="confirmed").count() == 1


@pytest.mark.parametrize("page", ["audience_totals", "segments:index", "segments:add"])
def test_nobody_sees_the_desks_numbers_without_signing_in(page, reader, client):
    assert client.get(reverse(page)).status_code == 302


def test_a_person_without_a_role_sees_no_numbers_and_makes_no_segment(reader, client):
    client.force_login(User.objects.create_user("guest", password="a long enough one"))
    for page in ("audience_totals", "segments:add"):
        assert client.get(reverse(page)).status_code in (302, 403)


def test_the_desk_changes_nothing_without_the_token_against_forged_forms(reader, newsletter, db):
    from django.test import Client

    browser = Client(enforce_csrf_checks=True)
    browser.force_login(hire(by=None, username="edith", password="a long enough one", roles=[Role.EDITOR]))
    forged = browser.post(
        reverse("segments:add"), {"newsletter": newsletter.pk, "name": "All", "csrfmiddlewaretoken": "x"}
    )
    assert forged.status_code == 403


@pytest.mark.parametrize("field", ["next", "redirect", "url", "return_to"])
def test_no_door_sends_anybody_elsewhere(field, newsletter, client):
    for door in (f"/sign-up/{newsletter.slug}/", "/preferences/"):
        answer = client.post(
            f"{door}?{field}=https://evil.example/", {"email": "a@reader.example", field: "//evil.example"}
        )
        assert "evil" not in answer.headers.get("Location", "")


def test_no_exception_log_or_repr_of_the_list_shows_an_address(reader, keyring, newsletter, caplog):
    with pytest.raises(Exception, match="not a mail address") as refused:
        actions.sign_up(newsletter=newsletter, address="rita@@reader.example", language="en")
    shown = repr(refused.value) + repr(refused.value.__context__) + repr(reader) + repr(vars(reader)) + caplog.text
    assert "rita" not in shown
    assert "rita" not in repr(actions.open_addresses) + repr(keyring)
