"""A small newsroom with one newsletter, three people and two published stories."""

from __future__ import annotations

from datetime import date

import pytest

from beetroot.issues import actions as issues
from beetroot.issues.models import Issue, NewsletterPage
from beetroot.newsroom.actions import found, hire, start_newsletter
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Role
from beetroot.stories import actions as stories
from beetroot.stories.models import StoryIndexPage, StoryPage

BASE = "https://letter.example"


@pytest.fixture(autouse=True)
def base_url(settings, tmp_path) -> str:
    settings.BEETROOT_BASE_URL = BASE
    settings.ALLOWED_HOSTS = ["letter.example", "testserver"]
    settings.STATIC_ROOT, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in by password here
    return BASE


@pytest.fixture
def staff(db) -> dict[str, User]:
    found(name="Quay Press", imprint="Quay Press, registered in Example.", postal_address="1 Quay Street, Example")
    words = "a-long-enough-password"
    return {
        "editor": hire(by=None, username="edith", password=words, roles=[Role.EDITOR]),
        "approver": hire(by=None, username="april", password=words, roles=[Role.APPROVER]),
        "reporter": hire(by=None, username="rudi", password=words, roles=[Role.REPORTER]),
    }


@pytest.fixture
def editor(staff) -> User:
    return staff["editor"]


@pytest.fixture
def approver(staff) -> User:
    return staff["approver"]


@pytest.fixture
def newsletter(staff) -> Newsletter:
    return start_newsletter(
        by=None,
        slug="quay",
        name="The Quay Letter",
        tagline="Weekly dispatch from the towns along the river",
        from_name="The Quay Letter",
        from_address="letter@letter.example",
        neutral_from_name="N. Post",
        neutral_subject="Your weekly mail",
    )


@pytest.fixture
def front(staff, approver):
    return stories.set_up_site(by=None, name="Quay Press", hostname="letter.example", port=443)


@pytest.fixture
def newsletter_page(front, newsletter) -> NewsletterPage:
    return issues.open_archive(newsletter=newsletter, by=None)


@pytest.fixture
def write(front, editor):
    """Gives a function that writes a story and, unless told otherwise, publishes it."""

    def write_story(headline: str, *, live: bool = True, blocks=None, **fields) -> StoryPage:
        body = blocks or [("paragraph", f"<p>{headline} began at the quay. Nobody had asked the captain.</p>")]
        story = StoryPage(title=headline, lede="What came instead of the bridge.", body=body, live=False, **fields)
        StoryIndexPage.objects.get().add_child(instance=story)
        story.save_revision(user=editor)
        if live:
            stories.publish_story(story=story, by=editor)
        story.refresh_from_db()
        return story

    return write_story


@pytest.fixture
def issue(newsletter_page, newsletter, write, editor) -> Issue:
    """A draft that lacks nothing."""
    draft = issues.create_issue(newsletter=newsletter, by=editor, dated=date(2026, 3, 3), subject="The ferry")
    issues.add_story(issue=draft, story=write("A ferry for Kilia"), by=editor)
    issues.add_story(issue=draft, story=write("The archive in a shoebox"), by=editor, style="teaser")
    draft.refresh_from_db()
    return draft


@pytest.fixture
def submitted(issue, editor) -> Issue:
    issues.submit(issue=issue, by=editor)
    issue.refresh_from_db()
    return issue


@pytest.fixture
def closed(submitted, approver) -> Issue:
    issues.approve(issue=submitted, candidate_hash=submitted.candidate_hash, by=approver)
    issues.close(issue=submitted, by=approver)
    submitted.refresh_from_db()
    return submitted


def change_story(story: StoryPage, by: User, **fields) -> None:
    """An editor changes a published story."""
    story = StoryPage.objects.get(pk=story.pk)
    for name, value in fields.items():
        setattr(story, name, value)
    story.save_revision(user=by)
    stories.publish_story(story=story, by=by)
