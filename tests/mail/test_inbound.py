"""Mails that strangers sent us: what they are, within bounds. The samples are written here after the RFCs."""

import time
from email.message import EmailMessage

import pytest

from beetroot.mail import inbound, refusals
from beetroot.mail.refusals import Reason

SENDER = "bounce+0123456789abcdef0123456789abcdef1-abcdefghijklmnop"


def report(
    diagnostic: str = "smtp; 550 5.1.1 No such user", *, action: str = "failed", status: str = "5.1.1", words: str = ""
) -> bytes:
    return f"""\
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: {SENDER}@letter.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

{words or "It did not work."}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ada@example.net
Action: {action}
Status: {status}
Diagnostic-Code: {diagnostic}

--b
Content-Type: message/rfc822

Return-Path: <{SENDER}@letter.example>
From: desk@letter.example
To: ada@example.net
Subject: Number 1

Text.
--b--
""".encode()


COMPLAINT = f"""\
From: <complaints@provider.example>
To: abuse@letter.example
Subject: FW: Number 1
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is a complaint.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1
Version: 1
Original-Mail-From: <{SENDER}@letter.example>

--b
Content-Type: message/rfc822

From: desk@letter.example
List-Unsubscribe: <https://letter.example/leave/{"A" * 48}>
Subject: Number 1

Text.
--b--
""".encode()


def test_a_standard_report_names_the_mailbox_the_reason_and_our_envelope_sender() -> None:
    found = inbound.read(report())
    assert (found.kind, found.reason, found.status, found.code) == ("bounce", Reason.DEAD, "5.1.1", 550)
    assert found.recipients == ("ada@example.net",)
    assert found.envelope_senders == (f"{SENDER}@letter.example",)
    assert "ada@" not in repr(found)


def test_a_delay_is_no_failure_and_a_report_of_success_no_bounce() -> None:
    assert inbound.read(report("smtp; 451 4.7.1 later", action="delayed", status="4.7.1")).delayed
    assert inbound.read(report("", action="delivered", status="2.0.0")).kind == "automatic"
    assert inbound.read(report("", action="relayed", status="2.1.5")).kind == "automatic"


def test_a_complaint_names_the_copy_and_a_report_of_not_spam_is_none() -> None:
    found = inbound.read(COMPLAINT)
    assert (found.kind, found.envelope_senders) == ("complaint", (f"{SENDER}@letter.example",))
    assert "A" * 48 in found.returned_text
    assert inbound.read(COMPLAINT.replace(b"Feedback-Type: abuse", b"Feedback-Type: not-spam")).kind == "automatic"


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({"Auto-Submitted": "auto-replied", "Subject": "I am away"}, "automatic"),
        ({"Subject": "Out of office: Number 1"}, "automatic"),
        ({"Subject": "Автоответ: меня нет"}, "automatic"),
        ({"Precedence": "bulk", "Subject": "Offer"}, "automatic"),
        ({"List-Id": "<other.example>", "Subject": "Other"}, "automatic"),
        ({"Subject": "Re: Number 1"}, "person"),
        ({"Subject": "Undeliverable words in my life"}, "person"),
        ({"From": "MAILER-DAEMON@mx.example", "Subject": "failure notice", "Return-Path": "<>"}, "bounce"),
    ],
)
def test_machines_are_told_from_people(headers: dict[str, str], kind: str) -> None:
    mail = EmailMessage()
    for name, value in ({"From": "ada@example.net", "Return-Path": "<ada@example.net>"} | headers).items():
        mail[name] = value
    mail.set_content("Hello.")
    assert inbound.read(mail.as_bytes()).kind == kind


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("550 5.1.1 user unknown", Reason.DEAD),
        ("550 No such user here", Reason.UNCONFIRMED),
        ("550 5.0.0 user unknown", Reason.UNCONFIRMED),
        ("550 5.1.0 unknown address error 550 5.1.1 user unknown", Reason.DEAD),
        ("550 5.1.1", Reason.DEAD),
        ("550 5.1.10 null mx", Reason.DEAD),
        ("554 5.1.2 bad destination host", Reason.DEAD),
        ("550 5.2.1 mailbox not found", Reason.INACTIVE),
        ("550 5.7.1 user unknown", Reason.BLOCKED),
        ("550 5.3.0 user unknown", Reason.BLOCKED),
        ("553 5.1.0 letter.example does not exist", Reason.OTHER),
        ("550 : User unknown", Reason.BLOCKED),
        ("550 5.1.1 sender address does not exist", Reason.BLOCKED),
        ("554 invalid IP for the domain", Reason.BLOCKED),
        ("x-unix; user unknown. Command output: cannot create a file", Reason.TEMPORARY),
        ("host not found, try again", Reason.TEMPORARY),
        ("550 5.4.1 Recipient address rejected: Access denied", Reason.DEAD),
        ("450 4.1.1 user unknown in table", Reason.TEMPORARY),
        ("552 5.2.2 mailbox full", Reason.FULL),
        ("550 5.1.1 over quota", Reason.FULL),
        ("550 5.7.1 blocked by spamhaus", Reason.BLOCKED),
        ("550 5.1.1 rejected, your IP has a poor reputation", Reason.BLOCKED),
        ("550 5.1.8 sender's domain does not exist", Reason.BLOCKED),
        ("550 5.2.1 the account is disabled", Reason.INACTIVE),
        ("421 4.4.1 connection timed out", Reason.TEMPORARY),
        ("554 5.0.0 no", Reason.OTHER),
        ("", Reason.OTHER),
    ],
)
def test_dead_is_what_words_and_codes_agree_on(said: str, reason: Reason) -> None:
    assert refusals.classify(said).reason is reason


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        # Postfix, Exim, Sendmail, qmail
        ("550 <x>: Recipient address rejected: User unknown in virtual mailbox table", Reason.DEAD),
        ("Host or domain name not found. Name service error for name=x.example type=A: Host not found", Reason.DEAD),
        ("Name service error for name=x.example type=MX: Host not found, try again", Reason.TEMPORARY),
        ("Domain x.example does not accept mail (nullMX)", Reason.DEAD),
        ("Unrouteable address", Reason.DEAD),
        ("550 Host unknown (Name server: x.example: host not found)", Reason.DEAD),
        ("Sorry, no mailbox here by that name.", Reason.DEAD),
        # Microsoft, Google, Yahoo
        ("550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient x not found by SMTP address lookup", Reason.DEAD),
        ("550 Requested action not taken: mailbox unavailable", Reason.UNCONFIRMED),
        ("450 Requested mail action not taken: mailbox unavailable", Reason.TEMPORARY),
        ("550-5.1.1 The email account that you tried to reach does not exist. gsmtp", Reason.DEAD),
        ("550-5.2.1 The email account that you tried to reach is inactive. gsmtp", Reason.INACTIVE),
        ("554 delivery error: dd This user doesn't have a yahoo.com account (x) [0]", Reason.DEAD),
        ("554 30 Sorry, your message cannot be delivered. This mailbox is disabled (554.30).", Reason.INACTIVE),
        # mail.ru, Yandex, and Postfix with a table of its owner
        (
            "550 Message was not accepted -- invalid mailbox.  Local mailbox x is unavailable: user not found",
            Reason.DEAD,
        ),
        ("550 spam message rejected. Please visit http://help.example/", Reason.BLOCKED),
        ("550 5.7.1 No such user!", Reason.DEAD),
        ("554 5.7.1 <x>: Recipient address rejected: Access denied", Reason.BLOCKED),
    ],
)
def test_what_a_program_writes_for_nothing_else_needs_no_status(said: str, reason: Reason) -> None:
    assert refusals.classify(said).reason is reason


