import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from beetroot.mail import addresses
from beetroot.mail.smtp import Connection, Deadlines, Envelope, Outcome, ServerUrl, new_loop
from beetroot.mail.smtp.probe import Probe, probe
from tests.mail.letters import NOW, filled, rsa_signer, verifies
from tests.mail.servers import CLOSE, DEAF, FEATURES, RESET, SILENT, Raw, Sink, Slow

SENDER, READER = "bounce+42-abc@letter.example.org", "nino@mail.example"
MAIL = b"Subject: x\r\n\r\n.dot\r\n..\r\n.\r\nEnd\r\n"
SHORT = Deadlines(connect=5, greeting=5, hello=5, tls=5, mail=0.2, rcpt=0.2, data=0.2, block=0.5, dot=0.2, quit=0.2)
PLAIN = tuple(feature for feature in FEATURES if feature != "PIPELINING")


@pytest.fixture(autouse=True, params=["uvloop", "asyncio"])
def loop(request, monkeypatch) -> None:
    """Every test runs on both loops: they buffer, close and fail in ways of their own."""
    make = new_loop if request.param == "uvloop" else asyncio.new_event_loop
    monkeypatch.setitem(LOOP, "factory", make)


LOOP: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {}


def run(scenario: Coroutine[None, None, Any]) -> Any:
    with asyncio.Runner(loop_factory=LOOP["factory"]) as runner:
        return runner.run(scenario)


def letter(data: bytes, *, sender: str = SENDER, recipient: str = READER) -> dict[str, Any]:
    """What `deliver` needs to know of a mail."""
    return {"envelope": Envelope(sender, recipient, len(data), data.isascii()), "data": data}


@asynccontextmanager
async def connected(sink: Sink, deadlines: Deadlines = SHORT):
    async with sink:
        connection = Connection(ServerUrl.parse(sink.url), hello="letter.example.org", deadlines=deadlines)
        await connection.open()
        try:
            yield connection
        finally:
            await connection.close()


def outcomes(sink: Sink, *mails: bytes, recipient: str = READER, dots: list[int] | None = None) -> list[Outcome]:
    """Deliver these one after the other on one connection; `dots` collects the calls of `on_dot`."""
    seen = dots if dots is not None else []

    async def scenario() -> list[Outcome]:
        async with connected(sink) as connection:
            return [
                await connection.deliver(
                    **letter(mail, recipient=recipient), on_dot=lambda: seen.append(len(sink.stored))
                )
                for mail in mails
            ]

    return run(scenario())


@pytest.mark.parametrize("features", [FEATURES, PLAIN, ()])
def test_a_mail_arrives_as_it_was_made(features):
    sink = Sink(features=features)
    signed = filled().signed([rsa_signer()], at=NOW)
    assert [outcome.kind for outcome in outcomes(sink, MAIL, signed)] == ["accepted"] * 2
    assert [stored.data for stored in sink.stored] == [MAIL, signed]
    assert (sink.stored[0].sender, sink.stored[0].recipients) == (SENDER, (READER,))
    assert sink.stored[0].hello == "letter.example.org"
    assert verifies(sink.stored[1].data, rsa_signer())
    assert sink.connections == 1
    assert sink.commands[-1] == "QUIT"


def test_a_mail_larger_than_any_buffer_arrives_whole():
    mail = b"Subject: x\r\n\r\n" + b".line of it\r\n" * 200_000
    sink = Sink()

    async def scenario() -> Outcome:
        async with connected(sink, Deadlines()) as connection:
            return await connection.deliver(**letter(mail))

    assert run(scenario()).kind == "accepted"
    assert sink.stored[0].data == mail


