"""`beetroot issue decide`: a person settles what the mail server never answered."""

from datetime import timedelta

import pytest
from click.testing import CliRunner
from django.utils import timezone

from beetroot.config.cli import issue as commands
from beetroot.dispatch import actions, rendering
from beetroot.dispatch.models import Delivery
from tests.mail.servers import CLOSE, Sink, running


@pytest.fixture
def unsure(room, work, monkeypatch):
    """An issue that one reader of three may have or not."""
    monkeypatch.setattr(commands, "open_home", lambda: None)
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    with running(Sink(replies={"dot": [CLOSE]})) as server:
        work(server=server)
    assert rendering.status(issue)["totals"]["uncertain"] == 1
    return issue


def decide(issue, *words: str):
    return CliRunner().invoke(commands.issue, ["decide", str(issue.pk), *words, "--by", "edith"])


def test_repeat_sends_it_again_once_the_servers_time_for_an_answer_is_over(unsure, sink, work) -> None:
    decided = decide(unsure, "--repeat")
    assert (decided.exit_code, decided.exception) == (0, None), decided.output
    assert rendering.status(unsure)["state"] == "sending"
    work()
    assert not sink.stored
    Delivery.objects.filter(state="queued").update(not_before=timezone.now() - timedelta(seconds=1))
    work()
    assert len(sink.stored) == 1
    assert rendering.status(unsure)["totals"]["accepted"] == 3


def test_leave_keeps_it_listed_and_nothing_is_left_to_decide(unsure, sink, work) -> None:
    assert decide(unsure, "--leave").exit_code == 0
    work()
    assert not sink.stored
    assert rendering.status(unsure)["totals"]["uncertain"] == 1
    assert isinstance(decide(unsure, "--leave").exception, actions.WrongState)


def test_a_decision_must_be_said(unsure) -> None:
    assert decide(unsure).exit_code == 2
