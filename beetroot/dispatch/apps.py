"""Names this room to Django and registers what it does for the rooms below."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "beetroot.dispatch"
    label = "dispatch"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from beetroot.audience.actions import register_eraser
        from beetroot.dispatch.actions import erase_reader, reopen_guard
        from beetroot.issues.actions import register_reopen_guard

        register_reopen_guard(reopen_guard)
        register_eraser(lambda reader: erase_reader(subscription_id=reader))
