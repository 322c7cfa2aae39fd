"""Names this room to Django."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "beetroot.demo"
    label = "demo"
    default_auto_field = "django.db.models.BigAutoField"
