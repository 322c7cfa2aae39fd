"""The whole way of one page, step by step through the same actions that the desk uses.

Nothing here writes a row or a mail by itself: a page that does not get through the rooms does not get through the tour.
"""

import io
import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from django.utils.text import slugify
from PIL import Image, ImageDraw

from beetroot.audience.actions import counts as reader_counts
from beetroot.demo.inbox import Inbox
from beetroot.demo.inbox.display import Site
from beetroot.demo.inbox.leaving import leave
from beetroot.dispatch import actions as dispatch
from beetroot.dispatch.rendering import status
from beetroot.dispatch.tasks import run_worker
from beetroot.issues import actions as issues
from beetroot.issues.models import Issue
from beetroot.lib.errors import BeetrootError
from beetroot.newsroom import actions as newsroom
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Role
from beetroot.reading import read
from beetroot.record import actions as record
from beetroot.record.models import Situation
from beetroot.stories import actions as stories
from beetroot.stories.models import Original, StoryPage

_READER = "reader@example.org"
_WORK_SECONDS = 20
#: What the photo itself would be; the page's text has only its words.
_PAPER, _INK = (236, 228, 222), (134, 26, 74)


class TourError(BeetrootError):
    """The tour cannot go on from here; the message says at which step and what the room answered."""


@dataclass(frozen=True)
class Step:
    """One thing that happened: what was done, and what can be said about it in one line."""

    done: str
    detail: str


@dataclass(frozen=True)
class Stage:
    """Where the tour takes place: its site on this computer, its inbox, the address in its mails."""

    public_url: str
    base_url: str
    inbox: Inbox

    @property
    def site(self) -> Site:
        return Site(base_url=self.base_url, public_url=self.public_url)


@dataclass
class Tour:
    """What came of the page, for the report."""

    story: StoryPage
    original: Original
    reading: dict[str, Any]
    newsletter: Newsletter
    found_newsletter: bool
    situation: Situation
    issue: Issue | None = None
    mail: bytes = b""
    steps: list[Step] = field(default_factory=list)


def walk(*, source: bytes, filename: str, stage: Stage, say: Callable[[str], None]) -> Tour:
    """Takes the page the whole way. Raises TourError where it is no story, or where a step fails."""
    editor, approver = _people()
    newsletter, found = _newsletter(read(source).as_dict(), stage, by=editor)
    imported = stories.import_story(by=editor, source=source, filename=filename, newsletter=newsletter)
    if imported.story is None or imported.reading is None:
        raise TourError(f"{filename} is not a story that can be taken on: {imported.refusal}")
    tour = Tour(
        story=imported.story,
        original=imported.original,
        reading=imported.reading,
        newsletter=newsletter,
        found_newsletter=found,
        situation=_situation(imported.reading, by=editor),
    )
    for step in _steps(tour, stage, editor=editor, approver=approver):
        tour.steps.append(step)
        say(f"{step.done}: {step.detail}")
    return tour


def _people() -> tuple[User, User]:
    newsroom.found(name="The tour", about="A newsroom made for one page, and thrown away after it.")
    hired = [
        newsroom.hire(by=None, username=name, password=secrets.token_urlsafe(24), roles=roles)
        for name, roles in (("tour", [Role.EDITOR, Role.OPERATOR]), ("tour-second-reader", [Role.APPROVER]))
    ]
    return hired[0], hired[1]


def _newsletter(reading: dict[str, Any], stage: Stage, *, by: User) -> tuple[Newsletter, bool]:
    """The newsletter that the page names, as far as it says; False when it names none."""
    box, first = reading["signup"] or {}, reading["first_appeared_in"] or {}
    title = re.sub(r"(?i)^(sign up (for|to)|subscribe to|get)\s+", "", box.get("title") or "").strip()
    name = first.get("newsletter") or reading["written_for"] or title
    site = stage.base_url.removeprefix("https://")
    newsletter = newsroom.start_newsletter(
        by=by,
        slug=slugify(name or "the-tour")[:60] or "the-tour",
        name=(name or "The tour")[:80],
        tagline=(box.get("tagline") or "")[:160],
        coverage=f"covering {first['coverage']}"[:200] if first.get("coverage") else "",
        language=reading["language"] if reading["language"] in {"en", "ru", "be", "uk"} else "en",
        from_name=(name or "The tour")[:80],
        from_address=f"letter@{site}",
        leave_base_url=stage.base_url,
        consent_text="I want to receive this newsletter. I can leave at any time with one click.",
        imprint="Made by `beetroot tour`.",
        postal_address="The tour, 1 Example Street, 00000 Exampleton",
    )
    stories.set_up_site(by=by, name=reading["publication"] or "The tour", hostname=site, port=443)
    issues.open_archive(newsletter=newsletter, by=by)
    return newsletter, bool(name)


