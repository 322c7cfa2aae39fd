"""The newsroom that is measured: readers are imported and sealed, issues written, approved and closed as any other."""

import secrets
from collections.abc import Callable, Iterator

from beetroot.audience.actions import import_csv
from beetroot.issues import actions as issues
from beetroot.issues.models import Issue
from beetroot.lib.keyring import Keyring
from beetroot.newsroom import actions as newsroom
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Role
from beetroot.stories import actions as stories
from beetroot.stories.models import StoryPage

DOMAIN = "bench.example"
_CONSENT = "Invented readers of a newsroom that is thrown away."
_PROVIDERS = ("mail.example", "post.example", "letters.example", "inbox.example")

_SENTENCES = (
    "The ferry on the lower crossing was out of service for the ninth day in a row.",
    "Nobody at the harbour office could say when the spare part would arrive, or who had ordered it.",
    "“We carry the children over in the fishing boats now,” said the woman who runs the shop at the landing.",
    "The council has set aside 1.4 million for the repair, about a third of what the yard asks.",
    "In the tender, seen by this newsletter, the work is described as routine and the date is left open.",
    "Two of the three members of the committee did not answer our questions by the time of publication.",
    "The bridge upstream, closed since the flood, is to be inspected in the spring.",
)
_PARAGRAPHS = 20
"""Makes a mail of about 40 kB, text and HTML and signature together."""


def found(*, recipients: int, keyring: Keyring, tell: Callable[[int], None] | None = None) -> Newsletter:
    """The newsroom, its newsletter and that many readers, in a migrated database whose keys are registered.

    `tell` hears how many readers are in. Sealing takes most of the time: some 150 µs a reader.
    """
    newsroom.found(name="The bench", about="A newsroom made for a measurement, and thrown away after it.")
    editor = newsroom.hire(
        by=None,
        username="bench",
        password=secrets.token_urlsafe(24),
        roles=[Role.EDITOR, Role.OPERATOR],
    )
    newsroom.hire(by=None, username="bench-approver", password=secrets.token_urlsafe(24), roles=[Role.APPROVER])
    stories.set_up_site(by=editor, name="The bench", hostname=DOMAIN, port=443)
    newsletter = newsroom.start_newsletter(
        by=editor,
        slug="bench",
        name="The bench",
        from_name="The bench",
        from_address=f"letter@{DOMAIN}",
        leave_base_url=f"https://{DOMAIN}",
        imprint="Made by `beetroot bench dispatch`.",
        postal_address="The bench, 1 Example Street, 00000 Exampleton",
    )
    issues.open_archive(newsletter=newsletter, by=editor)
    _write_story(newsletter, by=editor)
    import_csv(
        newsletter=newsletter,
        lines=_addresses(recipients),
        consent=_CONSENT,
        keyring=keyring,
        by=editor,
        progress=tell,
    )
    return newsletter


def closed_issue(newsletter: Newsletter) -> Issue:
    """The next issue, ready to be sent."""
    editor, approver = (User.objects.get(username=name) for name in ("bench", "bench-approver"))
    issue = issues.create_issue(newsletter=newsletter, by=editor)
    place = issues.Place(story_id=StoryPage.objects.get(slug="bench").pk, style="full")
    words = {"subject": f"The lower crossing, number {issue.number}", "preheader": "Nine days without the ferry."}
    issue = issues.change_issue(issue=issue, by=editor, fields=words, places=[place])
    candidate = issues.submit(issue=issue, by=editor)
    issues.approve(issue=issue, candidate_hash=candidate.hash, by=approver)
    issues.close(issue=issue, by=editor)
    return Issue.objects.get(pk=issue.pk)


def _write_story(newsletter: Newsletter, *, by: User) -> None:
    story = stories.write_story(
        draft=stories.Draft(
            title="Nine days without the ferry",
            slug="bench",
            lede="A village waits for a spare part.",
            newsletter=newsletter,
            blocks=[("paragraph", f"<p>{paragraph}</p>") for paragraph in _paragraphs()],
        ),
        by=by,
    )
    stories.publish_story(story=story, by=by)


def _paragraphs() -> Iterator[str]:
    for number in range(_PARAGRAPHS):
        turned = _SENTENCES[number % len(_SENTENCES) :] + _SENTENCES[: number % len(_SENTENCES)]
        yield " ".join(turned[:4])


def _addresses(recipients: int) -> Iterator[str]:
    yield "email"
    for number in range(recipients):
        yield f"reader{number:07}@{_PROVIDERS[number % len(_PROVIDERS)]}"
