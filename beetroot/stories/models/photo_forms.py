"""The upload and edit form of photos: what the file says goes into the fields, then the file says nothing more."""

import hashlib
from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext_lazy as _
from wagtail.images.forms import BaseImageForm

from beetroot.lib.photo_metadata import CleanPhoto, Metadata, PhotoError, strip
from beetroot.stories.models.photos import Photo

READ_FIELDS = ("caption", "credit", "taken", "rights", "alt")


def fill(photo: Photo, metadata: Metadata) -> None:
    """Writes what the file said into those fields of the photo that are still empty, cut to their length."""
    for name in READ_FIELDS:
        if not getattr(photo, name):
            longest = Photo._meta.get_field(name).max_length
            setattr(photo, name, getattr(metadata, name)[:longest])


def stripped_file(clean: CleanPhoto, *, name: str) -> SimpleUploadedFile:
    """The stripped bytes under the old name with the right suffix."""
    kind = "image/png" if clean.suffix == ".png" else "image/jpeg"
    return SimpleUploadedFile(PurePath(name).stem + clean.suffix, clean.content, content_type=kind)


class PhotoForm(BaseImageForm):
    """Named by WAGTAILIMAGES_IMAGE_FORM_BASE, so that every way into the desk's photo library leads through it."""

    clean_photo: CleanPhoto | None = None

    def clean_file(self) -> File[bytes]:
        given = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return given
        given.seek(0)
        try:
            self.clean_photo = strip(given.read())
        except PhotoError as error:
            raise ValidationError(str(error), code="not_a_photo") from error
        return stripped_file(self.clean_photo, name=given.name)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self._asks_for_alt() and not (data.get("alt") or data.get("is_decorative") or self._alt_in_file()):
            self.add_error("alt", _("Say what the photo shows, or mark it as decorative."))
        return data

    def save(self, commit: bool = True) -> Photo:
        photo: Photo = self.instance
        if self.clean_photo:
            photo.digest = hashlib.sha256(self.clean_photo.content).hexdigest()
            fill(photo, self.clean_photo.metadata)
        elif not photo.digest:
            self._strip_stored(photo)
        return super().save(commit=commit)

    def _asks_for_alt(self) -> bool:
        """Dropping many files at once sends the file alone; the form that follows for each asks for the text."""
        return "alt" in self.fields and self.add_prefix("alt") in self.data

    def _alt_in_file(self) -> bool:
        return bool(self.clean_photo and self.clean_photo.metadata.alt)

    def _strip_stored(self, photo: Photo) -> None:
        """Wagtail's "create from upload" has stored the file itself before the form is saved."""
        stored = photo.file.name
        with photo.file.open("rb") as handle:
            clean = strip(handle.read())
        photo.file.storage.delete(stored)
        photo.file.save(PurePath(stored).stem + clean.suffix, ContentFile(clean.content), save=False)
        photo.digest = hashlib.sha256(clean.content).hexdigest()
        photo._set_image_file_metadata()
        fill(photo, clean.metadata)
