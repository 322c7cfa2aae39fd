"""A newsroom with a site, its people, and a story to work on."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from beetroot.newsroom.actions import found, hire, start_newsletter
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Role
from beetroot.stories.actions import add_photo, set_up_site
from beetroot.stories.models import FrontPage, Photo, StoryIndexPage, StoryPage
from tests.stories.pictures import jpeg

BASE = "https://news.example"


@pytest.fixture(autouse=True)
def _own_media(settings: LazySettings, tmp_path: Path) -> None:
    settings.STATIC_ROOT, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"


@pytest.fixture
def front(db: None) -> FrontPage:
    found(name="The Ruda Post")
    return set_up_site(by=None, name="The Ruda Post", hostname="news.example", port=443)


@pytest.fixture
def editor(front: FrontPage) -> User:
    return hire(by=None, username="olga", password="a long enough word", roles=[Role.EDITOR])


@pytest.fixture
def reporter(front: FrontPage) -> User:
    return hire(by=None, username="rita", password="a long enough word", roles=[Role.REPORTER])


@pytest.fixture
def newsletter(db: None) -> Newsletter:
    return start_newsletter(
        by=None, slug="river", name="The River", from_name="The River", from_address="river@news.example"
    )


@pytest.fixture
def photo(editor: User) -> Photo:
    return add_photo(
        by=editor,
        content=jpeg((1000, 600)),
        filename="ferry.jpg",
        alt="A rusty ferry on a river",
        caption="The ferry at Ruda",
        credit="Ina Ferri",
    )


@pytest.fixture
def story(editor: User) -> StoryPage:
    page = StoryPage(title="The last ferry", slug="the-last-ferry", lede="A river town loses its ferry.", live=False)
    StoryIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=editor)
    return page
