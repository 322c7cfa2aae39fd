"""The blocks as HTML for feed readers: absolute addresses, no class, no srcset, nothing that needs our style sheet."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import translation
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from beetroot.lib import inline_html
from beetroot.stories.rules import quoted

Block = Mapping[str, Any]
_WIDTH = 960


def blocks_to_feed(document: Mapping[str, Any]) -> str:
    """HTML for `content:encoded`; the feed escapes it or puts it in CDATA."""
    with translation.override(document["language"]):
        parts = [_RENDERERS[block["type"]](block, document["language"]) for block in document["blocks"]]
    return "\n".join(part for part in parts if part)


def _inline(html: str) -> SafeString:
    return SafeString(inline_html.clean(html))


def _lines(text: str) -> SafeString:
    return SafeString("<br>".join(conditional_escape(line) for line in text.strip().splitlines()))


def _paragraph(block: Block, language: str) -> str:
    return format_html("<p>{}</p>", _inline(block["html"]))


def _heading(block: Block, language: str) -> str:
    return format_html("<h2>{}</h2>", block["text"])


def _photo(block: Block, language: str) -> str:
    return _figure(block["photo"])


def _figure(photo: Mapping[str, Any]) -> SafeString:
    said = " — ".join(part for part in (photo["caption"], photo["credit"]) if part)
    caption = format_html("<figcaption>{}</figcaption>", said) if said else ""
    return format_html("<figure>{}{}</figure>", _image(photo), caption)


def _image(photo: Mapping[str, Any]) -> SafeString:
    sizes = photo["sources"]
    if not sizes:
        return conditional_escape(photo["alt"])
    source = next((size for size in sizes if size["width"] >= _WIDTH), sizes[-1])
    height = round(photo["height"] * source["width"] / photo["width"])
    return format_html(
        '<img src="{}" alt="{}" width="{}" height="{}">', source["url"], photo["alt"], source["width"], height
    )


def _photo_group(block: Block, language: str) -> str:
    caption = format_html("<p>{}</p>", block["caption"]) if block["caption"] else ""
    return "".join(_figure(photo) for photo in block["photos"]) + caption


def _pull_quote(block: Block, language: str) -> str:
    said = _lines(quoted(block["text"], language=language))
    speaker = format_html("<p>— {}</p>", block["speaker"]) if block["speaker"] else ""
    return format_html("<blockquote><p>{}</p>{}</blockquote>", said, speaker)


def _list(block: Block, language: str) -> str:
    items = format_html_join("", "<li>{}</li>", ((_inline(item),) for item in block["items"]))
    return format_html("<{0}>{1}</{0}>", "ol" if block["ordered"] else "ul", items)


def _table(block: Block, language: str) -> str:
    caption = format_html("<caption>{}</caption>", block["caption"]) if block["caption"] else ""
    header = format_html("<thead><tr>{}</tr></thead>", _cells("th", block["header"])) if block["header"] else ""
    rows = format_html_join("", "<tr>{}</tr>", ((_cells("td", row),) for row in block["rows"]))
    return format_html("<table>{}{}<tbody>{}</tbody></table>", caption, header, rows)


def _cells(tag: str, cells: list[str]) -> SafeString:
    return format_html_join("", "<{0}>{1}</{0}>", ((tag, cell) for cell in cells))


def _note(block: Block, language: str) -> str:
    return format_html("<p><em>{}</em></p>", _inline(block["html"]))


def _embed(block: Block, language: str) -> str:
    poster = _image(block["poster"]) if block["poster"] else ""
    target = inline_html.safe_target(block["url"])
    title = format_html('<a href="{}">{}</a>', target, block["title"]) if target else block["title"]
    opens = _("opens %(site)s") % {"site": block["provider"]}
    transcript = format_html("<p>{}</p>", _lines(block["transcript"])) if block["transcript"].strip() else ""
    return format_html("<figure>{}<figcaption>{} ({})</figcaption></figure>{}", poster, title, opens, transcript)


def _placeholder(block: Block, language: str) -> str:
    return ""


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
