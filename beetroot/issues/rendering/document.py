"""The document of an issue: everything its renderings are made from, resolved, as JSON."""

from __future__ import annotations

import json
from typing import Any

from django.utils import translation
from wagtail.models import Page

from beetroot.issues.models import Issue, IssueItem, NewsletterPage
from beetroot.issues.rendering import changes, roots
from beetroot.lib import canonical_json, inline_html
from beetroot.newsroom.models import Newsletter, Newsroom
from beetroot.stories import rendering as story_rendering
from beetroot.stories.models import StoryPage

Document = dict[str, Any]


def issue_document(issue: Issue, *, base_url: str) -> Document:
    """The canonical document; equal content gives equal documents, so that their hashes can be compared.

    Keys: base_url, language, newsletter, number, dated (ISO 8601), subject, preheader, introduction (clean
    paragraphs of inline HTML), archive_url, stories ([{style, story, roots}]), changes (rendering.changes.freeze),
    segment (SegmentRule.to_json; absent for everybody), corrects (number of the issue whose words this one corrects,
    or None), pictures (sha256 of each photo).
    """
    items = issue.items.select_related("story").order_by("sort_order", "pk")
    with translation.override(issue.newsletter.language):
        stories = [_entry(item, base_url=base_url) for item in items]
        changed = changes.freeze(issue, base_url=base_url)
    document = {
        "base_url": base_url,
        "language": issue.newsletter.language,
        "newsletter": _newsletter(issue.newsletter, base_url=base_url),
        "number": issue.number,
        "dated": issue.dated.isoformat(),
        "subject": issue.subject,
        "preheader": issue.preheader,
        "introduction": _introduction(issue, base_url=base_url),
        "archive_url": _archive_url(issue, base_url=base_url),
        "stories": stories,
        "changes": changed,
        "corrects": issue.corrects.number if issue.corrects else None,
        "pictures": sorted({digest for entry in stories for digest in _digests(entry["story"])}),
    }
    if issue.segment:
        document["segment"] = issue.segment.rule.to_json()  # so that an approval covers to whom it goes
    # Through JSON and back: what is rendered now equals what is rendered later from the stored document, and no
    # string keeps a mark of being safe.
    return json.loads(canonical_json.dumps(document))


def candidate_hash(document: Document) -> str:
    """SHA-256 of the canonical document: what an approval names."""
    return canonical_json.digest(document)


def _entry(item: IssueItem, *, base_url: str) -> dict[str, Any]:
    story = story_rendering.document(shown_version(item.story), base_url=base_url)
    return {"style": item.style, "story": story, "roots": roots.freeze(item.story.uuid)}


def shown_version(story: StoryPage) -> StoryPage:
    """What readers see of a story; of one that was never published, the latest draft.

    A draft beside a published version changes no word here until it is published.
    """
    return story if story.live else story_rendering.latest(story)


def _introduction(issue: Issue, *, base_url: str) -> list[str]:
    """Clean paragraphs; a link to a page of ours becomes its address, and plain words while it is not public."""

    def resolve(attributes: inline_html.Attributes) -> str | None:
        if attributes.get("linktype") != "page":
            return inline_html.by_href(attributes)
        wanted = attributes.get("id") or ""
        page = Page.objects.live().public().filter(pk=wanted).first() if wanted.isdecimal() else None
        parts = page.get_url_parts() if page else None
        return f"{base_url}{parts[2]}" if parts and parts[2] else None

    return inline_html.paragraphs(issue.introduction, resolve=resolve)


def _newsletter(newsletter: Newsletter, *, base_url: str) -> dict[str, Any]:
    sign_up = f"{base_url}/sign-up/{newsletter.slug}/" if newsletter.sign_up_open else None
    return {
        "slug": newsletter.slug,
        "name": newsletter.name,
        "tagline": newsletter.tagline,
        "cadence": newsletter.cadence,
        "coverage": newsletter.coverage,
        "from_name": newsletter.from_name,
        "from_address": newsletter.from_address,
        "reply_to": newsletter.reply_to,
        "neutral_from_name": newsletter.neutral_from_name,
        "neutral_subject": newsletter.neutral_subject,
        "list_id": newsletter.list_id,
        "leave_base": newsletter.leave_base(newsletter.language),
        "leave_mailbox": newsletter.unsubscribe_mailbox,
        "sign_up_url": sign_up,
        "imprint": newsletter.imprint or Newsroom.current().imprint,
        "postal_address": newsletter.postal,
    }


def _archive_url(issue: Issue, *, base_url: str) -> str | None:
    """Where the web shows this issue once it is closed; None while the newsletter has no page."""
    page = NewsletterPage.objects.live().filter(newsletter=issue.newsletter).first()
    parts = page.get_url_parts() if page else None
    return f"{base_url}{parts[2]}{issue.number}/" if parts and parts[2] else None


def _digests(value: object) -> list[str]:
    """Every photo's digest below `value`, wherever a block keeps it."""
    if isinstance(value, list):
        return [digest for entry in value for digest in _digests(entry)]
    if not isinstance(value, dict):
        return []
    own = [str(value["digest"])] if value.get("digest") else []
    return own + [digest for entry in value.values() for digest in _digests(entry)]
