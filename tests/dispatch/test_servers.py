"""What a difficult mail server does to the ledger: each reader ends in a state with a reason, the others go on."""

import errno
import os

import pytest

from beetroot.audience.models import Subscription
from beetroot.dispatch import actions, rendering
from beetroot.dispatch.models import Delivery, Sending
from beetroot.issues.models import Issue
from tests.mail.servers import CLOSE, Sink, running


def send(room, work, server: Sink) -> dict[str, int]:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    with running(server):
        work(server=server)
    counts = rendering.status(issue)["totals"]
    assert counts["audience"] == sum(counts.values()) - counts["audience"]
    return {name: count for name, count in counts.items() if count and name != "audience"}


@pytest.mark.parametrize(
    ("replies", "counts"),
    [
        ({"RCPT": ["550 5.1.1 no such user"]}, {"accepted": 2, "rejected": 1}),
        ({"dot": ["554 5.7.1 no"]}, {"accepted": 2, "rejected": 1}),
        ({"dot": ["451 4.3.0 disk full"]}, {"accepted": 2, "deferred": 1}),
        ({"dot": [CLOSE]}, {"accepted": 2, "uncertain": 1}),
        ({"DATA": [CLOSE]}, {"accepted": 2, "deferred": 1}),
        ({"MAIL": ["421 4.3.2 going down"]}, {"accepted": 2, "deferred": 1}),
    ],
)
def test_each_answer_has_its_state(room, work, replies, counts) -> None:
    assert send(room, work, Sink(replies=replies)) == counts


def test_a_put_off_message_is_tried_again_and_the_worker_says_when(room, work) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    with running(Sink(replies={"RCPT": ["451 4.7.1 greylisted"]})) as server:
        due = work(server=server)
        row = Delivery.objects.get(state="deferred")
        assert due.at == row.not_before
        assert (row.attempts, row.lane, row.reply) == (1, "other", "451 4.7.1 greylisted")
        Delivery.objects.update(not_before=row.not_before.replace(year=2024))
        assert work(server=server) is None
        assert len(server.stored) == 3


def test_a_refused_sender_pauses_with_the_servers_words_and_blames_no_reader(room, work) -> None:
    counts = send(room, work, Sink(replies={"MAIL": "550 5.7.1 your sender is not welcome"}))
    assert counts == {"queued": 3}
    sending = Sending.objects.get()
    assert sending.state == "paused"
    assert "not welcome" in sending.reason


def test_while_the_server_cannot_be_used_the_status_says_why_nothing_leaves(room, work) -> None:
    assert send(room, work, Sink(replies={"greeting": "554 5.7.1 no service for you"})) == {"queued": 3}
    (trouble,) = rendering.troubles(Issue.objects.get())
    assert trouble.state == "queued"
    assert trouble.reply == "The mail server greets with 554 5.7.1 no service for you"
    assert trouble.words == "The server refuses this mail by its rules: it distrusts the sender or the content."


def test_many_refusals_in_a_row_pause_the_sending(room, work) -> None:
    room.add_readers(*(f"reader{number}" for number in range(120)))
    counts = send(room, work, Sink(replies={"RCPT": "550 5.7.1 listed"}))
    assert Sending.objects.get().state == "paused"
    assert "in a row" in Sending.objects.get().reason
    assert counts["rejected"] >= 25
    assert counts["queued"] > 0


def test_a_server_that_is_away_costs_nobody_their_issue(room, work, settings) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    with running(Sink()) as server:
        pass
    due = work(server=server)
    assert due is not None
    assert rendering.status(issue)["totals"]["queued"] == 3
    with running(Sink()) as back:
        assert work(server=back) is None
        assert len(back.stored) == 3


def test_a_reader_beyond_ascii_is_refused_cleanly_where_the_server_lacks_smtputf8(room, work) -> None:
    room.add_readers("ирина@example.net")
    counts = send(room, work, Sink(features=("PIPELINING", "8BITMIME")))
    assert counts == {"accepted": 3, "rejected": 1}
    assert Delivery.objects.get(state="rejected").reply.startswith("ours: ")


def test_a_damaged_record_is_our_failure_and_the_others_go_on(room, work) -> None:
    Subscription.objects.filter(pk=Subscription.objects.earliest("pk").pk).update(sealed=b"damaged")
    assert send(room, work, Sink()) == {"accepted": 2, "rejected": 1}
    assert Delivery.objects.get(state="rejected").reply.startswith("ours: ")


def test_a_changed_frozen_mail_is_not_sent(room, work) -> None:
    issue = room.closed_issue()
    issue.editions.get().renderings.update(content=b"{}")
    actions.queue(issue=issue, by=room.editor, now=True)
    with running(Sink()) as server:
        work(server=server)
        assert not server.stored
    assert "Restore the database" in Sending.objects.get().reason


def test_a_disk_that_fills_up_stops_the_sending_before_any_dot(room, sink, work, monkeypatch) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)

    def full(descriptor: int, data: bytes) -> int:
        if data.startswith(b"D "):
            raise OSError(errno.ENOSPC, "No space left on device")
        return os.pwrite(descriptor, data, os.fstat(descriptor).st_size)

    monkeypatch.setattr("beetroot.dispatch.tasks.journal.os.write", full)
    work()
    assert not sink.stored
    assert "disk has room" in Sending.objects.get().reason
    monkeypatch.undo()
    actions.resume(issue=issue, by=room.editor)
    work()
    assert len(sink.stored) == 3
