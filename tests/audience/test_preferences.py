"""What readers change behind a mailed link, and what nobody else can."""

from datetime import UTC, datetime, timedelta

import pytest

from beetroot.audience import actions
from beetroot.audience.models import AddressChange, LinkRequest, Notice, PreferenceLink, Subscription
from beetroot.audience.rules import NotAnAddress
from beetroot.audience.rules.preferences import Wish
from beetroot.newsroom.models import Newsroom
from tests.audience.conftest import token_in

READER = "rita@reader.example"


@pytest.fixture
def link(join, post, work):
    """The token of a link that a reader asked for."""
    join(READER)
    return asked(post, work)


def asked(post, work, address=READER, days=0):
    actions.ask_for_link(address=address, language="en")
    work(days=days)
    letter = post.to(address)[-1]
    assert letter.kind == "link"
    return token_in(letter)


def shown(link):
    return actions.preferences_behind(token=link) or []


def only_reader():
    return Subscription.objects.get()


def test_a_reader_changes_language_form_subject_and_takes_a_pause(link, work, newsletter):
    (mine,) = shown(link)
    wish = Wish(
        "set", reader=mine.reader, language="be", format="plain", subject_style="neutral", region="North", weeks=4
    )
    Newsroom.objects.update(regions="North\nSouth")
    assert actions.wish(token=link, wishes=[wish])
    work()
    reader = only_reader()
    assert (reader.language, reader.format, reader.subject_style, reader.region) == ("be", "plain", "neutral", "North")
    assert reader.paused_until == datetime.now(UTC).date() + timedelta(weeks=4)
    assert actions.audience_of(newsletter, None, limit=9) == []
    (again,) = shown(link)
    assert (again.language, again.paused_until) == ("be", reader.paused_until.isoformat())

    actions.wish(token=link, wishes=[Wish("set", reader=mine.reader, weeks=0, language="xx", region="<script>")])
    work()
    assert (only_reader().paused_until, only_reader().language, only_reader().region) == (None, "be", "North")


def test_another_newsletter_is_joined_and_left_without_a_second_confirmation(
    link, work, post, newsletter, other_newsletter
):
    actions.wish(token=link, wishes=[Wish("join", newsletter="harbour")])
    work()
    assert len(actions.audience_of(other_newsletter, None, limit=9)) == 1
    mine = {each.newsletter: each.reader for each in shown(link)}
    actions.wish(token=link, wishes=[Wish("leave", reader=mine["ferry"])])
    work()
    assert actions.audience_of(newsletter, None, limit=9) == []
    assert len(actions.audience_of(other_newsletter, None, limit=9)) == 1
    assert post.letters[-1].kind == "left"


def test_an_id_that_the_page_sent_back_changes_nobody_else(link, join, work):
    join("sam@reader.example")
    sam = Subscription.objects.exclude(id=shown(link)[0].reader).get()
    deeds = [Wish("set", reader=str(sam.id), format="plain"), Wish("leave", reader=str(sam.id))]
    actions.wish(token=link, wishes=[*deeds, Wish("set", reader="' OR 1=1 --")])
    work()
    sam.refresh_from_db()
    assert (sam.format, sam.state) == ("full", "confirmed")


def test_who_is_no_reader_gets_no_letter_and_nothing_of_the_question_stays(newsletter, post, work):
    actions.ask_for_link(address="nobody@reader.example", language="en")
    work()
    assert post.letters == []
    assert not LinkRequest.objects.exists()
    assert not PreferenceLink.objects.exists()
    with pytest.raises(NotAnAddress):
        actions.ask_for_link(address="nobody", language="en")


def test_one_link_a_day_and_it_ends_after_two(link, post, work):
    before = len(post.letters)
    actions.ask_for_link(address=READER.upper(), language="en")
    work()
    assert len(post.letters) == before
    work(days=3)
    assert actions.preferences_behind(token=link) is None
    assert not actions.wish(token=link, wishes=[Wish("erase")])


def test_an_address_moves_when_both_mailboxes_have_said_yes(link, work, post, keyring):
    new = "rita.new@reader.example"
    assert actions.wish(token=link, wishes=[Wish("move")], new_address=new)
    work()
    assert opened(keyring) == READER
    token = token_in(post.to(new)[-1])
    assert actions.change_behind(token=token)
    assert actions.confirm_change(token=token)
    work()
    assert opened(keyring) == new
    assert not AddressChange.objects.exists()
    assert not actions.change_behind(token=token)
    with pytest.raises(NotAnAddress):
        actions.wish(token=link, wishes=[Wish("move")], new_address="no address")


def opened(keyring):
    (address,) = actions.open_addresses([only_reader().id], keyring=keyring).values()
    return address


def test_what_is_stored_is_mailed_to_the_reader_once_the_list_is_open(link, work, post, locked):
    actions.wish(token=link, wishes=[Wish("report")])
    work(ring=locked)
    assert actions.take_in(keyring=locked, post=post).waiting_for_unlock == 1
    work()
    letter = post.letters[-1]
    assert (letter.kind, letter.to) == ("report", READER)
    assert "form 1" in letter.text
    assert "Joined" in letter.text
    assert READER not in letter.text
    assert Notice.objects.filter(kind="report", state="posted").count() == 1


def test_erasing_stops_mail_at_once_and_leaves_only_an_unreadable_mark(link, work, post, locked, newsletter):
    reader = only_reader().id
    actions.wish(token=link, wishes=[Wish("erase"), Wish("report")])
    work(ring=locked)
    assert actions.still_wanted([reader]) == set()
    work()
    assert not Subscription.objects.exists()
    assert actions.counts()[0]["suppressed"] == 1
    before = len(post.letters)
    actions.sign_up(newsletter=newsletter, address=READER, language="en")
    work()
    assert len(post.letters) == before


def test_wishes_are_noted_without_a_bound_on_patience_but_with_one_on_number(link):
    assert not actions.wish(token=link, wishes=[Wish("report")] * 100)
    assert not actions.wish(token="x" * 43, wishes=[Wish("erase")])
