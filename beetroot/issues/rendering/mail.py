"""The mail of an issue: one template for each of {full, plain} × {its own subject, neutral}.

Bytes depend on the document alone. No reader, no tracking, nothing hidden and nothing fetched but the photos.
"""

from __future__ import annotations

import textwrap
from typing import Any

import css_inline
import mrml
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from beetroot.issues.rendering import changes, roots, words
from beetroot.issues.rules import one_line
from beetroot.lib import inline_html
from beetroot.mail.message import LEAVE_TOKEN, Rendering, build_template
from beetroot.stories import rendering as story_rendering
from beetroot.stories.rules import direction

WIDTH = 72
# Fonts that readers have. mrml links a web font for every name it knows, so it is given none to know.
SERIF = "Charter, 'Iowan Old Style', Georgia, 'Noto Serif', 'Times New Roman', serif"
SANS = "-apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif"

_RENDER = mrml.RenderOptions(disable_comments=False, social_icon_origin=None, fonts={})
_INLINER = css_inline.CSSInliner(
    keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False, minify_css=True
)

Document = dict[str, Any]


def mail_template(document: Document, *, format: str = "full", subject_style: str = "subject") -> bytes:
    """The stored form of a beetroot.mail Template. Raises MailError where a field cannot stand in a mail."""
    return build_template(_rendering(document, format=format, neutral=subject_style == "neutral")).to_bytes()


def proof_template(document: Document, *, format: str = "full", subject_style: str = "subject") -> bytes:
    """The same mail marked as a test in its subject."""
    with translation.override(document["language"]):
        subject = _("[Test] %s") % (document["subject"] or _("(no subject yet)"))
    marked = {**document, "subject": subject}
    return mail_template(marked, format=format, subject_style=subject_style)


def welcome_template(document: Document, *, format: str, subject_style: str, preferences: str) -> bytes:
    """The mail of an issue that greets somebody who has just become a reader. `preferences` is a page's address."""
    newsletter = document["newsletter"]["name"]
    with translation.override(document["language"]):
        welcome = _(
            "Welcome: you are a reader of %(newsletter)s now. This is the current issue, so that you need not wait for "
            "the next. What you receive can be changed here:"
        )
        greeting = (
            f'{escape(welcome % {"newsletter": newsletter})} <a href="{escape(preferences)}">{escape(preferences)}</a>'
        )
        subject = _("Welcome to %(newsletter)s") % {"newsletter": newsletter}
    marked = {**document, "introduction": [greeting, *document["introduction"]], "subject": subject}
    return mail_template(marked, format=format, subject_style=subject_style)


def _rendering(document: Document, *, format: str, neutral: bool) -> Rendering:
    newsletter = document["newsletter"]
    name = newsletter["neutral_from_name"] if neutral else ""
    return Rendering(
        subject=subject_line(document, neutral=neutral),
        from_name=name or newsletter["from_name"],
        from_address=newsletter["from_address"],
        reply_to=newsletter["reply_to"] or None,
        list_id=newsletter["list_id"],
        leave_base=newsletter["leave_base"],
        leave_mailbox=newsletter["leave_mailbox"],
        text=text_part(document, neutral=neutral),
        html=html_part(document, neutral=neutral) if format == "full" else None,
        extra={"Content-Language": document["language"]},  # RFC 3282
    )


def subject_line(document: Document, *, neutral: bool = False) -> str:
    """The subject on one line."""
    return one_line(document["newsletter"]["neutral_subject"] if neutral else document["subject"])


def html_part(document: Document, *, neutral: bool = False) -> str:
    """The HTML part, CSS inlined, with the mark of the leave token in its leave link."""
    with translation.override(document["language"]):
        source = render_to_string("issues/mail/issue.mjml", _context(document, neutral=neutral))
    html = mrml.to_html(source, render_options=_RENDER).content
    return _INLINER.inline(html)


def _context(document: Document, *, neutral: bool) -> dict[str, Any]:
    newsletter, language = document["newsletter"], document["language"]
    way = direction(language)
    stories = document["stories"]
    return {
        "language": language,
        "direction": way,
        "start": "right" if way == "rtl" else "left",
        "serif": SERIF,
        "sans": SANS,
        "title": subject_line(document, neutral=neutral),
        "neutral": neutral,
        "first_line": words.neutral_opening() if neutral else document["preheader"],
        "newsletter": newsletter,
        "dateline": words.dateline(document),
        "introduction": _well_formed("".join(f"<p>{inline_html.clean(text)}</p>" for text in document["introduction"])),
        "contents": [entry["story"]["headline"] for entry in stories] if len(stories) > 1 else [],
        "changes": changes.mjml(document["changes"]),
        "entries": [_html_entry(entry, newsletter=newsletter["name"]) for entry in stories],
        "archive_url": document["archive_url"],
        "sign_up_url": newsletter["sign_up_url"],
        "leave_url": newsletter["leave_base"] + LEAVE_TOKEN,
    }


