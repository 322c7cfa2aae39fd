"""Where a fact stands in a story, and everything that was ever changed about it."""

from typing import Any, ClassVar, NoReturn

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beetroot.newsroom.models import User
from beetroot.record.models.corrections import Redaction
from beetroot.record.rules.vocabulary import Reason

FACT_KINDS = (
    "actor",
    "relation",
    "source",
    "statement",
    "claim",
    "claimlink",
    "event",
    "eventlink",
    "figure",
    "agreement",
    "agreementstatus",
    "poll",
    "term",
    "indicator",
    "indicatorreading",
    "forecast",
    "forecastentry",
    "resolution",
)


class Anchor(models.Model):
    """The words of a story that a fact rests on (W3C TextQuoteSelector and TextPositionSelector).

    `start` and `end` count characters of the story's text as `rendering.story_text` gives it; both are empty for an
    orphan, whose words the story no longer has. `sentence` is the whole one as it last was.
    """

    fact_kind = models.CharField(max_length=20)
    fact_id = models.UUIDField()
    story = models.UUIDField(db_index=True)
    exact = models.TextField()
    sentence = models.TextField(blank=True)
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["start", "pk"]
        indexes: ClassVar = [models.Index(fields=["fact_kind", "fact_id"], name="anchors_of_a_fact")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(fact_kind__in=FACT_KINDS), name="an_anchor_belongs_to_a_kind_of_fact"),
            models.CheckConstraint(condition=~Q(exact=""), name="an_anchor_quotes_words"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True) | Q(start__lt=models.F("end")),
                name="an_anchor_has_both_ends_or_is_an_orphan",
            ),
            models.UniqueConstraint(
                fields=["fact_kind", "fact_id", "story", "exact", "prefix"],
                name="a_fact_is_anchored_once_to_the_same_words",
            ),
        ]

    def __str__(self) -> str:
        return self.exact

    @property
    def is_orphan(self) -> bool:
        """True when the story no longer holds these words."""
        return self.start is None


class AppendOnly(TypeError):
    """Revisions are history: add a new one instead of changing or deleting."""


class RevisionQuerySet(models.QuerySet["Revision"]):
    """Reads and inserts; the database refuses updates too (migration 0002)."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Revisions are history: add a new one instead of changing one.")

    def delete(self) -> NoReturn:
        raise AppendOnly("Revisions are history: they are not deleted.")


class Revision(models.Model):
    """One change: which field of which fact, from what to what, by whom, when and why.

    The first revision of a fact has no field and holds all first values in `new`; the record as known on any day is
    that snapshot with the later ones applied. `field` is a column or the name of a list (parties, sources, names …).
    """

    entity = models.CharField(max_length=20)
    entity_id = models.UUIDField()
    field = models.CharField(max_length=60, blank=True)
    old = models.JSONField(null=True)
    new = models.JSONField(null=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=15, choices=Reason.choices, default=Reason.NEW)
    story = models.UUIDField(null=True)
    redacted = models.ForeignKey(Redaction, null=True, on_delete=models.PROTECT, related_name="revisions")

    objects: ClassVar[models.Manager["Revision"]] = models.Manager.from_queryset(RevisionQuerySet)()

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["entity", "entity_id"], name="revisions_of_a_fact"),
            models.Index(fields=["at"], name="revisions_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.entity} {self.entity_id} {self.field or _('made')}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnly("Revisions are history: add a new one instead of changing one.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("Revisions are history: they are not deleted.")
