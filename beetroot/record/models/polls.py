"""What people were asked and answered, as printed."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beetroot.record.models.actors import Actor
from beetroot.record.models.columns import EdtfField, Fact, as_printed, bound, in_order
from beetroot.record.models.situations import SituationFact


class Poll(SituationFact):
    """One question of one poll. What the source does not say stays empty and is shown as “not given”."""

    pollster = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="polls", verbose_name=_("pollster")
    )
    pollster_as_written = models.CharField(_("pollster as written"), max_length=300, blank=True)
    question = models.TextField(_("question as printed"))
    fielded = EdtfField(_("asked"), help_text=_("When people were asked; leave it empty when the source does not say."))
    fielded_min = bound()
    fielded_max = bound()
    fielded_text = as_printed()
    population = models.CharField(_("who was asked"), max_length=300, blank=True)
    sample = models.PositiveIntegerField(_("how many were asked"), null=True, blank=True)

    class Meta(SituationFact.Meta):
        verbose_name = _("poll")
        verbose_name_plural = _("polls")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=~Q(question=""), name="a_poll_asks_something"),
            in_order("fielded"),
        ]

    def __str__(self) -> str:
        return self.question


class PollShare(models.Model):
    """One answer and its share in percent; `equals` is the answer whose share it was printed to equal."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="shares")
    position = models.PositiveSmallIntegerField()
    answer = models.CharField(_("answer"), max_length=300)
    printed = models.CharField(_("as printed"), max_length=200, blank=True)
    percent = models.DecimalField(
        _("percent"),
        max_digits=6,
        decimal_places=3,
        null=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    equals = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering: ClassVar = ["position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "position"], name="a_poll_has_one_answer_a_place"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__gte=0, percent__lte=100),
                name="a_share_is_between_none_and_all",
            ),
            models.CheckConstraint(
                condition=Q(equals__isnull=True) | ~Q(equals=F("id")), name="no_share_equals_itself_alone"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.printed or self.percent}"
