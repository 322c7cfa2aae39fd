"""Rows that every other room points at: users, the newsroom, its newsletters, its keys and its audit line."""

import uuid
from collections.abc import Collection, Iterable
from functools import cached_property
from typing import ClassVar, Self, cast

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from beetroot.lib.names import fault
from beetroot.newsroom.rules import Permission, Role, may

_NAMES = ("name", "tagline", "cadence", "coverage", "from_name", "neutral_from_name", "neutral_subject")
"""Of a newsletter: what stands in one line of a mail, of its header, or of a page."""

_ONE_LINE = RegexValidator(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]",
    _("Use one line without control or direction marks."),
    inverse_match=True,
)


def _expect_names(row: models.Model, names: Iterable[str], exclude: Collection[str] | None) -> None:
    """Raises ValidationError for each name that shows nothing, turns what follows, or breaks its line."""
    found: dict[str, str] = {}
    for name in names:
        value = str(getattr(row, name))
        limit = cast(models.CharField[str, str], row._meta.get_field(name)).max_length or len(value)
        if value and name not in (exclude or ()) and (wrong := fault(value, limit=limit)):
            found[name] = wrong
    if found:
        raise ValidationError(found)


class SecondFactor(models.Model):
    """What a member of staff proves at sign-in beside the password (ADR 31)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sealed = models.BinaryField()
    """The secret that the phone shares with us, under a key made of the desk's web secret."""
    last_step = models.BigIntegerField()
    """The 30-second step of the last code that was taken: it and earlier ones are worth nothing."""
    tries = models.PositiveIntegerField(default=0)
    not_before = models.DateTimeField(null=True)
    """After too many wrong codes none is looked at before this."""

    def __str__(self) -> str:
        return "second factor"


class RecoveryCode(models.Model):
    """One sign-in without the phone; the row goes when it is used."""

    factor = models.ForeignKey(SecondFactor, on_delete=models.CASCADE, related_name="codes")
    mark = models.BinaryField()
    """An HMAC of the code, of 32 bytes."""

    def __str__(self) -> str:
        return "recovery code"


class User(AbstractUser):
    """A member of staff. Staff mail addresses are the one kind that the desk may show (privacy.md)."""

    second_factor = models.OneToOneField(SecondFactor, null=True, editable=False, on_delete=models.SET_NULL)

    on_proof_list = models.BooleanField(
        _("proof list"), default=False, help_text=_("Receives test sends at their own desk address.")
    )
    left_on = models.DateField(null=True, editable=False)
    """The day on which the nightly round first found this account switched off."""

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles whose groups this person is in; read once per request."""
        names = self.groups.filter(name__in=Role.values).values_list("name", flat=True)
        return frozenset(Role(name) for name in names)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Django ends sessions whose hash is another: on a new password, and here on a new or removed second factor."""
        mine: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        if self.second_factor_id is None:
            return mine
        salt, value = "beetroot.newsroom.second_factor", f"{mine} {self.second_factor_id}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()

    def may(self, permission: Permission) -> bool:
        """What the permission table says; being Django's superuser adds nothing."""
        return self.is_active and may(self.roles, permission)


