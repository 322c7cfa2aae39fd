"""What must be put right before readers see a story; an issue with one of these does not close."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from beetroot.stories.models import Photo, StoryPage


def problems(story: StoryPage) -> list[str]:
    """One sentence for each thing that is missing, in the order of the story; empty when it is ready."""
    return [*_of_story(story), *(line for child in story.body for line in _of_block(child.block_type, child.value))]


def _of_story(story: StoryPage) -> Iterator[str]:
    if not story.title.strip():
        yield _("The story has no headline.")
    if not len(story.body):
        yield _("The story has no text.")


def _of_block(kind: str, value: Any) -> Iterator[str]:
    if kind == "photo":
        yield from _of_photo(value["photo"])
    elif kind == "photo_group":
        for picture in value["photos"]:
            yield from _of_photo(picture)
    elif kind == "embed" and value["poster"]:
        yield from _of_photo(value["poster"])
    elif kind == "photo_placeholder":
        named = value["caption"] or value["credit"] or _("without a caption")
        yield _("A photo is still to be added or dropped: %(named)s.") % {"named": named[:80].rstrip(".")}


def _of_photo(picture: Photo | None) -> Iterator[str]:
    if picture is None:
        yield _("A photo in the story has been deleted. Choose another or remove its block.")
    elif not picture.alt_is_settled:
        message = _("The photo “%(title)s” is silent for those who do not see it. Describe it or mark it decorative.")
        yield message % {"title": picture.title}
