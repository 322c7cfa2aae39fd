"""What was said, by whom and where; what it claims; and who denies it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beetroot.record.models.actors import Actor
from beetroot.record.models.columns import EdtfField, Fact, as_printed, bound, in_order
from beetroot.record.models.events import Event
from beetroot.record.models.figures import Figure
from beetroot.record.models.situations import SituationFact, Source
from beetroot.record.rules.vocabulary import Attribution, LinkKind, Mode, Rating


class Statement(SituationFact):
    """One occurrence of somebody saying something (schema.org Quotation)."""

    speaker = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="statements", verbose_name=_("speaker")
    )
    name_as_written = models.CharField(_("speaker as written"), max_length=300, blank=True)
    role = models.CharField(_("role at the time"), max_length=300, blank=True)
    organization = models.CharField(_("organization"), max_length=300, blank=True)
    cue = models.CharField(_("verb"), max_length=60, blank=True)
    content = models.TextField(_("what was said"))
    original_language = models.CharField(_("said in"), max_length=12, blank=True)
    original_text = models.TextField(_("original words"), blank=True)
    translator = models.CharField(_("translated by"), max_length=200, blank=True)
    mode = models.CharField(_("mode"), max_length=8, choices=Mode.choices, default=Mode.DIRECT)
    medium = models.CharField(_("medium"), max_length=200, blank=True)
    occasion = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.SET_NULL, related_name="statements", verbose_name=_("occasion")
    )
    addressee = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("said to")
    )
    target = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("said about")
    )
    said = EdtfField(_("said"))
    said_min = bound()
    said_max = bound()
    said_text = as_printed()
    reported = EdtfField(_("reported"))
    reported_min = bound()
    reported_max = bound()
    reported_text = as_printed()
    reported_by = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("reported by")
    )
    nested_in = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="nested")
    attribution = models.CharField(
        _("attribution"), max_length=8, choices=Attribution.choices, default=Attribution.NAMED
    )
    hedge = models.CharField(_("hedge"), max_length=60, blank=True, help_text=_("As in: reportedly, allegedly."))

    class Meta(SituationFact.Meta):
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=~Q(content=""), name="a_statement_says_something"),
            models.CheckConstraint(
                condition=~Q(attribution=Attribution.UNNAMED) | Q(speaker__isnull=True),
                name="an_unnamed_source_never_becomes_a_named_speaker",
            ),
            in_order("said"),
            in_order("reported"),
        ]

    def __str__(self) -> str:
        return f"{self.name_as_written or self.speaker or '—'}: {self.content}"


class Claim(SituationFact):
    """A proposition in neutral words, apart from who said it."""

    wording = models.TextField(_("claim"))
    first_made = EdtfField(_("first made"))
    first_made_min = bound()
    first_made_max = bound()
    first_made_text = as_printed()
    rating = models.CharField(_("rating"), max_length=12, blank=True, choices=Rating.choices)
    rating_label = models.CharField(_("rating in words"), max_length=200, blank=True)
    is_hypothesis = models.BooleanField(_("this is a hypothesis"), default=False)

    class Meta(SituationFact.Meta):
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=~Q(wording=""), name="a_claim_claims_something"),
            in_order("first_made"),
        ]

    def __str__(self) -> str:
        return self.wording


def _exactly_one(*columns: str) -> Q:
    """True of rows in which one of the columns is set and no other."""
    found = Q(pk__in=[])
    for column in columns:
        found |= Q(**{f"{name}__isnull": name != column for name in columns})
    return found


def _linked_once(target: str) -> list[models.UniqueConstraint]:
    """A constraint for each origin: SQLite cannot treat empty columns as equal, and three of the four are empty."""
    return [
        models.UniqueConstraint(
            fields=["link", origin, target], name=f"{origin}_has_each_link_to_a_{target.removeprefix('to_')}_once"
        )
        for origin in ("statement", "event", "figure", "source")
    ]


class ClaimLink(SituationFact):
    """That a statement, event, figure or source asserts, denies … a claim or another statement."""

    link = models.CharField(_("does what"), max_length=19, choices=LinkKind.choices)
    statement = models.ForeignKey(
        Statement, null=True, blank=True, on_delete=models.CASCADE, related_name="links", verbose_name=_("statement")
    )
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.CASCADE, related_name="claim_links", verbose_name=_("event")
    )
    figure = models.ForeignKey(
        Figure, null=True, blank=True, on_delete=models.CASCADE, related_name="claim_links", verbose_name=_("figure")
    )
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.CASCADE, related_name="claim_links", verbose_name=_("source")
    )
    claim = models.ForeignKey(
        Claim, null=True, blank=True, on_delete=models.CASCADE, related_name="links", verbose_name=_("claim")
    )
    to_statement = models.ForeignKey(
        Statement,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="links_in",
        verbose_name=_("to statement"),
    )

    class Meta(SituationFact.Meta):
        verbose_name = _("link to a claim")
        verbose_name_plural = _("links to claims")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=_exactly_one("statement", "event", "figure", "source"),
                name="a_claim_link_comes_from_one_thing",
            ),
            models.CheckConstraint(
                condition=_exactly_one("claim", "to_statement"), name="a_claim_link_goes_to_one_thing"
            ),
            *_linked_once("claim"),
            *_linked_once("to_statement"),
        ]

    def __str__(self) -> str:
        return f"{self.origin} {self.get_link_display()} {self.claim or self.to_statement}"

    @property
    def origin(self) -> Statement | Event | Figure | Source | None:
        """Whichever of the four the link comes from."""
        return self.statement or self.event or self.figure or self.source