class Newsroom(models.Model):
    """The settings of this newsroom; there is exactly one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=120, validators=[_ONE_LINE])
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    about = models.TextField(_("about, in one paragraph"), blank=True)
    imprint = models.TextField(_("imprint"), blank=True)
    postal_address = models.TextField(_("postal address"), blank=True)
    self_approval = models.BooleanField(
        _("people may approve their own issue"),
        default=False,
        help_text=_("For a newsroom of one. Otherwise a second person reads every issue before it is sent."),
    )
    undo_seconds = models.PositiveIntegerField(_("seconds to undo a send"), default=300)
    share_links = models.BooleanField(
        _("offer share links"), default=True, help_text=_("Switch off where sharing itself is punishable.")
    )
    confirmations_a_day = models.PositiveIntegerField(
        _("sign-up letters a day"),
        default=10_000,
        help_text=_("At most so many; whoever signs up after that gets theirs on the next day."),
    )
    regions = models.TextField(
        _("regions that readers may choose"),
        blank=True,
        help_text=_("One a line, coarse ones. Leave it empty and nobody is asked."),
    )
    unsafe_providers = models.TextField(
        _("mailbox providers to warn of"),
        blank=True,
        help_text=_("Domains, one a line, as example.com: whoever signs up there is told first that others may read."),
    )
    other_ways = models.TextField(
        _("other ways to read"),
        blank=True,
        help_text=_("Addresses of mirrors or an onion site, one a line; shown with that warning beside the feed."),
    )
    audit_days = models.PositiveIntegerField(
        _("days that the audit is kept"),
        default=730,
        help_text=_("Who did what at the desk; older lines go. 30 at least: nobody can hide what they just did."),
    )
    former_staff_days = models.PositiveIntegerField(
        _("days that former colleagues' accounts are kept"),
        default=90,
        help_text=_("Counted from when an account is switched off; then its name, address and password are erased."),
    )
    install_id = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = _("newsroom")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="a_database_holds_one_newsroom"),
            models.CheckConstraint(condition=Q(undo_seconds__lte=86_400), name="undo_wait_is_at_most_a_day"),
            models.CheckConstraint(condition=Q(audit_days__gte=30), name="the_audit_is_kept_for_a_month_at_least"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        super().clean_fields(exclude)
        _expect_names(self, ("name",), exclude)

    @property
    def region_names(self) -> list[str]:
        """Regions as readers choose them."""
        return [line.strip()[:40] for line in self.regions.splitlines() if line.strip()]

    @classmethod
    def current(cls) -> Self:
        """The one row. Raises Newsroom.DoesNotExist before `beetroot init`."""
        return cls.objects.get(pk=1)


class Newsletter(models.Model):
    """One dispatch that readers sign up to. It lives here because both its stories and its readers point at it."""

    class UncertainPolicy(models.TextChoices):
        NEVER_REPEAT = "never-repeat", _("never send again (recommended)")
        REPEAT = "repeat", _("send again: some readers may get it twice")
        ASK = "ask", _("ask me each time")

    slug = models.SlugField(_("short name"), unique=True, max_length=60)
    name = models.CharField(_("name"), max_length=80, validators=[_ONE_LINE])
    tagline = models.CharField(_("tagline"), max_length=160, blank=True, validators=[_ONE_LINE])
    cadence = models.CharField(_("how often"), max_length=60, default="Weekly newsletter", validators=[_ONE_LINE])
    coverage = models.CharField(
        _("coverage"),
        max_length=200,
        blank=True,
        help_text=_("As in: Central and Eastern Europe and the Caucasus."),
    )
    language = models.CharField(_("language"), max_length=12, choices=settings.LANGUAGES, default="en")
    from_name = models.CharField(_("sender's name"), max_length=80, validators=[_ONE_LINE])
    from_address = models.EmailField(_("sender's address"))
    reply_to = models.EmailField(_("answers go to"), blank=True)
    neutral_from_name = models.CharField(_("neutral sender's name"), max_length=80, blank=True, validators=[_ONE_LINE])
    neutral_subject = models.CharField(
        _("neutral subject"),
        max_length=120,
        default="Your weekly mail",
        validators=[_ONE_LINE],
        help_text=_("For readers whose screen is seen by others."),
    )
    leave_base_url = models.URLField(
        _("host of leave links"), blank=True, help_text=_("Keep it for ever: old mails point there.")
    )
    imprint = models.TextField(_("imprint"), blank=True)
    postal_address = models.TextField(_("postal address"), blank=True)
    consent_text = models.TextField(_("what readers agree to"), blank=True)
    consent_version = models.PositiveIntegerField(_("version of that text"), default=1, editable=False)
    uncertain_policy = models.CharField(
        _("when a server never answered"),
        max_length=12,
        choices=UncertainPolicy.choices,
        default=UncertainPolicy.NEVER_REPEAT,
    )
    share_links = models.BooleanField(_("offer share links"), default=True)
    sign_up_open = models.BooleanField(_("sign-up is open"), default=True)

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        super().clean_fields(exclude)
        _expect_names(self, _NAMES, exclude)

    @property
    def sending_domain(self) -> str:
        """Right side of From, Message-ID and the envelope sender, so that SPF and DKIM align (RFC 7489 3.1)."""
        return self.from_address.rpartition("@")[2].lower()

    @property
    def list_id(self) -> str:
        """RFC 2919: stable for ever and naming no reader."""
        return f"{self.slug}.{self.sending_domain}"

    @property
    def unsubscribe_mailbox(self) -> str:
        """The mailto half of List-Unsubscribe (RFC 2369)."""
        return f"leave@{self.sending_domain}"

    @property
    def leave_host(self) -> str:
        """https://host in front of every leave link of this newsletter."""
        return (self.leave_base_url or settings.BEETROOT_BASE_URL).rstrip("/")

    def leave_base(self, language: str) -> str:
        """What a reader's leave token is appended to, in a mail in this language."""
        named = named_in_links(language)
        return f"{self.leave_host}/leave/{named}/" if named else f"{self.leave_host}/leave/"

    @property
    def postal(self) -> str:
        """The newsletter's postal address, else the newsroom's."""
        return self.postal_address or Newsroom.current().postal_address


