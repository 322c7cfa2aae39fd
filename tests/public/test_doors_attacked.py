"""What strangers, scanners and old mails bring to the doors."""

import logging
import tempfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beetroot.audience import actions
from beetroot.audience.models import LeaveRequest, SignUp, Subscription
from beetroot.config.logs import WithoutTokens
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


# What strangers send


def test_a_file_that_is_posted_reaches_no_disk(client: Client, tmp_path: Path, monkeypatch) -> None:
    """Django would spool it to the temporary folder, whatever its length."""
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *_, **__: pytest.fail("it reached the disk"))
    large = SimpleUploadedFile("large", b"x" * 3_000_000)
    for door in ("/sign-up/ferry/", "/preferences/", f"/leave/{'A' * 48}"):
        assert client.post(door, {"email": "a@example.net", "file": large}).status_code < 500
    assert list(tmp_path.glob("*upload*")) == []


def test_a_form_that_is_far_too_long_is_refused(client: Client) -> None:
    assert client.post("/sign-up/ferry/", {"email": "a" * 70_000}).status_code == 400
    assert client.post(f"/leave/{'A' * 48}", {"x": "a" * 70_000}).status_code == 200, "one click never reads its body"


@pytest.mark.parametrize(
    ("path", "form", "host", "status"),
    [
        ("/sign-up/ferry/", {"email": "a" * 70_000}, "letter.example", 400),
        ("/sign-up/ferry/", {"email": "a@example.net"}, "evil.example", 400),
        ("/sign-up/ferry/sent/", {"email": "a@example.net"}, "letter.example", 403),
    ],
)
def test_what_is_refused_is_refused_in_our_own_words_and_asks_nobody_for_a_cookie(
    client: Client, path: str, form: dict[str, str], host: str, status: int
) -> None:
    answer = client.post(path, form, headers={"host": host})
    assert answer.status_code == status
    page = answer.content.decode()
    assert "nothing of it was kept" in page
    assert "cookie" not in page.lower()
    assert "evil" not in page


@pytest.mark.parametrize(
    "document",
    [
        r'{"email": "\ud800@example.org"}',
        r'{"email": "a@ex\ud800ample.org", "stamp": "\ud800", "language": "\ud800"}',
        r'{"email": "a\u0000@example.org"}',
        '{"email": ' + "1" * 5000 + "}",
        '{"email": NaN}',
        '{"email": ["a@example.org"]}',
        "\ufeff{}",
        "",
    ],
)
def test_odd_json_is_no_address_and_breaks_nothing(client: Client, document: str) -> None:
    answer = client.post("/sign-up/ferry/", document.encode(), content_type="application/json")
    assert answer.status_code in (409, 422)
    assert not SignUp.objects.exists()


@pytest.mark.parametrize("door", ["confirm/{}/", "leave/{}", "undo/{}/", "preferences/{}/", "move/{}/"])
def test_a_page_behind_a_token_is_kept_nowhere_framed_nowhere_and_told_to_nobody(client: Client, door: str) -> None:
    answer = client.get(f"/{door.format('A' * 43)}")
    assert "no-store" in answer["Cache-Control"]
    assert (answer["Referrer-Policy"], answer["X-Frame-Options"]) == ("no-referrer", "DENY")
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "form-action 'self'" in answer["Content-Security-Policy"]
    assert "http" not in answer.content.decode().replace("https://letter.example", "").replace("http-equiv", "")


def test_what_looks_like_the_desk_is_as_narrow_as_any_page_of_the_public_site(client: Client) -> None:
    lost, page = client.get("/desk/login/"), client.get("/preferences/")
    assert lost.status_code == 404
    for name in ("Content-Security-Policy", "X-Frame-Options", "Referrer-Policy"):
        assert lost[name] == page[name]


@pytest.mark.parametrize("door", ["confirm/{}/", "leave/{}", "undo/{}/", "preferences/{}/", "move/{}/"])
def test_a_door_that_breaks_writes_no_token_into_the_log(
    house: House, door: str, monkeypatch, caplog: pytest.LogCaptureFixture
) -> None:
    for name in ("newsletter_to_confirm", "ask_to_leave", "undo_leave", "preferences_behind", "change_behind"):
        monkeypatch.setattr(actions, name, lambda **_: 1 / 0)
    token = "T0ken" * 8 + "T0k"
    with caplog.at_level(logging.ERROR, "django.request"), caplog.filtering(WithoutTokens()):
        Client(raise_request_exception=False).post(f"/{door.format(token)}")
    assert "division by zero" in caplog.text
    assert "T0ken" not in caplog.text


@pytest.mark.parametrize("wrong", ["cut", "changed", "longer", "other door", "NUL", "newline"])
def test_a_token_that_was_cut_changed_or_taken_to_another_door_does_nothing(
    house: House, client: Client, reader: Subscription, wrong: str
) -> None:
    token = house.leave_path(reader).rpartition("/")[2]
    flipped = ("B" if token[20] == "A" else "A").join((token[:20], token[21:]))
    paths = {
        "cut": f"/leave/{token[:-1]}",
        "changed": f"/leave/{flipped}",
        "longer": f"/leave/{token}A",
        "other door": f"/undo/{token}/",
        "NUL": f"/leave/{token}%00",
        "newline": f"/leave/{token}%0d%0aX-Forged:%20yes",
    }
    answer = client.post(paths[wrong], ONE_CLICK)
    assert answer.status_code == 200
    assert "X-Forged" not in answer.headers
    house.work()
    assert Subscription.objects.get().state == "confirmed"
