"""What public templates may ask for. Everything here reads; pages stay ignorant of the rooms above them."""

from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Site

from beetroot.newsroom.models import Newsletter, Newsroom, query_of
from beetroot.record import rendering as record
from beetroot.stories import rendering as stories
from beetroot.stories.models import FrontPage, PersonPage, Photo, StoryPage
from beetroot.stories.rules import direction as text_direction

register = template.Library()
Context = dict[str, Any]

_FRONT_PHOTO = "fill-720x480"


@register.simple_tag(takes_context=True)
def page_language(context: Context) -> str:
    """The language of the story, the newsletter or, failing those, the newsroom, unless the view says another."""
    if context.get("language"):
        return str(context["language"])
    for name in ("page", "newsletter"):
        language = getattr(context.get(name), "language", "")
        if language:
            return str(language)
    active = translation.get_language() or settings.LANGUAGE_CODE
    return active if active != settings.LANGUAGE_CODE else _newsroom_language()


@register.simple_tag
def direction(language: str) -> str:
    """`rtl` for Arabic, Persian, Hebrew and their like."""
    return text_direction(language)


@register.simple_tag
def in_language(language: str) -> str:
    """What goes behind the path of a page that has no newsletter, so that it speaks the same language."""
    return query_of(language)


@register.simple_tag
def newsroom() -> Newsroom | None:
    """The newsroom's one row; None before it is founded, so that an error page still renders."""
    return Newsroom.objects.first()


@register.simple_tag
def newsletters() -> list[Newsletter]:
    """Newsletters that can be signed up to."""
    return list(Newsletter.objects.filter(sign_up_open=True))


@register.simple_tag(takes_context=True)
def menu(context: Context) -> list[dict[str, str]]:
    """Title and path of every page that an editor put into the menu, and of the situations."""
    front = FrontPage.objects.live().first()
    if front is None:
        return []
    site = Site.find_for_request(context.get("request"))
    entries = [
        {"title": page.title, "url": page.get_url(context.get("request"), current_site=site) or "/"}
        for page in front.get_children().live().in_menu()
    ]
    if record.has_public_situations():
        entries.insert(1, {"title": translation.gettext("Situations"), "url": "/situations/"})
    return entries


@register.simple_tag
def situations() -> list[Any]:
    """Situations that readers may see, newest first."""
    return list(record.public_situations())


@register.simple_tag
def latest_stories(count: int) -> list[StoryPage]:
    """Published stories, newest first."""
    return list(_published()[:count])


@register.simple_tag
def stories_of(person: PersonPage) -> list[StoryPage]:
    """Published stories with this person's byline."""
    return list(_published().filter(bylines__person=person).distinct())


@register.inclusion_tag("public/card.html", takes_context=True)
def story_card(context: Context, story: StoryPage, style: str = "") -> Context:
    """One story in a list, with its first photo."""
    photo = _first_photo(story)
    names = [f"{byline.label} {byline.printed_name}" for byline in story.bylines.all()]
    return {
        "story": story,
        "style": style,
        "url": story.get_url(context.get("request")) or "",
        "photo": photo.get_rendition(_FRONT_PHOTO) if photo else None,
        "byline": " · ".join(names),
    }


@register.simple_tag
def story_document(page: StoryPage) -> dict[str, Any]:
    """The story's document; the page shows what the mail and the feed show."""
    return stories.document(page, base_url="")


@register.simple_tag
def story_body(document: dict[str, Any]) -> SafeString:
    """The body's blocks as HTML."""
    return stories.blocks_to_web(document)


@register.simple_tag
def text_body(page: Any) -> SafeString:
    """The blocks of a plain page as HTML."""
    return stories.blocks_to_web(stories.text_document(page, base_url=""))


@register.inclusion_tag("public/first_appeared.html")
def first_appeared(document: dict[str, Any], newsletter: Newsletter | None) -> Context:
    """The box under the lede that says where the story was first published."""
    return {"first": document["first_published_in"], "newsletter": newsletter}


@register.inclusion_tag("public/signup_box.html")
def sign_up_box(newsletter: Newsletter, place: str) -> Context:
    """Name, tagline and the form. `place`: front, page or foot."""
    return {"newsletter": newsletter, "place": place}


@register.inclusion_tag("public/roots.html")
def roots(page: StoryPage) -> Context:
    """The record under a story: only what an editor confirmed."""
    return {"roots": record.roots(page.uuid)}


@register.inclusion_tag("public/corrections.html")
def corrections(carrier: str, ref: object) -> Context:
    """Dated notices on what carried something wrong: `carrier` is story or issue, `ref` its UUID or id."""
    return {"corrections": record.corrections_of(carrier, str(ref))}


@register.filter
def drawing(svg: str) -> SafeString:
    """The record's own drawing; it escapes every name in it."""
    return mark_safe(svg)  # noqa: S308


@register.filter
def day(moment: str) -> str:
    """An ISO 8601 date or time as a day in the reader's words."""
    return date_format(datetime.fromisoformat(moment), "DATE_FORMAT")


@register.inclusion_tag("public/share.html")
def share(page: StoryPage) -> Context:
    """Ways to pass a story on, unless the newsroom or the newsletter switched them off."""
    room = Newsroom.objects.first()
    allowed = bool(room and room.share_links) and (page.newsletter is None or page.newsletter.share_links)
    return {"share": allowed, "url": page.full_url, "title": page.title}


def _published() -> Any:
    return (
        StoryPage.objects.live()
        .public()
        .order_by("-published_on", "-first_published_at")
        .prefetch_related("bylines__person")
    )


def _newsroom_language() -> str:
    room = Newsroom.objects.first()
    return room.language if room else settings.LANGUAGE_CODE


def _first_photo(story: StoryPage) -> Photo | None:
    return next((photo for block in story.body for photo in _photos(block)), None)


def _photos(block: Any) -> list[Photo]:
    if block.block_type == "photo_group":
        return list(block.value["photos"])
    return [block.value["photo"]] if block.block_type == "photo" else []