# What the server does, how many dots were written, what we note, in which phase, how many mails it kept.
CASES = [
    ({"MAIL": "451 later"}, 0, "deferred", 451, "mail", 0),
    ({"MAIL": "550 never"}, 0, "rejected", 550, "mail", 0),
    ({"RCPT": "450 greylisted"}, 0, "deferred", 450, "rcpt", 0),
    ({"RCPT": "550 no such user"}, 0, "rejected", 550, "rcpt", 0),
    ({"RCPT": "550 no such user", "DATA": "354 go on"}, 0, "rejected", 550, "rcpt", 0),
    ({"DATA": "451 later"}, 0, "deferred", 451, "data", 0),
    ({"DATA": "554 never"}, 0, "rejected", 554, "data", 0),
    ({"DATA": "250 nonsense"}, 0, "unsent", None, "data", 0),
    ({"RCPT": "354 nonsense"}, 0, "unsent", None, "rcpt", 0),
    ({"dot": "451 later"}, 1, "deferred", 451, "dot", 0),
    ({"dot": "554 spam"}, 1, "rejected", 554, "dot", 0),
    ({"dot": "421 closing"}, 1, "deferred", 421, "dot", 0),
    ({"dot": SILENT}, 1, "uncertain", None, "dot", 1),
    ({"dot": CLOSE}, 1, "uncertain", None, "dot", 1),
    ({"dot": RESET}, 1, "uncertain", None, "dot", 1),
    ({"dot": "354 go on"}, 1, "uncertain", 354, "dot", 1),
    ({"dot": Raw(b"hello\r\n")}, 1, "uncertain", None, "dot", 1),
    ({"dot": Slow("250 2.0.0 " + "x" * 400)}, 1, "uncertain", None, "dot", 1),
    ({"dot": Raw(b"550-no\r\n250 or yes\r\n")}, 1, "uncertain", None, "dot", 1),
    ({"dot": Raw(b"250-taken\r\n554 or not\r\n")}, 1, "uncertain", None, "dot", 1),
    ({"RCPT": Raw(b"250-fine\r\n550 not\r\n")}, 0, "unsent", None, "rcpt", 0),
    ({"MAIL": SILENT, "RCPT": SILENT, "DATA": SILENT}, 0, "unsent", None, "mail", 0),
    ({"MAIL": CLOSE}, 0, "unsent", None, "mail", 0),
    ({"MAIL": "421 closing"}, 0, "deferred", 421, "mail", 0),
    ({"RCPT": CLOSE}, 0, "unsent", None, "rcpt", 0),
    ({"RCPT": "421 closing"}, 0, "deferred", 421, "rcpt", 0),
    ({"DATA": CLOSE}, 0, "unsent", None, "data", 0),
    ({"DATA": RESET}, 0, "unsent", None, "data", 0),
    ({"DATA": "421 closing"}, 0, "deferred", 421, "data", 0),
    ({"DATA": "354 go on\r\n250 already"}, 0, "unsent", None, "data", 0),
    ({"MAIL": Raw(b"\xff\xfe" * 3000)}, 0, "unsent", None, "mail", 0),
    ({"MAIL": Raw(b"250-more\r\n" * 5000)}, 0, "unsent", None, "mail", 0),
    ({"MAIL": Slow("250 " + "x" * 400)}, 0, "unsent", None, "mail", 0),
]


@pytest.mark.parametrize("features", [FEATURES, PLAIN], ids=["pipelined", "step by step"])
@pytest.mark.parametrize(("replies", "dots", "kind", "code", "phase", "kept"), CASES)
def test_whatever_a_server_does_we_know_how_far_the_mail_got(features, replies, dots, kind, code, phase, kept):
    seen: list[int] = []
    sink = Sink(features=features, replies=replies)
    outcome = outcomes(sink, MAIL, dots=seen)[0]
    assert (outcome.kind, outcome.code, outcome.phase) == (kind, code, phase)
    assert (len(seen), len(sink.stored)) == (dots, kept)
    assert READER not in outcome.reply


@pytest.mark.parametrize("features", [FEATURES, PLAIN], ids=["pipelined", "step by step"])
@pytest.mark.parametrize(
    "replies", [{"MAIL": ["451 later"]}, {"RCPT": ["550 no"]}, {"RCPT": ["550 no"], "DATA": ["354 go on"]},
                {"DATA": ["451 later"]}, {"dot": ["451 later"]}]
)  # fmt: skip
def test_the_next_mail_goes_out_on_the_same_connection_after_a_refusal(features, replies):
    sink = Sink(features=features, replies=replies)
    first, second = outcomes(sink, MAIL, MAIL)
    assert first.kind in ("deferred", "rejected")
    assert second.kind == "accepted"
    assert (len(sink.stored), sink.connections) == (1, 1)


def test_an_accepted_recipient_never_gets_an_empty_mail():
    sink = Sink(replies={"MAIL": "451 later", "RCPT": "250 ok", "DATA": "354 go on"})
    outcome = outcomes(sink, MAIL)[0]
    assert (outcome.kind, outcome.phase) == ("deferred", "mail")
    assert not sink.stored
    assert sink.commands[-1] == "DATA"


