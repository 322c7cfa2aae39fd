"""Readers, sealed. Every plain column here is one that privacy.md allows; no time is finer than a day."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beetroot.audience.rules import LEAVE_TOKEN_LENGTH, Reason
from beetroot.audience.rules.segments import SegmentRule
from beetroot.newsroom.models import Newsletter


class MailFormat(models.TextChoices):
    """What a reader's mail is made of."""

    FULL = "full", _("with pictures")
    PLAIN = "plain", _("plain text")


class SubjectStyle(models.TextChoices):
    """What stands on a screen that others may see."""

    SUBJECT = "subject", _("the issue's subject")
    NEUTRAL = "neutral", _("a neutral subject")


class Sealed(models.Model):
    """A sealed record beside what sending needs to know in the clear."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=12, choices=settings.LANGUAGES)
    format = models.CharField(max_length=5, choices=MailFormat.choices, default=MailFormat.FULL)
    subject_style = models.CharField(max_length=7, choices=SubjectStyle.choices, default=SubjectStyle.SUBJECT)
    sealed = models.BinaryField()
    sealed_to = models.CharField(max_length=8)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__} {self.pk}"


class SignUp(Sealed):
    """What the public form appended, not yet looked at; `held_until` is a day, set when today's letter is used up."""

    held_until = models.DateField(null=True)


class Answerable(models.Model):
    """A letter with a link in it: to be posted, posted, answered. The link's token is stored as its SHA-256 only.

    `posting` is committed before the letter leaves: a crash in between leaves it there, and it is posted a second
    and last time on another day. So a crash costs a reader one letter too many at most, and never two on one day.
    """

    class State(models.TextChoices):
        DUE = "due", _("to be posted")
        POSTING = "posting", _("being posted")
        POSTED = "posted", _("posted")
        REFUSED = "refused", _("refused by the mail server")
        ANSWERED = "answered", _("answered")
        DONE = "done", _("dealt with")

    state = models.CharField(max_length=8, choices=State.choices, default=State.DUE)
    token_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001 - several may have none yet
    posts = models.PositiveSmallIntegerField(default=0)
    expires_on = models.DateField(db_index=True)

    class Meta:
        abstract = True


class Confirmation(Sealed, Answerable):
    """A pending reader, sealed to the intake key. Once dealt with, `sealed` is empty and the row only keeps count."""

    index_hmac = models.BinaryField(max_length=32)
    index_key_id = models.CharField(max_length=8)
    mailbox_hmac = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state"], name="confirmation_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mailbox_hmac", "expires_on"], name="at_most_one_confirmation_letter_a_day_and_mailbox"
            ),
            models.UniqueConstraint(
                fields=["index_hmac", "expires_on"], name="at_most_one_confirmation_letter_a_day_and_address"
            ),
            models.CheckConstraint(condition=Q(posts__lte=2), name="a_confirmation_is_posted_twice_at_most"),
        ]


class Subscription(Sealed):
    """A confirmed reader of one newsletter. The row goes when they have left; only a Suppression stays."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        LEFT = "left", _("left")
        SUPPRESSED = "suppressed", _("suppressed")

    state = models.CharField(max_length=10, choices=State.choices, default=State.CONFIRMED)
    joined_month = models.DateField()
    paused_until = models.DateField(null=True, blank=True)
    region = models.CharField(max_length=40, blank=True)
    index_hmac = models.BinaryField(max_length=32)
    index_key_id = models.CharField(max_length=8)
    purge_on = models.DateField(null=True, blank=True, db_index=True)
    suppress_for = models.CharField(
        max_length=10, blank=True, choices=[(reason.value, reason.value) for reason in Reason]
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["newsletter", "state", "language", "id"], name="audience_in_chunks"),
            # Without it every chunk of an edition for all languages would sort the whole list.
            models.Index(fields=["newsletter", "state", "id"], name="audience_in_order"),
            # Without the id, which is random: rows of one key then stand in the order in which they came, so that an
            # import writes this index at its end.
            models.Index(fields=["sealed_to"], name="subscription_of_key"),
        ]
        constraints: ClassVar = [
            # The HMAC first: it is asked for alone, too, and each further index costs an import a random write a row.
            models.UniqueConstraint(
                fields=["index_hmac", "newsletter"], name="one_subscription_an_address_and_newsletter"
            ),
            models.CheckConstraint(
                condition=Q(state="confirmed", purge_on=None, suppress_for="")
                | (~Q(state="confirmed") & Q(purge_on__isnull=False) & ~Q(suppress_for="")),
                name="who_is_no_reader_has_a_day_to_go_and_a_reason",
            ),
            models.CheckConstraint(condition=Q(joined_month__day=1), name="joined_is_a_month"),
        ]


class Undo(Answerable):
    """The "you left" letter of one leaving; its link answers, any number of times, until the record goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="undos")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state"], name="undo_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscription", "expires_on"], name="at_most_one_undo_letter_a_day_and_reader"
            ),
            models.CheckConstraint(condition=Q(posts__lte=2), name="an_undo_is_posted_twice_at_most"),
        ]

    def __str__(self) -> str:
        return f"Undo {self.pk}"


