"""What was wrong in print, where it stood, and what was taken out for somebody's safety."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beetroot.newsroom.models import User
from beetroot.record.models.situations import Situation
from beetroot.record.rules.vocabulary import CorrectionState


class Correction(models.Model):
    """A dated notice to readers. Rows are added, never changed: finishing one adds another that `follows` it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(_("state"), max_length=15, choices=CorrectionState.choices)
    fact_kind = models.CharField(max_length=20, blank=True)
    fact_id = models.UUIDField(null=True, db_index=True)
    situation = models.ForeignKey(Situation, null=True, on_delete=models.SET_NULL, related_name="corrections")
    was = models.TextField(_("what we wrote"))
    now = models.TextField(_("what is right"), blank=True)
    note = models.TextField(_("why"), blank=True)
    grave = models.BooleanField(_("grave"), default=False, help_text=_("Those who got the wrong one are written to."))
    follows = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="followed_by")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=CorrectionState.values), name="a_correction_is_in_a_known_state"
            ),
            models.CheckConstraint(condition=~Q(was=""), name="a_correction_says_what_was_wrong"),
            models.CheckConstraint(
                condition=~Q(state=CorrectionState.CORRECTED) | ~Q(now=""), name="a_correction_says_what_is_right"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.was}"


class CorrectedPlace(models.Model):
    """Something published that carried the wrong fact: a story, an issue, a mirror."""

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="places")
    carrier = models.CharField(max_length=20)
    ref = models.CharField(max_length=80)
    label = models.CharField(max_length=300)
    address = models.CharField(max_length=1000, blank=True)
    beyond_reach = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["carrier", "ref"], name="corrections_of_a_carrier")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["correction", "carrier", "ref"], name="a_correction_names_each_place_once")
        ]

    def __str__(self) -> str:
        return self.label


class Redaction(models.Model):
    """That words were taken out everywhere: why, when, by whom, how often where, and what lies beyond reach.

    The words themselves are kept in `pending` until they are taken out everywhere, which empties it; `digests` are
    HMACs of them under the newsroom's secret, so that a seized database alone cannot be searched for a name that
    somebody guesses.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reason = models.CharField(_("reason"), max_length=300)
    digests = models.JSONField(default=list)
    pending = models.JSONField(default=list)
    places = models.JSONField(default=dict)
    beyond = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}: {self.reason}"

    @property
    def is_going_on(self) -> bool:
        """True until the words stand nowhere any more."""
        return bool(self.pending)
