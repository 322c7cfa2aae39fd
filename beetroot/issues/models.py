"""Issues, what of them was submitted and approved, what was frozen, and the page that shows the archive."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import RichTextField
from wagtail.models import Page

from beetroot.audience.models import Segment
from beetroot.issues.rules import LIMITS, State
from beetroot.newsroom.models import Newsletter
from beetroot.stories.models import StoryPage


class IssueState(models.TextChoices):
    DRAFT = State.DRAFT.value, _("draft")
    SUBMITTED = State.SUBMITTED.value, _("submitted")
    APPROVED = State.APPROVED.value, _("approved")
    CLOSED = State.CLOSED.value, _("closed")


class Issue(models.Model):
    """One number of a newsletter.

    `version` rises with every change; forms and conditional updates name the version they saw, so that nobody
    overwrites or submits what they have not read.
    """

    newsletter = models.ForeignKey(Newsletter, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveIntegerField(_("number"), validators=[MinValueValidator(1)])
    dated = models.DateField(_("date on the issue"))
    subject = models.CharField(_("subject"), max_length=LIMITS.subject, blank=True)
    preheader = models.CharField(
        _("first line"),
        max_length=LIMITS.preheader,
        blank=True,
        help_text=_("Mail programs show it beside the subject; readers see it above the title."),
    )
    introduction = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link"])
    segment = models.ForeignKey(
        Segment,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("goes to"),
        help_text=_("A part of the readers; leave it empty and everybody gets it."),
    )
    state = models.CharField(max_length=9, choices=IssueState, default=IssueState.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    candidate_hash = models.CharField(max_length=64, blank=True, editable=False)
    left_out: models.JSONField[list[str], list[str]] = models.JSONField(default=list, blank=True, editable=False)
    corrects = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="corrected_by",
        help_text=_("The issue that carried what this one corrects."),
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["-dated", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["newsletter", "number"], name="one_issue_a_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="issue_numbers_begin_at_one"),
            models.CheckConstraint(
                condition=models.Q(state="draft", candidate_hash="")
                | (models.Q(state__in=["submitted", "approved", "closed"]) & ~models.Q(candidate_hash="")),
                name="all_but_drafts_name_their_candidate",
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True)),
                name="closed_issues_know_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.newsletter.name} {self.number}"

    @property
    def is_public(self) -> bool:
        """Whether the archive shows it."""
        return self.state == IssueState.CLOSED

    @property
    def candidate(self) -> Candidate | None:
        """What stands submitted now, or None."""
        return self.candidates.filter(voided_at=None).first()

    @property
    def approval(self) -> Approval | None:
        """The approval of what stands submitted now, or None."""
        return Approval.objects.filter(candidate__issue=self, candidate__voided_at=None).first()


class IssueItem(models.Model):
    """A story's place in an issue."""

    class Style(models.TextChoices):
        FULL = "full", _("whole story")
        TEASER = "teaser", _("beginning, with a link")

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="items")
    story = models.ForeignKey(StoryPage, on_delete=models.PROTECT, related_name="issue_items")
    sort_order = models.PositiveIntegerField(default=0)
    style = models.CharField(max_length=6, choices=Style, default=Style.FULL)

    class Meta:
        ordering = ["sort_order", "pk"]
        constraints = [models.UniqueConstraint(fields=["issue", "story"], name="a_story_stands_once_in_an_issue")]

    def __str__(self) -> str:
        return f"{self.issue}: {self.story_id}"


class Candidate(models.Model):
    """What was submitted: the document, its hash, and the digests of the renderings made of it."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="candidates")
    hash = models.CharField(max_length=64)
    document = models.JSONField()
    rendering_digests = models.JSONField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue"],
                condition=models.Q(voided_at__isnull=True),
                name="one_standing_candidate_an_issue",
            )
        ]

    def __str__(self) -> str:
        return f"{self.issue}: {self.hash[:12]}"

    @property
    def document_hash(self) -> str:
        """The hash by the name that an edition has for it."""
        return self.hash


class Approval(models.Model):
    """Somebody's yes to one hash. It counts only while its candidate stands."""

    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, related_name="approval")
    hash = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.hash[:12]


