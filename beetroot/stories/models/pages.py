"""The pages around the stories: front, index, and plain ones such as "about"."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from beetroot.stories.blocks import StoryBlocks


class FrontPage(Page):
    """The root of the public site. Other rooms hang their own pages below it."""

    introduction: models.TextField[str, str] = models.TextField(_("introduction"), blank=True, max_length=1000)

    template = "public/front.html"
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    max_count = 1
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("introduction")]

    class Meta:
        verbose_name = _("front page")


class StoryIndexPage(Page):
    """The list of stories; every story stands directly below it."""

    template = "public/story_index.html"
    parent_page_types: ClassVar = ["stories.FrontPage"]
    subpage_types: ClassVar = ["stories.StoryPage"]
    max_count = 1

    class Meta:
        verbose_name = _("stories")


class TextPage(Page):
    """A page about the newsroom itself: about, imprint, how we work."""

    lede: models.TextField[str, str] = models.TextField(_("lede"), blank=True, max_length=1000)
    body = StreamField(StoryBlocks(), blank=True, verbose_name=_("text"))

    template = "public/text.html"
    parent_page_types: ClassVar = ["stories.FrontPage", "stories.TextPage"]
    subpage_types: ClassVar = ["stories.TextPage"]
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("lede"), FieldPanel("body")]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("lede"), index.SearchField("body")]

    class Meta:
        verbose_name = _("text page")
