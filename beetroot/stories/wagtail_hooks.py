"""Connects stories to the desk: the import pages, regions and topics, and the check before publishing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission
from beetroot.stories.models import Region, StoryPage, Topic
from beetroot.stories.rendering import problems


@hooks.register("register_admin_urls")
def import_urls() -> list[Any]:
    """The pages below /desk/import/."""
    return [path("import/", include("beetroot.stories.urls", namespace="stories"))]


class _ImportMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and request.user.may(Permission.WRITE_STORY)


@hooks.register("register_admin_menu_item")
def import_menu_item() -> MenuItem:
    """“Import a story” in the desk's menu."""
    return _ImportMenuItem(_("Import a story"), reverse("stories:import"), name="import", icon_name="upload", order=150)


@hooks.register("before_publish_page")
def stop_unready_story(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The desk's Publish button asks what `publish_story` asks; the draft is already saved when this runs."""
    story = page.specific
    missing = problems(story) if isinstance(story, StoryPage) else []
    if not missing:
        return None
    messages.error(request, " ".join([str(_("Saved as a draft, not published.")), *missing]))
    return redirect("wagtailadmin_pages:edit", page.pk)


class RegionViewSet(SnippetViewSet):
    model = Region
    icon = "globe"
    panels = (FieldPanel("name"), FieldPanel("slug"))


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    panels = (FieldPanel("name"), FieldPanel("slug"))


class TermsGroup(SnippetViewSetGroup):
    items = (RegionViewSet, TopicViewSet)
    menu_label = _("Topics, regions")
    menu_icon = "tag"
    menu_order = 350


register_snippet(TermsGroup)
