"""What stands between an issue and its readers, as sentences that say what to do."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from beetroot.issues.models import Issue
from beetroot.issues.rendering.document import shown_version
from beetroot.issues.rendering.mail import html_part, text_part
from beetroot.issues.rules import LIMITS, looks_like_reply, one_line
from beetroot.stories import rendering as story_rendering

Document = dict[str, Any]

# Readers cannot see where such a link leads, and mail filters distrust it (mail-requirements 18).
_SHORT = "bit.ly buff.ly clck.ru cutt.ly goo.gl is.gd ow.ly rb.gy rebrand.ly shorturl.at t.co t.ly tiny.cc tinyurl.com"
SHORTENERS = frozenset(_SHORT.split(" "))
_HOST_LIKE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*://)?((?:[\w-]+\.)+[a-z]{2,})(?:[/?#:]\S*)?\s*$", re.IGNORECASE)


def issue_problems(issue: Issue, document: Document) -> list[str]:
    """Problems of the issue's stories and of the document made of them, in reading order, each once."""
    found = [*_story_problems(issue), *document_problems(document)]
    return list(dict.fromkeys(found))


def _story_problems(issue: Issue) -> Iterator[str]:
    for item in issue.items.select_related("story"):
        if not item.story.live:
            yield _("Publish “%(title)s” first: the mail links to it.") % {"title": item.story.title}
        for problem in story_rendering.problems(shown_version(item.story)):
            yield _("“%(title)s”: %(problem)s") % {"title": item.story.title, "problem": problem}


def document_problems(document: Document) -> list[str]:
    """Problems that the document itself shows, its mail included."""
    found = [*_subject_problems(document), *_frame_problems(document)]
    if document["stories"]:
        html = html_part(document)
        found += [*_size_problems(document, html), *_html_problems(html)]
    return found


def _subject_problems(document: Document) -> Iterator[str]:
    if not one_line(document["subject"]):
        yield _("Give the issue a subject.")
    if looks_like_reply(document["subject"]):
        yield _("The subject begins like a reply or a forward; readers would feel deceived. Take that away.")
    if not one_line(document["newsletter"]["neutral_subject"]):
        yield _("Give the newsletter a neutral subject, for readers whose screen is seen by others.")


def _frame_problems(document: Document) -> Iterator[str]:
    newsletter = document["newsletter"]
    if not document["stories"] and document["corrects"] is None:
        yield _("Choose at least one story.")
    if not newsletter["postal_address"].strip():
        yield _("Set the newsletter's postal address; many countries demand it in every issue.")
    if not newsletter["imprint"].strip():
        yield _("Set the newsletter's imprint.")
    if not newsletter["leave_base"].startswith("https://"):
        yield _("Leave links need an https address: set the base URL or the newsletter's host of leave links.")


def _size_problems(document: Document, html: str) -> Iterator[str]:
    size = len(html.encode())
    if size >= LIMITS.html:
        yield _(
            "The mail has %(size)d kB; mail programs cut it off at %(limit)d kB. Send a story's beginning only, or "
            "fewer stories."
        ) % {"size": -(-size // 1000), "limit": LIMITS.html // 1000}
    if len(text_part(document).encode()) > LIMITS.text:
        yield _("The plain text has more than %(limit)d kB. Take a story out.") % {"limit": LIMITS.text // 1000}


def _html_problems(html: str) -> list[str]:
    reader = _LinkReader()
    reader.feed(html)
    reader.close()
    return reader.problems


class _LinkReader(HTMLParser):
    """Reads the finished mail as a suspicious mail program does."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.problems: list[str] = []
        self._target: str | None = None
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "a" and attributes.get("href"):
            self._target, self._words = attributes["href"] or "", ""
            self.problems += _target_problems(self._target)
        elif tag == "img" and "alt" not in attributes:
            self.problems.append(_("A photo has no alternative text; write one or mark it decorative."))

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag != "a" or self._target is None:
            return
        shown = _HOST_LIKE.match(self._words)
        host = (urlsplit(self._target).hostname or "").removeprefix("www.")
        if shown and host and shown[1].lower().removeprefix("www.") != host:
            said = {"shown": self._words.strip(), "host": host}
            self.problems.append(_("The link that reads “%(shown)s” leads to %(host)s; make the two agree.") % said)
        self._target = None


def _target_problems(target: str) -> Iterator[str]:
    host = (urlsplit(target).hostname or "").lower()
    if host.removeprefix("www.") in SHORTENERS:
        yield _("A link goes through %(host)s; write the address that it leads to.") % {"host": host}
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return
    yield _("A link leads to a bare network address (%(host)s); write a name.") % {"host": host}
