"""Photos, whose originals hold no metadata, their sizes, and documents to download."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.files.base import ContentFile, File
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index

from beetroot.stories.models import checks


class Photo(AbstractImage):
    """A photo and what is printed with it. `digest` is the SHA-256 of the stripped file.

    Only `PhotoForm` and `actions.add_photo` fill the digest, after stripping; the constraint keeps every other way out.
    """

    caption: models.TextField[str, str] = models.TextField(_("caption"), blank=True, max_length=1000)
    credit: models.CharField[str, str] = models.CharField(
        _("credit"), blank=True, max_length=300, validators=[checks.one_line]
    )
    taken: models.CharField[str, str] = models.CharField(
        _("taken"), blank=True, max_length=40, validators=[checks.edtf], help_text=_("A day, month or year (EDTF).")
    )
    rights: models.CharField[str, str] = models.CharField(_("rights"), blank=True, max_length=500)
    alt: models.CharField[str, str] = models.CharField(
        _("what the photo shows"),
        blank=True,
        max_length=500,
        help_text=_("Read aloud to those who do not see it, and shown where pictures are off."),
    )
    # Wagtail sets an attribute `decorative` of its own on every image, so the column needs another name.
    is_decorative: models.BooleanField[bool, bool] = models.BooleanField(
        _("decorative"), default=False, help_text=_("It adds nothing to the text and is passed over in silence.")
    )
    digest: models.CharField[str, str] = models.CharField(max_length=64, editable=False, db_index=True)

    admin_form_fields = (
        "title",
        "file",
        "alt",
        "is_decorative",
        "caption",
        "credit",
        "taken",
        "rights",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )
    search_fields: ClassVar = [
        *AbstractImage.search_fields,
        index.SearchField("caption"),
        index.SearchField("credit"),
        index.SearchField("alt"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(digest=""), name="a_photo_went_through_stripping"),
        ]

    @property
    def default_alt_text(self) -> str:
        """What Wagtail reads out for the photo; never its file name."""
        return "" if self.is_decorative else self.alt

    def generate_rendition_file(self, filter: Any, *, source: File[bytes] | None = None) -> File[bytes]:
        """Wagtail leaves the temporary file of each new size open until it is collected; ours is closed at once."""
        made = super().generate_rendition_file(filter, source=source)
        with made.file:
            made.seek(0)
            return ContentFile(made.read(), name=made.name)

    @property
    def alt_is_settled(self) -> bool:
        """True when there is alt text, or the photo is marked decorative."""
        return self.is_decorative or bool(self.alt.strip())


class Rendition(AbstractRendition):
    """One size of a photo, made when it is first asked for."""

    image: models.ForeignKey[Photo, Photo] = models.ForeignKey(
        Photo, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="a_photo_has_one_rendition_per_filter"
            )
        ]


class Attachment(AbstractDocument):
    """A file that readers may download."""

    admin_form_fields: Any = WagtailDocument.admin_form_fields
