"""Photos enter the library stripped, and take the places that imported texts keep for them."""

import hashlib
from collections.abc import Callable
from pathlib import PurePath
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.blocks import StreamValue

from beetroot.lib.photo_metadata import strip
from beetroot.newsroom.actions import audit, require
from beetroot.newsroom.models import User
from beetroot.newsroom.rules import Permission
from beetroot.stories.models import Photo, StoryPage
from beetroot.stories.models.photo_forms import fill
from beetroot.stories.rendering import latest
from beetroot.stories.rules import StoriesError

RawBlock = dict[str, Any]


@transaction.atomic
def add_photo(
    *, by: User, content: bytes, filename: str, title: str = "", decorative: bool = False, **said: str
) -> Photo:
    """A photo in the library. What the file says fills those of caption, credit, taken, rights, alt that are not given.

    Raises NotAllowed, `lib.photo_metadata.PhotoError`, and StoriesError when it is neither described nor decorative.
    """
    require(by=by, permission=Permission.WRITE_STORY)
    clean = strip(content)
    name = PurePath(filename).stem or "photo"
    photo = Photo(title=(title or name)[:255], is_decorative=decorative, uploaded_by_user=by, **said)
    fill(photo, clean.metadata)
    if not photo.alt_is_settled:
        raise StoriesError(f"Say what {name} shows (alt), or mark it as decorative.")
    photo.digest = hashlib.sha256(clean.content).hexdigest()
    photo.file = ContentFile(clean.content, name=name + clean.suffix)
    photo._set_image_file_metadata()
    photo.save()
    audit(by=by, verb="photo added", about=photo)
    return photo


@transaction.atomic
def fill_placeholder(*, story: StoryPage, block_id: str | UUID, photo: Photo, by: User) -> StoryPage:
    """The photo takes the place that the text kept; caption, credit and date of the text fill the photo's empty fields.

    Saves a draft and returns it. Raises NotAllowed, and StoriesError when the place is not there (any more).
    """
    require(by=by, permission=Permission.WRITE_STORY)

    def filled(block: RawBlock) -> RawBlock:
        _say(photo, block["value"])
        return {"id": block["id"], "type": "photo", "value": {"photo": photo.pk, "caption": block["value"]["caption"]}}

    draft = _change_placeholder(story, str(block_id), filled, by=by)
    audit(by=by, verb="photo placed", about=story, photo=photo.pk)
    return draft


@transaction.atomic
def drop_placeholder(*, story: StoryPage, block_id: str | UUID, by: User) -> StoryPage:
    """The story goes without this photo. Saves a draft and returns it; raises as `fill_placeholder`."""
    require(by=by, permission=Permission.WRITE_STORY)
    draft = _change_placeholder(story, str(block_id), lambda _block: None, by=by)
    audit(by=by, verb="photo place dropped", about=story)
    return draft


def _say(photo: Photo, named: dict[str, Any]) -> None:
    for field, value in (("caption", named["caption"]), ("credit", named["credit"]), ("taken", named["date"])):
        if value and not getattr(photo, field):
            setattr(photo, field, value)
    photo.save(update_fields=["caption", "credit", "taken"])


def _change_placeholder(
    story: StoryPage, block_id: str, change: Callable[[RawBlock], RawBlock | None], *, by: User
) -> StoryPage:
    draft = latest(story)
    raw: list[RawBlock] = [dict(block) for block in draft.body.raw_data]
    found = [block for block in raw if block["id"] == block_id and block["type"] == "photo_placeholder"]
    if not found:
        raise StoriesError("There is no such place for a photo in the story. Reload the page and look again.")
    changed = [change(block) if block is found[0] else block for block in raw]
    draft.body = StreamValue(draft.body.stream_block, [block for block in changed if block], is_lazy=True)
    draft.save_revision(user=by)
    return draft
