"""A new reader's welcome is the current issue, outside that issue's sum."""

import re
from email import message_from_bytes, policy

import pytest

from beetroot.audience.models import Subscription
from beetroot.audience.rules import LetterKind, leave_tokens_in, read_leave_token
from beetroot.dispatch import actions as dispatch
from beetroot.dispatch.actions import rolls
from beetroot.dispatch.models import Delivery, Sending
from beetroot.dispatch.tasks.welcome import welcome_message
from beetroot.issues.models import Issue
from tests.public.conftest import House


@pytest.fixture
def welcome(house: House, client):
    """The letter of somebody who confirmed after the audience of an issue was counted."""
    issue = house.draft_issue("The fence", house.write("The fence"))
    house.close(issue)
    house.room.add_readers("early")
    dispatch.queue(issue=issue, by=house.room.editor, now=True)
    rolls.start_due(now=Sending.objects.get().starts_at)
    while rolls.freeze_chunk(sending=Sending.objects.get(), edition=issue.editions.get()):
        pass
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


def test_a_letter_of_correction_welcomes_nobody(house: House, welcome) -> None:
    late = welcome_message(welcome, keyring=house.room.keyring)
    letter = house.draft_issue("Correction to No. 1", house.write("The fence again"))
    house.close(letter)
    Issue.objects.filter(pk=letter.pk).update(corrects=Sending.objects.get().issue)
    dispatch.queue(issue=letter, by=house.room.editor, now=True)
    sending = Sending.objects.get(issue=letter)
    rolls.start_due(now=sending.starts_at)
    while rolls.freeze_chunk(sending=sending, edition=letter.editions.get()):
        pass
    message = welcome_message(welcome, keyring=house.room.keyring)
    assert late is not None
    assert message is not None
    assert "The fence again" not in bytes(message.to_bytes()).decode()