def test_a_connection_that_the_server_left_while_idle_loses_nothing():
    sink = Sink(replies={"dot": ["250 ok\r\n421 idle too long"]})
    first, second = outcomes(sink, MAIL, MAIL)
    assert (first.kind, second.kind, second.phase) == ("accepted", "unsent", "connect")
    assert len(sink.stored) == 1


def test_a_second_answer_to_one_mail_is_not_taken_for_the_next_mails():
    sink = Sink(replies={"dot": ["250 ok\r\n250 ok"]})
    first, second = outcomes(sink, MAIL, MAIL)
    assert (first.kind, second.kind) == ("accepted", "unsent")
    assert len(sink.stored) == 1


BIG = b"Subject: x\r\n\r\n" + b"a line of it\r\n" * 1_000_000


def test_a_server_that_stops_reading_has_certainly_not_got_the_mail():
    seen: list[int] = []
    sink = Sink(features=FEATURES[:1], replies={"content": DEAF})
    outcome = outcomes(sink, BIG, dots=seen)[0]
    assert (outcome.kind, outcome.phase, seen) == ("unsent", "data", [])


def test_a_server_that_has_seen_enough_is_believed_and_left():
    sink = Sink(features=FEATURES[:1], replies={"content": "552 5.3.4 too big"})
    first, second = outcomes(sink, BIG, MAIL)
    assert (first.kind, first.code, second.kind) == ("rejected", 552, "unsent")


@pytest.mark.parametrize(
    ("features", "mail", "recipient", "why"),
    [
        (("PIPELINING",), MAIL, "ნინო@mail.example", "SMTPUTF8"),
        (("PIPELINING",), "Subject: é\r\n\r\n".encode(), READER, "8BITMIME"),
        (("SIZE 20",), MAIL, READER, "larger than this server takes"),
        (FEATURES, b"a\n.\r\nMAIL FROM:<x@example.org>\r\n", READER, "smuggle"),
        (FEATURES, MAIL, "nino@mail.example>\r\nRCPT TO:<all@example.org", "not an e-mail address"),
        (FEATURES, MAIL, "nino", "not an e-mail address"),
    ],
)
def test_what_cannot_be_sent_is_refused_by_us_and_the_others_go_on(features, mail, recipient, why):
    async def scenario() -> list[Outcome]:
        async with connected(sink) as connection:
            refused = await connection.deliver(**letter(mail, recipient=recipient))
            ascii_mail = b"x\r\n"
            return [refused, await connection.deliver(**letter(ascii_mail))]

    sink = Sink(features=features)
    refused, after = run(scenario())
    assert (refused.kind, refused.code) == ("rejected", None)
    assert refused.reply.startswith("ours: ")
    assert why in refused.reply
    assert after.kind == "accepted"
    assert sum(command.startswith("MAIL") for command in sink.commands) == 1


def test_an_international_local_part_is_sent_where_the_server_takes_it():
    sink = Sink()
    signed = filled(to="ნინო@ბეტა.example").signed([rsa_signer()], at=NOW)
    assert outcomes(sink, signed, recipient="ნინო@ბეტა.example")[0].kind == "accepted"
    assert sink.stored[0].recipients == (addresses.wire("ნინო@ბეტა.example"),)
    assert "SMTPUTF8" in sink.stored[0].mail_parameters
    assert verifies(sink.stored[0].data, rsa_signer())


def test_an_automatic_answer_has_no_envelope_sender():
    async def scenario() -> Outcome:
        async with connected(sink) as connection:
            return await connection.deliver(**letter(MAIL, sender=""))

    sink = Sink()
    assert run(scenario()).kind == "accepted"
    assert sink.stored[0].sender == ""


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.1.1 <{a}>: Recipient address rejected", "550 5.1.1 {A} unknown", "550 no mailbox here by the name nino",
        "550 see https://mx.example.net/?to=nino%40mail.example", "550 rejected nino=mail.example@srs.example.net",
        "550-first <{a}>\r\n550 second {a}", "550 Host mail.example not found", "550 \u202e{a}",
    ],
)  # fmt: skip
def test_the_servers_reply_is_kept_without_the_readers_address(reply):
    sink = Sink(replies={"RCPT": reply.format(a=READER, A=READER.upper())})
    kept = outcomes(sink, MAIL)[0].reply
    assert "<address>" in kept
    assert not [part for part in ("nino", "mail.example", "NINO", "\u202e") if part in kept]


