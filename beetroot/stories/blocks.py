"""What a story's body is made of. Each block holds content only; how it looks is `rendering`'s, once per medium."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from beetroot.lib import edtf_dates, inline_html
from beetroot.stories.rules import LONGEST_HEADING, table_rows

#: What may stand inside a line. No headings, images or embeds: they are blocks, and have one rendering per medium.
INLINE = ["bold", "italic", "link"]


def only_safe_links(html: str) -> None:
    """Raises ValidationError when a link of rich text leads elsewhere than http, https, mailto or a page of ours."""
    refused: list[str] = []

    def look(attributes: inline_html.Attributes) -> str | None:
        target = attributes.get("href")
        inside = attributes.get("linktype") == "page"
        if not inside and inline_html.safe_target(target) is None:
            refused.append(target or attributes.get("linktype") or "")
        return None

    inline_html.paragraphs(html, resolve=look)
    if refused:
        raise ValidationError(
            _("The link “%(link)s” cannot be used. Link to a page, an http(s) address or one mail address."),
            params={"link": refused[0][:80]},
        )


class LineTextBlock(blocks.RichTextBlock):
    """Rich text of bold, italic and link; a link that could run something is refused at the form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"features": INLINE, **kwargs})

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        only_safe_links(cleaned.source)
        return cleaned


class WebAddressBlock(blocks.URLBlock):
    """An http or https address without a password in it."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        target = inline_html.safe_target(cleaned) or ""
        if cleaned and not target.startswith(("http://", "https://")):
            raise ValidationError(_("Use an address that begins with https://."))
        return cleaned


class DateBlock(blocks.CharBlock):
    """A day, month or year, sure or not, as EDTF (ISO 8601-2)."""

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned and not edtf_dates.is_valid(cleaned):
            raise ValidationError(_("Write the date as 2022-11-15, 2022-11, 2022 or 2022-11~."))
        return cleaned


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = _("Heading")


class ParagraphBlock(LineTextBlock):
    class Meta:
        icon = "pilcrow"
        label = _("Paragraph")


class PhotoBlock(blocks.StructBlock):
    photo = ImageChooserBlock(label=_("Photo"))
    caption = blocks.CharBlock(
        required=False, max_length=1000, label=_("Caption here"), help_text=_("Empty: the photo's own caption.")
    )

    class Meta:
        icon = "image"
        label = _("Photo")


class PhotoGroupBlock(blocks.StructBlock):
    photos = blocks.ListBlock(ImageChooserBlock(label=_("Photo")), min_num=2, max_num=12, label=_("Photos"))
    caption = blocks.CharBlock(required=False, max_length=1000, label=_("Caption for all"))

    class Meta:
        icon = "copy"
        label = _("Photo group")


class PullQuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"), help_text=_("Without quotation marks; they are set by language."))
    speaker = blocks.CharBlock(required=False, max_length=200, label=_("Who said it"))

    class Meta:
        icon = "openquote"
        label = _("Pull quote")


class ListOfLinesBlock(blocks.StructBlock):
    ordered = blocks.BooleanBlock(required=False, label=_("Numbered"))
    items = blocks.ListBlock(LineTextBlock(label=_("Line")), min_num=1, label=_("Lines"))

    class Meta:
        icon = "list-ul"
        label = _("List")


class TableBlock(blocks.StructBlock):
    """A table typed as text: readable while it is written, pasted from any spreadsheet, usable without JavaScript."""

    caption = blocks.CharBlock(required=False, max_length=300, label=_("What the table shows"))
    has_header = blocks.BooleanBlock(required=False, default=True, label=_("The first row names the columns"))
    cells = blocks.TextBlock(
        label=_("Rows"), help_text=_("One row a line. Paste from a spreadsheet, or part cells with |.")
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not table_rows(cleaned["cells"]):
            raise blocks.StructBlockValidationError({"cells": ValidationError(_("Write at least one row."))})
        return cleaned

    class Meta:
        icon = "table"
        label = _("Table")


class NoteBlock(LineTextBlock):
    class Meta:
        icon = "info-circle"
        label = _("Note to readers")


class EmbedBlock(blocks.StructBlock):
    """Something that another site shows. We ask that site nothing, neither does the reader's browser before a click."""

    url = WebAddressBlock(label=_("Address"))
    title = blocks.CharBlock(max_length=300, label=_("Title"))
    provider = blocks.CharBlock(
        required=False, max_length=80, label=_("Site"), help_text=_("Empty: taken from the address.")
    )
    poster = ImageChooserBlock(required=False, label=_("Picture shown before the click"))
    transcript = blocks.TextBlock(
        required=False, label=_("Transcript"), help_text=_("For readers who cannot or must not open the other site.")
    )

    class Meta:
        icon = "media"
        label = _("Embed")


class PhotoPlaceholderBlock(blocks.StructBlock):
    """A photo that a pasted text names. It stops the story from being published until it is filled or dropped."""

    caption = blocks.CharBlock(required=False, max_length=1000, label=_("Caption"))
    credit = blocks.CharBlock(required=False, max_length=300, label=_("Credit"))
    date = DateBlock(required=False, max_length=40, label=_("Taken"))

    class Meta:
        icon = "warning"
        label = _("Photo still to add")


class StoryBlocks(blocks.StreamBlock):
    paragraph = ParagraphBlock()
    heading = HeadingBlock(max_length=LONGEST_HEADING)
    photo = PhotoBlock()
    photo_group = PhotoGroupBlock()
    pull_quote = PullQuoteBlock()
    list = ListOfLinesBlock()
    table = TableBlock()
    note = NoteBlock()
    embed = EmbedBlock()
    photo_placeholder = PhotoPlaceholderBlock()
