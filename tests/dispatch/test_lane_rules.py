"""Closed lanes, rates, warm-up plans and envelope ids, as tables."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from beetroot.dispatch.rules.deliveries import State
from beetroot.dispatch.rules.errors import BadSetting
from beetroot.dispatch.rules.lanes import PUT_OFFS, Standing, after_answer, lane_wait
from beetroot.dispatch.rules.providers import profile_of
from beetroot.dispatch.rules.rates import Bucket, Rate, Rates
from beetroot.dispatch.rules.senders import Copy, copy_of
from beetroot.dispatch.rules.settings import read_settings
from beetroot.dispatch.rules.warm_up import Plan, next_day, seconds_left
from beetroot.mail import verp

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
READER = UUID("6f2c1d7e-0000-4000-8000-0123456789ab")


def answers(standing: Standing, *codes: int, at: datetime = NOW) -> Standing:
    for code in codes:
        state = State.ACCEPTED if code == 250 else State.REJECTED if code >= 500 else State.DEFERRED
        standing = after_answer(standing, state=state, code=code, now=at)
    return standing


@pytest.mark.parametrize(
    ("what", "codes", "closed"),
    [
        ("a greylisting server puts first attempts off", [450] * (PUT_OFFS - 1), False),
        ("so many in a row close the lane", [450] * PUT_OFFS, True),
        ("an accepted mail in between starts the count anew", [450] * (PUT_OFFS - 1) + [250, 450], False),
        ("a refused reader says nothing about the lane", [450] * (PUT_OFFS - 1) + [550], False),
        ("421 closes at once", [421], True),
    ],
)
def test_a_lane_is_closed_by_temporary_refusals_in_a_row(what, codes, closed) -> None:
    assert answers(Standing(), *codes).is_closed(NOW) is closed, what


def test_a_lane_waits_longer_each_time_until_it_takes_a_mail() -> None:
    once = answers(Standing(), 421)
    assert once.closed_until == NOW + timedelta(seconds=15)
    assert answers(once, *[451] * 30) == once, "what was under way does not close it once more"
    twice = answers(once, 421, at=NOW + timedelta(minutes=1))
    assert twice.closed_until == NOW + timedelta(minutes=1, seconds=30)
    taken = answers(twice, 250, at=NOW + timedelta(minutes=2))
    assert answers(taken, 421, at=NOW + timedelta(minutes=3)).closed_until == NOW + timedelta(minutes=3, seconds=15)
    assert lane_wait(99) == timedelta(hours=2)


@pytest.mark.parametrize(
    ("text", "per_second"), [("14/s", 14.0), ("600/min", 10.0), ("3600 / h", 1.0), ("86400/day", 1.0)]
)
def test_a_rate_is_read_from_words(text, per_second) -> None:
    assert Rate.parse(text).per_second == per_second


@pytest.mark.parametrize("text", ["", "0/s", "14", "14/week", "-1/s", "1.5/s", 14, None])
def test_a_rate_that_is_none_is_refused_and_shown(text) -> None:
    with pytest.raises(BadSetting, match="write as in") as refused:
        Rate.parse(text)
    assert repr(text) in str(refused.value)


def test_a_bucket_lets_through_what_its_rate_allows_and_workers_share_it() -> None:
    rate = Rate(10, 1)
    bucket = Bucket().filled(rate, now=100.0)
    assert int(bucket.level) == 10
    empty = bucket.taken(10)
    assert int(empty.filled(rate, now=100.5).level) == 5
    assert int(empty.filled(rate, now=100.5, share=0.5).level) == 2
    assert int(empty.filled(rate, now=999.0).level) == 10, "a pause saves nothing up"


def test_the_narrower_of_two_rates_counts() -> None:
    rates = Rates(Rate(14, 1), {"ferry": Rate(60, 60)})
    assert (rates.allowed("ferry"), rates.allowed("other"), Rates().allowed("ferry")) == (1.0, 14.0, None)


def test_a_warm_up_grows_day_by_day_and_ends() -> None:
    plan = Plan(date(2026, 12, 1), first_day=100, grows=2.0, days=4)
    days = [date(2026, 11, 30), *(date(2026, 12, day) for day in range(1, 6))]
    assert [plan.most(day) for day in days] == [100, 100, 200, 400, 800, None]


def test_the_time_left_honours_the_days_of_a_warm_up() -> None:
    plan = Plan(date(2026, 12, 1), first_day=100, grows=2.0, days=10)
    until_midnight = (next_day(NOW) - NOW).total_seconds()
    left = {
        waiting: seconds_left(waiting=waiting, per_second=10.0, most=plan.most, used=50, now=NOW)
        for waiting in (50, 51, 250, 251)
    }
    assert left[50] == 5
    assert left[51] == until_midnight + round(0.1)
    assert left[250] == until_midnight + 20
    assert left[251] == until_midnight + 86_400
    assert seconds_left(waiting=5, per_second=0, most=lambda day: None, used=0, now=NOW) is None


def test_an_envelope_sender_names_reader_and_edition_and_nobody_else_can_make_one() -> None:
    for edition in (1, 35, 36, 1_679_615):
        sender = verp.make(Copy(READER, edition).as_id(), key=b"k", domain="letter.example")
        assert copy_of(verp.check(sender, keys=[b"k"]) or "") == Copy(READER, edition)
        assert len(sender.partition("@")[0]) <= 64
    assert verp.check(sender, keys=[b"another"]) is None
    assert copy_of(Copy(READER, 1_679_616).as_id()) == Copy(READER, None), "later editions do without"
    assert copy_of("0123456789abcdef") is None, "letters to one person"


def test_sending_settings_are_read_typed() -> None:
    read = read_settings(
        {
            "rates": {"server": "14/s", "newsletters": {"ferry": "600/min"}, "lanes": {"gmail": "20/min"}},
            "warm_up": {
                "letter.example": {"begins": date(2026, 12, 1), "first_day": 50},
                "server": {"begins": NOW.date()},
            },
            "routes": {"mail-ru": "smtp://user:secret@relay.example?tls=required"},
            "postfix": {"log": "unix:/run/beetroot/log", "queue": 500, "postsuper": "sudo -n /usr/sbin/postsuper"},
        },
        home=Path("/srv/news"),
    )
    assert read.rates.lanes["gmail"] == Rate(20, 60)
    assert read.warm_up["letter.example"].first_day == 50
    assert read.postfix is not None
    assert (read.postfix.log, read.postfix.queue) == (Path("/run/beetroot/log"), 500)
    assert read.postfix.postsuper == ("sudo", "-n", "/usr/sbin/postsuper")
    assert "secret" not in repr(read)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ({"rates": 3}, "must be a table"),
        ({"rates": {"sever": "1/s"}}, "unknown key 'sever'"),
        ({"rates": {"server": "fast"}}, r"server: 'fast' is no rate"),
        ({"rates": {"lanes": {"gmial": "1/s"}}}, "gmial: there is no lane"),
        ({"warm_up": {"letter.example": {}}}, "needs at least its first day"),
        ({"warm_up": {"letter.example": {"begins": NOW}}}, "needs at least its first day"),
        ({"warm_up": {"letter.example": {"begins": NOW.date(), "grows": 0.5}}}, "grows is 0.5"),
        ({"warm_up": {"not a domain": {"begins": NOW.date()}}}, "must be a sending domain"),
        ({"routes": {"gmail": "http://secret:secret@x"}}, "gmail: The mail server's URL is wrong"),
        ({"postfix": {}}, "needs log"),
        ({"postfix": {"log": "/run/log", "queue": 3}}, "queue is 3"),
        ({"compact_after_days": "soon"}, "compact_after_days is 'soon'"),
    ],
)
def test_a_wrong_setting_is_refused_with_its_name_and_what_is_accepted(file, said) -> None:
    with pytest.raises(BadSetting, match=said) as refused:
        read_settings(file, home=Path("/srv/news"))
    assert "secret" not in str(refused.value)


def test_what_survives_a_mail_service_is_said() -> None:
    ses = profile_of("email-smtp.eu-west-1.amazonaws.com", local=False)
    assert "Message-ID replaced" in ses.describe()
    assert profile_of("127.0.0.1", local=True).envelope_sender is True
    assert "not documented" in profile_of("mx.somewhere.example", local=False).describe()
