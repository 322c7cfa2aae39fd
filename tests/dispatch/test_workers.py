"""The workers' other duties: letters to one person, tests, small tasks, stopping."""

from email import message_from_bytes
from threading import Event

from beetroot.audience import actions as audience
from beetroot.dispatch.tasks import run_worker
from beetroot.issues.models import TestSend
from beetroot.lib.sealing import seal
from tests.dispatch.newsrooms import _mail
from tests.mail.servers import Sink, running


def test_a_sign_up_gets_its_confirmation_without_list_headers(room, sink, work) -> None:
    audience.sign_up(newsletter=room.newsletter, address="dana@example.net", language="en")
    work()
    assert [stored.recipients for stored in sink.stored] == [("dana@example.net",)]
    message = message_from_bytes(sink.stored[0].data)
    assert not {"List-Unsubscribe", "List-Id", "List-Unsubscribe-Post"} & set(message)
    assert message["DKIM-Signature"]
    assert sink.stored[0].sender.startswith("bounce+")


def test_a_confirmation_waits_while_the_mail_server_is_away(room, work) -> None:
    audience.sign_up(newsletter=room.newsletter, address="dana@example.net", language="en")
    with running(Sink()) as server:
        pass
    work(server=server)
    with running(Sink()) as back:
        work(server=back)
        assert len(back.stored) == 1


def test_a_test_send_arrives_and_its_address_is_wiped(room, sink, work) -> None:
    box = room.keyring.intake.current
    issue = room.closed_issue()
    test = TestSend.objects.create(
        issue=issue,
        sealed=seal(box.public, b"proof@example.net"),
        sealed_to=box.key_id,
        template=_mail(issue, "full", "subject"),
    )
    work()
    test.refresh_from_db()
    assert [stored.recipients for stored in sink.stored] == [("proof@example.net",)]
    assert (test.state, bytes(test.sealed)) == ("sent", b"")


def test_a_worker_that_is_told_to_stop_stops_and_leaves_its_place(room, sink, home) -> None:
    stop = Event()
    stop.set()
    assert run_worker(role="keyed", until_idle=False, wait=0, stop=stop) is None
    assert run_worker(role="keyed", until_idle=True, wait=0, stop=Event()) is None


def test_the_keyless_worker_ends_when_no_task_waits(db, monkeypatch) -> None:
    # It would drop the connection that holds this test's transaction.
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    assert run_worker(role="keyless", until_idle=True, wait=0, stop=Event()) is None
