"""The preferences' pages: the same answer for everybody, wishes by POST alone, no name on any of them."""

import json

import pytest
from django.test import Client

from beetroot.audience.models import LinkRequest, PreferenceLink, SignUp, Subscription
from beetroot.newsroom.models import Newsroom
from beetroot.public.openapi import document
from beetroot.public.rules import FLOOD
from beetroot.public.rules.providers import is_one_slip, is_unsafe, meant
from tests.public.conftest import House


@pytest.fixture
def link(house: House, client: Client) -> str:
    house.room.add_readers("boris")
    client.post("/preferences/", {"email": "boris@example.net"})
    house.work()
    house.work()
    return next(word for word in house.letters[-1].text.split() if "/preferences/" in word).partition(".example")[2]


def test_asking_for_the_link_answers_everybody_alike(house: House, client: Client) -> None:
    house.room.add_readers("boris")
    answers = {
        (answer.status_code, answer["Location"], answer.content)
        for name in ("boris", "nobody")
        if (answer := client.post("/preferences/", {"email": f"{name}@example.net"}))
    }
    assert answers == {(302, "/preferences/sent/", b"")}
    assert "@" not in client.get("/preferences/sent/").content.decode().replace("@media", "")
    assert LinkRequest.objects.count() == 2
    assert client.post("/preferences/", {"email": "nothing"}).status_code == 422
    client.post("/preferences/", {"email": "x@example.net", "website": "robot"})
    assert LinkRequest.objects.count() == 2
    assert not client.cookies


def test_a_look_changes_nothing_and_a_press_does(house: House, client: Client, link: str) -> None:
    page = client.get(link).content.decode()
    client.head(link)
    client.get(link, {"do": "set", "ferry.listed": "yes"})
    client.get(link, {"do": "erase", "sure": "yes"})
    assert "example.net" not in page
    assert PreferenceLink.objects.get().wishes == []
    done = client.post(link, {"do": "set", "ferry.on": "yes", "ferry.format": "plain", "ferry.language": "uk"})
    assert "It is noted" in done.content.decode()
    house.work()
    reader = Subscription.objects.get()
    assert (reader.format, reader.language, reader.subject_style) == ("plain", "uk", "subject")


def test_unticking_leaves_and_erasing_asks_whether_one_is_sure(house: House, client: Client, link: str) -> None:
    client.post(link, {"do": "erase", "ferry.on": "yes"})
    house.work()
    assert Subscription.objects.get().state == "confirmed"
    client.post(link, {"do": "set", "ferry.listed": "yes"})
    house.work()
    assert Subscription.objects.get().state == "left"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"do": "set"},
        {"do": "erase"},
        {"do": "nothing"},
        {"ferry.listed": "yes"},
        {"do": "set", "other.listed": "yes"},
    ],
)
def test_a_form_that_came_empty_or_half_or_without_its_tick_leaves_for_nobody(
    house: House, client: Client, link: str, form: dict[str, str]
) -> None:
    """A text browser posts the erase form without its box: that must neither erase nor leave."""
    page = client.post(link, form).content.decode()
    assert ("tick the box first" in page) == (form.get("do") == "erase")
    house.work()
    assert Subscription.objects.get().state == "confirmed"


def test_a_new_address_is_checked_and_an_old_link_says_so(house: House, client: Client, link: str) -> None:
    assert client.post(link, {"do": "move", "email": "no"}).status_code == 422
    assert "inbox of the new address" in client.post(link, {"do": "move", "email": "b@example.org"}).content.decode()
    house.work()
    path = next(word for word in house.letters[-1].text.split() if "/move/" in word).partition(".example")[2]
    client.head(path)
    assert "Receive it at this address?" in client.get(path).content.decode()
    assert "The next issue comes to this address" in client.post(path).content.decode()
    for wrong in ("/preferences/xx/", "/move/xx/"):
        assert "does not work any more" in client.get(wrong).content.decode()


# Sign-up in doubt


def test_a_mistyped_provider_is_asked_about_and_may_stay(client: Client) -> None:
    page = client.post("/sign-up/ferry/", {"email": "ada@gmial.com"})
    assert "ada@gmail.com" in page.content.decode()
    assert not SignUp.objects.exists()


