"""What came back, until it is judged, and what it says about a subscription. No column holds an address."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from beetroot.feedback.rules import Kind
from beetroot.mail.refusals import Reason


class Report(models.Model):
    """One mail, or one refusal by a server, that waits for the keyed worker; the row goes once it is judged.

    `senders`: local parts that have the form of our envelope senders, true or forged. `subscription_id` and
    `edition_id`: set by the ledger, which knows. `sealed`: the mail itself, where a person wrote it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    reason = models.CharField(max_length=40, blank=True, choices=[(reason.value, reason.value) for reason in Reason])
    senders = models.JSONField(default=list)
    tokens = models.JSONField(default=list)
    subscription_id = models.UUIDField(null=True)
    edition_id = models.BigIntegerField(null=True)
    domain = models.CharField(max_length=253, blank=True)
    sealed = models.BinaryField(default=b"")
    sealed_to = models.CharField(max_length=8, blank=True)
    received_on = models.DateField(db_index=True)
    not_before = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"Report {self.pk}"


class Strike(models.Model):
    """One issue (0: a letter) that one reader's mailbox did not take; a second report about it changes nothing."""

    subscription_id = models.UUIDField()
    edition_id = models.BigIntegerField(default=0)
    dead = models.BooleanField()
    on = models.DateField(db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscription_id", "edition_id"], name="one_strike_a_reader_and_edition")
        ]

    def __str__(self) -> str:
        return f"Strike {self.subscription_id}"


class DayTally(models.Model):
    """How many mails of a kind came on a day."""

    day = models.DateField()
    kind = models.CharField(max_length=20)
    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("feedback of a day")
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "kind"], name="one_tally_a_day_and_kind")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
