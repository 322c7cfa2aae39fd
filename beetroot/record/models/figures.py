"""Numbers that were printed, with what they count, when and by whose word."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beetroot.record.models.actors import Actor
from beetroot.record.models.columns import EdtfField, Fact, as_printed, bound, in_order
from beetroot.record.models.situations import SituationFact
from beetroot.record.rules.vocabulary import FigureState, Qualifier


class Figure(SituationFact):
    """A number. `value`, or `low` to `high`, or none of them when only vague words were printed (`printed`)."""

    what = models.CharField(_("what is counted"), max_length=300)
    printed = models.CharField(_("as printed"), max_length=300, blank=True)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    low = models.DecimalField(_("from"), max_digits=24, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(_("to"), max_digits=24, decimal_places=6, null=True, blank=True)
    qualifier = models.CharField(_("qualifier"), max_length=9, choices=Qualifier.choices, default=Qualifier.EXACT)
    unit = models.CharField(_("unit"), max_length=60, blank=True, help_text=_("percent, people, EUR (ISO 4217)."))
    as_of = EdtfField(_("as of"))
    as_of_min = bound()
    as_of_max = bound()
    as_of_text = as_printed()
    area = models.CharField(_("area"), max_length=200, blank=True)
    said_by = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="figures", verbose_name=_("whose figure")
    )
    said_by_as_written = models.CharField(_("whose, as written"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=FigureState.choices, default=FigureState.CURRENT)
    supersedes = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="superseded_by",
        verbose_name=_("supersedes"),
    )
    series = models.CharField(_("series"), max_length=100, blank=True)

    class Meta(SituationFact.Meta):
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(high__isnull=True) | Q(low__lte=F("high")),
                name="a_figure_runs_from_low_to_high",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False) | Q(low__isnull=False) | Q(high__isnull=False) | ~Q(printed=""),
                name="a_figure_has_a_number_or_words",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("id")), name="no_figure_supersedes_itself"
            ),
            in_order("as_of"),
        ]

    def __str__(self) -> str:
        shown = "" if self.value is None else f"{Decimal(self.value).normalize():f}"
        return f"{self.printed or shown} {self.what}".strip()
