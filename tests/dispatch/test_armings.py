"""A window's commit that fails: its number is used again where it was not committed, and only there."""

from collections.abc import Callable

import pytest
from django.db import OperationalError, transaction

from beetroot.dispatch import actions
from beetroot.dispatch.actions import ledger
from beetroot.dispatch.actions.adopting import check_host, identity_file
from beetroot.dispatch.actions.ledger import Claim, Place, Turn
from beetroot.dispatch.models import Worker
from beetroot.dispatch.rules.errors import JournalBroken
from beetroot.dispatch.tasks.armings import ArmingNumbers
from beetroot.dispatch.tasks.journal import Journal
from beetroot.lib.identity import Finding
from tests.dispatch.test_recovery import totals

TakeTurn = Callable[..., list[Claim]]
real: TakeTurn = ledger.take_turn


def rolled_back(*, turn: Turn, place: Place, messages_per_second: float) -> list[Claim]:
    """The server went away before it committed."""
    with transaction.atomic():
        real(turn=turn, place=place, messages_per_second=messages_per_second)
        raise OperationalError


def committed_unheard(*, turn: Turn, place: Place, messages_per_second: float) -> list[Claim]:
    """The server committed and went away before it said so."""
    real(turn=turn, place=place, messages_per_second=messages_per_second)
    raise OperationalError


@pytest.fixture
def issue(room, sink):
    made = room.closed_issue()
    actions.queue(issue=made, by=room.editor, now=True)
    return made


def ahead() -> int:
    """How far the file is ahead of the database."""
    identity = identity_file().read()
    assert identity is not None
    return identity.armings.get("1", 0) - Worker.objects.get().arming


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> tuple[list[TakeTurn], list[tuple[int, int]]]:
    """What becomes of the next armings, and (number, how far ahead the file is) at each of them."""
    becomes: list[TakeTurn] = []
    seen: list[tuple[int, int]] = []

    def take_turn(*, turn: Turn, place: Place, messages_per_second: float) -> list[Claim]:
        if turn.arming is None:
            return real(turn=turn, place=place, messages_per_second=messages_per_second)
        seen.append((turn.arming, ahead()))
        what = becomes.pop(0) if becomes else real
        return what(turn=turn, place=place, messages_per_second=messages_per_second)

    monkeypatch.setattr(ledger, "take_turn", take_turn)
    return becomes, seen


def test_after_commits_that_were_rolled_back_no_other_worker_sees_a_database_that_went_back(
    issue, sink, work, turns
) -> None:
    becomes, seen = turns
    becomes += [rolled_back] * 3
    work()
    assert seen == [(1, 1)] * 4
    assert check_host() is Finding.FINE
    assert (len(sink.stored), totals(issue)) == (3, {"audience": 3, "accepted": 3})


def test_a_commit_that_was_only_reported_failed_has_used_its_number(issue, sink, work, turns) -> None:
    becomes, seen = turns
    becomes += [committed_unheard]
    work()
    assert seen == [(1, 1), (2, 1)]
    assert (len(sink.stored), totals(issue)) == (3, {"audience": 3, "accepted": 3})


def test_a_journal_that_fails_at_the_arming_leaves_the_file_one_ahead(issue, room, sink, work, turns, monkeypatch):
    _becomes, seen = turns
    real_arming = Journal.arming
    fails = [True, False]

    def arming(self: Journal, number: int) -> None:
        if fails.pop(0):
            raise JournalBroken
        real_arming(self, number)

    monkeypatch.setattr(Journal, "arming", arming)
    work()
    assert (ahead(), check_host()) == (1, Finding.FINE)
    actions.resume(issue=issue, by=room.editor)
    work()
    assert seen == [(1, 1)]
    assert len(sink.stored) == 3


class Counted:
    """A counter and a database that can be told what to know."""

    def __init__(self) -> None:
        self.raised = 0
        self.known = 0
        self.is_away = False

    def raise_counter(self) -> int:
        self.raised += 1
        return self.raised

    def last_committed(self) -> int:
        if self.is_away:
            raise OperationalError
        return self.known


def test_while_the_database_cannot_be_asked_nothing_is_numbered() -> None:
    counted = Counted()
    numbers = ArmingNumbers(counted.raise_counter, last_committed=counted.last_committed)
    assert numbers.take() == 1
    counted.is_away = True
    for _ in range(3):
        with pytest.raises(OperationalError):
            numbers.take()
    counted.is_away = False
    assert (numbers.take(), counted.raised) == (1, 1)
    numbers.close()


def test_a_number_that_was_left_and_whose_commit_failed_is_used_again() -> None:
    counted = Counted()
    counted.known, counted.raised = 6, 7
    numbers = ArmingNumbers(counted.raise_counter, last_committed=counted.last_committed, left=7)
    assert [numbers.take(), numbers.take()] == [7, 7]
    counted.known = 7
    numbers.prepare()
    assert numbers.take() == 8
    numbers.close()


def test_a_database_that_knows_neither_gets_a_new_number() -> None:
    counted = Counted()
    numbers = ArmingNumbers(counted.raise_counter, last_committed=counted.last_committed)
    numbers.take()
    counted.known = 5
    assert numbers.take() == 2
    numbers.close()
