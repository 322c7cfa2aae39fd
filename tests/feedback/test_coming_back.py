"""Mail that comes back: one report, one verdict, whatever strangers send in between."""

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from beetroot.audience import actions as audience
from beetroot.audience.models import Confirmation, Subscription, Suppression
from beetroot.audience.rules import Letter, leave_token
from beetroot.dispatch.actions import Refusal
from beetroot.dispatch.actions.refusals import tell_refused
from beetroot.feedback import actions
from beetroot.feedback.models import DayTally, Report, Strike
from beetroot.feedback.rules import QUEUE, Kind, QueueFull
from beetroot.mail import verp
from tests.dispatch.newsrooms import DOMAIN
from tests.feedback.conftest import Back
from tests.mail.test_inbound import COMPLAINT, SENDER, report


def judge(back: Back) -> None:
    while actions.judge(keyring=back.room.keyring):
        pass
    while audience.judge_leaves(keyring=back.room.keyring):
        pass


def take(back: Back, mail: tuple[bytes, str]) -> Kind:
    raw, to = mail
    kind = actions.receive(raw=raw, recipients=[to])
    judge(back)
    return kind


def test_a_mailbox_that_is_gone_gets_no_more_mail_and_may_sign_up_again(back: Back) -> None:
    assert take(back, back.report()) is Kind.BOUNCE
    assert (back.reader().state, back.reader().suppress_for) == ("suppressed", "bounced")
    assert not Report.objects.exists()


def test_words_alone_must_be_borne_out_by_a_second_issue_on_another_day(back: Back) -> None:
    # Not the 550 that RFC 5321 gives to RCPT for a mailbox that is none: "transaction failed" may mean anything.
    words = {"diagnostic": "smtp; 554 No such user here", "status": "5.0.0"}
    take(back, back.report(1, **words))
    take(back, back.report(2, **words))
    assert back.reader().state == "confirmed"
    Strike.objects.update(on=timezone.now().date() - timedelta(days=7))
    take(back, back.report(3, diagnostic="smtp; 552 5.2.2 mailbox full", status="5.2.2"))
    assert back.reader().state == "confirmed"
    take(back, back.report(4, **words))
    assert (back.reader().state, back.reader().suppress_for) == ("suppressed", "bounced")


def test_the_same_report_again_and_a_softer_one_about_the_same_copy_change_nothing(back: Back) -> None:
    full = {"diagnostic": "smtp; 552 5.2.2 mailbox full", "status": "5.2.2"}
    for _ in range(3):
        take(back, back.report(1, **full))
    assert Strike.objects.count() == 1
    for edition in (2, 3, 4, 5, 6):
        take(back, back.report(edition, **full))
    assert back.reader().state == "confirmed"  # all on one day: a mailbox may be full for a day
    assert Strike.objects.count() == 6


def test_temporary_trouble_and_being_blocked_put_nobody_out(back: Back) -> None:
    for edition, (words, status) in enumerate(
        [("smtp; 421 4.4.1 timed out", "4.4.1"), ("smtp; 550 5.7.1 blocked as spam", "5.7.1")] * 4
    ):
        take(back, back.report(edition + 1, diagnostic=words, status=status))
    take(back, back.report(20, diagnostic="smtp; 450 4.1.1 user unknown", action="delayed", status="4.1.1"))
    assert back.reader().state == "confirmed"


def test_a_forged_bounce_changes_nothing_and_is_counted(back: Back) -> None:
    forged = back.sender(key=b"k" * 32)
    raw = report().replace(f"{SENDER}@letter.example".encode(), forged.encode())
    take(back, (raw, forged))
    assert back.reader().state == "confirmed"
    assert DayTally.objects.get(kind="forged").number == 1
    unsigned = f"bounce+{back.reader().pk.hex}1-abcdefghijklmnop@{DOMAIN}"
    take(back, (report(), unsigned))
    assert back.reader().state == "confirmed"


def test_a_bounce_for_somebody_forgotten_is_taken_and_dropped(back: Back) -> None:
    mail = back.report()
    Subscription.objects.all().delete()
    assert take(back, mail) is Kind.BOUNCE
    assert not Report.objects.exists()
    assert not Strike.objects.exists()


def test_a_complaint_keeps_out_for_good(back: Back) -> None:
    raw = COMPLAINT.replace(f"{SENDER}@letter.example".encode(), back.sender().encode())
    assert take(back, (raw, f"abuse@{DOMAIN}")) is Kind.COMPLAINT
    assert back.reader().suppress_for == "complained"
    take(back, back.report(2))
    assert back.reader().suppress_for == "complained"


def test_a_stranger_with_a_forwarded_mail_cannot_complain_in_its_owners_name(back: Back) -> None:
    key_id, key = back.room.keyring.token.current
    token = leave_token(key, key_id, back.reader().pk)
    raw = COMPLAINT.replace(b"A" * 48, token.encode()).replace(SENDER.encode(), b"nobody")
    take(back, (raw, f"abuse@{DOMAIN}"))
    assert (back.reader().state, back.reader().suppress_for) == ("left", "left")  # with a letter that undoes it


def test_leaving_by_mail_leaves_once_and_only_by_its_own_address(back: Back) -> None:
    key_id, key = back.room.keyring.token.current
    token = leave_token(key, key_id, back.reader().pk)
    raw = f"From: x@example.net\nSubject: {token}\n\n".encode()
    assert take(back, (raw, f"desk@{DOMAIN}")) is Kind.PERSON
    assert back.reader().state == "confirmed"
    assert take(back, (raw, f"leave@{DOMAIN}")) is Kind.LEAVE
    assert take(back, (raw, f"Leave@{DOMAIN.upper()}")) is Kind.LEAVE
    assert back.reader().state == "left"