def named_in_links(language: str) -> str:
    """The language where a link must name it, empty where it is the newsroom's own.

    Pages behind links from mails speak the newsroom's language unless the link says another: to look the reader up
    would tell true links from false ones.
    """
    own = Newsroom.objects.values_list("language", flat=True).first()
    return "" if language == (own or settings.LANGUAGE_CODE) else language


def query_of(language: str) -> str:
    """`?language=` for pages of the newsroom that belong to no newsletter."""
    named = named_in_links(language)
    return f"?language={named}" if named else ""


def preferences_page(language: str) -> str:
    """Where a link to one's preferences is asked for."""
    return f"{settings.BEETROOT_BASE_URL}/preferences/{query_of(language)}"


class ConsentText(models.Model):
    """What readers of a newsletter agreed to, each version as it stood; rows are only ever added."""

    newsletter = models.ForeignKey(Newsletter, on_delete=models.CASCADE, related_name="consent_texts")
    version = models.PositiveIntegerField()
    text = models.TextField()
    since = models.DateField()

    class Meta:
        ordering: ClassVar = ["newsletter_id", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["newsletter", "version"], name="one_text_a_version_of_consent")
        ]

    def __str__(self) -> str:
        return f"{self.newsletter_id} version {self.version}"


class KeyRecord(models.Model):
    """The public side of a key; private halves are files that only the keyed worker opens."""

    class State(models.TextChoices):
        CURRENT = "current", _("current")
        RETIRED = "retired", _("retired")

    id = models.CharField(primary_key=True, max_length=40)
    purpose = models.CharField(max_length=20)
    public = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.CURRENT)
    made_on = models.DateField()
    escrow = models.BinaryField(null=True)
    """The private half sealed to the offline recovery key, where there is one."""

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(state="current"), name="a_purpose_has_one_current_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.id}"

    @classmethod
    def current(cls, purpose: str) -> Self:
        """The key in use for a purpose. Raises KeyRecord.DoesNotExist when `beetroot keys make` has not run."""
        return cls.objects.defer("escrow").get(purpose=purpose, state=cls.State.CURRENT)


class AuditEntry(models.Model):
    """Who did what and when; never about a reader. Rows are only added, until `audit_days` are over: on
    PostgreSQL the database itself holds that rule (config/grants.py)."""

    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    verb = models.CharField(max_length=60)
    about = models.CharField(max_length=120, blank=True)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["about"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.verb} {self.about}"
