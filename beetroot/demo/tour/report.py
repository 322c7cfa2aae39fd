"""The tour's last page: beside every line of the given page stands where it went, with what was published to look at.

Everything lies in one folder of plain files, so that it can be looked at, kept and handed on without a server.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from beetroot.demo.tour.lines import Account, Fact, account_for, visible_text
from beetroot.demo.tour.way import Stage, Tour
from beetroot.record import rendering as record
from beetroot.record.rendering.shapes import Backing

#: Labels of the account in the order of the picture, each with a colour class of tour.css.
LABELS = (
    "kicker",
    "headline",
    "lede",
    "byline",
    "publication",
    "body",
    "heading",
    "quote",
    "list",
    "table",
    "caption",
    "credit",
    "first_appeared_in",
    "signup",
    "furniture",
    "blank",
)
_SHOWN = 160


@dataclass(frozen=True)
class Share:
    """One label's part of the page in the picture, in percent of its characters."""

    label: str
    characters: int
    start: float
    width: float


def write(tour: Tour, stage: Stage, folder: Path) -> Account:
    """Fills the folder: index.html (the account), and the story, situation, newsletter and mail as readers get them."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = _save_pages(tour, stage, folder)
    mail_html, mail_text = _save_mail(tour, stage, folder)
    account = account_for(
        source=tour.reading["source_text"],
        spans=tour.reading["account"],
        facts=list(_facts(tour)),
        outputs={
            "the story": visible_text(pages["story.html"], strip=strip_tags),
            "the mail": visible_text(mail_html, strip=strip_tags),
            "its plain text": mail_text,
        },
        boxes=_boxes(tour.reading),
        credits=[photo["credit"] for photo in tour.reading["photos"] if photo["credit"]],
    )
    context = {
        "tour": tour,
        "account": account,
        "shares": _shares(account),
        "facts": _counted(account),
        "language": tour.reading["language"],
    }
    (folder / "index.html").write_text(render_to_string("demo/tour/index.html", context), encoding="utf-8")
    for name in ("public/site.css", "demo/tour.css"):
        found = Path(str(finders.find(name)))
        (folder / found.name).write_bytes(found.read_bytes())
    return account


def _boxes(reading: dict[str, Any]) -> dict[str, list[str]]:
    """What the page said in its boxes, and ours must say too."""
    first, box = reading["first_appeared_in"] or {}, reading["signup"] or {}
    return {
        "first_appeared_in": [words for words in first.values() if words],
        "signup": [words for words in (box.get("tagline"),) if words],
        "byline": reading["byline"],
        "publication": [reading["publication"]] if reading["publication"] else [],
    }


def _save_pages(tour: Tour, stage: Stage, folder: Path) -> dict[str, str]:
    paths = {
        "story.html": tour.story.get_url() or "/",
        "situation.html": f"/situations/{tour.situation.slug}/",
        "newsletter.html": f"/{tour.newsletter.slug}/",
        "issue.html": f"/{tour.newsletter.slug}/1/",
    }
    pages = {name: _fetch(stage, path) for name, path in paths.items()}
    for name, html in pages.items():
        (folder / name).write_text(_stand_alone(html, paths, stage, folder), encoding="utf-8")
    return pages


def _fetch(stage: Stage, path: str) -> str:
    with urlopen(stage.public_url + path) as answer:  # noqa: S310 - our own loopback address
        return str(answer.read().decode())


def _stand_alone(html: str, paths: dict[str, str], stage: Stage, folder: Path) -> str:
    """The page with its links among the saved files and its pictures beside it; no script stays."""
    html = html.replace(stage.base_url, "")
    for path in set(re.findall(r"/media/images/[\w.%-]+", html)):
        _save_picture(path, folder)
    html = re.sub(r"<script\b.*?</script>", "", html, flags=re.DOTALL)
    html = html.replace("/static/public/site.css", "site.css").replace("/media/images/", "media/")
    html = re.sub(r'<link rel="(icon|alternate|canonical)"[^>]*>', "", html)
    for name, path in sorted(paths.items(), key=lambda item: -len(item[1])):
        html = re.sub(rf'href="{re.escape(path)}(#[^"]*)?"', rf'href="{name}\1"', html)
    return re.sub(r'(href|action)="/[^"]*"', r'\1="index.html"', html)


def _save_picture(path: str, folder: Path) -> None:
    (folder / "media").mkdir(exist_ok=True)
    source = Path(settings.MEDIA_ROOT) / path.removeprefix("/media/")
    if source.exists():
        (folder / "media" / source.name).write_bytes(source.read_bytes())


def _save_mail(tour: Tour, stage: Stage, folder: Path) -> tuple[str, str]:
    (folder / "mail.eml").write_bytes(tour.mail)
    message = email.message_from_bytes(tour.mail, _class=EmailMessage, policy=email.policy.SMTP)
    html, text = _part(message, "html"), _part(message, "plain")
    shown = html.replace(stage.base_url + "/media/images/", "media/")
    for path in set(re.findall(r"/media/images/[\w.%-]+", html)):
        _save_picture(path, folder)
    (folder / "mail.html").write_text(shown, encoding="utf-8")
    (folder / "mail.txt").write_text(text, encoding="utf-8")
    return html, text


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""


def _facts(tour: Tour) -> Iterator[Fact]:
    """Everything of the record that readers see under this story, with the sentence it rests on."""
    roots = record.roots(tour.story.uuid)
    for row in roots.contradictions:
        for side in (*row.said, *row.denied):
            yield from _fact("claim", f"{side.who} {side.label}: {row.claim}", side.backing, "story.html#roots")
    for said in roots.statements:
        words = f"{said.speaker or said.cue}: {said.content}"
        yield from _fact("statement", words, said.backing, f"story.html#statement-{said.id}")
    for event in roots.events:
        yield from _fact("event", f"{event.when.words} {event.name}", event.backing, "situation.html#timeline")
    for figure in roots.figures:
        amount = figure.amount or figure.printed
        yield from _fact("figure", f"{amount} {figure.what}", figure.backing, "situation.html#figures")
    for agreement in roots.agreements:
        state = f": {agreement.now.label}" if agreement.now else ""
        yield from _fact("agreement", agreement.name + state, agreement.backing, "situation.html#agreements")


def _fact(kind: str, says: str, backing: Backing, href: str) -> Iterator[Fact]:
    for place in backing.places[:1]:
        shown = says.strip() if len(says) <= _SHOWN else says[: _SHOWN - 1].rsplit(" ", 1)[0] + " …"
        yield Fact(kind, shown, place.sentence or place.exact, href)


def _shares(account: Account) -> list[Share]:
    total = sum(account.characters.values()) or 1
    shares: list[Share] = []
    start = 0.0
    for label in LABELS:
        count = account.characters.get(label, 0)
        width = 100 * count / total
        if count:
            shares.append(Share(label, count, start, width))
        start += width
    return shares


def _counted(account: Account) -> dict[str, int]:
    """Facts by kind; one that rests on a line twice counts once."""
    facts = {(fact.kind, fact.says) for line in account.lines for fact in line.facts}
    facts |= {(fact.kind, fact.says) for fact in account.unplaced_facts}
    counts: dict[str, int] = {}
    for kind, _ in sorted(facts):
        counts[kind] = counts.get(kind, 0) + 1
    return counts