def test_the_reply_itself_is_believed_where_an_account_of_it_is_not() -> None:
    said = "550 x: no such user"
    assert refusals.classify(said).reason is Reason.UNCONFIRMED
    assert refusals.classify(said, reply=True).reason is Reason.DEAD
    assert refusals.classify(f"{said} (in reply to RCPT TO command)").reason is Reason.DEAD
    assert refusals.classify("554 x: no such user", reply=True).reason is Reason.UNCONFIRMED


def test_mail_ru_says_that_there_is_no_mailbox_after_the_text() -> None:
    said = "550 invalid mailbox. Local mailbox x is unavailable: user not found"
    words = f"{said} (in reply to end of DATA command)"
    assert inbound.read(report(f"smtp; {said}", words=words)).reason is Reason.DEAD


def test_unknown_user_after_the_whole_text_is_about_the_text() -> None:
    words = "550 User unknown (in reply to end of DATA command)"
    assert inbound.read(report("smtp; 550 User unknown", words=words)).reason is Reason.BLOCKED


# Attack 30: bombs


def nested(depth: int) -> bytes:
    return b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))


@pytest.mark.parametrize(
    "raw",
    [
        nested(10_000),
        nested(50),
        b"Content-Type: message/rfc822\n\n" * 2_000,
        b"x" * (inbound.MAX_BYTES + 1),
        b"X: y\n" * 100_000,
        report().replace(b"delivery-status", b"delivery-status; charset=none") + b"\0\xff" * 1_000,
        b'Content-Type: multipart/mixed; boundary="b"\n\n' + b"--b\n\nx\n" * 15_000,
        b"From: MAILER-DAEMON@x\nSubject: Undelivered\n\n" + b"a@b." * 400_000,
        b"From: MAILER-DAEMON@x\nSubject: Undelivered\n\n" + b"-" * 1_000_000,
        b"From: MAILER-DAEMON@x\nSubject: Undelivered\n\n" + b"user " * 300_000,
        b"",
        b"\xff\xfe",
    ],
    ids=lambda raw: f"{raw[:24]!r} of {len(raw)}",
)
def test_a_bomb_neither_breaks_nor_holds_up_who_reads_it(raw: bytes) -> None:
    started = time.process_time()
    assert inbound.read(raw).kind in {"unreadable", "bounce", "automatic", "person"}
    assert time.process_time() - started < 10
