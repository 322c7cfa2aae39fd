"""Names this room to Django."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    name = "beetroot.issues"
    label = "issues"
    default_auto_field = "django.db.models.BigAutoField"
