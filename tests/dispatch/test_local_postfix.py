"""A real Postfix on the worker's host: its queue stays short, its log is followed, and unsent mail comes out again."""

import select
import socket
import socketserver
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from threading import Event, Thread

import pytest

from beetroot.dispatch import actions, rendering
from beetroot.dispatch.actions import refusals
from beetroot.dispatch.models import Delivery, Lane, Sending
from beetroot.dispatch.rules.settings import Postfix
from beetroot.dispatch.tasks import keyed
from beetroot.dispatch.tasks.postfix import examine
from beetroot.dispatch.tasks.waiting import Patience
from beetroot.issues.models import Issue
from tests.dispatch.providers import Providers
from tests.flows.relaying import Relaying, relaying_postfix
from tests.mail.servers import running

pytestmark = pytest.mark.slow

NOBODY = "550 5.1.1 <gone@gone.example> no such user at mx.gone.example"
LATER = "451 4.2.0 <late@late.example> greylisted"


@pytest.fixture
def providers() -> Iterator[Providers]:
    """The readers' own servers: one bounces, one puts off, the others take everything."""
    with running(Providers(says={"gone.example": NOBODY, "late.example": LATER})) as server:
        yield server


@pytest.fixture
def postfix(providers: Providers, settings) -> Iterator[Relaying]:
    with relaying_postfix(next_hop=providers.port) as server:
        settings.BEETROOT_SMTP_URL = server.url
        follows = Postfix(log=server.log, config=server.configuration)
        settings.BEETROOT_DISPATCH = replace(settings.BEETROOT_DISPATCH, postfix=follows)
        yield server


@pytest.fixture
def issue(room) -> Issue:
    return room.closed_issue()


def delivery(issue: Issue) -> dict[str, int]:
    status = rendering.status(issue)
    assert status["totals"]["audience"] == sum(status["totals"].values()) - status["totals"]["audience"]
    return {level: number for level, number in status["delivery"].items() if number}


def test_each_delivery_is_carried_on_to_what_the_readers_own_server_said(
    room, issue, postfix, providers, work, monkeypatch
) -> None:
    told: list[actions.Refusal] = []
    monkeypatch.setattr(refusals, "_listeners", [])
    actions.register_refusal_listener(told.extend)
    room.add_readers("gone@gone.example", "late@late.example")
    actions.queue(issue=issue, by=room.editor, now=True)
    work(wait=6)
    status = rendering.status(issue)
    assert (status["state"], status["totals"]["accepted"]) == ("finished", 5)
    assert delivery(issue) == {"delivered": 3, "bounced": 1, "deferred": 1}
    assert status["followed_to"] == "delivered"
    assert "3 are delivered, 1 came back, 1 are still on their way" in rendering.headline(
        Sending.objects.get(), rendering.counts(Sending.objects.get())
    )
    bounced = Delivery.objects.get(relay="bounced")
    assert bounced.reply == "550 5.1.1 ‹name› no such user at ‹name›"
    assert [(each.subscription_id, each.by) for each in told] == [(bounced.subscription_id, "relay")]
    providers.says = {}
    postfix.flush()
    work(wait=8)
    assert delivery(issue) == {"delivered": 4, "bounced": 1}
    assert not postfix.queue()


def test_doctor_says_what_of_the_local_postfix_is_within_reach(postfix, settings) -> None:
    follows = settings.BEETROOT_DISPATCH.postfix
    assert [do for _check, _detail, do in examine(follows)] == ["", "", ""]
    away = replace(follows, log=postfix.folder / "none" / "log", postqueue=("/bin/false",), postsuper=("/bin/false",))
    assert all(do for _check, _detail, do in examine(away))


def test_what_was_read_of_the_log_is_erased_and_no_address_stays_with_us(
    room, issue, postfix, work, home, caplog
) -> None:
    actions.queue(issue=issue, by=room.editor, now=True)
    work(wait=6)
    assert delivery(issue) == {"delivered": 3}
    assert b"example.net" not in postfix.log.read_bytes()
    assert postfix.log.stat().st_blocks * 512 <= 8192, "its blocks are given back"
    assert b"example.net" not in b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert "example.net" not in caplog.text + repr(list(Delivery.objects.values()))


def test_the_queue_stays_short_and_one_provider_does_not_fill_it(
    room, issue, postfix, providers, work, settings
) -> None:
    room.add_readers(*(f"reader{number}@gmail.com" for number in range(100)))
    room.add_readers(*(f"reader{number}@example.net" for number in range(30)))
    short = replace(settings.BEETROOT_DISPATCH.postfix, queue=40)
    settings.BEETROOT_DISPATCH = replace(settings.BEETROOT_DISPATCH, postfix=short)
    providers.says = {"gmail.com": "452 4.3.1 full", "example.net": "250 2.1.5 ok"}
    actions.queue(issue=issue, by=room.editor, now=True)
    longest = Longest(postfix)
    work(wait=12, watch=longest)
    assert 0 < longest.seen <= 40
    assert providers.took("example.net") == 33
    totals = rendering.status(issue)["totals"]
    assert totals["accepted"] + totals["deferred"] == totals["audience"] == 133
    assert totals["deferred"] >= 60
    assert Lane.objects.get().name == "gmail", "what the log says closes lanes as if it had been said to us"


