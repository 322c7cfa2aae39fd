"""What somebody expects, by criteria that are frozen when the first one commits, and how it turned out."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from beetroot.record.models.actors import Actor
from beetroot.record.models.columns import EdtfField, Fact, as_printed, bound, in_order
from beetroot.record.models.situations import SituationFact, domain_column
from beetroot.record.rules.vocabulary import Outcome

FROZEN = ("question", "criteria", "fine_print", "condition", "opens_at", "closes_at")


class Forecast(SituationFact):
    """A question about the future. With the first entry its words, criteria and times are frozen."""

    question = models.TextField(_("question"))
    criteria = models.TextField(_("what decides it"))
    fine_print = models.TextField(_("fine print"), blank=True)
    condition = models.TextField(_("only if"), blank=True, help_text=_("Unmet, the forecast is annulled."))
    domain = domain_column()
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))

    class Meta(SituationFact.Meta):
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=~Q(question="") & ~Q(criteria=""), name="a_forecast_says_what_decides_it"),
            models.CheckConstraint(
                condition=Q(opens_at__lt=models.F("closes_at")), name="a_forecast_opens_before_it_closes"
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def clean(self) -> None:
        """Refuses to change what people have already committed to."""
        before = Forecast.objects.filter(pk=self.pk, entries__isnull=False).values(*FROZEN).first()
        changed = [name for name in FROZEN if before and before[name] != getattr(self, name)]
        if changed:
            said = _("Frozen since the first entry. Annul this forecast and ask a new question.")
            raise ValidationError(dict.fromkeys(changed, said))


class ForecastEntry(SituationFact):
    """What one forecaster said. Nobody named means the newsroom itself; only numbers given before closing score."""

    forecast = models.ForeignKey(Forecast, on_delete=models.PROTECT, related_name="entries", verbose_name=_("forecast"))
    forecaster = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="forecasts", verbose_name=_("forecaster")
    )
    forecaster_as_written = models.CharField(_("forecaster as written"), max_length=300, blank=True)
    probability = models.FloatField(
        _("probability"), null=True, blank=True, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)]
    )
    numbered_at = models.DateTimeField(null=True, editable=False)
    wording = models.CharField(_("in words"), max_length=300, blank=True)
    wording_scale = models.CharField(
        _("scale of the words"), max_length=120, blank=True, help_text=_("As: newsroom's own, IPCC, PHIA.")
    )
    abstains = models.BooleanField(_("abstains"), default=False)
    entered = EdtfField(_("said"))
    entered_min = bound()
    entered_max = bound()
    entered_text = as_printed()

    class Meta(SituationFact.Meta):
        verbose_name = _("entry of a forecast")
        verbose_name_plural = _("entries of forecasts")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(probability__isnull=True) | Q(probability__gte=0, probability__lte=1),
                name="a_probability_is_between_0_and_1",
            ),
            models.CheckConstraint(
                condition=Q(abstains=False) | Q(probability__isnull=True), name="who_abstains_gives_no_number"
            ),
            models.CheckConstraint(
                condition=Q(abstains=True) | Q(probability__isnull=False) | ~Q(wording=""),
                name="an_entry_says_something",
            ),
            in_order("entered"),
        ]

    def __str__(self) -> str:
        return f"{self.who or '—'}: {self.wording or self.probability}"

    @property
    def who(self) -> str:
        """The forecaster's name, an unnamed one as the source calls them; "" for the newsroom itself."""
        return self.forecaster.name if self.forecaster else self.forecaster_as_written

    def clean(self) -> None:
        """Notes when the number was given or changed: one that comes after the closing is never scored."""
        before = ForecastEntry.objects.filter(pk=self.pk).values_list("probability", flat=True).first()
        if self.probability != before:
            self.numbered_at = None if self.probability is None else timezone.now()


class Resolution(SituationFact):
    """How a forecast turned out. Resolving again adds a row; the newest one counts."""

    forecast = models.ForeignKey(
        Forecast, on_delete=models.PROTECT, related_name="resolutions", verbose_name=_("forecast")
    )
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=6, null=True, blank=True)
    evidence = models.TextField(_("evidence"))
    resolved_at = models.DateTimeField(auto_now_add=True)

    class Meta(SituationFact.Meta):
        verbose_name = _("resolution of a forecast")
        verbose_name_plural = _("resolutions of forecasts")
        ordering: ClassVar = ["resolved_at", "pk"]
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="a_forecast_turns_out_in_a_known_way"),
            models.CheckConstraint(condition=~Q(evidence=""), name="a_resolution_names_its_evidence"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.VALUE) | Q(value__isnull=False), name="a_value_is_a_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.forecast}: {self.get_outcome_display()}"


class Score(models.Model):
    """How good an entry was under one resolution (rules.forecasting says how). Lower Brier, higher log is better."""

    resolution = models.ForeignKey(Resolution, on_delete=models.CASCADE, related_name="scores")
    entry = models.ForeignKey(ForecastEntry, on_delete=models.CASCADE, related_name="scores")
    brier = models.FloatField()
    log = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["resolution", "entry"], name="an_entry_is_scored_once_a_resolution"),
            models.CheckConstraint(condition=Q(brier__gte=0, brier__lte=1, log__lte=0), name="scores_are_in_range"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.brier:.3f}"
