"""The newsletter's page and its archive on the public site."""

from __future__ import annotations

import pytest

from beetroot.issues import actions
from beetroot.issues.models import NewsletterPage, Rendering
from beetroot.newsroom.actions import start_newsletter
from tests.issues.conftest import change_story

pytestmark = pytest.mark.django_db


def test_the_first_issue_of_a_newsletter_opens_its_archive_once(front, newsletter, editor):
    for _number in range(2):
        actions.create_issue(newsletter=newsletter, by=editor)
    page = NewsletterPage.objects.get()
    assert (page.url_path, page.live, page.newsletter) == (f"{front.url_path}quay/", True, newsletter)
    assert actions.open_archive(newsletter=newsletter, by=None) == page


def test_a_newsletter_named_like_another_page_is_told_so(front, staff):
    taken = start_newsletter(by=None, slug="stories", name="S", from_name="S", from_address="s@letter.example")
    with pytest.raises(actions.IssuesError, match="another page called “stories”"):
        actions.open_archive(newsletter=taken, by=None)


def test_the_archive_shows_closed_issues_only(client, issue, newsletter_page):
    assert newsletter_page.archive_rows() == []
    assert client.get("/quay/1/", headers={"host": "letter.example"}).status_code == 404
    assert client.get("/quay/99/", headers={"host": "letter.example"}).status_code == 404


def test_a_closed_issue_stands_in_the_archive_as_it_was_frozen(client, closed, editor):
    before = client.get("/quay/1/", headers={"host": "letter.example"})
    assert before.status_code == 200
    for words in ("The ferry", "A ferry for Kilia", "Nobody had asked the captain.", "The archive in a shoebox"):
        assert words in before.content.decode()
    change_story(closed.items.first().story, editor, title="Another headline", lede="Changed.")
    after = client.get("/quay/1/", headers={"host": "letter.example"}).content.decode()
    assert "Another headline" not in after
    frozen = Rendering.objects.get(kind="archive").as_html()
    assert frozen in after
    assert "https://letter.example/" not in frozen


def test_the_newsletter_page_lists_its_issues_newest_first(client, closed):
    page = client.get("/quay/", headers={"host": "letter.example"})
    assert page.status_code == 200
    assert 'href="/quay/1/"' in page.content.decode()
    assert NewsletterPage.objects.get().archive_rows()[0]["subject"] == "The ferry"


def test_the_mail_links_to_its_place_in_the_archive(closed):
    edition = closed.editions.get()
    assert edition.document["archive_url"] == "https://letter.example/quay/1/"
    assert b"https://letter.example/quay/1/" in bytes(edition.rendering(kind="mail").content)
