"""A newsroom with a public site, as its readers' process shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest
from django.test import Client

from beetroot.audience import actions as audience
from beetroot.audience.models import Subscription
from beetroot.audience.rules import Letter, leave_token
from beetroot.config import roles
from beetroot.issues import actions as issues
from beetroot.issues.models import Issue
from beetroot.newsroom.actions import hire
from beetroot.newsroom.models import Newsroom, User
from beetroot.newsroom.rules import Role
from beetroot.public.rules import Crowd
from beetroot.public.views import asking
from beetroot.stories import actions as stories
from beetroot.stories.models import StoryIndexPage, StoryPage
from tests.dispatch.newsrooms import Room, found_newsroom

BASE = "https://letter.example"


@dataclass
class House:
    """The newsroom's people at work, and the letters that its worker posts."""

    room: Room
    approver: User
    letters: list[Letter] = field(default_factory=list)

    def write(self, headline: str, *, live: bool = True) -> StoryPage:
        index = StoryIndexPage.objects.get()
        link = f'<a linktype="page" id="{index.pk}">Nobody</a>'
        body = [("paragraph", f"<p>{headline} began at the quay. {link} was asked.</p>")]
        page = StoryPage(title=headline, lede=f"What {headline} left.", body=body, live=False)
        index.add_child(instance=page)
        page.save_revision(user=self.room.editor)
        if live:
            stories.publish_story(story=page, by=self.room.editor)
        page.refresh_from_db()
        return page

    def draft_issue(self, subject: str, *written: StoryPage) -> Issue:
        day = date(2026, 3, 3)
        issue = issues.create_issue(newsletter=self.room.newsletter, by=self.room.editor, dated=day, subject=subject)
        for story in written:
            issues.add_story(issue=issue, story=story, by=self.room.editor)
        issue.refresh_from_db()
        return issue

    def close(self, issue: Issue) -> None:
        issues.submit(issue=issue, by=self.room.editor)
        issue.refresh_from_db()
        issues.approve(issue=issue, candidate_hash=issue.candidate_hash, by=self.approver)
        issues.close(issue=issue, by=self.approver)

    def work(self) -> None:
        """The keyed worker's round."""
        while audience.judge_leaves(keyring=self.room.keyring):
            pass
        audience.take_in(keyring=self.room.keyring, post=self._post)

    def _post(self, letter: Letter) -> str:
        self.letters.append(letter)
        return "250 2.0.0 taken"

    def leave_path(self, reader: Subscription) -> str:
        key_id, key = self.room.keyring.token.current
        return f"/leave/{leave_token(key, key_id, reader.pk)}"


@pytest.fixture(autouse=True)
def _as_readers_see_it(settings, tmp_path, monkeypatch) -> None:
    settings.BEETROOT_BASE_URL = BASE
    settings.ALLOWED_HOSTS = ["letter.example", "testserver"]
    settings.STATIC_ROOT, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # nobody signs in here
    settings.SECRET_KEY = settings.SECRET_KEY
    settings.ROOT_URLCONF, settings.MIDDLEWARE = settings.ROOT_URLCONF, settings.MIDDLEWARE  # put back afterwards
    settings.CSRF_FAILURE_VIEW = settings.CSRF_FAILURE_VIEW
    roles.enter("public")
    monkeypatch.setattr(asking, "CROWD", Crowd())


@pytest.fixture
def house(db, settings) -> House:
    room = found_newsroom(settings.BEETROOT_HOME)
    imprint = {"imprint": "The Ferry Post, registered in Example.", "postal_address": "1 Quay Street, Example"}
    Newsroom.objects.update(**imprint)
    stories.set_up_site(by=None, name="The Ferry Post", hostname="letter.example", port=443)
    issues.open_archive(newsletter=room.newsletter, by=None)
    approver = hire(by=None, username="april", password="a long enough one", roles=[Role.APPROVER])
    return House(room, approver)


@pytest.fixture
def client(house: House) -> Client:
    """A browser that would show a missing exemption from the CSRF check."""
    return Client(enforce_csrf_checks=True)
