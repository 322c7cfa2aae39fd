"""Names this room to Django."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "beetroot.dispatch"
    label = "dispatch"
    default_auto_field = "django.db.models.BigAutoField"
