"""Connects the record to the desk: its menu, its pages, and the way to them from a story."""

from collections.abc import Iterator
from typing import Any

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.models import Page

from beetroot.record.views.access import confirms
from beetroot.record.views.lists import RecordGroup
from beetroot.stories.models import StoryPage


@hooks.register("register_admin_urls")
def record_urls() -> list[Any]:
    """The pages below /desk/record/."""
    return [path("record/", include("beetroot.record.urls", namespace="record"))]


@hooks.register("register_admin_viewset")
def record_lists() -> RecordGroup:
    """“Record” in the menu."""
    return RecordGroup()


@hooks.register("insert_global_admin_css")
def fields_that_fit() -> str:
    """A list of long titles is no wider than a phone, and an empty field no taller than its words."""
    return format_html('<link rel="stylesheet" href="{}">', static("record/lists.css"))


@hooks.register("register_page_header_buttons")
def facts_of_the_page(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """“Facts” in the menu of a story's own page."""
    if isinstance(page.specific_deferred, StoryPage) and confirms(user):
        yield Button(_("Facts"), reverse("record:story", args=[page.pk]), icon_name="list-ul", priority=60)


@hooks.register("register_page_header_buttons")
def passages_for_the_page(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """“Insert from the record” in the menu of a story's own page."""
    if isinstance(page.specific_deferred, StoryPage):
        yield Button(
            _("Insert from the record"), reverse("record:insert", args=[page.pk]), icon_name="plus", priority=61
        )


@hooks.register("insert_editor_js")
def warnings_while_typing() -> str:
    """The place for warnings in the editor, and what fills it."""
    return format_html(
        '<aside data-record-warnings="{}" hidden class="record-warnings" role="status"><details open>'
        "<summary>{}</summary><ul></ul></details></aside>"
        '<link rel="stylesheet" href="{}"><script src="{}" defer></script>',
        reverse("record:warnings"), _("The record says"), static("record/cards.css"), static("record/warnings.js"),
    )  # fmt: skip


@hooks.register("register_page_listing_more_buttons")
def facts_in_the_list(page: Page, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """“Facts” in the menu of a story in a list."""
    if isinstance(page.specific_deferred, StoryPage) and confirms(user):
        yield Button(_("Facts"), reverse("record:story", args=[page.pk]), icon_name="list-ul", priority=60)
