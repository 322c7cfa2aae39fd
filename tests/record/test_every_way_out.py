"""What is kept in the desk is on no page, feed or file that a reader can come to by following links."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone

from beetroot.issues import actions as issues
from beetroot.issues.rendering import issue_document
from beetroot.newsroom.actions import start_newsletter
from beetroot.public.urls import urlpatterns
from beetroot.record import actions
from beetroot.stories.models import StoryPage, Topic
from tests.record import test_redacted_files, test_secrets
from tests.record.conftest import Town
from tests.record.crawling import crawl

pytestmark = pytest.mark.django_db
MOST = 300
NEEDS_A_TOKEN = {"preferences_choose", "move", "confirm", "leave", "undo"}
"""Pages of one reader, and sign-up: they hold no fact."""
FACTLESS = {"signup", "signed_up", "embed", "data_protection", "preferences", "preferences_sent", "newsletter_feed"}


def seeds(town: Town) -> list[str]:
    """The front page, what is offered to programs, and what only a form leads to."""
    slug = town.situation.slug
    kinds = [f"/api/situations/{slug}/{kind}/1.json" for kind in ("statements", "events", "figures")]
    lists = [f"/situations/{slug}/{kind}/1/" for kind in ("statements", "events", "figures")]
    stories = [f"/api/stories/{page.uuid}/roots.json" for page in StoryPage.objects.all()]
    known = f"/situations/{slug}/known/{timezone.now() + timedelta(days=1):%Y-%m-%d}/"
    return ["/", "/api/situations.json", f"/api/situations/{slug}.json", known, *kinds, *lists, *stories]


def pages_of(town: Town) -> dict[str, str]:
    """What every address answered that links lead a reader to."""
    found: dict[str, str] = {}
    for path, _status, body in crawl(
        Client(), seeds(town), may=lambda link: not link.startswith(("/static/", "/media/"))
    ):
        assert len(found) < MOST, "a reader could follow links for ever"
        found[path] = body
    return found


def the_next_mail(town: Town) -> str:
    """The document from which mail, archive and feed entry are made."""
    newsletter = start_newsletter(
        by=None, slug="mill", name="The Mill", from_name="The Mill", from_address="desk@news.example"
    )
    issue = issues.create_issue(newsletter=newsletter, by=town.editor, subject="The mill")
    issue = issues.add_story(issue=issue, story=StoryPage.objects.get(pk=town.story.pk), by=town.editor).issue
    return json.dumps(issue_document(issue, base_url="https://news.example"), ensure_ascii=False)


def test_the_crawl_comes_to_every_page_that_shows_facts(town: Town) -> None:
    names = set()
    for path in pages_of(town):
        try:
            names.add(resolve(path.partition("?")[0], urlconf="beetroot.config.urls_public").url_name)
        except Resolver404:
            continue
    expected = {pattern.name for pattern in urlpatterns if pattern.name} - NEEDS_A_TOKEN - FACTLESS
    assert expected - names == set()


@pytest.mark.parametrize("keep", test_secrets.KEPT, ids=lambda keep: keep.__name__.strip("_"))
def test_nothing_that_is_kept_in_the_desk_is_come_to(town: Town, keep: Callable[[Town], None]) -> None:
    keep(town)
    pages = pages_of(town)
    assert any("Hanna Ruda" in body for body in pages.values())
    pages["mail"] = the_next_mail(town)
    leaks = {path for path, body in pages.items() if any(words in body for words in test_secrets.SECRET_WORDS)}
    assert leaks == set()


def test_a_name_redacted_everywhere_is_come_to_nowhere(town: Town, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    photo = test_redacted_files.keep_everywhere(town)
    page = StoryPage.objects.get(pk=town.story.pk)
    page.body = [*((block.block_type, block.value) for block in page.body), ("photo", {"photo": photo, "caption": ""})]
    page.topics.add(Topic.objects.get(slug="zofia-tajna"))
    page.save_revision(user=town.editor).publish()
    before = Client().get(page.url).content.decode()
    assert all(form in before for form in ("Zofia Tajna", "Zofia_Tajna")), "words and the picture's file name"
    actions.redact(words=[test_redacted_files.NAME], reason="A source in danger.", by=town.editor)
    pages = pages_of(town)
    pages["mail"] = the_next_mail(town)
    assert any("[redacted]" in body for body in pages.values())
    assert [path for path, body in pages.items() if "tajna" in f"{path} {body}".casefold()] == []
