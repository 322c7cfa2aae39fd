"""What a hostile mail server can do. Each reader ends in a state with a reason; the others go on."""

from collections.abc import Sequence

import pytest

from tests.faults.results import IS_LONG
from tests.faults.scenes import CONNECTIONS, Scene
from tests.mail.servers import CLOSE, DEAF, RESET, SILENT, Raw, Say, Sink, Slow, running

pytestmark = pytest.mark.slow

SHORT = {f"deadline_{step}": 0.6 for step in ("greeting", "hello", "tls", "mail", "rcpt", "data", "dot", "block")}
VERBS = ("greeting", "EHLO", "MAIL", "RCPT", "DATA", "dot")
NONSENSE = (
    Raw(b"\xff\xfe\x00 what\r\n"),
    Raw(b"999 never heard of\r\n"),
    Raw(b"25 short\r\n"),
    Raw(b"250-no end\r\n" * 3),
    Raw(b"x" * 100_000 + b"\r\n"),
    Raw(b"250-" + b"x" * 1_000_000),
    Raw(b"250-and more\r\n" * 20_000),
    Raw(b"250 ok\r\n" * 20_000),
    Raw(b"250 fine\n451 and not\r\n"),
    Raw(b"250 \xe2\x80\xae fine <anna@example.net>\x1b[2J\r\n"),
)


def survive(scene: Scene, fault: str, server: Sink, *, cuts: int, refused: int = 1, **order: object) -> None:
    """Sends in the face of it, time passing between the workers' lives, until all is settled.

    `cuts`: so many may be uncertain; `refused`: so many may be lost to a permanent refusal.
    """
    with running(server):
        for _ in range(6):
            assert scene.work(sink=server, limits=SHORT | {"IDLE_SECONDS": 1}, **order) == 0
            seen = scene.ledger()
            if seen.sending == "finished":
                break
            scene.act("time_passes")
            if seen.sending == "paused":
                assert seen.reason
                scene.act("resume")
        assert scene.ledger().sending == "finished", scene.account().said
        found = scene.assert_exact(fault, uncertain_at_most=cuts)
        assert found.states["accepted"] >= scene.readers - found.uncertain - refused, found.said
    assert all(reader.reply for reader in scene.ledger().readers if reader.state in {"uncertain", "rejected"})
    assert not [reader for reader in scene.ledger().readers if "@" in reader.reply]
    assert "example.net" not in scene.nursery.log.read_text(), "an address stands in the log"


@pytest.mark.parametrize("act", [CLOSE, RESET] if IS_LONG else [RESET])
@pytest.mark.parametrize("step", VERBS if IS_LONG else ("RCPT", "dot"))
def test_the_connection_breaks_at_each_step(scene: Scene, step: str, act: Say) -> None:
    cuts = 5 if step == "dot" else 0
    survive(scene, f"the server closes or resets at {step}", Sink(replies={step: [act] * 5}), cuts=cuts)


@pytest.mark.parametrize("step", ["content", "DATA"])
def test_the_server_closes_after_data(scene: Scene, step: str) -> None:
    """Before the final dot: certainly not delivered, so it is tried again and nobody is uncertain."""
    survive(
        scene, "the server closes after DATA", Sink(replies={step: [CLOSE] * 5}), cuts=5 if step == "content" else 0
    )


def test_421_at_each_verb(scene: Scene) -> None:
    replies = {verb: ["421 4.3.2 shutting down"] * 2 for verb in VERBS}
    survive(scene, "421 at each verb", Sink(replies=replies), cuts=0)


def test_451_then_fine(scene: Scene) -> None:
    replies = {verb: ["451 4.3.0 not now"] * 20 for verb in ("MAIL", "RCPT", "DATA", "dot")}
    survive(scene, "451, then fine", Sink(replies=replies), cuts=0)


@pytest.mark.parametrize("step", VERBS if IS_LONG else ("dot",))
@pytest.mark.parametrize("silence", [SILENT, DEAF] if IS_LONG else [DEAF])
def test_a_server_that_says_nothing(scene: Scene, step: str, silence: Say) -> None:
    cuts = CONNECTIONS if step == "dot" else 0
    survive(
        scene, f"silence at {step}, longer than our deadline", Sink(replies={step: [silence] * CONNECTIONS}), cuts=cuts
    )


