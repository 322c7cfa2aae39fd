"""Signing up and confirming."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beetroot.audience import actions
from beetroot.audience.models import Confirmation
from beetroot.audience.rules import NotAnAddress, NotPosted, SignUpClosed
from beetroot.newsroom.models import Newsroom
from tests.audience.conftest import token_in

VICTIM = "vera@reader.example"


def readers(newsletter):
    return actions.audience_of(newsletter, "en", limit=100)


def test_a_new_reader_gets_one_letter_and_joins_only_by_its_link(newsletter, post, work, keyring):
    actions.sign_up(newsletter=newsletter, address=VICTIM, language="en")
    work()
    assert [letter.kind for letter in post.letters] == ["confirm"]
    assert readers(newsletter) == []

    token = token_in(post.letters[0])
    assert actions.newsletter_to_confirm(token=token) == newsletter
    work()
    assert readers(newsletter) == []

    assert actions.confirm(token=token)
    assert actions.confirm(token=token)
    work()
    (reader,) = readers(newsletter)
    assert actions.open_addresses([reader.subscription_id], keyring=keyring) == {reader.subscription_id: VICTIM}
    assert [letter.kind for letter in post.letters] == ["confirm", "welcome"]
    assert VICTIM not in post.letters[1].text


def test_a_victim_entered_twenty_times_in_many_spellings_gets_one_letter_a_day(newsletter, post, work):
    spellings = [VICTIM, "Vera@Reader.Example", ' "vera"@reader.example ', "VERA@reader.EXAMPLE"]
    for number in range(20):
        actions.sign_up(newsletter=newsletter, address=spellings[number % 4], language="en")
    work()
    actions.sign_up(newsletter=newsletter, address=VICTIM, language="en")
    work()
    assert len(post.letters) == 1

    actions.sign_up(newsletter=newsletter, address=VICTIM, language="en")
    work(days=1)
    assert len(post.letters) == 2


def test_a_second_newsletter_asks_on_the_next_day(newsletter, other_newsletter, post, work):
    for wanted in (newsletter, other_newsletter):
        actions.sign_up(newsletter=wanted, address=VICTIM, language="en")
    work()
    assert len(post.letters) == 1
    work(days=1)
    assert sorted(letter.newsletter for letter in post.letters) == ["ferry", "harbour"]


def test_every_state_of_an_address_gets_the_same_answer_for_the_same_work(newsletter, post, work, join):
    def sign_up(address):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert actions.sign_up(newsletter=newsletter, address=address, language="en") is None
        return [query["sql"].split(" VALUES")[0] for query in queries]

    join("reader@reader.example")
    actions.sign_up(newsletter=newsletter, address="pending@reader.example", language="en")
    work()
    shapes = [sign_up(f"{who}@reader.example") for who in ("reader", "pending", "stranger")]
    assert shapes[0] == shapes[1] == shapes[2]
    touched = {table for sql in shapes[0] for table in re.findall(r'(?:FROM|JOIN|INTO|UPDATE) "(\w+)"', sql)}
    assert touched == {"newsroom_keyrecord", "audience_signup"}, "the door looks at who is on the list"

    before = len(post.letters)
    work()
    assert [letter.to for letter in post.letters[before:]] == ["stranger@reader.example"]


def test_the_letter_repeats_nothing_that_a_stranger_typed(newsletter, post, work):
    typed = "pills.at.evil.example/win@reader.example"
    actions.sign_up(newsletter=newsletter, address=typed, language="<b>win</b>", format="http://evil.example")
    work()
    (letter,) = post.letters
    whole = letter.subject + letter.text + letter.html
    assert "evil" not in whole
    assert "win" not in whole
    assert "pills" not in whole
    assert "reader.example" not in whole
    assert "pills" not in repr(letter)
    assert token_in(letter) not in repr(letter)


def test_a_link_that_is_wrong_or_a_week_old_confirms_nobody(newsletter, post, work):
    actions.sign_up(newsletter=newsletter, address=VICTIM, language="en")
    work()
    token = token_in(post.letters[0])
    assert not actions.confirm(token=token[:-1] + ("A" if token[-1] != "A" else "B"))
    assert not actions.confirm(token="' OR 1=1 --")
    work(days=8)
    assert not actions.confirm(token=token)


def test_a_misspelt_address_and_a_closed_newsletter_are_refused_without_repeating_it(newsletter):
    with pytest.raises(NotAnAddress) as refusal:
        actions.sign_up(newsletter=newsletter, address="vera@reader", language="en")
    assert "vera" not in str(refusal.value)
    assert refusal.value.__cause__ is None
    newsletter.sign_up_open = False
    with pytest.raises(SignUpClosed):
        actions.sign_up(newsletter=newsletter, address=VICTIM, language="en")


def test_a_crash_while_posting_costs_one_more_letter_on_another_day_at_most(newsletter, post, work):
    actions.sign_up(newsletter=newsletter, address=VICTIM, language="en")
    post.breaks = True
    with pytest.raises(ConnectionResetError):
        work()
    post.breaks = False
    work()
    assert len(post.letters) == 1
    for days in range(1, 7):
        work(days=days)
    assert len(post.letters) == 2


def test_a_mail_server_that_takes_nothing_now_gets_the_letter_later(newsletter, post, work):
    actions.sign_up(newsletter=newsletter, address=VICTIM, language="en")
    post.refuses = NotPosted(again=True)
    work()
    post.refuses = None
    work()
    assert actions.confirm(token=token_in(post.letters[0]))


def test_an_address_that_the_server_refuses_for_good_is_not_tried_again(newsletter, post, work):
    actions.sign_up(newsletter=newsletter, address=VICTIM, language="en")
    post.refuses = NotPosted(again=False)
    work()
    post.refuses = None
    work()
    assert post.letters == []
    assert actions.counts()[0]["pending"] == 0


def test_confirming_works_while_the_list_is_locked(newsletter, post, work, locked, keyring):
    actions.sign_up(newsletter=newsletter, address=VICTIM, language="en")
    work(ring=locked)
    actions.confirm(token=token_in(post.letters[0]))
    work(ring=locked)
    (reader,) = readers(newsletter)
    assert actions.open_addresses([reader.subscription_id], keyring=keyring)


@pytest.mark.parametrize("spelling", ["v.e.r.a@gmail.com", "Vera+news@gmail.com", "vera@GoogleMail.com"])
def test_dots_tags_and_case_do_not_make_many_mailboxes_of_one_victim(newsletter, post, work, spelling):
    actions.sign_up(newsletter=newsletter, address="vera@gmail.com", language="en")
    actions.sign_up(newsletter=newsletter, address=spelling, language="en")
    work()
    assert len(post.letters) == 1


def test_a_flood_of_sign_ups_makes_no_flood_of_letters(newsletter, post, work):
    Newsroom.objects.update(confirmations_a_day=3)
    for number in range(5):
        actions.sign_up(newsletter=newsletter, address=f"r{number}@reader.example", language="en")
    work()
    assert len(post.letters) == 3
    work(days=1)
    assert len(post.letters) == 5


def test_a_confirmation_that_came_back_takes_its_address_along(newsletter, post, work, join):
    actions.sign_up(newsletter=newsletter, address=VICTIM, language="en")
    work()
    assert actions.letter_bounced(letter_id=post.letters[0].id)
    assert bytes(Confirmation.objects.get().sealed) == b""
    assert not actions.confirm(token=token_in(post.letters[0]))
    assert not actions.letter_bounced(letter_id=post.letters[0].id)
    assert actions.counts()[0]["suppressed"] == 0
