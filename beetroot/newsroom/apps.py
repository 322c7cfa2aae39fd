"""Names this room to Django."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "beetroot.newsroom"
    label = "newsroom"
    default_auto_field = "django.db.models.BigAutoField"
