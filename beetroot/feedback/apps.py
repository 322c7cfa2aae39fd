"""Names this room to Django, and tells the rooms below what it does for them."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "beetroot.feedback"
    label = "feedback"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from beetroot.audience.actions import register_eraser
        from beetroot.audience.rules.stored import register_kind
        from beetroot.dispatch.actions import register_refusal_listener
        from beetroot.dispatch.tasks.chores import register_chore
        from beetroot.feedback import actions, rules

        register_refusal_listener(actions.note_refusals)
        register_chore(actions.judge_and_pass_on)
        register_eraser(actions.forget)
        register_kind(rules.STORED)
