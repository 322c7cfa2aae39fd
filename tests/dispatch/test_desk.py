"""What an editor sees and presses at the desk."""

import re

import pytest
from django.test import Client

from beetroot.config.cli import watching
from beetroot.dispatch import actions, rendering
from beetroot.dispatch.models import Delivery, Roll
from beetroot.newsroom.models import Newsletter, Newsroom
from tests.mail.servers import CLOSE, Sink, running


@pytest.fixture
def desk(client: Client, room) -> Client:
    client.force_login(room.editor)
    return client


def page(desk: Client, path: str) -> str:
    answer = desk.get(path)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_closed_issue_offers_send_and_asks_once_more_with_the_number_of_readers(desk, room) -> None:
    issue = room.closed_issue()
    assert f"/sendings/{issue.pk}/send/" in page(desk, f"/desk/issues/{issue.pk}/")
    asked = page(desk, f"/desk/sendings/{issue.pk}/send/")
    assert "Send to 3 readers" in asked
    assert "first 5 minutes" in asked


def test_after_send_there_is_a_large_undo_with_the_seconds_left(desk, room) -> None:
    issue = room.closed_issue()
    answer = desk.post(f"/desk/sendings/{issue.pk}/send/", follow=True)
    shown = answer.content.decode()
    assert "Undo: do not send" in shown
    (left,) = re.findall(r'data-seconds-left="(\d+)"', shown)
    assert 290 <= int(left) <= 300
    assert 'http-equiv="refresh"' in shown
    assert "Nothing was sent" in desk.post(f"/desk/sendings/{issue.pk}/undo/", follow=True).content.decode()
    assert rendering.status(issue)["state"] == "closed"


def test_the_finished_page_shows_the_sum_and_no_longer_renews_itself(desk, room, sink, work) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    work()
    shown = page(desk, f"/desk/sendings/{issue.pk}/")
    assert "accepted 3 of 3 messages" in shown
    assert "<svg" in shown
    assert 'http-equiv="refresh"' not in shown
    assert "Undo: do not send" not in shown
    assert "example.net" not in shown


def test_the_mail_servers_words_are_shown_without_the_address(desk, room, work) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    reply = "550 5.1.1 <anna@example.net> mailbox <boris@example.net> unknown"
    with running(Sink(replies={"RCPT": [reply]})) as server:
        work(server=server)
    shown = page(desk, f"/desk/sendings/{issue.pk}/")
    assert "mailbox" in shown
    assert "example.net" not in shown


def test_pause_resume_and_cancel_are_buttons(desk, room, work) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    with running(Sink(replies={"RCPT": ["451 4.7.1 later"]})) as server:
        work(server=server)
    for button, state in [("pause", "paused"), ("resume", "sending"), ("cancel", "cancelled")]:
        desk.post(f"/desk/sendings/{issue.pk}/{button}/")
        assert rendering.status(issue)["state"] == state
    again = desk.post(f"/desk/sendings/{issue.pk}/resume/", follow=True).content.decode()
    assert "was cancelled and stays so" in again


def test_under_ask_a_person_decides_what_is_unknown(desk, room, work) -> None:
    room.newsletter.uncertain_policy = "ask"
    room.newsletter.save()
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    with running(Sink(replies={"dot": [CLOSE]})) as server:
        work(server=server)
        assert rendering.status(issue)["state"] == "sending"
        assert "never answered for 1 message" in page(desk, f"/desk/sendings/{issue.pk}/")
        desk.post(f"/desk/sendings/{issue.pk}/decide/", {"repeat": "yes"})
        Delivery.objects.filter(state="queued").update(not_before=None)  # ten minutes later
        work(server=server)
        assert len(server.stored) == 4
    assert rendering.status(issue)["state"] == "finished"


def test_a_reporter_sees_the_counts_and_cannot_send(client, room) -> None:
    issue = room.closed_issue()
    room.editor.groups.set(room.editor.groups.model.objects.filter(name="reporter"))
    client.force_login(room.editor)
    assert "Send to" not in page(client, f"/desk/sendings/{issue.pk}/send/").replace("Send to readers", "")
    refused = client.post(f"/desk/sendings/{issue.pk}/send/", follow=True).content.decode()
    assert "may not send an issue" in refused
    assert rendering.status(issue)["state"] == "closed"


def test_a_paused_sending_and_a_missing_worker_are_told_to_doctor(room) -> None:
    issue = room.closed_issue()
    assert [do for _check, _detail, do in rendering.stuck()] == [""]
    actions.queue(issue=issue, by=room.editor, now=True)
    actions.pause(issue=issue, by=room.editor)
    assert "Paused by edith" in rendering.stuck()[0][1]
    assert Newsroom.current().undo_seconds == 300


def test_the_report_shows_the_sum_the_chart_and_the_table_behind_it(desk, room, work) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    with running(Sink(replies={"RCPT": ["550 5.1.1 <anna@example.net> unknown"]})) as server:
        work(server=server)
    shown = page(desk, f"/desk/sendings/{issue.pk}/report/")
    assert "of 3 readers" in shown
    assert "The parts add up to the audience" in shown
    assert "<polyline" in shown
    assert "This mailbox does not exist." in shown
    assert "example.net" not in shown
    assert "<script" not in shown


def test_a_ledger_that_has_become_counts_still_has_a_report(desk, room, sink, work) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    work()
    Delivery.objects.all().delete()
    Roll.objects.update(compacted={"states": {"accepted": 3}, "relays": {}})
    shown = page(desk, f"/desk/sendings/{issue.pk}/report/")
    assert "of 3 readers" in shown
    assert "no longer kept" in shown


def test_the_terminal_shows_the_same_in_words_and_no_address(room, work, capsys) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    with running(Sink(replies={"RCPT": ["452 4.2.2 <anna@example.net> over quota"]})) as server:
        work(server=server)
    watching.show(issue, watch=True)
    shown = capsys.readouterr().out
    for words in ("2 of 3 settled", "deferred", "This mailbox is full.", "By provider", "audience"):
        assert words in shown
    assert "example.net" not in shown


def test_the_terminal_says_when_a_sending_begins_how_to_undo_it_and_that_nobody_works(room, capsys) -> None:
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor)
    watching.show(issue, watch=False)
    shown = " ".join(capsys.readouterr().out.split())
    assert "Sending begins at" in shown
    assert f"beetroot issue cancel {issue.pk}" in shown
    assert "No worker runs" in shown


def test_errors_are_told_in_plain_words_and_by_provider(desk, room, work) -> None:
    room.add_readers(*(f"reader{number}@gmail.com" for number in range(25)))
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    with running(Sink(replies={"RCPT": "451 4.7.28 too much from you"})) as server:
        work(server=server)
    shown = page(desk, f"/desk/sendings/{issue.pk}/")
    assert "gets more mail from us at once than it wants" in shown
    assert "gmail" in shown
    assert [line.lane for line in rendering.provider_lines(issue)] == ["gmail", "other"]


@pytest.mark.parametrize("name", ["One\nTwo: <b>", "\u202eevil", "x" * 10_000])
def test_a_strange_newsletter_name_breaks_no_page(desk, room, sink, work, name: str) -> None:
    Newsletter.objects.update(name=name[:80])  # as a database might hold it that something else wrote to
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    work()
    assert len(sink.stored) == 3
    for path in ("", "report/"):
        shown = page(desk, f"/desk/sendings/{issue.pk}/{path}")
        assert "<b>" not in shown.replace("<b>3</b>", "")
