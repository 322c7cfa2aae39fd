"""The newsroom's settings, newsletters and staff in the desk. Wagtail asks Django's permissions of each role."""

from typing import Any, cast

from django import forms
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from beetroot.newsroom.actions import keep_consent
from beetroot.newsroom.models import Newsletter, Newsroom, User


class StaffCreationForm(UserCreationForm):
    """A new member of staff, on the proof list if they want test sends."""

    class Meta(UserCreationForm.Meta):
        fields = UserCreationForm.Meta.fields | {"on_proof_list"}


class StaffEditForm(UserEditForm):
    """A member of staff."""

    class Meta(UserEditForm.Meta):
        fields = UserEditForm.Meta.fields | {"on_proof_list"}


class StaffViewSet(UserViewSet):
    """Wagtail's user pages with our forms."""

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:
        return StaffEditForm if for_update else StaffCreationForm


class NewsroomViewSet(ModelViewSet):
    """The one row of settings."""

    model = Newsroom
    icon = "cogs"
    menu_label = _("This newsroom")
    copy_view_enabled = False
    panels = [
        FieldPanel("name"),
        FieldPanel("language"),
        FieldPanel("about"),
        MultiFieldPanel([FieldPanel("imprint"), FieldPanel("postal_address")], heading=_("Imprint")),
        MultiFieldPanel(
            [FieldPanel("self_approval"), FieldPanel("undo_seconds"), FieldPanel("share_links")], heading=_("Sending")
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("unsafe_providers", "other_ways", "regions", "confirmations_a_day")],
            heading=_("Sign-up"),
        ),
        MultiFieldPanel([FieldPanel("audit_days"), FieldPanel("former_staff_days")], heading=_("Law")),
    ]


class _KeepsConsent:
    """Saves a newsletter, and what its readers agree to as a version of its own."""

    request: HttpRequest

    def save_instance(self) -> Newsletter:
        newsletter: Newsletter = super().save_instance()  # type: ignore[misc]
        keep_consent(newsletter=newsletter, by=cast(User, self.request.user))
        return newsletter


class NewsletterCreateView(_KeepsConsent, generic.CreateView):
    """A new newsletter."""


class NewsletterEditView(_KeepsConsent, generic.EditView):
    """A newsletter."""


class NewsletterViewSet(ModelViewSet):
    """Newsletters: what readers see of the sender, and what the law wants to be said."""

    model = Newsletter
    icon = "mail"
    menu_label = _("Newsletters")
    copy_view_enabled = False
    add_view_class = NewsletterCreateView
    edit_view_class = NewsletterEditView
    list_display = ["name", "language", "cadence", "sign_up_open"]
    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("name", "slug", "tagline", "cadence", "coverage", "language")],
            heading=_("The newsletter"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("from_name", "from_address", "reply_to", "leave_base_url")],
            heading=_("Sender"),
        ),
        MultiFieldPanel(
            [FieldPanel("neutral_from_name"), FieldPanel("neutral_subject")],
            heading=_("For readers whose screen is seen by others"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("consent_text", "imprint", "postal_address")],
            heading=_("Law"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("uncertain_policy", "share_links", "sign_up_open")], heading=_("Rules")
        ),
    ]


class SettingsGroup(ModelViewSetGroup):
    """Newsroom settings, for operators."""

    menu_label = _("Newsroom")
    menu_icon = "cogs"
    menu_order = 900
    items = (NewsroomViewSet("newsroom_settings"), NewsletterViewSet("newsletters"))


@hooks.register("register_admin_viewset")
def register_settings() -> SettingsGroup:
    return SettingsGroup()


@hooks.register("register_admin_urls")
def second_factor_urls() -> list[Any]:
    """The pages below /desk/second-factor/."""
    return [path("second-factor/", include("beetroot.newsroom.urls", namespace="second_factor"))]


@hooks.register("register_account_menu_item")
def second_factor_item(request: HttpRequest) -> dict[str, str]:
    """On everybody's own account page."""
    on = cast(User, request.user).second_factor_id is not None
    return {
        "url": reverse("second_factor:manage"),
        "label": gettext("Second step at sign-in"),
        "help_text": gettext("On: recovery codes, another phone.")
        if on
        else gettext("Off: a password alone signs you in."),
    }
