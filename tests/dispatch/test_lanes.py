"""A provider that puts mail off, a rate, a warm-up: some readers wait, the others do not, and the sum holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from beetroot.dispatch import actions, rendering
from beetroot.dispatch.actions import refusals
from beetroot.dispatch.models import DayUse, Delivery, Lane, Sending
from beetroot.dispatch.rules import slowness
from beetroot.dispatch.rules.rates import Rate, Rates
from beetroot.dispatch.rules.slowness import Pulse
from beetroot.dispatch.rules.warm_up import Plan, next_day
from tests.dispatch.newsrooms import DOMAIN
from tests.dispatch.providers import Providers
from tests.mail.servers import Sink, running


@pytest.fixture
def issue(room):
    """An issue queued for three readers at example.net."""
    made = room.closed_issue()
    actions.queue(issue=made, by=room.editor, now=True)
    return made


@pytest.fixture
def dispatch(settings) -> Callable[..., None]:
    def change(**values: object) -> None:
        settings.BEETROOT_DISPATCH = replace(settings.BEETROOT_DISPATCH, **values)

    return change


def totals(issue) -> dict[str, int]:
    counts = rendering.status(issue)["totals"]
    assert counts["audience"] == sum(counts.values()) - counts["audience"]
    return {name: count for name, count in counts.items() if count}


def test_a_provider_that_puts_mail_off_is_left_alone_and_the_others_get_theirs(room, issue, work) -> None:
    room.add_readers(*(f"reader{number}@gmail.com" for number in range(150)))
    with running(Providers(says={"gmail.com": "451 4.7.28 too much of it"})) as server:
        due = work(server=server)
        assert server.took("example.net") == 3
        assert server.asked["gmail.com"] < 100
    assert totals(issue) == {"audience": 153, "accepted": 3, "deferred": 150}
    untried = Delivery.objects.filter(lane="gmail", attempts=0)
    assert untried.count() == 150 - server.asked["gmail.com"]
    lane = Lane.objects.get(name="gmail")
    assert lane.closed_until
    assert not untried.filter(not_before__lt=lane.closed_until).exists()
    assert due.at > timezone.now()
    assert any("gmail is left alone until" in line for line in rendering.what_is_known(issue))


def test_another_worker_knows_which_lanes_are_closed_and_the_lane_opens_by_itself(room, issue, work) -> None:
    room.add_readers(*(f"reader{number}@gmail.com" for number in range(20)))
    Lane.objects.create(name="gmail", closings=1, closed_until=timezone.now() + timedelta(minutes=5))
    with running(Providers()) as server:
        work(server=server)
        assert server.asked["gmail.com"] == 0
        assert totals(issue) == {"audience": 23, "accepted": 3, "deferred": 20}
        Lane.objects.update(closed_until=timezone.now() - timedelta(seconds=1))
        Delivery.objects.filter(state="deferred").update(not_before=timezone.now() - timedelta(seconds=1))
        work(server=server)
        assert server.took("gmail.com") == 20
    assert not Lane.objects.exists()
    assert totals(issue) == {"audience": 23, "accepted": 23}


def test_inside_other_a_domain_is_judged_by_itself_and_named_nowhere(room, issue, work, home) -> None:
    room.add_readers(*(f"reader{number}@slow.example" for number in range(150)))
    with running(Providers(says={"slow.example": "421 4.3.2 not now"})) as server:
        work(server=server)
        assert server.took("example.net") == 3
        assert server.asked["slow.example"] < 100
    assert set(Delivery.objects.filter(state="deferred").values_list("lane", flat=True)) == {"other"}
    assert not Lane.objects.exists()
    stored = repr([list(model.objects.values()) for model in (Delivery, Lane, Sending)])
    assert "slow.example" not in stored


def test_a_lane_sends_no_faster_than_its_rate_and_the_others_do_not_wait(room, issue, work, dispatch) -> None:
    room.add_readers(*(f"reader{number}@gmail.com" for number in range(5)))
    dispatch(rates=Rates(lanes={"gmail": Rate(2, 60)}))
    with running(Providers()) as server:
        work(server=server)
        assert (server.took("example.net"), server.took("gmail.com")) == (3, 1)
    waiting = Delivery.objects.filter(state="deferred").order_by("not_before")
    moments = [row.not_before for row in waiting if row.not_before]
    assert [round((moment - moments[0]).total_seconds() / 30) for moment in moments] == [0, 1, 2, 3]
    assert set(waiting.values_list("reply", flat=True)) == {"ours: This lane sends at most 2/min."}


def test_a_slow_rate_of_a_newsletter_lets_the_worker_say_when_it_goes_on(room, issue, work, dispatch) -> None:
    dispatch(rates=Rates(newsletters={"ferry": Rate(1, 3600)}))
    with running(Providers()) as server:
        due = work(server=server)
        assert len(server.stored) == 1
    assert totals(issue) == {"audience": 3, "accepted": 1, "queued": 2}
    assert timedelta(minutes=50) < due.at - timezone.now() < timedelta(hours=1)
    assert rendering.status(issue)["eta_seconds"] == pytest.approx(7200)


def test_a_warm_up_stops_for_the_day_and_goes_on_the_next(room, issue, work, dispatch) -> None:
    today = timezone.now().date()
    dispatch(warm_up={DOMAIN: Plan(today, first_day=2, grows=1.5, days=10)})
    with running(Providers()) as server:
        due = work(server=server)
        assert len(server.stored) == 2
        assert totals(issue) == {"audience": 3, "accepted": 2, "queued": 1}
        midnight = next_day(timezone.now())
        assert due.at == midnight
        status = rendering.status(issue)
        assert status["next_due"] == midnight.strftime("%Y-%m-%dT%H:%M:%SZ")
        assert 0 < status["eta_seconds"] <= 86_401
        DayUse.objects.update(day=today - timedelta(days=1))  # the next morning
        assert work(server=server) is None
        assert len(server.stored) == 3
    assert DayUse.objects.get(day=today).used == 1


def test_what_did_not_leave_costs_a_warm_up_nothing(room, issue, work, dispatch) -> None:
    dispatch(warm_up={"server": Plan(date(2020, 1, 1) + timedelta(days=99_999), first_day=5)})
    with running(Sink(replies={"RCPT": ["451 4.2.0 later", "550 5.1.1 no"]})) as server:
        work(server=server)
    assert totals(issue) == {"audience": 3, "accepted": 1, "rejected": 1, "deferred": 1}
    assert DayUse.objects.get().used == 1


def test_a_lane_that_takes_nothing_for_days_is_given_up(room, issue, work) -> None:
    room.add_readers("reader@gmail.com")
    Lane.objects.create(name="gmail", closings=51, closed_until=timezone.now() + timedelta(hours=2))
    with running(Providers()) as server:
        assert work(server=server) is None
    assert totals(issue) == {"audience": 4, "accepted": 3, "expired": 1}
    assert rendering.status(issue)["state"] == "finished"


def test_who_registered_is_told_of_refused_readers_and_of_nobody_else(room, issue, work, monkeypatch) -> None:
    told: list[actions.Refusal] = []
    monkeypatch.setattr(refusals, "_listeners", [])
    actions.register_refusal_listener(told.extend)
    room.add_readers("ирина@example.net")  # this server lacks SMTPUTF8: our failure, not hers
    features = ("PIPELINING", "8BITMIME")
    replies = {"RCPT": ["550 5.1.1 <anna@example.net> unknown", "451 4.2.0 later"]}
    with running(Sink(features=features, replies=replies)) as server:
        work(server=server)
    refused = Delivery.objects.get(state="rejected", reply__startswith="550")
    assert [(each.subscription_id, each.by) for each in told] == [(refused.subscription_id, "server")]
    assert told[0].reply.startswith("550 5.1.1")
    assert "anna" not in told[0].reply


def test_a_lane_is_slow_only_where_others_are_not() -> None:
    pulse = Pulse()
    for number in range(10):
        pulse.note("gmail", seconds=5.0, at=float(number))
    assert not pulse.is_slow("gmail", at=10.0), "nobody else is known"
    pulse.note("yahoo", seconds=4.0, at=10.0)
    assert not pulse.is_slow("gmail", at=10.0), "the server is slow, not the lane"
    pulse.note("gmx", seconds=0.1, at=10.0)
    assert pulse.is_slow("gmail", at=10.0)
    assert not pulse.is_slow("gmx", at=10.0)
    assert not pulse.is_slow("gmail", at=10.0 + slowness.FORGETS_AFTER + 1)
