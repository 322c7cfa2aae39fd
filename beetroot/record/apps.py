"""Names this room to Django."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    name = "beetroot.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"
