"""What happened, what it led to, what was agreed, and how much of it is in force."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beetroot.record.models.actors import Actor
from beetroot.record.models.columns import EdtfField, Fact, as_printed, bound, in_order
from beetroot.record.models.situations import SituationFact, domain_column
from beetroot.record.rules.vocabulary import AgreementState, Certainty, EventLinkKind, Exchange, Part, Precision


class Event(SituationFact):
    """Something that happened once. `origin` keeps a relative date with the event it counts from (TIMEX3)."""

    name = models.CharField(_("what happened"), max_length=400)
    type = models.CharField(_("type"), max_length=60, blank=True)
    domain = domain_column()
    exchange = models.CharField(_("given or got"), max_length=6, blank=True, choices=Exchange.choices)
    participants: models.ManyToManyField[Actor, "Participant"] = models.ManyToManyField(
        Actor, through="Participant", related_name="events"
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    place_precision = models.CharField(_("place means"), max_length=8, blank=True, choices=Precision.choices)
    happened = EdtfField(_("when"), help_text=_("EDTF: 2022-10-15, 2022-10~, 2016/.."))
    happened_min = bound()
    happened_max = bound()
    happened_text = as_printed()
    origin_text = models.CharField(_("relative date as printed"), max_length=200, blank=True)
    origin_value = models.CharField(_("distance"), max_length=20, blank=True, help_text=_("ISO 8601 duration: -P2W."))
    origin = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="dated_by_it",
        verbose_name=_("counted from"),
    )
    reported = EdtfField(_("reported"))
    reported_min = bound()
    reported_max = bound()
    reported_text = as_printed()
    certainty = models.CharField(_("certainty"), max_length=9, choices=Certainty.choices, default=Certainty.REPORTED)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged_from"
    )

    class Meta(SituationFact.Meta):
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(origin__isnull=True) | ~Q(origin=F("id")), name="no_event_is_dated_from_itself"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="no_event_is_merged_into_itself"
            ),
            in_order("happened"),
            in_order("reported"),
        ]

    def __str__(self) -> str:
        return self.name


class Participant(models.Model):
    """An actor in an event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="parts")
    actor = models.ForeignKey(Actor, on_delete=models.PROTECT, related_name="parts")
    part = models.CharField(max_length=9, choices=Part.choices, default=Part.INVOLVED)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "actor", "part"], name="an_actor_has_each_part_in_an_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.get_part_display()}"


class EventLink(SituationFact):
    """What one event was to another: `first` led to, answered, was part of or was the price of `second`."""

    first = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="links_out", verbose_name=_("event"))
    link = models.CharField(_("link"), max_length=11, choices=EventLinkKind.choices)
    second = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="links_in", verbose_name=_("other event"))
    view_of = models.ForeignKey(
        Actor, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("whose view it is")
    )

    class Meta(SituationFact.Meta):
        verbose_name = _("link between events")
        verbose_name_plural = _("links between events")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=~Q(first=F("second")), name="no_event_is_linked_to_itself"),
            models.UniqueConstraint(
                fields=["first", "link", "second", "view_of"], name="two_events_are_linked_once_a_view"
            ),
            models.UniqueConstraint(
                fields=["first", "link", "second"],
                condition=Q(view_of__isnull=True),
                name="two_events_are_linked_once_by_nobody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first} {self.get_link_display()} {self.second}"


class Agreement(SituationFact):
    """A treaty, programme, doctrine or joint force, from paper to force; its states are its history."""

    name = models.CharField(_("name"), max_length=300)
    parties = models.ManyToManyField(Actor, blank=True, related_name="agreements", verbose_name=_("parties"))
    signed = EdtfField(_("signed"))
    signed_min = bound()
    signed_max = bound()
    signed_text = as_printed()
    domain = domain_column()
    clauses = models.TextField(_("what it says"), blank=True)

    class Meta(SituationFact.Meta):
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        constraints: ClassVar = [*Fact.Meta.constraints, in_order("signed")]

    def __str__(self) -> str:
        return self.name


class AgreementStatus(SituationFact):
    """Where an agreement stood on a day: `done` of `total` parts where somebody counted."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="states")
    state = models.CharField(_("state"), max_length=18, choices=AgreementState.choices)
    done = models.PositiveIntegerField(_("parts done"), null=True, blank=True)
    total = models.PositiveIntegerField(_("parts in all"), null=True, blank=True)
    words = models.CharField(_("in words"), max_length=300, blank=True)
    as_of = EdtfField(_("as of"))
    as_of_min = bound()
    as_of_max = bound()
    as_of_text = as_printed()

    class Meta(SituationFact.Meta):
        verbose_name = _("state of an agreement")
        verbose_name_plural = _("states of agreements")
        constraints: ClassVar = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(done__isnull=True) | Q(total__isnull=False, done__lte=F("total")),
                name="no_more_parts_are_done_than_there_are",
            ),
            in_order("as_of"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.get_state_display()}"
