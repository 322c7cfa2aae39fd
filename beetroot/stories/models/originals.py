"""What was given to be imported, kept as it came, whether it became a story or not."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from beetroot.newsroom.models import User
from beetroot.stories.models.story import StoryPage


class Original(models.Model):
    """One import. `reading` has the shape of design section 4; `reason` says why a refused one is no story."""

    class State(models.TextChoices):
        IMPORTED = "imported", _("imported")
        REFUSED = "refused", _("not a story")

    source = models.BinaryField(_("what was given"))
    filename = models.CharField(_("file"), blank=True, max_length=200)
    kind = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64, db_index=True)
    state = models.CharField(max_length=8, choices=State.choices)
    reason = models.TextField(blank=True)
    reading = models.JSONField(null=True)
    story = models.ForeignKey(StoryPage, null=True, on_delete=models.SET_NULL, related_name="originals")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("original")
        verbose_name_plural = _("originals")
        ordering: ClassVar = ["-at", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state="imported") | ~models.Q(reason=""), name="a_refused_original_says_why"
            )
        ]

    def __str__(self) -> str:
        return self.filename or f"{self.kind} {self.pk}"

    @property
    def account(self) -> list[dict[str, object]]:
        """Every stretch of the source and what it is, in order: `start`, `end`, `as`."""
        return self.reading["account"] if self.reading else []
