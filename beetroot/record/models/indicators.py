"""Questions that a newsroom asks again and again, and what the evidence read each time."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beetroot.record.models.columns import EdtfField, Fact, as_printed, bound, in_order
from beetroot.record.models.situations import SituationFact, domain_column
from beetroot.record.rules.vocabulary import Side


class Indicator(SituationFact):
    """A question with a scale. A last reading beyond the threshold becomes a task on the situation's board."""

    name = models.CharField(_("name"), max_length=200)
    domain = domain_column()
    question = models.TextField(_("question it answers"))
    low = models.DecimalField(_("scale from"), max_digits=18, decimal_places=4, default=0)
    high = models.DecimalField(_("scale to"), max_digits=18, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    scale = models.TextField(_("what the steps mean"), blank=True, help_text=_("One a line, as: 2 = in part."))
    threshold = models.DecimalField(_("threshold"), max_digits=18, decimal_places=4, null=True, blank=True)
    side = models.CharField(_("alarm"), max_length=5, choices=Side.choices, default=Side.ABOVE)

    class Meta(SituationFact.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(low__lt=F("high")), name="a_scale_runs_upwards"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(question=""), name="an_indicator_asks_something"),
        ]

    def __str__(self) -> str:
        return self.name


class IndicatorReading(SituationFact):
    """Where an indicator stood on a day, and the evidence in words."""

    indicator = models.ForeignKey(
        Indicator, on_delete=models.CASCADE, related_name="readings", verbose_name=_("indicator")
    )
    value = models.DecimalField(_("reading"), max_digits=18, decimal_places=4)
    words = models.TextField(_("evidence"), blank=True)
    as_of = EdtfField(_("as of"))
    as_of_min = bound()
    as_of_max = bound()
    as_of_text = as_printed()

    class Meta(SituationFact.Meta):
        verbose_name = _("reading of an indicator")
        verbose_name_plural = _("readings of indicators")
        constraints: ClassVar = [*Fact.Meta.constraints, in_order("as_of")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value.normalize():f}"
