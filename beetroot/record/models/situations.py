"""The situation that facts belong to, and the sources they rest on."""

import uuid
from typing import Any, ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from beetroot.newsroom.models import Newsroom
from beetroot.record.models.columns import EdtfField, Fact, as_printed, bound, in_order
from beetroot.record.rules.vocabulary import Domain, Reliability, Stage

_WEB = RegexValidator(r"^https?://[^\s\"<>@]+\Z", _("Use an address that begins with https://."))


class Situation(models.Model):
    """What the newsroom follows for years. A private one and everything in it stays in the desk."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("short name"), max_length=80, unique=True, help_text=_("Stands in its address."))
    title = models.CharField(_("title"), max_length=200)
    summary = models.TextField(_("summary"), blank=True, help_text=_("The first lines of its page."))
    scope_note = models.TextField(_("what belongs in it"), blank=True)
    subject: models.ForeignKey[Any, Any] = models.ForeignKey(
        "record.Actor",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("who gives and gets"),
        help_text=_("“Given” and “got” are told from this actor's side."),
    )
    start = EdtfField(_("began"), help_text=_("EDTF: 2020-08, 2020-08-09, 2020~."))
    start_min = bound()
    start_max = bound()
    start_text = as_printed()
    stage = models.CharField(_("where it stands"), max_length=10, choices=Stage.choices, default=Stage.DEVELOPING)
    questions = models.TextField(_("open questions"), blank=True, help_text=_("One a line."))
    language = models.CharField(_("language"), max_length=12, default="en")
    private = models.BooleanField(
        _("private"), default=False, help_text=_("Nothing in it is shown to readers or exported.")
    )

    class Meta:
        verbose_name = _("situation")
        verbose_name_plural = _("situations")
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(stage__in=Stage.values), name="a_situation_is_developing_dormant_or_closed"
            ),
            in_order("start"),
        ]

    def __str__(self) -> str:
        return self.title

    @staticmethod
    def usual_language() -> str:
        """The newsroom's, which a new situation has."""
        return Newsroom.objects.values_list("language", flat=True).first() or "en"


class Source(Fact):
    """Something published that facts rest on (schema.org NewsArticle). A private one stays in the desk."""

    situations = models.ManyToManyField(Situation, blank=True, related_name="sources", verbose_name=_("situations"))
    title = models.CharField(_("title"), max_length=300)
    authors = models.CharField(_("authors"), max_length=300, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    published = EdtfField(_("published"))
    published_min = bound()
    published_max = bound()
    published_text = as_printed()
    accessed = models.DateField(_("accessed"), null=True, blank=True)
    url = models.CharField(_("address"), max_length=1000, blank=True, validators=[_WEB])
    archived_url = models.CharField(_("archived copy"), max_length=1000, blank=True, validators=[_WEB])
    archived_sha256 = models.CharField(
        _("SHA-256 of the copy"), max_length=64, blank=True, validators=[RegexValidator(r"^[0-9a-f]{64}\Z")]
    )
    language = models.CharField(_("language"), max_length=12, blank=True)
    reliability = models.CharField(_("reliability"), max_length=1, blank=True, choices=Reliability.choices)
    note = models.TextField(_("note"), blank=True)
    private = models.BooleanField(_("private"), default=False, help_text=_("Never shown to readers, never exported."))

    class Meta(Fact.Meta):
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [*Fact.Meta.constraints, in_order("published")]

    def __str__(self) -> str:
        return self.title


class SituationFact(Fact):
    """A fact of one situation, or of none until somebody sorts it in."""

    situation = models.ForeignKey(
        Situation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("situation"),
    )
    sources = models.ManyToManyField(Source, blank=True, related_name="%(class)ss", verbose_name=_("sources"))

    class Meta(Fact.Meta):
        abstract = True


def domain_column(**kwargs: Any) -> "models.CharField[str, str]":
    """In which field of life it happened; may be open."""
    return models.CharField(_("domain"), max_length=12, blank=True, choices=Domain.choices, **kwargs)