def _situation(reading: dict[str, Any], *, by: User) -> Situation:
    title = reading["kicker"] or reading["headline"]
    return record.start_situation(by=by, title=title[:200], summary=(reading["lede"] or "")[:600])


def _steps(tour: Tour, stage: Stage, *, editor: User, approver: User) -> Iterator[Step]:
    yield _read(tour)
    yield _confirm_facts(tour, by=editor)
    yield _fill_photos(tour, by=editor)
    yield _publish(tour, by=editor)
    yield _sign_up(tour, stage)
    yield _confirm_subscription(tour, stage)
    yield _approve(tour, editor=editor, approver=approver)
    yield _send(tour, stage, by=editor)
    yield _leave(tour, stage)
    yield _next_issue(tour, editor=editor, approver=approver)


def _read(tour: Tour) -> Step:
    reading = tour.reading
    found = "found in the page" if tour.found_newsletter else "not named in the page, so one was made"
    words = len(reading["text"].split())
    return Step("Read", f"{words} words, a draft made; newsletter “{tour.newsletter.name}” {found}")


def _confirm_facts(tour: Tour, *, by: User) -> Step:
    record.suggest(story=tour.story, reading=tour.reading, situation=tour.situation, by=by)
    confirmed = record.confirm_all(story=tour.story, by=by, user_label="tour")
    return Step("Confirmed", f"{confirmed} facts, by the user “tour”, which looks at nothing: an editor would")


def _fill_photos(tour: Tour, *, by: User) -> Step:
    """A pasted page has a photo's words, not the photo: a drawn card takes its place and says so."""
    places = [(block.id, block.value) for block in tour.story.body if block.block_type == "photo_placeholder"]
    for number, (block_id, _) in enumerate(places, 1):
        photo = stories.add_photo(
            by=by,
            content=_card(number),
            filename=f"photo-{number}.png",
            title=f"Photo {number}",
            alt="An empty frame: the photo itself is not in the pasted text.",
        )
        tour.story = stories.fill_placeholder(story=tour.story, block_id=block_id, photo=photo, by=by)
    return Step("Photos", f"{len(places)} named in the text; an empty frame keeps each one's place, caption and credit")


