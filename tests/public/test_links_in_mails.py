"""Links in our mails: looking changes nothing, pressing acts, and no page tells anything about anybody."""

from typing import Any

import pytest
from django.test import Client

from beetroot.audience.models import Confirmation, LeaveRequest, SignUp, Subscription, Undo
from beetroot.public.views import answers
from tests.public.conftest import House

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
WRONG = "x" * 48


@pytest.fixture
def reader(house: House) -> Subscription:
    house.room.add_readers("boris")
    return Subscription.objects.get()


def link_in(house: House, door: str) -> str:
    """The path of a link in the letter that came last."""
    return next(word for word in house.letters[-1].text.split() if f"/{door}/" in word).partition(".example")[2]


def rows() -> list[object]:
    """Everything that a look might change."""
    tables = (SignUp, Confirmation, Undo, LeaveRequest, Subscription)
    return [row for table in tables for row in table.objects.order_by("pk").values()]


@pytest.fixture
def links(house: House, client: Client, reader: Subscription) -> dict[str, str]:
    """One of each: a sign-up that waits, a reader who can leave, a reader who has left."""
    client.post("/sign-up/ferry/", {"email": "ada@example.net"})
    house.work()
    links = {"confirm": link_in(house, "confirm"), "leave": house.leave_path(reader)}
    house.room.add_readers("clara")
    house.room.leave("clara")
    house.work()
    return links | {"undo": link_in(house, "undo")}


@pytest.mark.parametrize("door", ["confirm", "leave", "undo"])
def test_a_scanner_that_follows_links_changes_nothing(
    house: House, client: Client, links: dict[str, str], door: str
) -> None:
    before = rows()
    assert client.get(links[door]).status_code == 200
    assert client.head(links[door]).status_code == 200
    assert client.get(links[door], {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert rows() == before
    assert not client.cookies


def test_a_confirmation_works_once(house: House, client: Client, links: dict[str, str]) -> None:
    assert "You are in" in client.post(links["confirm"]).content.decode()
    house.work()
    assert Subscription.objects.filter(state="confirmed").count() == 2
    client.post(links["confirm"])
    house.work()
    assert Subscription.objects.filter(state="confirmed").count() == 2


@pytest.mark.parametrize("form", ["urlencoded", "multipart", "empty", "other"])
def test_one_click_leaves_without_cookie_or_redirect(
    house: House, client: Client, reader: Subscription, form: str
) -> None:
    urlencoded = "application/x-www-form-urlencoded"
    sent: dict[str, dict[str, Any]] = {
        "urlencoded": {"data": "List-Unsubscribe=One-Click", "content_type": urlencoded},
        "multipart": {"data": ONE_CLICK},
        "empty": {"data": "", "content_type": urlencoded},
        "other": {"data": "{", "content_type": "application/json"},
    }
    answer = client.post(house.leave_path(reader), **sent[form])
    assert answer.status_code == 200
    assert not answer.cookies
    house.work()
    assert Subscription.objects.get().state == "left"


def test_leaving_twice_is_leaving_once(house: House, client: Client, reader: Subscription) -> None:
    pages = {client.post(house.leave_path(reader), ONE_CLICK).content for _ in range(3)}
    house.work()
    pages.add(client.post(house.leave_path(reader), ONE_CLICK).content)
    house.work()
    assert len(pages) == 1
    assert [letter.kind for letter in house.letters] == [house.letters[0].kind]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_wrong_token_gets_the_same_page_as_a_right_one(
    house: House, client: Client, reader: Subscription, method: str
) -> None:
    right, wrong = (getattr(client, method)(path) for path in (house.leave_path(reader), f"/leave/{WRONG}"))
    assert (right.status_code, right.content) == (wrong.status_code, wrong.content)
    house.work()


def test_who_was_put_out_by_a_stranger_comes_back(house: House, client: Client, links: dict[str, str]) -> None:
    assert client.post(links["undo"]).status_code == 200
    house.work()
    assert not Subscription.objects.filter(state="left").exists()


def test_no_page_behind_a_link_shows_an_address(client: Client, links: dict[str, str]) -> None:
    for path in links.values():
        for page in (client.get(path), client.post(path)):
            assert "example.net" not in page.content.decode()
            assert "no-store" in page["Cache-Control"]


def test_other_methods_are_refused(client: Client) -> None:
    assert answers._METHODS == ["GET", "HEAD", "POST"]
    assert {client.put(f"/{door}/{WRONG}").status_code for door in ("confirm", "leave", "undo")} <= {405, 301}
