"""RSS 2.0 with full text: all stories, and the issues of each newsletter as they were sent."""

from datetime import UTC, datetime, time
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator

from beetroot.issues.models import Rendering
from beetroot.newsroom.models import Newsletter, Newsroom
from beetroot.stories import rendering as stories
from beetroot.stories.models import StoryPage

_NEWEST = 30


class FullText(Rss201rev2Feed):
    """RSS whose items carry the whole text (content:encoded, RSS 1.0 content module)."""

    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["full_text"])


class _Dispatch(Feed):  # type: ignore[type-arg]
    """Addresses begin with the newsroom's own base URL, whatever host was asked (host-header poisoning)."""

    feed_type = FullText

    def item_extra_kwargs(self, item: Any) -> dict[str, Any]:
        return {"full_text": self.full_text(item)}

    def full_text(self, item: Any) -> str:
        """The whole entry as HTML."""
        raise NotImplementedError


class Stories(_Dispatch):
    """Every published story, newest first."""

    link = f"{settings.BEETROOT_BASE_URL}/"
    feed_url = f"{settings.BEETROOT_BASE_URL}/feed.xml"

    def title(self) -> str:
        return Newsroom.current().name

    def description(self) -> str:
        return Newsroom.current().about

    def items(self) -> list[StoryPage]:
        return list(StoryPage.objects.live().public().order_by("-published_on", "-first_published_at")[:_NEWEST])

    def item_title(self, item: StoryPage) -> str:
        return f"{item.kicker}: {item.title}" if item.kicker else item.title

    def item_description(self, item: StoryPage) -> str:
        return item.lede

    def item_link(self, item: StoryPage) -> str:
        return settings.BEETROOT_BASE_URL + (item.get_url() or f"/{item.slug}/")

    def item_guid(self, item: StoryPage) -> str:
        return f"urn:uuid:{item.uuid}"

    item_guid_is_permalink = False

    def item_pubdate(self, item: StoryPage) -> datetime | None:
        if item.published_on:
            return datetime.combine(item.published_on, time(), UTC)
        return item.first_published_at

    def item_author_name(self, item: StoryPage) -> str:
        return ", ".join(byline.printed_name for byline in item.bylines.all())

    def item_categories(self, item: StoryPage) -> list[str]:
        return [str(topic) for topic in item.topics.all()]

    def full_text(self, item: StoryPage) -> str:
        return stories.blocks_to_feed(stories.document(item, base_url=settings.BEETROOT_BASE_URL))


class Issues(_Dispatch):
    """One newsletter's closed issues from their frozen renderings."""

    def get_object(self, request: HttpRequest, slug: str) -> Newsletter:
        return get_object_or_404(Newsletter, slug=slug)

    def title(self, obj: Newsletter) -> str:
        return obj.name

    def description(self, obj: Newsletter) -> str:
        return obj.tagline

    def link(self, obj: Newsletter) -> str:
        return f"{settings.BEETROOT_BASE_URL}/{obj.slug}/"

    def feed_url(self, obj: Newsletter) -> str:
        return f"{settings.BEETROOT_BASE_URL}/{obj.slug}/feed.xml"

    def items(self, obj: Newsletter) -> list[Rendering]:
        frozen = Rendering.objects.filter(
            kind=Rendering.Kind.FEED, edition__issue__newsletter=obj, edition__issue__state="closed"
        )
        return list(frozen.select_related("edition__issue__newsletter").order_by("-edition__issue__dated")[:_NEWEST])

    def item_title(self, item: Rendering) -> str:
        return item.edition.issue.subject

    def item_description(self, item: Rendering) -> str:
        return item.edition.issue.preheader

    def item_link(self, item: Rendering) -> str:
        issue = item.edition.issue
        return f"{settings.BEETROOT_BASE_URL}/{issue.newsletter.slug}/{issue.number}/"

    def item_pubdate(self, item: Rendering) -> datetime:
        return datetime.combine(item.edition.issue.dated, time(), UTC)

    def full_text(self, item: Rendering) -> str:
        return bytes(item.content).decode()
