"""Pages and feeds: what is public is whole, what is not public is nowhere, and nobody is followed."""

import re

import feedparser
import pytest
from django.conf import settings
from django.test import Client

from beetroot.record import actions as record
from beetroot.stories.models import StoryPage
from tests.public.conftest import BASE, House

SECRET = "Nightingale"


@pytest.fixture
def story(house: House) -> StoryPage:
    """A published story that stands in a closed issue."""
    page = house.write("The tide mill")
    house.close(house.draft_issue("Number one", page))
    return page


@pytest.fixture
def places(house: House, story: StoryPage) -> list[str]:
    """Every kind of public page."""
    made = record.start_situation(by=house.room.editor, title="Who owns the mill", summary="A mill.", start="2016")
    record.add_statement(
        by=house.room.editor, situation=made, name_as_written="Ina Ferri", content="The mill stays.", cue="said",
        said="2021-05-03", story=story, quote="began at the quay",
    )  # fmt: skip
    return [
        "/", "/stories/", story.url, "/people/", "/ferry/", "/ferry/1/", "/situations/", f"/situations/{made.slug}/",
        "/feed.xml", "/ferry/feed.xml", "/sign-up/ferry/", "/sign-up/ferry/sent/",
        "/leave/x", "/undo/x/", "/confirm/x/",
    ]  # fmt: skip


def read_all(client: Client, places: list[str]) -> str:
    return "\n".join(client.get(place).content.decode() for place in places)


def test_every_page_keeps_to_its_own_host_and_sets_no_cookie(client: Client, places: list[str]) -> None:
    for place in places:
        answer = client.get(place)
        assert answer.status_code == 200, place
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert not answer.cookies, place
        assert "Cookie" not in answer.get("Vary", ""), place
        page = answer.content.decode()
        assert not re.search(r'(?:src|action)="(?:https?:)?//(?!letter\.example)', page), place
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"", page) or place.endswith(".xml"), place


@pytest.mark.parametrize("feed", ["/feed.xml", "/ferry/feed.xml"])
def test_a_feed_holds_the_whole_text_with_whole_addresses(client: Client, places: list[str], feed: str) -> None:
    answer = client.get(feed)
    assert answer["Content-Type"].startswith("application/rss+xml")
    parsed = feedparser.parse(answer.content)
    assert not parsed.bozo
    (entry,) = parsed.entries
    assert entry.link.startswith(f"{BASE}/")
    assert client.get(entry.link.removeprefix(BASE)).status_code == 200
    (content,) = [part.value for part in entry.content if part.type == "text/html"]
    assert "The tide mill began at the quay." in content
    links = re.findall(r'(?:href|src)="([^"]*)"', content)
    assert links
    assert all(link.startswith("https://") for link in links), links


def test_a_draft_is_nowhere(house: House, client: Client, places: list[str]) -> None:
    draft = house.write(SECRET, live=False)
    assert SECRET not in read_all(client, places)
    assert client.get(f"/stories/{draft.slug}/").status_code == 404


def test_an_open_issue_is_nowhere(house: House, client: Client, story: StoryPage, places: list[str]) -> None:
    issue = house.draft_issue(SECRET, story)
    assert SECRET not in read_all(client, places)
    assert client.get(f"/ferry/{issue.number}/").status_code == 404


def test_an_unconfirmed_fact_is_nowhere(house: House, client: Client, story: StoryPage, places: list[str]) -> None:
    words = "The tide mill began at the quay."
    said = {
        "text": words,
        "start": 0,
        "end": len(words),
        "speaker": SECRET,
        "speaker_as_written": SECRET,
        "cue": "said",
    }
    rest = {"attribution": "named", "mode": "direct", "rule": "said-after", "confidence": 0.9}
    reading = {"text": f"{words} Nobody was asked.", "language": "en", "quotations": [said | rest]}
    record.suggest(story=story, reading=reading, situation=None, by=house.room.editor)
    assert record.suggestions(story=story), "nothing was suggested"
    assert SECRET not in read_all(client, places)
    record.confirm_all(story=story, by=house.room.editor, user_label="edith")
    assert SECRET in client.get(story.url).content.decode()


def test_what_is_not_there_is_said_kindly(client: Client) -> None:
    answer = client.get("/nothing/here/")
    assert answer.status_code == 404
    assert 'href="/"' in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_the_desk_does_not_exist_for_readers(client: Client) -> None:
    doors = ("/desk/", "/desk/login/", "/desk/second-factor/code/", "/admin/")
    assert {client.get(path).status_code for path in doors} == {404}
    assert not any("SecondFactor" in name or "Authentication" in name for name in settings.MIDDLEWARE)


def test_a_failure_shows_a_page_that_needs_no_database(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr("beetroot.record.rendering.public_situations", broken)
    answer = Client(raise_request_exception=False).get("/situations/")
    assert answer.status_code == 500
    assert "the disk is gone" not in answer.content.decode()
    assert "<h1" in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_forged_host_poisons_no_address(client: Client, places: list[str], settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    for place in places:
        page = client.get(place, headers={"host": "evil.example"}).content.decode()
        assert "evil.example" not in page, place


def test_a_foreign_host_is_refused(client: Client) -> None:
    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
