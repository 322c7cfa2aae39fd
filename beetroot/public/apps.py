"""Names this room to Django."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "beetroot.public"
    label = "public"
    default_auto_field = "django.db.models.BigAutoField"
