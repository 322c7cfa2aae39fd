"""What the lines of a Postfix log and of its queue's listing mean; the lines are as Postfix 3.7 writes them."""

import json

import pytest

from beetroot.mail.postfix import LogLine, Queued, parse_line, parse_queue, without_names

HEAD = "Nov 25 04:20:01 mx postfix"
SENDER = "bounce+6f2c-abcdefghij234567@letter.example"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            f"{HEAD}/qmgr[12]: 4ZK1Xn3kBqz5: from=<{SENDER}>, size=41234, nrcpt=1 (queue active)",
            LogLine("4ZK1Xn3kBqz5", "queued", sender=SENDER),
        ),
        (f"{HEAD}/qmgr[12]: 3F1D240A: removed", LogLine("3F1D240A", "removed")),
        (f"<22>{HEAD}-ferry/qmgr[12]: 3F1D240A: removed", LogLine("3F1D240A", "removed")),
        (
            f"{HEAD}/qmgr[12]: 3F1D240A: from=<{SENDER}>, status=expired, returned to sender",
            LogLine("3F1D240A", "bounced", sender=SENDER, reply="given up by the mail server after its time was over"),
        ),
        (
            f"{HEAD}/smtp[14]: 3F1D240A: to=<anna@example.net>, relay=mx.example.net[192.0.2.7]:25, delay=1.2, "
            "delays=0.1/0/0.6/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 77)",
            LogLine("3F1D240A", "delivered", domain="example.net", code=None),
        ),
        (
            f"{HEAD}/smtp[14]: 3F1D240A: to=<anna@example.net>, relay=mx.example.net[192.0.2.7]:25, delay=1.2, "
            "delays=0.1/0/0.6/0.5, dsn=4.2.2, status=deferred (host mx.example.net[192.0.2.7] said: 452 4.2.2 "
            "<anna@example.net>: mailbox full (in reply to RCPT TO command))",
            LogLine("3F1D240A", "deferred", domain="example.net", code=452, reply="452 4.2.2 ‹name› mailbox full"),
        ),
        (
            f"{HEAD}/smtp[14]: 3F1D240A: to=<anna@example.net>, relay=none, delay=30, delays=0/0/30/0, dsn=4.4.1, "
            "status=deferred (connect to mx.example.net[2001:db8::7]:25: Connection timed out)",
            LogLine("3F1D240A", "deferred", domain="example.net", reply="connect to ‹name› Connection timed out"),
        ),
        (
            f"{HEAD}/smtp[14]: 3F1D240A: to=<anna@example.net>, relay=mx.example.net[192.0.2.7]:25, delay=1, "
            "delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.example.net[192.0.2.7] said: 550 5.1.1 no such user "
            "(in reply to RCPT TO command))",
            LogLine("3F1D240A", "bounced", domain="example.net", code=550, reply="550 5.1.1 no such user"),
        ),
        (f"{HEAD}/postsuper[9]: 3F1D240A: removed", LogLine("3F1D240A", "taken out")),
        (f"{HEAD}/postsuper[9]: 3F1D240A: placed on hold", LogLine("3F1D240A", "held")),
        (f"{HEAD}/postsuper[9]: 3F1D240A: released from hold", LogLine("3F1D240A", "released")),
        (f"{HEAD}/cleanup[13]: 3F1D240A: message-id=<abc@letter.example>", None),
        (f"{HEAD}/smtpd[11]: connect from localhost[127.0.0.1]", None),
        (f"{HEAD}/qmgr[12]: 3F1D240A: from=<>, size=2000, nrcpt=1 (queue active)", None),
        ("\0\0 half a line", None),
        ("postfix/qmgr[1]: " + "A" * 5000, None),
    ],
)
def test_each_line_has_its_meaning(line, said) -> None:
    assert parse_line(line) == said


@pytest.mark.parametrize(
    "reply",
    [
        "host mx.tiny-village.example[192.0.2.7] refused to talk to me: 554 no",
        "Host or domain name not found. Name service error for name=tiny-village.example type=MX: Host not found",
        "<anna@tiny-village.example>: unknown; see https://tiny-village.example/why",
    ],
)
def test_a_reply_names_neither_reader_nor_host(reply) -> None:
    assert "tiny-village" not in without_names(reply)
    assert "anna" not in without_names(reply)


def test_the_queue_is_read_and_broken_lines_are_passed_over() -> None:
    row = {
        "queue_name": "deferred",
        "queue_id": "3F1D240A",
        "sender": SENDER,
        "recipients": [{"address": "anna@example.net", "delay_reason": "mailbox full"}],
    }
    held = row | {"queue_name": "hold", "recipients": [{"address": "boris@example.net"}]}
    listed = [json.dumps(row), "", "{}", "Mail queue is empty", json.dumps(held)]
    assert list(parse_queue(listed)) == [
        Queued("3F1D240A", SENDER, held=False, tried=True, domain="example.net"),
        Queued("3F1D240A", SENDER, held=True, tried=False, domain="example.net"),
    ]
