"""What attackers try at the doors of the list and at the desk's numbers, beside what the other files test.

Many more stand where their door is tested: guessed and forged leave links, scanners, bombing, spellings of one mailbox
(test_leaving, test_joining), archives (test_sources), formulas (test_tables), ids of others (test_preferences),
skipping the second page (tests/public).
"""

from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.urls import reverse

from beetroot.audience import actions
from beetroot.audience.models import Subscription
from beetroot.audience.rules.segments import SegmentRule
from beetroot.audience.views import totals
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
    guest = User.objects.create_user("guest", password="a long enough one")
    request = RequestFactory().get("/")
    request.user = guest
    with pytest.raises(PermissionDenied):  # by itself, not only since the desk lets no guest in
        totals(request)
    client.force_login(guest)
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


#: Attack of the list that this project keeps → file and test that tries it.
TRIED = {
    "5 a token against forged forms that is sent and never checked": (
        "audience/test_attacks.py",
        "test_the_desk_changes_nothing_without_the_token_against_forged_forms",
    ),
    "6 an image in a mail that changes state by being fetched": (
        "public/test_links_in_mails.py",
        "test_a_scanner_that_follows_links_changes_nothing",
    ),
    "7 a query in a filter": (
        "audience/test_attacks.py",
        "test_a_query_in_a_segment_a_token_or_a_newsletters_name_is_a_word_and_nothing_else",
    ),
    "8 acting on a newsletter one has no right to": ("audience/test_leaving.py", "test_a_leave_is_of_one_newsletter"),
    "9 doors without authentication": (
        "audience/test_attacks.py",
        "test_nobody_sees_the_desks_numbers_without_signing_in",
    ),
    "10 another's id in a form": (
        "audience/test_preferences.py",
        "test_an_id_that_the_page_sent_back_changes_nobody_else",
    ),
    "14 a formula in an export": ("audience/test_tables.py", "test_no_cell_of_an_export_is_a_formula"),
    "15 a path or a bomb in an archive": (
        "audience/test_sources.py",
        "test_an_archive_whose_names_lead_outside_writes_nothing_and_reads_no_other_file",
    ),
    "21 leaving the second page out": (
        "public/test_preferences.py",
        "test_the_second_page_is_not_skipped_by_leaving_its_field_out_or_by_the_other_door",
    ),
    "22 bombing a victim": (
        "audience/test_joining.py",
        "test_a_victim_entered_twenty_times_in_many_spellings_gets_one_letter_a_day",
    ),
    "23 many spellings of one mailbox": (
        "audience/test_joining.py",
        "test_dots_tags_and_case_do_not_make_many_mailboxes_of_one_victim",
    ),
    "24 a stranger's text in the confirmation": (
        "audience/test_joining.py",
        "test_the_letter_repeats_nothing_that_a_stranger_typed",
    ),
    "25 being sent elsewhere": ("audience/test_attacks.py", "test_no_door_sends_anybody_elsewhere"),
    "26 a guessed leave link": ("audience/test_leaving.py", "test_a_forged_or_guessed_token_removes_nobody"),
    "27 who is on the list": (
        "audience/test_joining.py",
        "test_every_state_of_an_address_gets_the_same_answer_for_the_same_work",
    ),
    "28 a link scanner that leaves or confirms": (
        "public/test_links_in_mails.py",
        "test_a_scanner_that_follows_links_changes_nothing",
    ),
    "30 a bomb that comes back by mail": (
        "mail/test_inbound.py",
        "test_a_bomb_neither_breaks_nor_holds_up_who_reads_it",
    ),
}


@pytest.mark.parametrize("attack", TRIED)
def test_each_attack_is_tried(attack):
    file, test = TRIED[attack]
    assert f"def {test}(" in (Path(__file__).parents[1] / file).read_text()
