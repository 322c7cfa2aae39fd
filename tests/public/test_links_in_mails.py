"""Links in our mails: looking changes nothing, pressing acts, and no page tells anything about anybody."""

import pytest
from django.test import Client

from beetroot.audience.models import (
    AddressChange,
    Confirmation,
    LeaveRequest,
    LinkRequest,
    PreferenceLink,
    SignUp,
    Subscription,
    Undo,
)
from tests.public.conftest import House

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
WRONG = "x" * 48
DOORS = ("confirm", "leave", "undo", "preferences", "move")
PRESSES: dict[str, dict[str, str]] = {"leave": ONE_CLICK, "preferences": {"do": "erase", "sure": "yes"}}


@pytest.fixture
def reader(house: House) -> Subscription:
    house.room.add_readers("boris")
    return Subscription.objects.get()


def link_in(house: House, door: str) -> str:
    """The path of a link in the letter that came last."""
    return next(word for word in house.letters[-1].text.split() if f"/{door}/" in word).partition(".example")[2]


def rows() -> list[object]:
    """Everything that a look might change."""
    tables = (SignUp, Confirmation, Undo, LeaveRequest, LinkRequest, PreferenceLink, AddressChange, Subscription)
    return [row for table in tables for row in table.objects.order_by("pk").values()]


@pytest.fixture
def links(house: House, client: Client, reader: Subscription) -> dict[str, str]:
    """One of each: a sign-up that waits, a reader who can leave, chooses and moves, a reader who has left."""
    client.post("/sign-up/ferry/", {"email": "ada@example.net"})
    house.work()
    links = {"confirm": link_in(house, "confirm"), "leave": house.leave_path(reader)}
    client.post("/preferences/", {"email": "boris@example.net"})
    house.work()
    links["preferences"] = link_in(house, "preferences")
    client.post(links["preferences"], {"do": "move", "email": "boris@example.org"})
    house.work()
    links["move"] = link_in(house, "move")
    house.room.add_readers("clara")
    house.room.leave("clara")
    house.work()
    return links | {"undo": link_in(house, "undo")}


@pytest.mark.parametrize("door", DOORS)
def test_a_scanner_that_follows_links_changes_nothing(
    house: House, client: Client, links: dict[str, str], door: str
) -> None:
    before = rows()
    assert client.get(links[door]).status_code == 200
    assert client.head(links[door]).status_code == 200
    for form in (ONE_CLICK, PRESSES["preferences"], {"do": "set", "ferry.listed": "yes"}):
        assert client.get(links[door], form).status_code == 200
    assert rows() == before
    assert not client.cookies


def test_a_confirmation_works_once(house: House, client: Client, links: dict[str, str]) -> None:
    assert "You are in" in client.post(links["confirm"]).content.decode()
    house.work()
    assert Subscription.objects.filter(state="confirmed").count() == 2
    client.post(links["confirm"])
    house.work()
    assert Subscription.objects.filter(state="confirmed").count() == 2


@pytest.mark.parametrize("door", DOORS)
def test_a_token_of_one_door_opens_no_other(house: House, client: Client, links: dict[str, str], door: str) -> None:
    house.work()
    before = [row for row in rows() if not isinstance(row, dict) or "token" not in row]
    token = links[door].strip("/").rpartition("/")[2]
    for other in set(DOORS) - {door}:
        client.post(f"/{other}/{token}/", PRESSES.get(other, {}))
    house.work()
    assert rows() == before


@pytest.mark.parametrize("door", DOORS)
def test_a_token_that_is_forged_in_any_way_changes_nothing_and_breaks_nothing(
    house: House, client: Client, links: dict[str, str], door: str
) -> None:
    house.work()
    before, token = rows(), links[door].strip("/").rpartition("/")[2]
    flips = [token[:at] + ("B" if token[at] != "B" else "C") + token[at + 1 :] for at in range(0, len(token) - 1, 5)]
    odd = [
        token[:-1],
        token + "A",
        token.swapcase(),
        token[::-1],
        token * 200,
        "\u0440" * 43,
        "\U0001f4e9",
        "%00",
        "..",
        "'",
    ]
    for forged in (*flips, *odd):
        answer = client.post(f"/{door}/{forged}/", PRESSES.get(door, {}))
        assert answer.status_code in (200, 404), forged
    house.work()
    assert rows() == before


def test_what_is_pressed_again_after_the_worker_looked_does_nothing_more(
    house: House, client: Client, links: dict[str, str]
) -> None:
    for door in ("confirm", "undo", "move"):
        client.post(links[door])
        client.post(links[door])
    house.work()
    before = Subscription.objects.order_by("pk").values_list("pk", "state", "sealed")
    posted = len(house.letters)
    for door in ("confirm", "undo", "move"):
        assert client.post(links[door]).status_code == 200
    house.work()
    assert list(Subscription.objects.order_by("pk").values_list("pk", "state", "sealed")) == list(before)
    assert len(house.letters) == posted


@pytest.mark.parametrize(
    "form", ["urlencoded", "charset", "no such charset", "multipart", "broken", "empty", "none", "other"]
)
def test_one_click_leaves_without_cookie_or_redirect(
    house: House, client: Client, reader: Subscription, form: str
) -> None:
    urlencoded, said = "application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click"
    multipart = b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
    sent = {
        "urlencoded": (said, urlencoded),
        "charset": (said, f"{urlencoded}; charset=UTF-8"),
        "no such charset": (said, f"{urlencoded}; charset=klingon"),
        "multipart": (multipart, 'multipart/form-data; boundary="x"'),
        "broken": (b"--x", "multipart/form-data"),
        "empty": (b"", urlencoded),
        "none": (said, ""),
        "other": (b"{", "application/json"),
    }
    body, kind = sent[form]
    answer = client.generic("POST", house.leave_path(reader), body, content_type=kind)
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


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused_and_change_nothing(client: Client, links: dict[str, str], method: str) -> None:
    before = rows()
    assert {getattr(client, method)(path).status_code for path in links.values()} == {405}
    assert rows() == before
