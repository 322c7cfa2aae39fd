"""Connects the totals and the segments to the desk."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet

from beetroot.audience.models import MailFormat, Segment
from beetroot.audience.views import totals
from beetroot.newsroom.models import Newsroom, User
from beetroot.newsroom.rules import Permission


@hooks.register("register_admin_urls")
def reader_urls() -> list[Any]:
    """The page at /desk/readers/."""
    return [path("readers/", totals, name="audience_totals")]


class _ReadersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and request.user.may(Permission.SEE_COUNTS)


@hooks.register("register_admin_menu_item")
def readers_menu_item() -> MenuItem:
    """“Readers” in the desk's menu: totals, never an address."""
    return _ReadersMenuItem(_("Readers"), reverse("audience_totals"), name="readers", icon_name="group", order=260)


class SegmentForm(WagtailAdminModelForm):
    """Boxes to tick for what is kept in the clear; nothing is typed but the name and the months."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=settings.LANGUAGES, required=False, widget=forms.CheckboxSelectMultiple
    )
    formats = forms.MultipleChoiceField(
        label=_("Formats"), choices=MailFormat.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    regions = forms.MultipleChoiceField(label=_("Regions"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        fields = ("newsletter", "name", "languages", "formats", "regions", "joined_from", "joined_to")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        room = Newsroom.objects.first()
        names = room.region_names if room else []
        field = self.fields["regions"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - for the type checker
        field.choices = [(name, name) for name in names]
        if not names:
            del self.fields["regions"]


class SegmentViewSet(ModelViewSet):
    """Segments, for issues that go to some readers only."""

    model = Segment
    icon = "group"
    menu_label = _("Segments")
    copy_view_enabled = False
    list_display = ("name", "newsletter")
    exclude_form_fields = ()

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:
        return forms.modelform_factory(Segment, form=SegmentForm)


@hooks.register("register_admin_viewset")
def register_segments() -> SegmentViewSet:
    return SegmentViewSet("segments", add_to_settings_menu=True)
