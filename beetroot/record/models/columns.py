"""Columns that several tables share: EDTF dates with derived bounds, and what every fact carries."""

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beetroot.lib import edtf_dates
from beetroot.newsroom.models import User
from beetroot.record.rules.vocabulary import Review


def check_edtf(value: str) -> None:
    """Raises ValidationError for what is no EDTF date."""
    if value and not edtf_dates.is_valid(value):
        raise ValidationError(_("Write the date as 2022-11-15, 2022-11, 2022~ (about), 2016/.. (since) or 18XX."))


class EdtfField(models.CharField[str, str]):
    """An EDTF string. Saving it fills its two derived columns, `<name>_min` and `<name>_max`.

    The model declares those two beside it, and `<name>_text` for the words as printed, so that type checkers and
    people see all four.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
        self.validators = [*self.validators, check_edtf]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = super().pre_save(model_instance, add)
        found = edtf_dates.bounds(value) if value else edtf_dates.Bounds(None, None)
        setattr(model_instance, f"{self.attname}_min", found.earliest)
        setattr(model_instance, f"{self.attname}_max", found.latest)
        return value


def bound() -> "models.DateField[Any, Any]":
    """A derived column of an EDTF date."""
    return models.DateField(null=True, editable=False)


def as_printed() -> "models.CharField[str, str]":
    """The words of a date as the source printed them."""
    return models.CharField(_("date as printed"), max_length=200, blank=True)


class Fact(models.Model):
    """What every row that somebody confirms carries: its state, where it came from, and who decided (PROV-O).

    `key` is the fingerprint of a suggestion: the same words of the same story never become two facts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review_status = models.CharField(
        _("state"), max_length=10, choices=Review.choices, default=Review.SUGGESTED, editable=False
    )
    extractor = models.CharField(max_length=40, blank=True, editable=False)
    rule = models.CharField(max_length=60, blank=True, editable=False)
    confidence = models.FloatField(
        null=True, editable=False, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)]
    )
    key = models.CharField(max_length=64, null=True, editable=False, unique=True)  # noqa: DJ001  many rows have none
    made_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    reviewed_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    reviewed_as = models.CharField(max_length=60, blank=True, editable=False)
    reviewed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(review_status__in=Review.values), name="%(class)s_has_a_known_review_state"
            ),
            models.CheckConstraint(
                condition=~Q(review_status=Review.CONFIRMED) | Q(reviewed_at__isnull=False),
                name="%(class)s_confirmed_says_when",
            ),
        ]

    @classmethod
    def kind(cls) -> str:
        """The word for this table in anchors, revisions and exports: statement, event, figure …"""
        return str(cls._meta.model_name)


def in_order(name: str) -> models.CheckConstraint:
    """The bounds of the EDTF column run forwards; the constraint reads `<table>_<column>_runs_forwards`."""
    return models.CheckConstraint(
        condition=Q(**{f"{name}_min__isnull": True})
        | Q(**{f"{name}_max__isnull": True})
        | Q(**{f"{name}_min__lte": F(f"{name}_max")}),
        name=f"%(class)s_{name}_runs_forwards",
    )