def test_a_250_that_comes_after_our_deadline(scene: Scene) -> None:
    late = Slow("250 2.0.0 queued", pause=0.2)
    server = Sink(replies={"dot": [late] * CONNECTIONS})
    survive(scene, "250 later than our deadline", server, cuts=CONNECTIONS)


def test_one_octet_at_a_time(scene: Scene) -> None:
    replies = {step: [Slow(text, pause=0.01)] * 3 for step, text in SLOW.items()}
    survive(scene, "one octet at a time", Sink(replies=replies), cuts=0)


SLOW = {"greeting": "220 slow", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go", "dot": "250 queued"}


@pytest.mark.parametrize("step", VERBS if IS_LONG else ("RCPT", "dot"))
def test_nonsense_at_each_step(scene: Scene, step: str) -> None:
    cuts = len(NONSENSE) if step == "dot" else 0
    survive(scene, f"nonsense at {step}", Sink(replies={step: list(NONSENSE)}), cuts=cuts)


LIES: dict[str, dict[str, Sequence[Say]]] = {
    "250 before the final dot, then the end": {"content": [Raw(b"250 2.0.0 queued\r\n")] * 5, "dot": [CLOSE] * 5},
    "354 twice": {"DATA": [Raw(b"354 go\r\n354 go\r\n")] * 5},
    "two answers to a dot": {"dot": [Raw(b"250 queued\r\n550 no\r\n")] * 5},
    "354 to a dot": {"dot": ["354 go"] * 5},
    "250 to DATA": {"DATA": ["250 ok"] * 5},
    "500 to everything it knows": {"RCPT": ["500 5.5.2 what?"] * 5, "DATA": ["503 5.5.1 no"] * 5},
}


@pytest.mark.parametrize("lie", LIES if IS_LONG else list(LIES)[:2])
def test_a_server_that_lies(scene: Scene, lie: str) -> None:
    survive(scene, f"a lie: {lie}", Sink(replies=LIES[lie]), cuts=5, refused=5)


def test_a_server_that_lies_about_what_it_took(scene: Scene) -> None:
    """A refused recipient, then 354 all the same: RFC 2920's lone dot, or the end of the connection; never a body."""
    replies = {"RCPT": ["451 4.7.1 later"] * 6, "DATA": ["354 go on anyway"] * 6}
    server = Sink(replies=replies)
    survive(scene, "354 although the recipient was refused", server, cuts=0)
    assert all(mail.recipients for mail in server.stored)


def test_a_server_without_smtputf8_and_8bitmime(scene: Scene) -> None:
    survive(scene, "lacks SMTPUTF8 and 8BITMIME", Sink(features=("SIZE 10485760",)), cuts=0)


def test_a_server_that_refuses_starttls_pauses_the_send_where_it_is_required(scene: Scene) -> None:
    assert scene.work(smtp=f"{scene.sink.url}?tls=required") == 0
    with running(Sink(replies={"STARTTLS": "454 4.7.0 no"}, features=("PIPELINING", "STARTTLS"))) as server:
        assert scene.work(smtp=f"{server.url}?tls=required", limits=SHORT) == 0
        assert not server.stored
        assert scene.work(sink=server, smtp=f"{server.url}?tls=opportunistic", wait=30) == 0
        scene.act("resume")
        assert scene.work(sink=server, smtp=f"{server.url}?tls=opportunistic", wait=30) == 0
        scene.assert_exact("refuses STARTTLS", uncertain_at_most=0)


def test_a_server_that_never_answers_the_dot_pauses_the_send(scene: Scene) -> None:
    """It may take all and answer nothing: that must not make the outcome of the whole list unknown."""
    with running(Sink(replies={"dot": CLOSE})) as server:
        assert scene.work(sink=server, limits=SHORT) == 0
        seen = scene.ledger()
        assert seen.sending == "paused", scene.account().said
        assert "in a row" in seen.reason
        scene.assert_exact("never answers the dot", uncertain_at_most=64, open_rows=True)
