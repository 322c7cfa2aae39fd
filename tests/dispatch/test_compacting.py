"""Old ledgers become counts and forget who."""

from datetime import timedelta
from threading import Event

import pytest
from django.utils import timezone

from beetroot.dispatch import actions, rendering
from beetroot.dispatch.actions import compacting
from beetroot.dispatch.models import Delivery, Sending
from beetroot.dispatch.tasks.keyless import compact_old_ledgers
from beetroot.newsroom.models import AuditEntry
from tests.mail.servers import CLOSE, Sink, running


@pytest.fixture
def issue(room, work):
    """An issue with three outcomes, two of them delivered and bounced as a log said."""
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    with running(Sink(replies={"RCPT": ["550 5.1.1 no such user"], "dot": [CLOSE]})) as server:
        work(server=server)
    Delivery.objects.filter(state="accepted").update(relay="delivered")
    Sending.objects.update(follows_relay=True)
    return issue


def grow_old(issue, *, days: int) -> None:
    Sending.objects.filter(issue=issue).update(finished_at=timezone.now() - timedelta(days=days))


def test_after_ninety_days_the_counts_stay_and_the_rows_are_gone(issue, monkeypatch) -> None:
    monkeypatch.setattr(compacting, "CHUNK", 2)
    before = rendering.status(issue)
    grow_old(issue, days=89)
    compact_old_ledgers(Event())
    assert Delivery.objects.count() == 3
    grow_old(issue, days=91)
    assert compacting.compact_chunk(after_days=90) == 2
    assert rendering.status(issue)["totals"] == before["totals"], "the sum holds half-way"
    compact_old_ledgers(Event())
    assert not Delivery.objects.exists()
    after = rendering.status(issue)
    assert after["totals"] == before["totals"]
    assert after["delivery"] == before["delivery"] == {"relayed": 0, "delivered": 1, "deferred": 0, "bounced": 0}
    assert after["state"] == "finished"
    assert AuditEntry.objects.filter(verb="ledger compacted").count() == 1


def test_a_sending_that_is_not_over_is_left_alone(issue) -> None:
    Sending.objects.update(finished_at=None, queued_at=timezone.now() - timedelta(days=400))
    compact_old_ledgers(Event())
    assert Delivery.objects.count() == 3
