"""A name in danger goes out of pictures, attachments, tags, unsaved forms and what search keeps, not of texts alone."""

from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image
from wagtail.admin.models import FormState
from wagtail.contrib.redirects.models import Redirect
from wagtail.embeds.models import Embed
from wagtail.models import Collection, Site

from beetroot.record import actions
from beetroot.stories.actions import add_photo
from beetroot.stories.models import Attachment, Photo, Rendition, Topic
from tests.record.conftest import Town
from tests.record.test_corrections import whole_database

pytestmark = pytest.mark.django_db
NAME = "Zofia Tajna"


@pytest.fixture
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


def picture(town: Town, filename: str) -> Photo:
    content = BytesIO()
    # Its EXIF names her too; taking it off is what every upload does.
    exif = Image.Exif()
    exif[0x010E] = f"{NAME} at the weir"
    Image.new("RGB", (900, 600), "#556677").save(content, "JPEG", exif=exif)
    said: dict[str, Any] = {"alt": f"{NAME} at the weir", "caption": f"{NAME}, in May", "credit": NAME}
    photo = add_photo(by=town.editor, content=content.getvalue(), filename=filename, title=NAME, **said)
    photo.tags.add(NAME, "zofia-tajna")
    photo.get_rendition("width-480")
    return photo


def keep_everywhere(town: Town) -> Photo:
    """The name wherever an editor may have left it without thinking of a text."""
    photo = picture(town, "Zofia_Tajna.jpg")
    picture(town, "zofia-tajna.jpg")
    Attachment.objects.create(title=NAME, file=ContentFile(b"%PDF-1.4", name=f"letter of {NAME}.pdf"))
    Topic.objects.create(name=NAME, slug="zofia-tajna")
    Collection.get_first_root_node().add_child(name=f"For {NAME}")
    Site.objects.update(site_name=f"The Ruda Post and {NAME}")
    Redirect.objects.create(old_path="/stories/zofia-tajna", redirect_link="https://news.example/stories/zofia-tajna/")
    Embed.objects.create(
        url="https://films.example/1", hash="1", type="video", title=f"{NAME} speaks", author_name=NAME
    )
    FormState.objects.create(
        data=urlencode({"title": NAME}), user=town.editor,
        content_type=ContentType.objects.get_for_model(Photo), object_id="1", last_updated_at=timezone.now(),
    )  # fmt: skip
    return photo


def names_on_disk(media: Path) -> str:
    return "\n".join(str(path.relative_to(media)) for path in media.rglob("*"))


def left(media: Path) -> list[str]:
    found = f"{whole_database()}\n{names_on_disk(media)}".casefold().splitlines()
    return [line for line in found if "tajna" in line]


def test_a_name_goes_out_of_pictures_their_sizes_tags_search_and_unsaved_forms(town: Town, media: Path) -> None:
    photo = keep_everywhere(town)
    assert len(left(media)) > 15
    made = actions.redact(words=[NAME], reason="A source in danger.", by=town.editor)
    assert left(media) == []
    assert made.places["file name"] == 5
    photo = Photo.objects.get(pk=photo.pk)
    assert (photo.alt, photo.title) == ("[redacted] at the weir", "[redacted]")
    for row in (*Photo.objects.all(), *Rendition.objects.all()):
        with row.file.open("rb") as file:
            assert NAME.encode() not in file.read()
    assert len(list(media.rglob("*.jpg"))) == 4, "every picture and every size is there, once"


def test_files_are_renamed_by_whoever_goes_on_after_a_kill(
    town: Town, media: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_everywhere(town)
    made, kills = actions.start_redaction(words=[NAME], reason="A source in danger.", by=town.editor), 0
    update = type(Photo.objects.all()).update

    def killed(self, **changed):
        nonlocal kills
        if "file" in changed and kills < 3:
            kills += 1
            raise KeyboardInterrupt
        return update(self, **changed)

    monkeypatch.setattr("django.db.models.query.QuerySet.update", killed)
    while made.is_going_on:
        try:
            made = actions.go_on(redaction=made)
        except KeyboardInterrupt:
            continue
    assert kills == 3
    assert left(media) == []
    assert len(list(media.rglob("*.jpg"))) == 4
