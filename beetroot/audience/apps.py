"""Names this room to Django."""

from django.apps import AppConfig


class AudienceConfig(AppConfig):
    name = "beetroot.audience"
    label = "audience"
    default_auto_field = "django.db.models.BigAutoField"
