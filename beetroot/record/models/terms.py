"""Wordings that belong to somebody, with what they mean in plain words."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beetroot.record.models.actors import Actor
from beetroot.record.models.columns import Fact
from beetroot.record.models.situations import Situation, Source


class Term(Fact):
    """As in: “special military operation”, the Kremlin's word for the full-scale invasion. Glossed for readers."""

    situations = models.ManyToManyField(Situation, blank=True, related_name="terms", verbose_name=_("situations"))
    sources = models.ManyToManyField(Source, blank=True, related_name="terms", verbose_name=_("sources"))
    wording = models.CharField(_("wording"), max_length=200)
    meaning = models.TextField(_("in plain words"))
    used_by = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="terms", verbose_name=_("whose word")
    )
    used_by_as_written = models.CharField(_("whose word, as written"), max_length=300, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)

    class Meta(Fact.Meta):
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering: ClassVar = ["wording"]
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=~Q(wording="") & ~Q(meaning=""), name="a_term_has_words_and_a_meaning"),
        ]

    def __str__(self) -> str:
        return self.wording
