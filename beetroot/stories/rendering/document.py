"""The story document: resolved, checked, plain values. Issues freeze it, so it holds no row and no relative address.

Every `html` in it is inline HTML of `strong em br a[href]` alone, made by `lib.inline_html`.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.images.models import SourceImageIOError
from wagtail.models import Page

from beetroot.lib import inline_html
from beetroot.stories import rules
from beetroot.stories.models import Byline, Photo, StoryPage, TextPage

Block = dict[str, Any]
#: CSS pixels of the sizes made of each photo: a phone, a mail or column at double density, a wide screen.
WIDTHS = (480, 960, 1600)


def document(story: StoryPage, *, base_url: str) -> dict[str, Any]:
    """The story as this instance holds it (the live row, or a revision's object as `latest` gives it).

    `base_url` has no slash at its end; all addresses in the result are absolute.
    """
    return {
        "uuid": str(story.uuid),
        "page_id": story.pk,
        "revision": _revision(story),
        "url": _url(story, base_url),
        "language": story.language,
        "direction": rules.direction(story.language),
        "kicker": story.kicker,
        "headline": story.title,
        "lede": story.lede,
        "bylines": [_byline(byline, base_url) for byline in story.bylines.all()],
        "newsletter": {"slug": story.newsletter.slug, "name": story.newsletter.name} if story.newsletter else None,
        "publication": story.publication or None,
        "first_published_in": _first_published(story),
        "region": story.region.name if story.region else None,
        "topics": sorted(topic.name for topic in story.topics.all()),
        "published_on": story.published_on.isoformat() if story.published_on else None,
        "sources": [_source(source) for source in story.sources.all()],
        "blocks": blocks(story.body, base_url=base_url),
    }


def text_document(page: TextPage, *, base_url: str) -> dict[str, Any]:
    """A plain page in the same shape, as far as it has the parts; the renderings need no more."""
    return {
        "url": _url(page, base_url),
        "language": page.locale.language_code,
        "direction": rules.direction(page.locale.language_code),
        "headline": page.title,
        "lede": page.lede,
        "blocks": blocks(page.body, base_url=base_url),
    }


def latest(story: StoryPage) -> StoryPage:
    """The story as last saved at the desk, published or not."""
    return story.get_latest_revision_as_object()


def blocks(stream: StreamValue, *, base_url: str) -> list[Block]:
    """The blocks of a body, in order; a paragraph block of several paragraphs gives several."""
    resolve = _resolver(base_url)
    return [
        block
        for number, child in enumerate(stream)
        for block in _MAKERS[child.block_type](child.value, child.id or f"block-{number}", resolve, base_url)
    ]


def _revision(story: StoryPage) -> int | None:
    if story.live and not story.has_unpublished_changes:
        return story.live_revision_id
    return story.latest_revision_id


def _url(page: Page, base_url: str) -> str:
    parts = page.get_url_parts()
    return base_url + (parts[2] if parts and parts[2] else "/")


def _byline(byline: Byline, base_url: str) -> dict[str, Any]:
    person = byline.person
    return {
        "label": byline.label,
        "name": byline.printed_name,
        "url": _url(person, base_url) if person and person.live else None,
        "written_for": byline.written_for or None,
    }


def _first_published(story: StoryPage) -> dict[str, Any] | None:
    found = {
        "newsletter": story.first_published_in_newsletter or None,
        "publisher": story.first_published_in_publisher or None,
        "coverage": story.first_published_in_coverage or None,
        "url": inline_html.safe_target(story.first_published_url),
    }
    return found if found["newsletter"] or found["publisher"] else None


def _source(source: Any) -> dict[str, Any]:
    return {
        "title": source.title,
        "publisher": source.publisher,
        "url": inline_html.safe_target(source.url),
        "note": source.note,
    }


def _resolver(base_url: str) -> inline_html.Resolver:
    @lru_cache(maxsize=256)
    def page_address(page_id: str) -> str | None:
        page = Page.objects.live().public().filter(pk=page_id).first() if page_id.isdecimal() else None
        return _url(page, base_url) if page else None

    def resolve(attributes: inline_html.Attributes) -> str | None:
        if attributes.get("linktype") == "page":
            return page_address(attributes.get("id") or "")
        return inline_html.by_href(attributes)

    return resolve


Maker = Callable[[Any, str, inline_html.Resolver, str], Iterator[Block]]


def _paragraph(value: Any, block_id: str, resolve: inline_html.Resolver, base_url: str) -> Iterator[Block]:
    for number, html in enumerate(inline_html.paragraphs(value.source, resolve=resolve), start=1):
        yield {"id": block_id if number == 1 else f"{block_id}-{number}", "type": "paragraph", "html": html}


def _heading(value: Any, block_id: str, resolve: inline_html.Resolver, base_url: str) -> Iterator[Block]:
    yield {"id": block_id, "type": "heading", "text": str(value)}


def _photo(value: Any, block_id: str, resolve: inline_html.Resolver, base_url: str) -> Iterator[Block]:
    if value["photo"]:
        picture = photo(value["photo"], base_url=base_url, caption=value["caption"])
        yield {"id": block_id, "type": "photo", "photo": picture}


def _photo_group(value: Any, block_id: str, resolve: inline_html.Resolver, base_url: str) -> Iterator[Block]:
    pictures = [photo(item, base_url=base_url) for item in value["photos"] if item]
    if pictures:
        yield {"id": block_id, "type": "photo_group", "photos": pictures, "caption": value["caption"]}


def _pull_quote(value: Any, block_id: str, resolve: inline_html.Resolver, base_url: str) -> Iterator[Block]:
    yield {"id": block_id, "type": "pull_quote", "text": value["text"].strip(), "speaker": value["speaker"]}


def _list(value: Any, block_id: str, resolve: inline_html.Resolver, base_url: str) -> Iterator[Block]:
    items = [inline_html.clean(item.source, resolve=resolve) for item in value["items"]]
    yield {"id": block_id, "type": "list", "ordered": bool(value["ordered"]), "items": [item for item in items if item]}


def _table(value: Any, block_id: str, resolve: inline_html.Resolver, base_url: str) -> Iterator[Block]:
    rows = rules.table_rows(value["cells"])
    header = rows.pop(0) if value["has_header"] and rows else None
    yield {"id": block_id, "type": "table", "caption": value["caption"], "header": header, "rows": rows}


def _note(value: Any, block_id: str, resolve: inline_html.Resolver, base_url: str) -> Iterator[Block]:
    yield {"id": block_id, "type": "note", "html": inline_html.clean(value.source, resolve=resolve)}


def _embed(value: Any, block_id: str, resolve: inline_html.Resolver, base_url: str) -> Iterator[Block]:
    address = inline_html.safe_target(value["url"])
    yield {
        "id": block_id,
        "type": "embed",
        "title": value["title"],
        "provider": value["provider"] or rules.provider_of(address or ""),
        "url": address,
        "poster": photo(value["poster"], base_url=base_url) if value["poster"] else None,
        "transcript": value["transcript"],
    }


def _placeholder(value: Any, block_id: str, resolve: inline_html.Resolver, base_url: str) -> Iterator[Block]:
    said = {key: value[key] for key in ("caption", "credit", "date")}
    yield {"id": block_id, "type": "photo_placeholder", **said}


_MAKERS: dict[str, Maker] = {
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


def photo(picture: Photo, *, base_url: str, caption: str = "") -> dict[str, Any]:
    """A photo with absolute addresses of its sizes, smallest first; `sources` is empty when its file is gone."""
    return {
        "digest": picture.digest,
        "alt": picture.default_alt_text,
        "decorative": picture.is_decorative,
        "caption": caption or picture.caption,
        "credit": picture.credit,
        "taken": picture.taken,
        "width": picture.width,
        "height": picture.height,
        "sources": _sources(picture, base_url),
    }


def _sources(picture: Photo, base_url: str) -> list[dict[str, Any]]:
    # Wagtail never enlarges: the first width that is not smaller than the photo gives the photo itself.
    smaller = [width for width in WIDTHS if width < picture.width]
    wanted = smaller + [width for width in WIDTHS if width >= picture.width][:1]
    try:
        made = picture.get_renditions(*(f"width-{width}|jpegquality-82" for width in wanted))
    except (SourceImageIOError, FileNotFoundError):
        return []
    by_width = {size.width: base_url + size.url if size.url.startswith("/") else size.url for size in made.values()}
    return [{"width": width, "url": by_width[width]} for width in sorted(by_width)]
