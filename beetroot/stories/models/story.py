"""The story itself, with those who wrote it and what it rests on."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from beetroot.newsroom.models import Newsletter
from beetroot.stories.blocks import StoryBlocks
from beetroot.stories.models import checks
from beetroot.stories.models.people import PersonPage


class Region(models.Model):
    """A part of the world that the newsroom covers."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("short name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """What a story is about."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("short name"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class StoryPage(Page):
    """One story. The page title is its headline; the body holds blocks only, so every medium can render it."""

    uuid: models.UUIDField[uuid.UUID, uuid.UUID] = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kicker: models.CharField[str, str] = models.CharField(
        _("kicker"),
        blank=True,
        max_length=120,
        validators=[checks.one_line],
        help_text=_("Two or three words above it."),
    )
    lede: models.TextField[str, str] = models.TextField(
        _("lede"), blank=True, max_length=5000, help_text=_("Plain text, one paragraph.")
    )
    body = StreamField(StoryBlocks(), blank=True, verbose_name=_("story"))
    language: models.CharField[str, str] = models.CharField(
        _("language"), max_length=12, default="en", validators=[checks.language_tag]
    )
    newsletter: models.ForeignKey[Newsletter | None, Newsletter | None] = models.ForeignKey(
        Newsletter,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="stories",
        verbose_name=_("written for the newsletter"),
    )
    publication: models.CharField[str, str] = models.CharField(
        _("publication"), blank=True, max_length=120, help_text=_("The newsroom or publisher as printed.")
    )
    region: models.ForeignKey[Region | None, Region | None] = models.ForeignKey(
        Region, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("region")
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="stories", verbose_name=_("topics"))
    published_on: models.DateField[date | None, date | None] = models.DateField(_("date shown"), null=True, blank=True)
    first_published_in_newsletter: models.CharField[str, str] = models.CharField(
        _("newsletter"), blank=True, max_length=120
    )
    first_published_in_publisher: models.CharField[str, str] = models.CharField(
        _("publisher"), blank=True, max_length=120
    )
    first_published_in_coverage: models.CharField[str, str] = models.CharField(
        _("which covers"), blank=True, max_length=300
    )
    first_published_url: models.CharField[str, str] = models.CharField(
        _("address"), blank=True, max_length=1000, validators=[checks.web_address]
    )

    template = "public/story.html"
    parent_page_types: ClassVar = ["stories.StoryIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        FieldPanel("kicker"),
        FieldPanel("title", heading=_("Headline"), help_text=_("As readers see it, on the web and in the mail.")),
        FieldPanel("lede"),
        InlinePanel("bylines", heading=_("Bylines"), label=_("byline")),
        FieldPanel("body", help_text=_("Press + for each part: paragraphs, headings, photos, quotations …")),
        InlinePanel("sources", heading=_("Sources"), label=_("source")),
    ]
    promote_panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("newsletter"), FieldPanel("publication")]),
                FieldRowPanel([FieldPanel("language"), FieldPanel("published_on")]),
                FieldRowPanel([FieldPanel("region"), FieldPanel("topics")]),
            ],
            heading=_("Where it belongs"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [FieldPanel("first_published_in_newsletter"), FieldPanel("first_published_in_publisher")]
                ),
                FieldPanel("first_published_in_coverage"),
                FieldPanel("first_published_url"),
            ],
            heading=_("First published in"),
        ),
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")], _("On the web")
        ),
    ]
    search_fields: ClassVar = [
        *Page.search_fields,
        index.SearchField("kicker"),
        index.SearchField("lede", boost=2),
        index.SearchField("body"),
        index.FilterField("language"),
        index.FilterField("published_on"),
        index.FilterField("newsletter"),
    ]

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")

    @property
    def headline(self) -> str:
        """The page title."""
        return self.title


class Byline(Orderable):
    """One of those who made the story: a person with a page, or a name alone."""

    story = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="bylines")
    label: models.CharField[str, str] = models.CharField(
        _("label"), max_length=60, default="Story by", validators=[checks.one_line]
    )
    person: models.ForeignKey[PersonPage | None, PersonPage | None] = models.ForeignKey(
        PersonPage, null=True, blank=True, on_delete=models.PROTECT, related_name="bylines", verbose_name=_("person")
    )
    name: models.CharField[str, str] = models.CharField(
        _("name"), blank=True, max_length=120, validators=[checks.one_line], help_text=_("If they have no page here.")
    )
    written_for: models.CharField[str, str] = models.CharField(
        _("for"), blank=True, max_length=120, validators=[checks.one_line]
    )

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("label"), FieldPanel("written_for")]),
        FieldRowPanel([PageChooserPanel("person"), FieldPanel("name")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("byline")

    def __str__(self) -> str:
        return f"{self.label} {self.printed_name}"

    def clean(self) -> None:
        """Raises ValidationError when nobody is named."""
        super().clean()
        if not self.person and not self.name.strip():
            raise ValidationError({"name": _("Choose a person or write a name.")})

    @property
    def printed_name(self) -> str:
        """The name as readers see it."""
        return self.name or (self.person.title if self.person else "")


class StorySource(Orderable):
    """Something the story rests on."""

    story = ParentalKey(StoryPage, on_delete=models.CASCADE, related_name="sources")
    title: models.CharField[str, str] = models.CharField(_("title"), max_length=300)
    publisher: models.CharField[str, str] = models.CharField(_("publisher"), blank=True, max_length=160)
    url: models.CharField[str, str] = models.CharField(
        _("address"), blank=True, max_length=1000, validators=[checks.web_address]
    )
    note: models.CharField[str, str] = models.CharField(_("note"), blank=True, max_length=500)

    panels: ClassVar = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("publisher"), FieldPanel("url")]),
        FieldPanel("note"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("source")

    def __str__(self) -> str:
        return self.title
