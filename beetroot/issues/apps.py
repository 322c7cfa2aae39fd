"""Names this room to Django and registers what it does for the rooms below."""

from django.apps import AppConfig


class IssuesConfig(AppConfig):
    name = "beetroot.issues"
    label = "issues"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from beetroot.issues.actions import find_carriers, redact_issues
        from beetroot.record.actions import register_carriers, register_redactor

        register_carriers(find_carriers)
        register_redactor(redact_issues)
