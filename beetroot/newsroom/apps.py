"""Names this room to Django, and puts our staff form into the desk's user pages."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class NewsroomConfig(AppConfig):
    name = "beetroot.newsroom"
    label = "newsroom"
    default_auto_field = "django.db.models.BigAutoField"
    default = True


class StaffConfig(WagtailUsersAppConfig):
    """Wagtail's user pages with the proof list among the fields."""

    user_viewset = "beetroot.newsroom.wagtail_hooks.StaffViewSet"
