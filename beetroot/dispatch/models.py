"""The ledger: one row a reader and edition, emptied by the workers. Every query on it starts with the edition."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beetroot.dispatch.rules.deliveries import Policy, Relay, State
from beetroot.dispatch.rules.sendings import SendingState
from beetroot.issues.models import Edition, Issue


class DeliveryState(models.TextChoices):
    """rules.deliveries.State with words for the desk."""

    QUEUED = State.QUEUED.value, _("queued")
    CLAIMED = State.CLAIMED.value, _("claimed")
    ARMED = State.ARMED.value, _("being sent")
    ACCEPTED = State.ACCEPTED.value, _("accepted by the mail server")
    REJECTED = State.REJECTED.value, _("refused")
    DEFERRED = State.DEFERRED.value, _("put off, will be tried again")
    EXPIRED = State.EXPIRED.value, _("given up")
    SUPPRESSED = State.SUPPRESSED.value, _("left before it was sent")
    CANCELLED = State.CANCELLED.value, _("cancelled")
    UNCERTAIN = State.UNCERTAIN.value, _("outcome unknown")


class Sending(models.Model):
    """One issue on its way to its readers."""

    class Status(models.TextChoices):
        WAITING = SendingState.WAITING.value, _("waiting")
        SENDING = SendingState.SENDING.value, _("sending")
        PAUSED = SendingState.PAUSED.value, _("paused")
        FINISHED = SendingState.FINISHED.value, _("finished")
        CANCELLED = SendingState.CANCELLED.value, _("cancelled")

    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="sending")
    state = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    policy = models.CharField(max_length=12, choices=[(policy.value, policy.value) for policy in Policy])
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    queued_at = models.DateTimeField(auto_now_add=True)
    starts_at = models.DateTimeField()
    first_armed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    follows_relay = models.BooleanField(default=False)
    in_doubt = models.BooleanField(default=False)
    """A ledger that was lost may have sent it: readers that are frozen from now on are uncertain, not queued."""
    reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("sending")
        verbose_name_plural = _("sendings")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in SendingState]), name="a_sending_has_a_known_state"
            ),
            models.CheckConstraint(
                condition=Q(policy__in=[policy.value for policy in Policy]), name="a_sending_has_a_known_policy"
            ),
            models.CheckConstraint(
                condition=~Q(state="paused") | ~Q(reason=""), name="a_paused_sending_gives_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.state}"


class Welcome(models.Model):
    """A new reader to whom an edition went as a welcome, outside its audience: it is theirs to be corrected, too."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    subscription_id = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "subscription_id"], name="a_reader_is_welcomed_with_it_once")
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}: a welcome"


class Roll(models.Model):
    """The frozen audience of one edition: how far the freezing has come and how many were counted."""

    edition = models.OneToOneField(Edition, on_delete=models.PROTECT, primary_key=True, related_name="roll")
    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="rolls")
    after = models.UUIDField(null=True)
    audience = models.PositiveIntegerField(default=0)
    complete_at = models.DateTimeField(null=True)
    compacted = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return f"{self.edition_id}: {self.audience}"


class Lane(models.Model):
    """A mailbox provider that has put mail off lately, and until when it is left alone. All workers heed it."""

    name = models.CharField(max_length=12, primary_key=True)
    closings = models.PositiveSmallIntegerField(default=0)
    closed_until = models.DateTimeField(null=True)
    reply = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.name} until {self.closed_until}"


class DayUse(models.Model):
    """How many mails a sending domain (or the server) that is being warmed up has sent on one day (UTC)."""

    sender = models.CharField(max_length=255)
    day = models.DateField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sender", "day"], name="a_day_is_counted_once_for_a_sender")
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.day}: {self.used}"


class ServerProbe(models.Model):
    """What `beetroot doctor --probe` found out about a mail server; nothing of it is taken for granted."""

    server = models.CharField(primary_key=True, max_length=300)
    overlaps = models.BooleanField(default=False)
    said = models.CharField(max_length=400)
    probed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.server}: {self.said}"


class Worker(models.Model):
    """A process that empties the ledger. One row for each place on a host; the epoch tells its lives apart."""

    host = models.CharField(max_length=32)
    slot = models.PositiveSmallIntegerField()
    boot = models.CharField(max_length=40, blank=True)
    epoch = models.PositiveIntegerField(default=0)
    arming = models.PositiveBigIntegerField(default=0)
    heartbeat = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    messages_per_second = models.FloatField(default=0)
    waits_for = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["host", "slot"], name="a_place_on_a_host_has_one_worker")
        ]

    def __str__(self) -> str:
        return f"worker {self.slot}, epoch {self.epoch}"


class Delivery(models.Model):
    """One reader's copy of one edition. After erasure `subscription_id` is a random id; the count stays."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="deliveries")
    subscription_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED)
    format = models.CharField(max_length=5)
    subject_style = models.CharField(max_length=7)
    worker = models.ForeignKey(Worker, null=True, on_delete=models.PROTECT, related_name="+")
    epoch = models.PositiveIntegerField(default=0)
    arming = models.PositiveBigIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    armed_at = models.DateTimeField(null=True)
    lane = models.CharField(max_length=12, blank=True)
    not_before = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    repeats = models.PositiveSmallIntegerField(default=0)
    decided = models.BooleanField(default=False)
    reply = models.CharField(max_length=400, blank=True)
    relay = models.CharField(max_length=9, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["edition", "subscription_id"], name="a_reader_gets_an_edition_once"),
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in State]), name="a_delivery_has_a_known_state"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["claimed", "armed"]) | (Q(worker__isnull=False) & Q(lease_until__isnull=False)),
                name="a_claim_names_its_worker_and_ends",
            ),
            models.CheckConstraint(
                condition=~Q(state="armed") | Q(arming__gt=0), name="an_armed_delivery_has_its_number"
            ),
            models.CheckConstraint(
                condition=~Q(state="deferred") | Q(not_before__isnull=False), name="a_deferred_delivery_knows_when"
            ),
            models.CheckConstraint(
                condition=Q(relay__in=["", *(level.value for level in Relay)]), name="a_relay_has_a_known_level"
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("edition"), F("state"), F("id"), name="deliveries_by_state"),
            models.Index(fields=["edition", "not_before"], condition=Q(state="deferred"), name="deliveries_put_off"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}/{self.pk} {self.state}"