def _html_entry(entry: dict[str, Any], *, newsletter: str) -> dict[str, Any]:
    story, is_teaser = entry["story"], entry["style"] == "teaser"
    return {
        "story": story,
        "byline": words.byline(story),
        "first_appeared": words.first_appeared(story, newsletter=newsletter),
        "blocks": story_rendering.blocks_to_mjml(words.teaser(story) if is_teaser else story),
        "is_teaser": is_teaser,
        "roots": "" if is_teaser else roots.mjml(entry),
        "sources": [] if is_teaser else story["sources"],
    }


def _well_formed(html: str) -> str:
    """MJML is XML: what `inline_html` writes is, but for its line breaks."""
    return html.replace("<br>", "<br />")


def text_part(document: Document, *, neutral: bool = False) -> str:
    """The plain text: complete by itself, 72 columns, addresses on lines of their own."""
    with translation.override(document["language"]):
        parts = [
            *_text_masthead(document, neutral=neutral),
            *changes.text(document["changes"]),
            *(part for entry in document["stories"] for part in _text_entry(entry, document)),
            _text_foot(document),
        ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _text_masthead(document: Document, *, neutral: bool) -> list[str]:
    newsletter, stories = document["newsletter"], document["stories"]
    name = one_line(newsletter["name"])
    first = words.neutral_opening() if neutral else document["preheader"]
    listed = "\n".join(_wrap(f"* {entry['story']['headline']}", hanging="  ") for entry in stories)
    return [
        _wrap(first),
        f"{name}\n{'=' * min(len(name), WIDTH)}\n{words.dateline(document)}",
        _wrap(newsletter["tagline"]),
        *(_wrap_html(paragraph) for paragraph in document["introduction"]),
        f"{_('In this issue')}:\n{listed}" if len(stories) > 1 else "",
    ]


def _text_entry(entry: dict[str, Any], document: Document) -> list[str]:
    story, is_teaser = entry["story"], entry["style"] == "teaser"
    headline = _wrap(story["headline"])
    longest = max((len(line) for line in headline.split("\n")), default=0)
    whole = [roots.text(entry), _text_sources(story["sources"])]
    more = [f"{_('Read the whole story')}:\n{story['url']}"]
    return [
        "-" * WIDTH,
        _wrap(story["kicker"] or ""),
        f"{headline}\n{'=' * longest}",
        _wrap(story["lede"] or ""),
        _wrap(words.byline(story)),
        _wrap(words.first_appeared(story, newsletter=document["newsletter"]["name"])),
        story_rendering.blocks_to_text(words.teaser(story) if is_teaser else story).strip("\n"),
        *(more if is_teaser else whole),
    ]


def _text_sources(sources: list[dict[str, Any]]) -> str:
    return "\n".join([f"{_('Sources')}:", *(_text_source(source) for source in sources)]) if sources else ""


def _text_source(source: dict[str, Any]) -> str:
    named = ", ".join(part for part in (source["title"], source["publisher"]) if part)
    line = _wrap("* " + ". ".join(part for part in (named, source["note"]) if part), hanging="  ")
    return f"{line}\n  {source['url']}" if source["url"] else line


def _text_foot(document: Document) -> str:
    newsletter = document["newsletter"]
    leave = newsletter["leave_base"] + LEAVE_TOKEN
    web = document["archive_url"] and f"{_('Read this issue on the web')}:\n{document['archive_url']}"
    sign_up = newsletter["sign_up_url"] and (
        f"{_('Did somebody pass this on to you?')} {_('Get the next issue yourself')}:\n{newsletter['sign_up_url']}"
    )
    asked = _wrap(
        _(
            "You asked for %(name)s and confirmed it. Nothing in this letter tells us whether you opened it or what "
            "you read."
        )
        % {"name": newsletter["name"]}
    )
    parts = [web, sign_up, asked, f"{_('Leave with one click')}:\n{leave}"]
    own = [newsletter["imprint"].strip(), newsletter["postal_address"].strip()]
    foot = "\n\n".join(part for part in (*parts, *own) if part)
    # RFC 3676 4.3: answers leave out what follows, and with it the token that lets one leave.
    return f"-- \n{foot}"


def _wrap_html(paragraph: str) -> str:
    return _wrap(inline_html.plain(paragraph, mark=lambda url, text: f"{text} <{url}>" if text != url else f"<{url}>"))


def _wrap(text: str, *, hanging: str = "") -> str:
    """Lines of at most 72 characters; a longer address is left whole."""
    wrapped = (
        textwrap.fill(line, WIDTH, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)
        for line in text.strip().splitlines()
    )
    return "\n".join(wrapped)
