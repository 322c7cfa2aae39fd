"""The blocks as MJML, to stand in an `mj-body`. Looks come from the mj-classes that the mail's head defines."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import translation
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from beetroot.lib import inline_html
from beetroot.stories.rules import quoted

Block = Mapping[str, Any]
#: Widths in pixels: the column of the mail, and the file that still looks sharp there.
COLUMN, SHARP = 600, 960


def blocks_to_mjml(document: Mapping[str, Any]) -> str:
    """One `mj-section` with one column: fewer tables keep a long story under Gmail's 102 kB (mail-requirement 19)."""
    with translation.override(document["language"]):
        parts = [_RENDERERS[block["type"]](block, document["language"]) for block in document["blocks"]]
    inner = "\n".join(part for part in parts if part)
    return f"<mj-section>\n<mj-column>\n{inner}\n</mj-column>\n</mj-section>" if inner else ""


def _text(kind: str, html: str) -> SafeString:
    return format_html('<mj-text mj-class="{}">{}</mj-text>', kind, html)


def _inline(html: str) -> SafeString:
    # MJML is XML: a void element must be closed.
    return SafeString(inline_html.clean(html).replace("<br>", "<br/>"))


def _lines(text: str) -> SafeString:
    return SafeString("<br/>".join(conditional_escape(line) for line in text.strip().splitlines()))


def _paragraph(block: Block, language: str) -> str:
    return _text("paragraph", _inline(block["html"]))


def _heading(block: Block, language: str) -> str:
    return _text("heading", format_html("<h2>{}</h2>", block["text"]))


def _photo(block: Block, language: str) -> str:
    return _image(block["photo"]) + _caption(block["photo"]["caption"], block["photo"]["credit"])


def _image(photo: Mapping[str, Any], href: str | None = None) -> SafeString:
    if not photo["sources"]:
        return _text("paragraph", photo["alt"]) if photo["alt"] else SafeString("")
    sizes = photo["sources"]
    source = next((size for size in sizes if size["width"] >= SHARP), sizes[-1])
    link = format_html(' href="{}"', href) if href else ""
    return format_html(
        '<mj-image src="{}" alt="{}" width="{}px"{} />',
        source["url"],
        photo["alt"],
        min(COLUMN, source["width"]),
        link,
    )


def _caption(caption: str, credit: str) -> SafeString:
    both = " — ".join(part for part in (caption, credit) if part)
    return _text("caption", both) if both else SafeString("")


def _photo_group(block: Block, language: str) -> str:
    photos = "".join(_image(photo) + _caption(photo["caption"], photo["credit"]) for photo in block["photos"])
    return photos + _caption(block["caption"], "")


def _pull_quote(block: Block, language: str) -> str:
    said = _lines(quoted(block["text"], language=language))
    speaker = format_html("<br/>— {}", block["speaker"]) if block["speaker"] else ""
    return _text("quote", format_html("<blockquote>{}{}</blockquote>", said, speaker))


def _list(block: Block, language: str) -> str:
    tag = "ol" if block["ordered"] else "ul"
    items = format_html_join("", "<li>{}</li>", ((_inline(item),) for item in block["items"]))
    return _text("paragraph", format_html("<{0}>{1}</{0}>", tag, items))


def _table(block: Block, language: str) -> str:
    header = format_html("<tr>{}</tr>", _cells("th", block["header"])) if block["header"] else ""
    rows = format_html_join("", "<tr>{}</tr>", ((_cells("td", row),) for row in block["rows"]))
    table = format_html('<mj-table mj-class="table">{}{}</mj-table>', header, rows)
    return table + _caption(block["caption"], "")


def _cells(tag: str, cells: list[str]) -> SafeString:
    # MJML breaks words anywhere in a column; in narrow cells that would cut every second one.
    cell_html = '<{0} align="left" style="word-break:normal">{1}</{0}>'
    return format_html_join("", cell_html, ((tag, cell) for cell in cells))


def _note(block: Block, language: str) -> str:
    return _text("note", _inline(block["html"]))


def _embed(block: Block, language: str) -> str:
    poster = _image(block["poster"], block["url"]) if block["poster"] else ""
    title = _link(block["url"], block["title"])
    opens = _("opens %(site)s") % {"site": block["provider"]}
    transcript = _text("note", _lines(block["transcript"])) if block["transcript"].strip() else ""
    return poster + _text("caption", format_html("{} ({})", title, opens)) + transcript


def _link(address: str | None, words: str) -> SafeString:
    target = inline_html.safe_target(address)
    return format_html('<a href="{}">{}</a>', target, words) if target else conditional_escape(words)


def _placeholder(block: Block, language: str) -> str:
    return ""  # a story with one is neither published nor closed into an issue


_RENDERERS: dict[str, Callable[[Block, str], str]] = {
    "paragraph": _paragraph,
    "heading": _heading,
    "photo": _photo,
    "photo_group": _photo_group,
    "pull_quote": _pull_quote,
    "list": _list,
    "table": _table,
    "note": _note,
    "embed": _embed,
    "photo_placeholder": _placeholder,
}