def test_a_provider_on_the_newsrooms_list_is_warned_of_with_other_ways(client: Client) -> None:
    Newsroom.objects.update(unsafe_providers="@mail.example\n", other_ways="https://mirror.example/ferry")
    page = client.post("/sign-up/ferry/", {"email": "ada@post.mail.example"}).content.decode()
    assert "may let others read" in page
    assert "https://mirror.example/ferry" in page
    assert "/feed.xml" in page
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("way", ["form", "json"])
def test_the_second_page_is_not_skipped_by_leaving_its_field_out_or_by_the_other_door(client: Client, way: str) -> None:
    for number in range(9):
        post(client, way, f"r{number}@example.net")
    assert SignUp.objects.count() == 5
    answer = post(client, way, "r9@example.net", stamp="forged")
    assert answer.status_code == (409 if way == "json" else 200)
    assert SignUp.objects.count() == 5


def post(client: Client, way: str, address: str, **more: str):
    if way == "form":
        return client.post("/sign-up/ferry/", {"email": address, **more})
    return client.post("/sign-up/ferry/", json.dumps({"email": address, **more}), content_type="application/json")


def test_json_is_judged_as_the_form_is(client: Client) -> None:
    taken = post(client, "json", "ada@example.net", format="plain")
    assert (taken.status_code, taken.json()) == (202, {"state": "sent"})
    assert SignUp.objects.get().format == "plain"
    assert post(client, "json", "ada at example").status_code == 422
    assert post(client, "json", "x@example.net", website="robot").status_code == 202
    assert post(client, "json", "ada@gmial.com").json()["did_you_mean"] == "ada@gmail.com"
    for broken in ("[1]", "{", '{"email": {"$ne": ""}}', "[" * 5000, '{"email": "' + "x" * 9000):
        assert client.post("/sign-up/ferry/", broken, content_type="application/json").status_code in (409, 422)
    assert SignUp.objects.count() == 1
    assert client.options("/sign-up/ferry/")["Access-Control-Allow-Origin"] == "*"


def test_a_flood_from_one_network_is_told_so_and_nothing_is_kept(client: Client, monkeypatch) -> None:
    """Somebody behind the same onion address must not wait for a mail that never comes."""
    monkeypatch.setattr("beetroot.public.rules.FLOOD", 7)
    assert FLOOD > 100
    for number in range(9):
        answer = post(client, "form", f"r{number}@example.net")
    assert answer.status_code == 429
    assert "Too many sign-ups come from your network" in answer.content.decode()
    assert post(client, "json", "r9@example.net").status_code == 429
    asked = client.post("/preferences/", {"email": "r9@example.net"})
    assert (asked.status_code, "Too many" in asked.content.decode()) == (429, True)
    assert (SignUp.objects.count(), LinkRequest.objects.count()) == (5, 0)


def test_the_api_describes_every_answer_of_its_door(client: Client, monkeypatch) -> None:
    monkeypatch.setattr("beetroot.public.rules.FLOOD", 7)
    typed = ("ada@example.net", "ada at example", "ada@gmial.com", *(f"r{number}@example.net" for number in range(9)))
    answers = {answer.status_code: answer.json() for answer in (post(client, "json", one) for one in typed)}
    described = document()["paths"]["/sign-up/{slug}/"]["post"]["responses"]
    assert {str(status) for status in answers} == set(described) - {"404"}
    for status, answer in answers.items():
        schema = described[str(status)]["content"]["application/json"]["schema"]
        assert set(answer) == set(schema["required"]), status


def test_the_form_for_other_sites_loads_nothing_and_posts_to_the_same_path(client: Client) -> None:
    page = client.get("/sign-up/ferry/embed/").content.decode()
    assert 'action="https://letter.example/sign-up/ferry/"' in page.replace("&quot;", '"')
    assert "<script" not in page


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        ("a@gmial.com", "a@gmail.com"),
        ("a@gmal.com", "a@gmail.com"),
        ("a@gmaill.com", "a@gmail.com"),
        ("a@gnail.com", "a@gmail.com"),
        ("a@gmail.con", "a@gmail.com"),
        ("a@yandex.rU", None),
        ("a@yadnex.ru", "a@yandex.ru"),
        ("a@ymail.com", None),
        ("a@mail.com", None),
        ("a@gmx.de", None),
        ("a@dispatch.example", None),
        ("a@ukrnet", "a@ukr.net"),
        ("nothing", None),
    ],
)
def test_hints(typed: str, hint: str | None) -> None:
    assert meant(typed) == hint


def test_slips_and_lists() -> None:
    assert is_one_slip("gmail", "gmial")
    assert not is_one_slip("abc", "abc")
    assert not is_one_slip("abcd", "badc")
    assert is_unsafe("a@x.mail.ru", ["mail.ru"])
    assert not is_unsafe("a@hotmail.ru", ["mail.ru"])
