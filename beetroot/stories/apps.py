"""Names this room to Django."""

from django.apps import AppConfig


class StoriesConfig(AppConfig):
    name = "beetroot.stories"
    label = "stories"
    default_auto_field = "django.db.models.BigAutoField"