@pytest.mark.parametrize(
    "headers", ["Auto-Submitted: auto-replied\n", "Subject: Out of office\n", "Precedence: bulk\n"]
)
def test_automatic_answers_are_counted_and_forgotten(back: Back, headers: str) -> None:
    raw = f"From: ada@example.net\n{headers}\nI am away.\n".encode()
    assert take(back, (raw, back.sender())) is Kind.AUTOMATIC
    assert not Report.objects.exists()


def test_a_persons_answer_is_sealed_until_it_is_passed_on(back: Back, caplog) -> None:
    raw = b"From: Ada <ada@example.net>\nSubject: Re: Number 1\n\nThank you.\n.\n"
    with caplog.at_level(logging.DEBUG):
        assert take(back, (raw, back.sender())) is Kind.PERSON
    assert b"ada" not in bytes(Report.objects.get().sealed)
    sent: list[tuple[bytes, str]] = []

    def refuse(raw: bytes, /, *, to: str, domain: str) -> bool:
        return False

    def post(raw: bytes, /, *, to: str, domain: str) -> bool:
        sent.append((raw, to))
        return True

    assert not actions.judge_and_pass_on(keyring=back.room.keyring, post_raw=refuse)
    assert not actions.judge_and_pass_on(keyring=back.room.keyring, post_raw=post)  # not at once again
    Report.objects.update(not_before=timezone.now())
    assert actions.judge_and_pass_on(keyring=back.room.keyring, post_raw=post)
    ((passed, to),) = sent
    assert to == f"desk@{DOMAIN}"
    assert passed.startswith(b"Resent-From: feedback@letter.example\r\nResent-To: desk@letter.example\r\nFrom: Ada")
    assert not Report.objects.exists()
    assert actions.receive(raw=passed, recipients=[f"leave@{DOMAIN}"]) is Kind.PERSON  # in a circle: once round
    assert not Report.objects.exists()
    assert "ada@" not in caplog.text


def test_a_confirmation_that_comes_back_takes_its_address_along(back: Back) -> None:
    letters: list[Letter] = []
    audience.sign_up(newsletter=back.room.newsletter, address="mistyped@example.net", language="en")

    def post(letter: Letter) -> str:
        letters.append(letter)
        return "250 ok"

    audience.take_in(keyring=back.room.keyring, post=post)
    sender = verp.make(letters[0].id.hex, key=back.room.keyring.message_id.current[1], domain=DOMAIN)
    for _ in range(2):
        take(back, (report(), sender))
    asked = Confirmation.objects.get()
    assert (asked.state, bytes(asked.sealed)) == ("refused", b"")
    assert not Suppression.objects.exists()


def test_the_ledgers_refusals_are_judged_like_bounces(back: Back) -> None:
    refusal = Refusal(back.reader().pk, 1, "550 5.1.1 No such user here", "server")
    tell_refused([refusal, refusal])
    assert back.reader().state == "confirmed"  # only noted, in the ledger's own transaction
    judge(back)
    assert back.reader().suppress_for == "bounced"


def test_when_a_provider_says_that_all_its_mailboxes_are_gone_a_second_issue_must_come_back(
    back: Back, monkeypatch
) -> None:
    monkeypatch.setattr("beetroot.feedback.rules.CROWD", 1)
    back.room.add_readers("boris", "clara", "dina")
    for reader in Subscription.objects.all():
        tell_refused([Refusal(reader.pk, 1, "550 5.1.1 user unknown", "server")])
    judge(back)
    assert Subscription.objects.filter(state="confirmed").count() == 3
    Strike.objects.update(on=timezone.now().date() - timedelta(days=7))
    last = Subscription.objects.filter(state="confirmed").first()
    assert last is not None
    tell_refused([Refusal(last.pk, 2, "550 5.1.1 user unknown", "server")])
    judge(back)
    last.refresh_from_db()
    assert last.state == "suppressed"


def test_a_flood_of_reports_is_put_off_and_none_of_it_is_lost(back: Back, monkeypatch) -> None:
    monkeypatch.setattr(actions, "QUEUE", 2)
    assert QUEUE == 10_000
    for edition in (1, 2):
        actions.receive(raw=back.report(edition)[0], recipients=[back.sender(edition)])
    with pytest.raises(QueueFull):
        actions.receive(raw=back.report(3)[0], recipients=[back.sender(3)])
    judge(back)
    assert actions.receive(raw=back.report(3)[0], recipients=[back.sender(3)]) is Kind.BOUNCE


def test_who_is_erased_has_no_strikes(back: Back) -> None:
    take(back, back.report(1, diagnostic="smtp; 552 5.2.2 mailbox full", status="5.2.2"))
    assert Strike.objects.exists()
    audience.forget(address="ada@example.net", keyring=back.room.keyring, by=back.room.operator)
    assert not Strike.objects.exists()


def test_no_row_of_feedback_holds_an_address(back: Back) -> None:
    raw, to = back.report()
    actions.receive(raw=raw, recipients=[to, "ada@example.net"])
    actions.receive(raw=b"From: ada@example.net\nSubject: hi\n\nada@example.net", recipients=[to])
    rows = [str(row) for model in (Report, Strike, DayTally) for row in model.objects.values()]
    assert "ada" not in " ".join(rows)
    assert "example.net" not in " ".join(rows)
