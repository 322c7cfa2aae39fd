"""Story pages, people, photos and documents."""

from typing import ClassVar

from django.db import models
from wagtail.documents.models import AbstractDocument, Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition


class Photo(AbstractImage):
    admin_form_fields = ("title", "file")


class Rendition(AbstractRendition):
    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="a_photo_has_one_rendition_per_filter"
            )
        ]


class Attachment(AbstractDocument):
    admin_form_fields = WagtailDocument.admin_form_fields