def test_a_long_reply_is_kept_short():
    sink = Sink(replies={"RCPT": "550 " + "no " * 600})
    assert len(outcomes(sink, MAIL)[0].reply) <= 300


def test_nothing_is_sent_when_the_dot_cannot_be_journaled():
    def disk_full() -> None:
        raise OSError("no space left")

    async def scenario() -> bool:
        async with connected(sink) as connection:
            with pytest.raises(OSError, match="no space"):
                await connection.deliver(**letter(MAIL), on_dot=disk_full)
            return connection.is_usable

    sink = Sink()
    assert run(scenario()) is False
    assert not sink.stored


def test_a_cancelled_delivery_closes_its_connection():
    async def scenario() -> bool:
        async with connected(sink, Deadlines()) as connection:
            reached = asyncio.Event()
            delivery = asyncio.create_task(connection.deliver(**letter(MAIL), on_dot=reached.set))
            await reached.wait()
            delivery.cancel()
            with pytest.raises(asyncio.CancelledError):
                await delivery
            return connection.is_usable

    sink = Sink(replies={"dot": SILENT})
    assert run(scenario()) is False


# --- the next envelope in the flight of a final dot (RFC 2920) ---

# What the server does with the first dot or the second envelope; what we note of both mails; how many it kept.
OVERLAPS = [
    ({}, "accepted", "accepted", 2),
    ({"dot": ["451 later"]}, "deferred", "accepted", 1),
    ({"dot": ["554 spam"]}, "rejected", "accepted", 1),
    ({"dot": [CLOSE]}, "uncertain", None, 1),
    ({"dot": [RESET]}, "uncertain", None, 1),
    ({"dot": [SILENT]}, "uncertain", None, 1),  # what looks like its answer is that of the second MAIL
    ({"dot": [SILENT], "RCPT": ["250 ok", "550 no"], "DATA": ["354 go on", "554 no"]}, "uncertain", None, 1),
    ({"dot": ["421 closing"]}, "deferred", None, 0),
    ({"dot": ["250 ok\r\n250 ok"]}, "accepted", "unsent", 1),
    ({"MAIL": ["250 ok", "451 later"]}, "accepted", "deferred", 1),
    ({"RCPT": ["250 ok", "550 no such user"]}, "accepted", "rejected", 1),
    ({"RCPT": ["250 ok", "550 no such user"], "DATA": ["354 go on", "354 go on"]}, "accepted", "rejected", 1),
    ({"RCPT": ["250 ok", "450 greylisted"]}, "accepted", "deferred", 1),
    ({"DATA": ["354 go on", "451 later"]}, "accepted", "deferred", 1),
    ({"MAIL": ["250 ok", CLOSE]}, "accepted", None, 1),
    ({"MAIL": ["250 ok", SILENT]}, "uncertain", None, 1),
    ({"MAIL": ["250 ok", "421 closing"]}, "accepted", "deferred", 1),
    ({"DATA": ["354 go on", CLOSE]}, "accepted", None, 1),
    ({"DATA": ["354 go on", "421 closing"]}, "accepted", "deferred", 1),
]


def two_in_one_flight(sink: Sink, *, hold: Callable[[], Awaitable[None] | None] | None = None) -> list[Outcome | None]:
    """Two mails, the second's envelope in the flight of the first's dot; None where the second was never begun."""

    async def scenario() -> list[Outcome | None]:
        first, second = letter(MAIL), letter(MAIL, recipient="ana@mail.example")
        async with sink:
            connection = Connection(
                ServerUrl.parse(sink.url), hello="letter.example.org", deadlines=SHORT, overlaps=True
            )
            await connection.open()
            outcomes = [await connection.deliver(**first, follow=lambda: second["envelope"]), None]
            if connection.is_usable:
                outcomes[1] = await connection.deliver(**second, hold=hold)
            await connection.close()
        return outcomes

    return run(scenario())


@pytest.mark.parametrize(("replies", "first", "second", "kept"), OVERLAPS)
def test_with_the_next_envelope_in_the_dots_flight_we_know_how_far_both_mails_got(replies, first, second, kept):
    sink = Sink(replies=replies)
    told = [outcome and outcome.kind for outcome in two_in_one_flight(sink)]
    assert (told, len(sink.stored)) == ([first, second], kept)
    assert not any(stored.data == b"" for stored in sink.stored), "an empty mail was delivered"