class Longest:
    """How long the queue was at most."""

    def __init__(self, postfix: Relaying) -> None:
        self.postfix, self.seen = postfix, 0

    def __call__(self) -> None:
        self.seen = max(self.seen, len(self.postfix.queue()))


@pytest.fixture
def work(monkeypatch) -> Callable[..., None]:
    """The keyed worker until it is idle, at most `wait` seconds; `watch` is called once a round."""
    stop = Event()
    monkeypatch.setattr("beetroot.dispatch.tasks.postfix._LOOK_SECONDS", 0.1)

    def run(*, wait: int = 0, watch: Callable[[], None] = lambda: None) -> None:
        patience = Patience(True, wait)
        with ExitStack() as stack:
            worker = keyed.KeyedWorker.start(stack, keyed.open_keyring())
            while (busy := worker.round(thorough=True)) or not patience.is_over(worker.next_due()):
                watch()
                if not busy:
                    stop.wait(0.02)
            worker.drain()

    return run


def test_who_leaves_while_the_mail_is_in_the_queue_does_not_get_it(room, issue, postfix, providers, work) -> None:
    providers.says = {"example.net": LATER}
    actions.queue(issue=issue, by=room.editor, now=True)
    work(wait=3)
    assert delivery(issue) == {"deferred": 3}
    room.leave("boris")
    work(wait=3)
    assert rendering.status(issue)["totals"]["suppressed"] == 1
    assert len(postfix.queue()) == 2 + 1, "two issues, and the letter that says that he left"
    providers.says = {}
    postfix.flush()
    work(wait=8)
    issues = [stored for stored in providers.stored if b"Number 1" in stored.data]
    assert {stored.recipients[0] for stored in issues} == {"anna@example.net", "clara@example.net"}
    assert delivery(issue) == {"delivered": 2}


def test_pausing_holds_the_queue_and_resuming_lets_it_go(room, issue, postfix, providers, work) -> None:
    providers.says = {"example.net": LATER}
    actions.queue(issue=issue, by=room.editor, now=True)
    work(wait=3)
    actions.pause(issue=issue, by=room.editor)
    work(wait=3)
    assert all('"queue_name": "hold"' in line for line in postfix.queue())
    providers.says = {}
    postfix.flush()
    assert not providers.stored
    actions.resume(issue=issue, by=room.editor)
    work(wait=10)
    assert len(providers.stored) == 3
    assert delivery(issue) == {"delivered": 3}
    with pytest.raises(actions.WrongState, match="sent to everyone"):
        actions.pause(issue=issue, by=room.editor)


def test_cancelling_takes_out_of_the_queue_what_has_not_left(room, issue, postfix, providers, work) -> None:
    room.add_readers("late@late.example")
    actions.queue(issue=issue, by=room.editor, now=True)
    work(wait=3)
    assert rendering.status(issue)["state"] == "finished"
    actions.cancel(issue=issue, by=room.editor)
    work(wait=3)
    assert rendering.status(issue)["state"] == "cancelled"
    assert not postfix.queue()
    totals = rendering.status(issue)["totals"]
    assert (totals["accepted"], totals["cancelled"]) == (3, 1)


def test_the_log_settles_what_the_server_never_answered(room, issue, postfix, providers, work, settings) -> None:
    with swallowing_answers(postfix.port) as port:
        settings.BEETROOT_SMTP_URL = f"smtp://127.0.0.1:{port}?tls=none"
        actions.queue(issue=issue, by=room.editor, now=True)
        work(wait=8)
    totals = rendering.status(issue)["totals"]
    assert (totals["accepted"], totals["uncertain"]) == (3, 0)
    assert delivery(issue) == {"delivered": 3}
    assert len(providers.stored) == 3


@contextmanager
def swallowing_answers(port: int) -> Iterator[int]:
    """A cable to the server on `port` that breaks whenever the answer to a final dot comes back."""
    handler = type("Handler", (_Cable,), {"port": port})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as cable:
        cable.daemon_threads = True
        thread = Thread(target=cable.serve_forever, daemon=True)
        thread.start()
        yield cable.server_address[1]
        cable.shutdown()
        thread.join()


class _Cable(socketserver.BaseRequestHandler):
    port = 0

    def handle(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as server:
            dotted = False
            while True:
                for ready in select.select([self.request, server], [], [])[0]:
                    data = ready.recv(65536)
                    if not data or (ready is server and dotted):
                        return
                    dotted = dotted or (ready is self.request and data.endswith(b"\r\n.\r\n"))
                    (server if ready is self.request else self.request).sendall(data)
