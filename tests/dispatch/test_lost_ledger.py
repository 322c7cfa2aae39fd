"""A ledger that has forgotten a send, whatever was lost of it: nobody gets the issue again unless a person says so."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.utils import timezone

from beetroot.dispatch import actions, rendering
from beetroot.dispatch.actions import adopting
from beetroot.dispatch.actions.adopting import check_host, identity_file
from beetroot.dispatch.models import Delivery, Roll, Sending, Worker
from beetroot.lib.identity import Finding, Identity, boot_id
from beetroot.newsroom.models import Newsroom
from tests.dispatch.test_recovery import totals


def forget_the_results() -> None:
    Delivery.objects.update(state="queued", worker=None)


def forget_a_part_of_the_roll() -> None:
    forget_the_results()
    _first, second, *rest = Delivery.objects.order_by("subscription_id")
    for row in rest:
        row.delete()
    Roll.objects.update(complete_at=None, audience=2, after=second.subscription_id)


def forget_the_roll() -> None:
    Delivery.objects.all().delete()
    Roll.objects.all().delete()


def forget_that_it_began() -> None:
    forget_the_roll()
    Sending.objects.update(state="waiting", first_armed_at=None)


def forget_the_sending() -> None:
    forget_the_roll()
    Sending.objects.all().delete()


def identity() -> Identity:
    read = identity_file().read()
    assert read is not None
    return read


LOSSES = [
    forget_the_results,
    forget_a_part_of_the_roll,
    forget_the_roll,
    forget_that_it_began,
    forget_the_sending,
]


@pytest.fixture
def sent(room, sink, work):
    """An issue that all three readers have."""
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    work()
    assert len(sink.stored) == 3
    return issue


def lose(what: Callable[[], None]) -> None:
    """The database as it was before: as after a torn log or an older copy of it."""
    Sending.objects.update(state="sending", reason="", finished_at=None, in_doubt=False)
    Worker.objects.update(arming=0, lease_until=None)
    what()


def go_on(issue, room, work) -> None:
    """What people do then: look, adopt, send what seems unsent, resume."""
    work()
    assert actions.adopt(by=room.operator)
    if not Sending.objects.exists():
        actions.queue(issue=issue, by=room.editor, now=True)
    work()
    actions.resume(issue=issue, by=room.editor)
    work()


@pytest.mark.parametrize("loss", LOSSES)
def test_whoever_may_have_the_issue_is_uncertain_after_adoption(sent, room, sink, work, loss) -> None:
    identity_file().raise_counter("1")
    lose(loss)
    go_on(sent, room, work)
    assert len(sink.stored) == 3
    assert totals(sent) == {"audience": 3, "uncertain": 3}
    assert rendering.status(sent)["state"] == "finished"


@pytest.mark.parametrize("loss", LOSSES)
def test_a_ledger_that_forgets_the_adoption_as_well_is_noticed_again(sent, room, sink, work, loss) -> None:
    identity_file().raise_counter("1")
    lose(loss)
    actions.adopt(by=None)
    lose(loss)
    assert check_host() is Finding.DATABASE_BEHIND
    go_on(sent, room, work)
    assert len(sink.stored) == 3
    assert totals(sent) == {"audience": 3, "uncertain": 3}


@pytest.mark.parametrize("boot", [boot_id(), "another-boot"])
def test_the_very_first_arming_is_missed_although_the_counter_is_but_one_ahead(
    sent, room, sink, work, home, boot
) -> None:
    identity_file().write(replace(identity(), armings={"1": 1}))
    lines = f"H 1 {boot} 1\nA 1\nD 1 {sent.editions.get().pk} 1\n"
    (home / "journal" / "worker-1-1-000001.journal").write_text(lines)
    lose(forget_the_roll)
    go_on(sent, room, work)
    assert len(sink.stored) == 3
    assert totals(sent) == {"audience": 3, "uncertain": 3}


def test_the_journal_of_a_place_that_nobody_takes_again_is_read_too(sent, room, sink, work, home) -> None:
    lines = f"H 1 {boot_id()} 1\nA 1\nD 1 {sent.editions.get().pk} 1\n"
    (home / "journal" / "worker-3-1-000001.journal").write_text(lines)
    assert "older than what this worker has sent" in work().waits_for


def forget_the_machine(home: Path) -> None:
    """As after the whole machine was put back."""
    shutil.rmtree(home.with_name(".newsroom-witness"))


@pytest.mark.parametrize("loss", LOSSES)
def test_a_whole_folder_that_was_put_back_is_noticed_by_what_the_machine_remembers(
    sent, room, sink, work, home, loss
) -> None:
    identity_file().write(replace(identity(), armings={}))
    (home / "journal" / "begun.log").unlink()
    lose(loss)
    assert check_host() is Finding.FOLDER_BEHIND
    assert "that was put back" in work().waits_for
    go_on(sent, room, work)
    assert check_host() is Finding.FINE
    assert len(sink.stored) == 3
    assert totals(sent) == {"audience": 3, "uncertain": 3}


def test_a_newsroom_founded_anew_in_the_same_folder_is_not_taken_for_one_that_was_put_back(
    sent, room, sink, work
) -> None:
    Newsroom.objects.update(install_id=uuid4())
    identity_file().write(Identity(str(Newsroom.current().install_id), identity().fingerprint))
    Worker.objects.update(arming=0)
    assert check_host() is Finding.FINE


@pytest.mark.parametrize("journals", ["kept", "restored as well"])
def test_database_and_identity_restored_together_are_noticed_by_what_was_begun(
    sent, room, sink, work, home, settings, tmp_path, journals
) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, second_place=tmp_path / "second")
    adopting.note_begun(issue_id=sent.pk, slot=1)
    forget_the_machine(home)
    if journals == "restored as well":
        (home / "journal" / "begun.log").unlink()
    identity_file().write(replace(identity(), armings={}))
    lose(forget_the_sending)
    go_on(sent, room, work)
    assert len(sink.stored) == 3
    assert totals(sent) == {"audience": 3, "uncertain": 3}


def test_a_backup_older_than_the_first_send_is_noticed_by_the_second_place(
    sent, room, sink, work, home, settings, tmp_path
) -> None:
    settings.CONFIGURATION = replace(settings.CONFIGURATION, second_place=tmp_path / "second")
    adopting.note_begun(issue_id=sent.pk, slot=1)
    forget_the_machine(home)
    (home / "identity.json").unlink()
    (home / "journal" / "begun.log").unlink()
    lose(forget_the_sending)
    Worker.objects.all().delete()
    actions.queue(issue=sent, by=room.editor, now=True)
    assert "identity file is missing" in work().waits_for
    go_on(sent, room, work)
    assert len(sink.stored) == 3
    assert totals(sent) == {"audience": 3, "uncertain": 3}


def test_an_issue_that_waits_for_its_time_is_sent_after_adoption(sent, room, sink, work) -> None:
    """What cannot have left is not doubted."""
    second = room.closed_issue(number=2)
    actions.queue(issue=second, by=room.editor)
    for _ in range(2):
        identity_file().raise_counter("1")
    actions.adopt(by=None)
    actions.resume(issue=second, by=room.editor)
    work()
    assert len(sink.stored) == 6


def test_what_is_in_doubt_cannot_be_taken_back_and_is_decided_by_a_person(sent, room, sink, work) -> None:
    room.newsletter.uncertain_policy = "repeat"
    room.newsletter.save()
    identity_file().raise_counter("1")
    lose(forget_that_it_began)
    Sending.objects.update(policy="repeat")
    actions.adopt(by=None)
    with pytest.raises(actions.TooLate):
        actions.undo(issue=sent, by=room.editor)
    actions.resume(issue=sent, by=room.editor)
    work()
    Delivery.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    work()
    assert (len(sink.stored), Sending.objects.get().policy) == (3, "ask")
    actions.decide_uncertain(issue=sent, by=room.editor, repeat=True)
    work()
    assert len(sink.stored) == 6