class Edition(models.Model):
    """The frozen document of a closed issue in one language. Rows are written once and never changed."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="editions")
    language = models.CharField(max_length=35)
    document = models.JSONField()
    document_hash = models.CharField(max_length=64)
    frozen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["issue_id", "language"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "language"], name="one_edition_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.issue} ({self.language})"

    def rendering(self, *, kind: str, format: str = "full", subject_style: str = "subject") -> Rendering:
        """The frozen rendering of this kind; raises Rendering.DoesNotExist."""
        return self.renderings.get(kind=kind, format=format, subject_style=subject_style)


class Told(models.Model):
    """Up to which revision of each fact the readers of this edition were told, and of which corrections.

    “What changed since the last issue” is what goes beyond. Reopening an issue deletes its edition, and this with it.
    One row, not one a fact: a first issue knows thousands of facts, and closing it must not hold the database's only
    writer for seconds (design decision 6).
    """

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, primary_key=True, related_name="told")
    facts: models.JSONField[dict[str, int], dict[str, int]] = models.JSONField(default=dict)
    """The fact's or correction's UUID → the number of its revision."""

    def __str__(self) -> str:
        return f"{self.edition_id}: {len(self.facts)}"


class Rendering(models.Model):
    """Frozen bytes made of an edition's document: a mail template, the archive's page or the feed's entry."""

    class Kind(models.TextChoices):
        MAIL = "mail", _("mail")
        ARCHIVE = "archive", _("archive")
        FEED = "feed", _("feed")

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="renderings")
    kind = models.CharField(max_length=7, choices=Kind)
    format = models.CharField(max_length=5, choices=[("full", _("full")), ("plain", _("plain text"))])
    subject_style = models.CharField(
        max_length=7, choices=[("subject", _("its own subject")), ("neutral", _("neutral subject"))]
    )
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind", "format", "subject_style"], name="one_rendering_of_each_kind"
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.kind} {self.format} {self.subject_style}"

    def as_html(self) -> SafeString:
        """The bytes as HTML; archive and feed renderings were made safe when they were frozen."""
        return mark_safe(bytes(self.content).decode())  # noqa: S308


class TestSend(models.Model):
    """A proof on its way to one sealed address. Address and bytes are wiped as soon as it is settled."""

    __test__ = False  # not a test class, whatever pytest thinks of its name

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("not sent")

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="test_sends")
    sealed = models.BinaryField()
    sealed_to = models.CharField(max_length=64, help_text="id of the intake key")
    template = models.BinaryField()
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["state", "asked_at"], name="test_sends_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "sending"]) | models.Q(sealed=b""),
                name="settled_test_sends_hold_no_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.state}"


class NewsletterPage(RoutablePageMixin, Page):
    """A newsletter on the web: what it is, how to get it, and every closed issue as it was sent."""

    newsletter: models.OneToOneField[Newsletter, Newsletter] = models.OneToOneField(
        Newsletter, on_delete=models.PROTECT, related_name="page"
    )

    template = "public/newsletter.html"
    parent_page_types = ["stories.FrontPage"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("newsletter")]

    class Meta:
        verbose_name = _("newsletter page")
        verbose_name_plural = _("newsletter pages")

    def public_issues(self) -> models.QuerySet[Issue]:
        """Closed issues, newest first."""
        return Issue.objects.filter(newsletter=self.newsletter, state=IssueState.CLOSED)

    def issue_url(self, number: int) -> str:
        """Path of one issue on the public site."""
        return f"{self.url or '/'}{self.reverse_subpage('one_issue', args=[number])}"

    def archive_rows(self) -> list[dict[str, Any]]:
        """For each closed issue: number, subject, preheader, dated, url."""
        base = self.url or "/"
        rows = self.public_issues().values("number", "subject", "preheader", "dated")
        return [{**row, "url": f"{base}{row['number']}/"} for row in rows]

    @path("")
    def archive(self, request: HttpRequest) -> HttpResponse:
        """The newsletter with its sign-up form and its archive."""
        context = {"newsletter": self.newsletter, "issues": self.archive_rows()}
        return self.render(request, context_overrides=context)

    @path("<int:number>/", name="one_issue")
    def one_issue(self, request: HttpRequest, number: int) -> HttpResponse:
        """One closed issue from its frozen rendering; a draft's number is not found."""
        renderings = Rendering.objects.select_related("edition__issue__newsletter")
        frozen = renderings.filter(
            edition__issue__newsletter=self.newsletter,
            edition__issue__state=IssueState.CLOSED,
            edition__issue__number=number,
            kind=Rendering.Kind.ARCHIVE,
        ).first()
        if frozen is None:
            raise Http404
        context = {
            "newsletter": self.newsletter,
            "issue": frozen.edition.issue,
            "edition": frozen.edition,
            "archive": frozen.as_html(),
        }
        return self.render(request, context_overrides=context, template="public/issue.html")