def _card(number: int) -> bytes:
    image = Image.new("RGB", (1200, 800), _PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((60, 60, 1140, 740), outline=_INK, width=4)
    pen.line((60, 740, 420, 420, 620, 600, 860, 320, 1140, 740), fill=_INK, width=4)
    pen.ellipse((880, 140, 980 + number, 240 + number), outline=_INK, width=4)
    content = io.BytesIO()
    image.save(content, "PNG", optimize=True)
    return content.getvalue()


def _publish(tour: Tour, *, by: User) -> Step:
    tour.story = stories.publish_story(story=tour.story, by=by)
    return Step("Published", f"the story, and its situation “{tour.situation.title}”")


def _sign_up(tour: Tour, stage: Stage) -> Step:
    answer = _post(f"{stage.public_url}/sign-up/{tour.newsletter.slug}/", {"email": _READER, "website": ""})
    if "inbox" not in answer.lower():
        raise TourError("Signing up: the site did not answer with the page that says to look into the inbox.")
    _work()
    return Step("Signed up", "a reader, on the public site; the address was sealed before it was stored")


def _confirm_subscription(tour: Tour, stage: Stage) -> Step:
    mail = stage.inbox.wait_for(lambda mail: "/confirm/" in (mail.text or ""))
    link = re.search(r"https://\S+/confirm/[^\s>]+", mail.text or "")
    if link is None:
        raise TourError("Confirming: the mail holds no link.")
    url = stage.site.local(link[0])
    with urlopen(url) as page:  # noqa: S310 - our own loopback address; GET must change nothing
        page.read()
    if reader_counts()[0]["confirmed"]:
        raise TourError("Confirming: opening the link already changed something.")
    _post(url, {})
    _work()
    confirmed = reader_counts()[0]["confirmed"]
    if confirmed != 1:
        raise TourError(f"Confirming: {confirmed} readers instead of one.")
    return Step("Confirmed the address", "the link's page changed nothing, its button did; one reader")


def _approve(tour: Tour, *, editor: User, approver: User) -> Step:
    subject = ": ".join(filter(None, [tour.reading["kicker"], tour.reading["headline"]]))
    tour.issue = issues.create_issue(newsletter=tour.newsletter, by=editor, subject=subject[:140])
    issues.add_story(issue=tour.issue, story=tour.story, by=editor)
    candidate = issues.submit(issue=tour.issue, by=editor)
    try:
        issues.approve(issue=tour.issue, candidate_hash=candidate.document_hash, by=editor)
    except BeetrootError:
        issues.approve(issue=tour.issue, candidate_hash=candidate.document_hash, by=approver)
    else:
        raise TourError("Approving: an editor could approve their own issue.")
    editions = issues.close(issue=tour.issue, by=approver)
    frozen = sum(edition.renderings.count() for edition in editions)
    return Step(
        "Submitted, approved, closed",
        f"not by the same person; {frozen} renderings frozen under {candidate.document_hash[:12]}",
    )


def _send(tour: Tour, stage: Stage, *, by: User) -> Step:
    issue = _issue(tour)
    dispatch.queue(issue=issue, by=by, now=True)
    _work()
    mail = stage.inbox.wait_for(lambda mail: mail.one_click_url is not None)
    tour.mail = mail.raw
    totals = status(issue)["totals"]
    if (totals["audience"], totals["accepted"]) != (1, 1):
        raise TourError(f"Sending: {totals['accepted']} of {totals['audience']} were accepted.")
    return Step("Sent", f"{len(tour.mail) // 1000} kB, signed; accepted 1 of 1, and the counts add up")


def _leave(tour: Tour, stage: Stage) -> Step:
    mail = stage.inbox.wait_for(lambda mail: mail.one_click_url is not None)
    answer = leave(mail, stage.site)
    _work()
    left = reader_counts()[0]["left"]
    if answer.status != 200 or left != 1:
        raise TourError(f"Leaving: the site answered {answer.status}, and {left} readers have left.")
    return Step("Left", "with one click, as the mail's List-Unsubscribe header offers it")


def _next_issue(tour: Tour, *, editor: User, approver: User) -> Step:
    issue = issues.create_issue(newsletter=tour.newsletter, by=editor, subject="The issue after")
    issues.add_story(issue=issue, story=tour.story, by=editor)
    candidate = issues.submit(issue=issue, by=editor)
    issues.approve(issue=issue, candidate_hash=candidate.document_hash, by=approver)
    issues.close(issue=issue, by=approver)
    dispatch.queue(issue=issue, by=editor, now=True)
    _work()
    audience = status(issue)["totals"]["audience"]
    if audience:
        raise TourError("The next issue would still have gone to the reader who left.")
    return Step("The next issue", "does not come: its audience is empty")


def _issue(tour: Tour) -> Issue:
    if tour.issue is None:
        raise TourError("There is no issue yet.")
    return tour.issue


def _work() -> None:
    """The keyed worker, until it has nothing to do."""
    run_worker(role="keyed", until_idle=True, wait=_WORK_SECONDS, stop=Event())


def _post(url: str, form: dict[str, str]) -> str:
    request = Request(url, data=urlencode(form).encode(), method="POST")  # noqa: S310 - loopback only
    with urlopen(request) as answer:  # noqa: S310
        return str(answer.read().decode())
