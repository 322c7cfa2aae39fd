"""A grave correction goes to those who got what it corrects, while the ledger knows; then to all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from beetroot.audience.models import Subscription
from beetroot.dispatch import actions
from beetroot.dispatch.actions import compacting, rolls
from beetroot.dispatch.models import Delivery, Roll
from beetroot.issues.models import Issue
from tests.dispatch.newsrooms import Room
from tests.mail.servers import Sink


@pytest.fixture
def wrong(room: Room, sink: Sink, work: Callable[..., object]) -> Issue:
    """Sent: one reader has it, of one nobody knows, one was refused."""
    issue = room.closed_issue()
    actions.queue(issue=issue, by=room.editor, now=True)
    work()
    rows = Delivery.objects.order_by("pk")
    for row, state in zip(rows, ("accepted", "uncertain", "rejected"), strict=True):
        Delivery.objects.filter(pk=row.pk).update(state=state, decided=True)
    return issue


def letter_about(wrong: Issue, room: Room) -> Issue:
    letter = room.closed_issue(number=wrong.number + 1)
    Issue.objects.filter(pk=letter.pk).update(corrects=wrong)
    letter.refresh_from_db()
    return letter


def got(issue: Issue) -> set[object]:
    return set(
        Delivery.objects.filter(edition__issue=issue, state="accepted").values_list("subscription_id", flat=True)
    )


def send(issue: Issue, room: Room, work: Callable[..., object]) -> None:
    actions.queue(issue=issue, by=room.editor, now=True)
    work()


def test_it_goes_to_who_got_the_wrong_one_or_may_have_and_to_nobody_new(
    wrong: Issue, room: Room, work: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = set(Delivery.objects.exclude(state="rejected").values_list("subscription_id", flat=True))
    room.add_readers("dora", "emil")
    monkeypatch.setattr(rolls, "CHUNK", 2)
    letter = letter_about(wrong, room)
    send(letter, room, work)
    assert got(letter) == theirs
    assert len(theirs) == 2
    assert Roll.objects.get(edition__issue=letter).audience == 2


def test_who_left_since_gets_no_correction_either(wrong: Issue, room: Room, work: Callable[..., object]) -> None:
    left = Delivery.objects.filter(state="accepted").values_list("subscription_id", flat=True)[0]
    Subscription.objects.filter(pk=left).delete()
    letter = letter_about(wrong, room)
    send(letter, room, work)
    assert left not in got(letter)
    assert len(got(letter)) == 1


def test_once_the_ledger_is_counts_it_goes_to_all_and_the_desk_says_so(
    wrong: Issue, room: Room, work: Callable[..., object], client: Client
) -> None:
    client.force_login(room.editor)
    letter = letter_about(wrong, room)
    asked = client.get(f"/desk/sendings/{letter.pk}/send/").content.decode()
    assert "goes only to those who got" in asked
    assert "Send to 2 readers" in asked
    while compacting.compact_chunk(after_days=-1):
        pass
    asked = client.get(f"/desk/sendings/{letter.pk}/send/").content.decode()
    assert "no longer knows who got" in asked
    assert "Send to 3 readers" in asked
    send(letter, room, work)
    assert len(got(letter)) == 3


def test_an_ordinary_issue_goes_to_everybody(wrong: Issue, room: Room, work: Callable[..., object]) -> None:
    following = room.closed_issue(number=2)
    send(following, room, work)
    assert len(got(following)) == 3