class LinkRequest(models.Model):
    """An address, sealed to the intake key, to which somebody asked that the link to its preferences be mailed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    language = models.CharField(max_length=12, choices=settings.LANGUAGES)
    sealed = models.BinaryField()
    sealed_to = models.CharField(max_length=8)

    def __str__(self) -> str:
        return f"LinkRequest {self.pk}"


class PreferenceLink(Answerable):
    """A mailed link to one reader's preferences; it works until its day is over.

    `shown` is what the page shows, so that the public web reads no subscription; `wishes` is what was pressed there,
    for the keyed worker to judge; `sealed_wish` is a new address, sealed to the intake key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    language = models.CharField(max_length=12, choices=settings.LANGUAGES)
    sealed = models.BinaryField()
    sealed_to = models.CharField(max_length=8)
    index_hmac = models.BinaryField(max_length=32)
    shown = models.JSONField(default=list)
    wishes = models.JSONField(default=list)
    sealed_wish = models.BinaryField(default=b"")
    wish_sealed_to = models.CharField(max_length=8, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state"], name="preference_link_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["index_hmac", "expires_on"], name="at_most_one_preference_letter_a_day_and_address"
            ),
            models.CheckConstraint(condition=Q(posts__lte=2), name="a_preference_link_is_posted_twice_at_most"),
        ]

    def __str__(self) -> str:
        return f"PreferenceLink {self.pk}"

    @property
    def reader_ids(self) -> list[str]:
        """Ids of the subscriptions that the page showed."""
        return [each["reader"] for each in self.shown if each["reader"]]


class AddressChange(Answerable):
    """A reader's new address, sealed to the intake key, until its own mailbox says yes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    language = models.CharField(max_length=12, choices=settings.LANGUAGES)
    sealed = models.BinaryField()
    sealed_to = models.CharField(max_length=8)
    index_hmac = models.BinaryField(max_length=32)
    reader_ids = models.JSONField(default=list)
    """Of the subscriptions that move."""

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state"], name="address_change_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["index_hmac", "expires_on"], name="at_most_one_change_letter_a_day_and_address"
            ),
            models.CheckConstraint(condition=Q(posts__lte=2), name="a_change_is_posted_twice_at_most"),
        ]

    def __str__(self) -> str:
        return f"AddressChange {self.pk}"


class Notice(Answerable):
    """A letter to a reader that asks for nothing: the welcome, or what is stored."""

    class Kind(models.TextChoices):
        WELCOME = "welcome", _("welcome")
        REPORT = "report", _("what is stored")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="notices")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state"], name="notice_by_state")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscription", "kind", "expires_on"], name="at_most_one_notice_a_day_kind_and_reader"
            ),
            models.CheckConstraint(condition=Q(posts__lte=2), name="a_notice_is_posted_twice_at_most"),
        ]

    def __str__(self) -> str:
        return f"Notice {self.pk}"


class LeaveRequest(models.Model):
    """A well-formed leave token that somebody presented; the keyed worker judges it and deletes the row."""

    token = models.CharField(primary_key=True, max_length=LEAVE_TOKEN_LENGTH)
    subscription_id = models.UUIDField(db_index=True)

    def __str__(self) -> str:
        return f"LeaveRequest of {self.subscription_id}"


class Suppression(models.Model):
    """All that stays of somebody who must not get mail: an HMAC under a key that cannot be changed.

    `newsletter` null: every newsletter of this newsroom.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    newsletter = models.ForeignKey(Newsletter, null=True, on_delete=models.CASCADE, related_name="+")
    hmac = models.BinaryField(max_length=32)
    key_id = models.CharField(max_length=8)
    reason = models.CharField(max_length=10, choices=[(reason.value, reason.value) for reason in Reason])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["hmac", "newsletter"], name="one_suppression_an_address_and_newsletter"),
            # Databases hold two nulls to be different.
            models.UniqueConstraint(
                fields=["hmac"], condition=Q(newsletter=None), name="one_suppression_an_address_for_all_newsletters"
            ),
        ]

    def __str__(self) -> str:
        return f"Suppression {self.pk}"


class ImportRun(models.Model):
    """How far an import that was broken off had come, which is the sum of its counts; it goes when the import ends.

    `mark` is the file and its consent under the index key; `lines` are numbers in the file.
    """

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="+")
    mark = models.BinaryField(max_length=32)
    counts = models.JSONField(default=dict)
    lines = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["newsletter", "mark"], name="one_run_of_an_import")]

    def __str__(self) -> str:
        return f"ImportRun {self.pk}"


class DayCount(models.Model):
    """How many asked, confirmed, were imported, left and bounced on one day, by newsletter and language."""

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=12)
    day = models.DateField()
    asked = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    left = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["newsletter", "day", "language"], name="one_count_a_day_and_language")
        ]

    def __str__(self) -> str:
        return f"{self.newsletter_id} {self.day} {self.language}"


class Segment(models.Model):
    """A named part of a newsletter's readers, for issues that go to some of them only. It holds a rule and nobody."""

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="+", verbose_name=_("newsletter"))
    name = models.CharField(_("name"), max_length=80)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    formats = models.JSONField(_("formats"), default=list, blank=True)
    regions = models.JSONField(_("regions"), default=list, blank=True)
    joined_from = models.DateField(_("joined from"), null=True, blank=True)
    joined_to = models.DateField(_("joined until"), null=True, blank=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["newsletter", "name"], name="one_segment_of_a_name"),
            models.CheckConstraint(
                condition=Q(joined_from=None) | Q(joined_to=None) | Q(joined_from__lte=models.F("joined_to")),
                name="a_segment_begins_before_it_ends",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rule(self) -> SegmentRule:
        """What it says."""
        return SegmentRule(
            tuple(self.languages), tuple(self.formats), tuple(self.regions), self.joined_from, self.joined_to
        )
