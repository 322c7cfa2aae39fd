"""Sign-up: what a person meets, what a robot meets, and what nobody can find out."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from beetroot.audience.models import SignUp, Subscription
from beetroot.public.rules import CALM, Crowd, Press, Verdict, judge, network
from tests.public.conftest import House

ADDRESS = "ada.reader@readers.example"
NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)


def sign_up(client: Client, address: str = ADDRESS, **more: str):
    return client.post("/sign-up/ferry/", {"email": address, **more})


def test_a_person_signs_up_and_is_led_to_a_page_that_names_nobody(house: House, client: Client) -> None:
    answer = sign_up(client)
    assert (answer.status_code, answer["Location"]) == (302, "/sign-up/ferry/sent/")
    page = client.get(answer["Location"]).content.decode()
    assert "Look into your inbox" in page
    assert "@" not in page.replace("@media", "")
    assert not client.cookies
    house.work()
    assert [letter.to for letter in house.letters] == [ADDRESS]


def test_a_robot_that_fills_the_hidden_field_gets_the_usual_answer_and_nothing_is_kept(client: Client) -> None:
    answer = sign_up(client, website="https://pills.example")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-up/ferry/sent/")
    assert not SignUp.objects.exists()


def test_new_waiting_subscribed_and_departed_addresses_get_the_same_answer(house: House, client: Client) -> None:
    house.room.add_readers("boris", "clara")
    house.room.leave("clara")
    house.work()
    sign_up(client, "dora@example.net")
    house.work()
    answers = set()
    for name in ("anna", "dora", "boris", "clara"):
        answer = sign_up(Client(REMOTE_ADDR=f"192.0.2.{len(name)}"), f"{name}@example.net")
        headers = {key: value for key, value in answer.items() if key != "Date"}
        answers.add((answer.status_code, answer.content, tuple(sorted(headers.items()))))
    assert len(answers) == 1


def test_words_that_are_no_address_are_shown_again_with_a_reason(client: Client) -> None:
    answer = sign_up(client, "ada at readers")
    assert answer.status_code == 422
    assert "That is not a mail address" in answer.content.decode()
    assert not SignUp.objects.exists()


def test_a_closed_sign_up_says_so(house: House, client: Client) -> None:
    house.room.newsletter.sign_up_open = False
    house.room.newsletter.save()
    assert "Sign-up is closed" in sign_up(client).content.decode()
    assert not SignUp.objects.exists()


def test_after_a_crowd_a_second_page_asks_once_more_and_takes_a_persons_time(client: Client) -> None:
    for number in range(CALM):
        assert sign_up(client, f"reader{number}@example.net").status_code == 302
    page = sign_up(client)
    assert page.status_code == 200
    stamp = page.context["stamp"]
    assert sign_up(client, stamp=stamp).status_code == 200, "nobody is that quick"
    later = timezone.now() + timedelta(seconds=5)
    with mock.patch("beetroot.public.views.asking.timezone.now", return_value=later):
        assert sign_up(client, stamp="forged").status_code == 200
        assert sign_up(client, stamp=stamp).status_code == 302
        assert sign_up(client, stamp=stamp).status_code == 200, "a second page is answered once"
    assert SignUp.objects.count() == CALM + 1
    assert not client.cookies


def test_a_confirmed_sign_up_keeps_its_wishes(house: House, client: Client) -> None:
    sign_up(client, format="plain", subject_style="neutral")
    house.work()
    path = next(word for word in house.letters[0].text.split() if "/confirm/" in word).partition("letter.example")[2]
    client.post(path)
    house.work()
    (reader,) = Subscription.objects.all()
    assert (reader.state, reader.format, reader.subject_style) == ("confirmed", "plain", "neutral")


@pytest.mark.parametrize(
    ("trap", "crowded", "age", "verdict"),
    [
        ("", False, None, Verdict.TAKE),
        ("", True, None, Verdict.ASK),
        ("x", False, None, Verdict.DROP),
        ("x", True, 10, Verdict.DROP),
        ("", True, 1, Verdict.ASK),
        ("", True, 2, Verdict.TAKE),
        ("", True, 3600, Verdict.TAKE),
        ("", True, 3601, Verdict.ASK),
        ("", False, -5, Verdict.ASK),
    ],
)
def test_judgement(trap: str, crowded: bool, age: int | None, verdict: Verdict) -> None:
    form_age = None if age is None else timedelta(seconds=age)
    press = Press.LARGE if crowded else Press.CALM
    assert judge(trap=trap, press=press, form_age=form_age) is verdict


def test_a_crowd_is_counted_by_network_and_forgotten_after_hours() -> None:
    crowd = Crowd()
    seen = [crowd.press("192.0.2.7", now=NOW) for _ in range(CALM + 1)]
    assert seen == [Press.CALM] * CALM + [Press.LARGE]
    assert crowd.press("192.0.2.8", now=NOW) is Press.CALM
    assert crowd.press("192.0.2.7", now=NOW + timedelta(hours=3)) is Press.CALM
    assert "192.0.2" not in repr(crowd)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8:0:1::1", "2001:db8:0:99::1", True),
        ("2001:db8:0:100::1", "2001:db8:0:1::1", False),
        ("", "unix:", True),
        ("192.0.2.7", "::ffff:192.0.2.7", True),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
    ],
)
def test_one_household_is_one_network(first: str, second: str, same: bool) -> None:
    assert (network(first) == network(second)) is same