def test_two_mails_take_one_flight_fewer_and_both_arrive():
    sink = Sink()
    two_in_one_flight(sink)
    assert [stored.recipients for stored in sink.stored] == [(READER,), ("ana@mail.example",)]
    verbs = [command.split()[0] for command in sink.commands]
    assert verbs == ["EHLO", "MAIL", "RCPT", "DATA", "MAIL", "RCPT", "DATA", "QUIT"]


def test_an_envelope_that_went_ahead_and_is_not_followed_closes_the_connection_and_delivers_nothing():
    async def scenario() -> Outcome:
        async with sink:
            connection = Connection(
                ServerUrl.parse(sink.url), hello="letter.example.org", deadlines=SHORT, overlaps=True
            )
            await connection.open()
            ahead = Envelope(SENDER, "ana@mail.example", len(MAIL))
            await connection.deliver(**letter(MAIL), follow=lambda: ahead)
            other = await connection.deliver(**letter(MAIL, recipient="eka@mail.example"))
            await connection.close()
        return other

    sink = Sink()
    assert run(scenario()).kind == "unsent"
    assert [stored.recipients for stored in sink.stored] == [(READER,)]
    assert "QUIT" not in sink.commands


def test_content_waits_until_it_may_go_and_not_at_all_if_it_may_not():
    async def refused() -> None:
        raise TimeoutError

    sink = Sink()
    with pytest.raises(asyncio.TimeoutError):
        two_in_one_flight(sink, hold=refused)
    assert [stored.recipients for stored in sink.stored] == [(READER,)]

    freed: list[int] = []

    async def soon() -> None:
        await asyncio.sleep(0)
        freed.append(len(patient.stored))

    patient = Sink()
    assert [outcome and outcome.kind for outcome in two_in_one_flight(patient, hold=soon)] == ["accepted"] * 2
    assert freed == [1]


def test_a_server_that_was_not_probed_gets_one_message_at_a_time():
    asked: list[int] = []

    async def scenario() -> Outcome:
        async with connected(sink) as connection:
            return await connection.deliver(**letter(MAIL), follow=lambda: asked.append(1))

    sink = Sink()
    assert run(scenario()).kind == "accepted"
    assert not asked


def test_with_a_tail_behind_it_a_stuck_dot_is_still_certain():
    """The server reads no more after the greeting of the content: the dot never left, whatever stands behind it."""
    big = letter(BIG)

    async def scenario() -> Outcome:
        async with sink:
            connection = Connection(
                ServerUrl.parse(sink.url), hello="letter.example.org", deadlines=SHORT, overlaps=True
            )
            await connection.open()
            outcome = await connection.deliver(**big, follow=lambda: Envelope(SENDER, "ana@mail.example", len(MAIL)))
            await connection.close()
            return outcome

    sink = Sink(features=FEATURES[:1], replies={"content": DEAF})
    assert run(scenario()).kind == "unsent"
    assert not sink.stored


@pytest.mark.parametrize(
    ("features", "replies", "overlaps", "said"),
    [
        (FEATURES, {}, True, "takes the next envelope"),
        (PLAIN, {}, False, "no PIPELINING"),
        (FEATURES, {"RCPT": "550 5.1.1 no such user"}, False, "550 5.1.1 no such user"),
        (FEATURES, {"MAIL": ["250 ok", "503 5.5.1 not now"]}, False, "loses or refuses"),
        (FEATURES, {"dot": SILENT}, False, "did not answer the probe"),
        (FEATURES, {"greeting": "554 go away"}, False, "554 go away"),
    ],
)
def test_a_probe_says_whether_the_next_envelope_may_come_with_a_dot(features, replies, overlaps, said, monkeypatch):
    monkeypatch.setattr("beetroot.mail.smtp.probe.DEADLINES", SHORT)
    sink = Sink(features=features, replies=replies)

    async def scenario() -> Probe:
        async with sink:
            server = ServerUrl.parse(f"{sink.url}?tls=none")
            return await probe(server, hello="letter.example.org", sender=SENDER, recipient=READER, data=MAIL)

    found = run(scenario())
    assert found.overlaps == overlaps
    assert said in found.said
    assert len(sink.stored) <= 1
