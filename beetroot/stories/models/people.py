"""Who writes: one page a person, under their own name or another."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from beetroot.stories.models.photos import Photo


class PeopleIndexPage(Page):
    """The list of those who write here."""

    template = "public/people.html"
    parent_page_types: ClassVar = ["stories.FrontPage"]
    subpage_types: ClassVar = ["stories.PersonPage"]
    max_count = 1

    class Meta:
        verbose_name = _("people")


class PersonPage(Page):
    """Somebody who writes. The title is the name as printed; nothing here says whose pseudonym it is."""

    pseudonym: models.BooleanField[bool, bool] = models.BooleanField(
        _("this is a pseudonym"),
        default=False,
        help_text=_("Readers are told so. The person behind it is written down nowhere in Beetroot."),
    )
    role: models.CharField[str, str] = models.CharField(_("what they do"), blank=True, max_length=120)
    bio: models.TextField[str, str] = models.TextField(_("in a few lines"), blank=True, max_length=1500)
    photo: models.ForeignKey[Photo | None, Photo | None] = models.ForeignKey(
        Photo, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("photo")
    )

    template = "public/person.html"
    parent_page_types: ClassVar = ["stories.PeopleIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        FieldPanel("title", heading=_("Name as printed")),
        MultiFieldPanel([FieldPanel("pseudonym"), FieldPanel("role"), FieldPanel("bio"), FieldPanel("photo")]),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("bio"), index.SearchField("role")]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    @property
    def name(self) -> str:
        """The name as printed."""
        return self.title
