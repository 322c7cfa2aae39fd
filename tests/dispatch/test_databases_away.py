"""A database that is away for a moment: what its worker held, claimed or had just been told is not lost to it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import OperationalError

from beetroot.audience import actions as audience
from beetroot.dispatch import actions, rendering
from beetroot.dispatch.actions import holding, ledger
from beetroot.dispatch.models import Delivery
from tests.mail.servers import Sink, running


@pytest.fixture
def issue(room):
    made = room.closed_issue()
    actions.queue(issue=made, by=room.editor, now=True)
    return made


def fails(monkeypatch: pytest.MonkeyPatch, room: Any, name: str, times: int, *, after: bool = False) -> None:
    """So many calls end with the connection; `after`: what they did is committed all the same."""
    sound: Callable[..., Any] = getattr(room, name)
    left: Iterator[int] = iter(range(times))

    def call(*arguments: Any, **named: Any) -> Any:
        broken = next(left, None) is not None
        if broken and not after:
            raise OperationalError
        done = sound(*arguments, **named)
        if broken:
            raise OperationalError
        return done

    monkeypatch.setattr(room, name, call)


def accepted(issue) -> int:
    return rendering.status(issue)["totals"]["accepted"]


def test_a_worker_that_holds_claims_does_not_end_the_moment_the_database_is_back(room, sink, work, monkeypatch) -> None:
    room.add_readers(*(f"reader{number}" for number in range(97)))  # more than a window
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    fails(monkeypatch, audience, "leaves_pending", 2)  # at the arming, and at the next round's first look
    assert work() is None
    assert accepted(issue) == len(sink.stored) == 100


def test_rows_claimed_by_a_commit_whose_answer_was_lost_are_given_back(issue, sink, work, monkeypatch) -> None:
    fails(monkeypatch, ledger, "claim", 1, after=True)
    assert work() is None
    assert accepted(issue) == len(sink.stored) == 3


@pytest.mark.parametrize("name", ["take_turn", "release"])
def test_rows_let_go_of_while_the_database_is_away_are_given_back(issue, sink, work, monkeypatch, name) -> None:
    monkeypatch.setattr("beetroot.dispatch.tasks.supply.STALE_SECONDS", -1.0)
    fails(monkeypatch, ledger, name, 1)
    releases: list[int] = []
    sound = ledger.release

    def release(**named: Any) -> None:
        releases.append(1)
        if len(releases) > 3:
            monkeypatch.setattr("beetroot.dispatch.tasks.supply.STALE_SECONDS", 120.0)
        sound(**named)

    monkeypatch.setattr(ledger, "release", release)
    assert work() is None
    assert accepted(issue) == len(sink.stored) == 3


def test_an_answer_is_kept_though_its_lane_cannot_be_noted(room, work, monkeypatch) -> None:
    room.add_readers("dora@gmail.com")
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    fails(monkeypatch, holding, "close_lane", 1)
    with running(Sink(replies={"RCPT": "421 4.7.0 not you"})) as server:
        work(server=server)
    states = set(Delivery.objects.values_list("state", flat=True))
    assert states == {"deferred"}
    assert not Delivery.objects.filter(reply="").exists()
