"""An issue goes out: what the mail server gets, what the ledger says, what people can still do."""

from collections import Counter
from email import message_from_bytes

import dkim
import pytest

from beetroot.dispatch import actions, rendering
from beetroot.dispatch.actions import rolls
from beetroot.dispatch.models import Delivery, Sending
from beetroot.issues.actions import reopen
from beetroot.issues.rules import ReopenRefused
from beetroot.mail import dkim as our_dkim
from beetroot.newsroom.actions import NotAllowed
from tests.dispatch.newsrooms import DOMAIN
from tests.mail.servers import Sink, running


def totals(issue) -> dict[str, int]:
    return {name: count for name, count in rendering.status(issue)["totals"].items() if count}


def test_every_reader_gets_the_issue_once_and_the_sum_holds(room, sink, work) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    assert work() is None
    readers = Counter(stored.recipients for stored in sink.stored)
    assert readers == {(f"{name}@example.net",): 1 for name in ("anna", "boris", "clara")}
    status = rendering.status(issue)
    assert status["state"] == "finished"
    assert totals(issue) == {"audience": 3, "accepted": 3}
    assert status["next_due"] is None


def test_each_mail_is_signed_and_names_its_reader_only_in_to_and_envelope(room, sink, work) -> None:
    actions.queue(issue=room.closed_issue(), by=room.editor, now=True)
    work()
    _selector, pem = room.keyring.dkim(DOMAIN)
    record = our_dkim.record_text(our_dkim.load_key(pem)).encode()
    for stored in sink.stored:
        assert dkim.verify(stored.data, dnsfunc=lambda name, timeout=5: record)
        message = message_from_bytes(stored.data)
        assert message["To"] == f"<{stored.recipients[0]}>"
        assert stored.data.decode().count(stored.recipients[0].partition("@")[0]) == 1
        assert stored.sender.startswith("bounce+")
        assert message["Message-ID"].endswith(f"@{DOMAIN}>")
    assert len({stored.sender for stored in sink.stored}) == 3


def test_the_ledger_and_the_newsrooms_folder_hold_no_address(room, sink, work, home, caplog) -> None:
    actions.queue(issue=room.closed_issue(), by=room.editor, now=True)
    work(server=None)
    assert b"example.net" not in b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert "example.net" not in repr(list(Delivery.objects.values())) + caplog.text


def test_nothing_leaves_during_the_undo_wait_and_undo_gives_the_issue_back(room, sink, work) -> None:
    issue = room.closed_issue()
    sending = actions.queue(issue=issue, by=room.editor)
    due = work()
    assert due.at == sending.starts_at
    assert rendering.status(issue)["state"] == "waiting"
    actions.undo(issue=issue, by=room.editor)
    assert rendering.status(issue)["state"] == "closed"
    assert reopen(issue=issue, by=room.editor).state == "draft"
    assert not sink.stored


def test_after_the_first_message_the_issue_can_neither_be_undone_nor_reopened(room, sink, work) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    work()
    with pytest.raises(actions.TooLate, match="Pause or cancel"):
        actions.undo(issue=issue, by=room.editor)
    with pytest.raises(ReopenRefused, match="begun to leave"):
        reopen(issue=issue, by=room.editor)


def test_an_issue_is_queued_once_and_by_whoever_may_send(room) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor)
    with pytest.raises(actions.WrongState, match="queued already"):
        actions.queue(issue=issue, by=room.editor)
    room.editor.groups.clear()
    del room.editor.roles
    with pytest.raises(NotAllowed):
        actions.pause(issue=issue, by=room.editor)


def test_who_leaves_after_the_audience_was_counted_gets_nothing(room, sink, work) -> None:
    issue = room.closed_issue()
    sending = actions.queue(issue=issue, by=room.editor, now=True)
    rolls.start_due(now=sending.starts_at)
    while rolls.freeze_chunk(sending=sending, edition=issue.editions.get()):
        pass
    room.leave("boris")
    work()
    issues = [stored for stored in sink.stored if b"Number 1" in stored.data]
    assert {stored.recipients[0] for stored in issues} == {"anna@example.net", "clara@example.net"}
    assert totals(issue) == {"audience": 3, "accepted": 2, "suppressed": 1}
    assert rendering.status(issue)["state"] == "finished"


def test_a_paused_sending_goes_on_where_it_stopped(room, sink, work) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    actions.pause(issue=issue, by=room.editor)
    assert work() is None
    assert not sink.stored
    actions.resume(issue=issue, by=room.editor)
    work()
    assert len(sink.stored) == 3


def test_what_was_put_off_can_be_cancelled_and_is_counted(room, work) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    with running(Sink(replies={"RCPT": ["451 4.7.1 later"] * 2})) as busy:
        work(server=busy)
    assert totals(issue) == {"audience": 3, "accepted": 1, "deferred": 2}
    actions.cancel(issue=issue, by=room.editor)
    assert totals(issue) == {"audience": 3, "accepted": 1, "cancelled": 2}
    assert rendering.status(issue)["state"] == "cancelled"


def test_a_send_that_was_due_yesterday_asks_instead_of_firing(room, sink, work) -> None:
    issue = room.closed_issue()
    sending = actions.queue(issue=issue, by=room.editor)
    Sending.objects.update(starts_at=sending.starts_at.replace(year=2024))
    work()
    assert not sink.stored
    assert "overdue" in Sending.objects.get().reason


def test_an_erased_reader_is_still_counted_and_no_longer_named(room, sink, work) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    work()
    reader = Delivery.objects.earliest("pk").subscription_id
    assert actions.erase_reader(subscription_id=reader) == 1
    assert not Delivery.objects.filter(subscription_id=reader).exists()
    assert totals(issue) == {"audience": 3, "accepted": 3}
