"""Who acts, under which names, and what ties them to each other."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beetroot.record.models.columns import EdtfField, Fact, as_printed, bound, in_order
from beetroot.record.models.situations import Situation, SituationFact, domain_column
from beetroot.record.rules.vocabulary import Direction, Exchange, RelationState, RelationType, Schema


class Actor(Fact):
    """Somebody or something that acts. A hidden one, and every fact that names it, stays in the desk."""

    schema = models.CharField(_("kind"), max_length=12, choices=Schema.choices, default=Schema.PERSON)
    name = models.CharField(_("name"), max_length=200)
    country = models.CharField(
        _("country"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}\Z", _("Two capital letters, as BY."))],
        help_text=_("ISO 3166: BY, UA."),
    )
    position = models.CharField(_("position"), max_length=300, blank=True)
    summary = models.TextField(_("in a line"), blank=True)
    hidden = models.BooleanField(_("hidden"), default=False, help_text=_("Leaves readers' pages with all its facts."))
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged_from"
    )
    situations: models.ManyToManyField["Situation", "Involvement"] = models.ManyToManyField(
        Situation, through="Involvement", related_name="actors"
    )

    class Meta(Fact.Meta):
        verbose_name = _("actor")
        verbose_name_plural = _("actors")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(schema__in=Schema.values), name="an_actor_is_of_a_known_kind"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="no_actor_is_merged_into_itself"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def aliases(self) -> list[str]:
        """The other names, in the order they were learned."""
        return [row.form for row in self.names.all() if row.form != self.name]


class ActorName(models.Model):
    """One way of writing an actor's name; `key` is what names are compared by (rules.names)."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="names")
    form = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=220, db_index=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "key", "form"], name="an_actor_has_each_name_once")
        ]

    def __str__(self) -> str:
        return self.form


class Involvement(models.Model):
    """An actor in a situation, and as what."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="involvements")
    situation = models.ForeignKey(Situation, on_delete=models.CASCADE, related_name="involvements")
    role = models.CharField(_("role"), max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "situation"], name="an_actor_is_in_a_situation_once")
        ]

    def __str__(self) -> str:
        return f"{self.actor}: {self.role}"


class Relation(SituationFact):
    """What ties two actors. As `given` or `got` it stands on the situation's ledger of exchange, beside its pair."""

    subject = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="relations_out", verbose_name=_("who"))
    type = models.CharField(_("does what"), max_length=16, choices=RelationType.choices)
    object = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="relations_in", verbose_name=_("to whom"))
    direction = models.CharField(max_length=8, choices=Direction.choices, default=Direction.ONE_WAY)
    domain = domain_column()
    words = models.CharField(_("in words"), max_length=400, blank=True, help_text=_("What exactly, in a few words."))
    exchange = models.CharField(_("given or got"), max_length=6, blank=True, choices=Exchange.choices)
    in_return_for = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="returned_by",
        verbose_name=_("in return for"),
    )
    start = EdtfField(_("from"))
    start_min = bound()
    start_max = bound()
    start_text = as_printed()
    end = EdtfField(_("until"))
    end_min = bound()
    end_max = bound()
    end_text = as_printed()
    state = models.CharField(_("now"), max_length=8, choices=RelationState.choices, default=RelationState.CURRENT)
    strength = models.CharField(_("how strong"), max_length=300, blank=True)

    class Meta(SituationFact.Meta):
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=Q(type__in=RelationType.values), name="a_relation_is_of_a_known_type"),
            models.CheckConstraint(condition=~Q(subject=F("object")), name="nobody_is_related_to_itself"),
            models.CheckConstraint(
                condition=Q(in_return_for__isnull=True) | ~Q(exchange=""), name="only_what_is_exchanged_has_a_return"
            ),
            in_order("start"),
            in_order("end"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.get_type_display()} {self.object}"
