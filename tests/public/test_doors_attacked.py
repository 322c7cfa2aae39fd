"""What strangers, scanners and old mails bring to the doors."""

import pytest
from django.test import Client

from beetroot.audience.models import LeaveRequest, Subscription
from tests.public.conftest import BASE, House

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
OLD = {"host": "old.example"}


@pytest.fixture
def reader(house: House) -> Subscription:
    house.room.add_readers("boris")
    return Subscription.objects.get()


# The newsroom has moved to another domain


@pytest.fixture
def moved(house: House) -> House:
    """Its mails said old.example; now the site is letter.example."""
    house.room.newsletter.leave_base_url = "https://old.example"
    house.room.newsletter.save()
    return house


def test_a_leave_link_of_an_old_mail_works_after_the_newsroom_moved(
    moved: House, client: Client, reader: Subscription
) -> None:
    path = moved.leave_path(reader)
    assert client.get(path, headers=OLD).status_code == 200
    assert client.post(path, ONE_CLICK, headers=OLD).status_code == 200
    moved.work()
    assert Subscription.objects.get().state == "left"
    back = next(word for word in moved.letters[-1].text.split() if "/undo/" in word)
    assert back.startswith("https://old.example/undo/")
    assert client.post(back.removeprefix("https://old.example"), headers=OLD).status_code == 200
    moved.work()
    assert Subscription.objects.get().state == "confirmed"


def test_other_pages_of_a_former_host_are_found_under_the_present_one(moved: House, client: Client) -> None:
    answer = client.get("/sign-up/ferry/?a=b", headers=OLD)
    assert (answer.status_code, answer["Location"]) == (302, f"{BASE}/sign-up/ferry/?a=b")
    assert client.get("//evil.example/x", headers=OLD)["Location"].startswith(f"{BASE}/")
    assert client.post("/sign-up/ferry/", {"email": "a@example.net"}, headers=OLD).status_code == 400
    assert client.get("/sign-up/ferry/", headers={"host": "evil.example"}).status_code == 400


def test_a_forged_host_gains_nothing_at_the_leave_door(moved: House, client: Client, reader: Subscription) -> None:
    path = moved.leave_path(reader)
    forged = client.get(path, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    assert forged.content == client.get(path).content
    assert b"evil" not in forged.content + str(forged.headers).encode()
    assert not LeaveRequest.objects.exists()
