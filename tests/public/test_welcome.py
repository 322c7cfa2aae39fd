"""A new reader's welcome is the current issue, outside that issue's sum."""

import re
from email import message_from_bytes, policy

import pytest
from django.utils import timezone

from beetroot.audience.models import Subscription
from beetroot.audience.rules import LetterKind, leave_tokens_in, read_leave_token
from beetroot.dispatch import actions as dispatch
from beetroot.dispatch.actions import compacting, rolls
from beetroot.dispatch.models import Delivery, Sending, Welcome
from beetroot.dispatch.rendering import readers_of_wrong_issues
from beetroot.dispatch.tasks.welcome import welcome_message
from beetroot.issues.models import Issue
from beetroot.record.models import Correction
from tests.public.conftest import House


def freeze(issue: Issue, house: House) -> None:
    """Sends it as far as its audience is counted."""
    dispatch.queue(issue=issue, by=house.room.editor, now=True)
    sending = Sending.objects.get(issue=issue)
    rolls.start_due(now=sending.starts_at)
    while rolls.freeze_chunk(sending=sending, edition=issue.editions.get()):
        pass


@pytest.fixture
def welcome(house: House, client):
    """The letter of somebody who confirmed after the audience of an issue was counted."""
    issue = house.draft_issue("The fence", house.write("The fence"))
    house.close(issue)
    house.room.add_readers("early")
    freeze(issue, house)
    client.post("/sign-up/ferry/", {"email": "late@example.net", "subject_style": "neutral"})
    house.work()
    client.post(next(word for word in house.letters[-1].text.split() if "/confirm/" in word).partition(".example")[2])
    house.work()
    return house.letters[-1]


def test_a_new_reader_gets_the_current_issue_and_is_counted_nowhere(house: House, welcome) -> None:
    assert welcome.kind is LetterKind.WELCOME
    message = welcome_message(welcome, keyring=house.room.keyring)
    assert message is not None
    mail = message_from_bytes(message.to_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    assert body is not None
    text = body.get_content()
    assert "Welcome: you are a reader of The Ferry now" in text
    assert "The fence began at the quay" in text
    assert "/preferences/" in text
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["Subject"] == "Your weekly mail"
    (token,) = leave_tokens_in(re.sub(r"\s", " ", mail["List-Unsubscribe"]).partition("subject=")[2].rstrip(">"))
    late = Subscription.objects.get(id=welcome.about)
    assert (read_leave_token(token) or ("", None, b""))[1] == late.id
    assert Delivery.objects.count() == 1


def test_whoever_gets_the_issue_by_the_ledger_gets_no_second_copy(house: House, welcome) -> None:
    Delivery.objects.update(subscription_id=welcome.about)
    assert welcome_message(welcome, keyring=house.room.keyring) is None


def test_whoever_was_welcomed_with_a_wrong_issue_gets_the_correction(house: House, welcome) -> None:
    wrong = Sending.objects.get().issue
    assert welcome_message(welcome, keyring=house.room.keyring) is not None
    house.room.add_readers("later")
    letter = house.draft_issue("Correction to No. 1", house.write("The fence again"))
    house.close(letter)
    Issue.objects.filter(pk=letter.pk).update(corrects=wrong)
    letter.refresh_from_db()
    assert readers_of_wrong_issues(letter) == 2
    freeze(letter, house)
    rows = Delivery.objects.filter(edition__issue=letter)
    early = Delivery.objects.get(edition__issue=wrong).subscription_id
    assert set(rows.values_list("subscription_id", flat=True)) == {early, welcome.about}


def test_an_issue_that_was_gravely_wrong_welcomes_nobody_any_more(house: House, welcome) -> None:
    wrong = Sending.objects.get().issue
    correction = Correction.objects.create(state="corrected", was="two", now="one", grave=True)
    correction.places.create(carrier="issue", ref=str(wrong.pk))
    assert welcome_message(welcome, keyring=house.room.keyring) is None
    assert not Welcome.objects.exists()


def test_who_was_welcomed_with_what_is_forgotten_with_the_ledger_and_with_the_reader(house: House, welcome) -> None:
    for forget in (
        lambda: dispatch.erase_reader(subscription_id=welcome.about),
        lambda: compacting.compact_chunk(after_days=-1),
    ):
        assert welcome_message(welcome, keyring=house.room.keyring) is not None
        assert Welcome.objects.count() == 1
        Sending.objects.update(finished_at=timezone.now())
        while forget():
            pass
        assert not Welcome.objects.exists()


def test_a_letter_of_correction_welcomes_nobody(house: House, welcome) -> None:
    late = welcome_message(welcome, keyring=house.room.keyring)
    letter = house.draft_issue("Correction to No. 1", house.write("The fence again"))
    house.close(letter)
    Issue.objects.filter(pk=letter.pk).update(corrects=Sending.objects.get().issue)
    freeze(letter, house)
    message = welcome_message(welcome, keyring=house.room.keyring)
    assert late is not None
    assert message is not None
    assert "The fence again" not in bytes(message.to_bytes()).decode()
