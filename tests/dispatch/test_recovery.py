"""A worker that ended badly, a folder that was copied, a database that went back in time."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from beetroot.audience.models import Subscription
from beetroot.dispatch import actions, rendering
from beetroot.dispatch.actions import ledger, rolls, statements
from beetroot.dispatch.actions.adopting import check_host, identity_file
from beetroot.dispatch.actions.ledger import Place, Turn
from beetroot.dispatch.models import Delivery, Sending, Worker
from beetroot.dispatch.rules.deliveries import Result, State
from beetroot.dispatch.rules.errors import LeaseLost
from beetroot.lib.identity import Finding, boot_id, host_fingerprint
from tests.mail.servers import CLOSE, Sink, running


@pytest.fixture
def issue(room):
    made = room.closed_issue()
    actions.queue(issue=made, by=room.editor, now=True)
    return made


@pytest.fixture
def armed(issue, home: Path) -> Place:
    """A worker of this host that armed all three readers and was never heard of again."""
    rolls.start_due(now=timezone.now())
    sending, edition = Sending.objects.get(), issue.editions.get()
    while rolls.freeze_chunk(sending=sending, edition=edition):
        pass
    check_host()
    place, _arming = ledger.sign_on(host=host_fingerprint(home), slot=1, boot=boot_id())
    claims = ledger.claim(edition_id=edition.pk, place=place, limit=10)
    number = identity_file().raise_counter("1")
    printed = {edition.pk: statements.digests(edition.pk)}
    assert len(ledger.take_turn(turn=Turn((), claims, number, printed=printed), place=place)) == 3
    return place


def totals(issue) -> dict[str, int]:
    return {name: count for name, count in rendering.status(issue)["totals"].items() if count}


def test_without_its_journal_everything_armed_is_uncertain_and_nothing_is_sent_again(armed, issue, sink, work) -> None:
    work()
    assert totals(issue) == {"audience": 3, "uncertain": 3}
    assert not sink.stored
    assert rendering.status(issue)["state"] == "finished"


def test_a_lease_that_ends_makes_armed_rows_uncertain_and_claims_free(armed, issue) -> None:
    row = Delivery.objects.earliest("pk")
    Delivery.objects.filter(pk=row.pk).update(state=State.CLAIMED, arming=0)
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    ledger.reap(edition_id=row.edition_id)
    assert totals(issue) == {"audience": 3, "queued": 1, "uncertain": 2}


def test_a_living_worker_whose_clock_jumped_does_not_give_up_its_own_rows(armed, issue) -> None:
    row = Delivery.objects.earliest("pk")
    Delivery.objects.update(lease_until=timezone.now() - timedelta(hours=1))
    assert ledger.reap(edition_id=row.edition_id, by=armed) == 0
    assert ledger.reap(edition_id=row.edition_id, by=Place(armed.worker_id + 1, 1)) == 3


def test_a_worker_that_lost_its_lease_changes_nothing_but_may_settle_what_is_uncertain(armed, issue) -> None:
    edition = issue.editions.get()
    row = Delivery.objects.earliest("pk")
    result = Result(edition.pk, row.pk, row.arming, State.ACCEPTED)
    Worker.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    with pytest.raises(LeaseLost):
        ledger.take_turn(turn=Turn([result], (), None), place=armed)
    assert totals(issue) == {"audience": 3, "claimed": 3}
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    ledger.reap(edition_id=edition.pk)
    ledger.record_late(results=[result], place=armed)
    assert totals(issue) == {"audience": 3, "accepted": 1, "uncertain": 2}


def test_an_answer_of_an_earlier_arming_changes_nothing(armed, issue) -> None:
    row = Delivery.objects.earliest("pk")
    stale = Result(row.edition_id, row.pk, row.arming + 1, State.ACCEPTED)
    ledger.take_turn(turn=Turn([stale], (), None), place=armed)
    assert totals(issue) == {"audience": 3, "claimed": 3}


def test_under_repeat_an_unknown_message_goes_again_after_the_dots_deadline(room, work) -> None:
    room.newsletter.uncertain_policy = "repeat"
    room.newsletter.save()
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    with running(Sink(replies={"dot": [CLOSE]})) as server:
        due = work(server=server)
        assert due.at > timezone.now() + timedelta(minutes=9)
        Delivery.objects.filter(state="uncertain").update(not_before=timezone.now())
        assert work(server=server) is None
        ids = [stored.data.partition(b"Message-ID: ")[2][:40] for stored in server.stored]
    assert (len(ids), len(set(ids))) == (4, 3)  # the repeat can be recognised by its Message-ID


def test_a_copied_folder_stops_until_adopted_and_then_a_person_decides(issue, sink, work, home, settings, room) -> None:
    work()
    second = room.closed_issue(number=2)
    actions.queue(issue=second, by=room.editor, now=True)
    settings.BEETROOT_HOME = Path(shutil.copytree(home, home.with_name("copy")))
    due = work()
    assert len(sink.stored) == 3
    assert "doctor --adopt" in due.waits_for
    assert "doctor --adopt" in Sending.objects.get(issue=second).reason
    with pytest.raises(actions.NotDecided, match="doctor --adopt"):
        actions.resume(issue=second, by=room.editor)
    assert actions.adopt(by=room.operator) is Finding.OTHER_HOST
    assert work() is None
    actions.resume(issue=second, by=room.editor)
    work()
    assert totals(second) == {"audience": 3, "uncertain": 3}  # the original may have gone on with its own ledger
    actions.decide_uncertain(issue=second, by=room.editor, repeat=True)
    Delivery.objects.update(not_before=None)
    work()
    assert len(sink.stored) == 6


def test_a_database_that_went_back_in_time_sends_nothing_and_lists_who_may_have_it(issue, work, room) -> None:
    with running(Sink(replies={"RCPT": ["451 later"] * 2})) as server:
        work(server=server)
        for _ in range(2):
            identity_file().raise_counter("1")  # armings that this database has forgotten
        Delivery.objects.update(not_before=None, state=State.QUEUED)
        work(server=server)
        assert len(server.stored) == 1
    assert actions.adopt(by=None) is Finding.DATABASE_BEHIND
    assert totals(issue) == {"audience": 3, "uncertain": 3}


def test_a_lost_last_commit_is_noticed_by_the_journal(issue, work, home, sink) -> None:
    check_host()
    place, _arming = ledger.sign_on(host=host_fingerprint(home), slot=1, boot=boot_id())
    number = identity_file().raise_counter("1")
    journal = home / "journal"
    journal.mkdir()
    lines = f"H 1 {boot_id()} {place.epoch}\nA {number}\nD {number} 1 1\n"
    (journal / f"worker-1-{place.epoch}-000001.journal").write_text(lines)
    due = work()
    assert "older than what this worker has sent" in due.waits_for
    assert not sink.stored


def test_a_locked_list_still_lets_readers_leave_and_says_what_waits(issue, sink, work, settings, room) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, key_passphrase_file=None)
    room.leave("anna")
    due = work()
    assert "passphrase" in due.waits_for
    assert not sink.stored
    assert totals(issue)["queued"] in {2, 3}
    assert Subscription.objects.filter(state="left").count() == 1
