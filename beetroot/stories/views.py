"""The desk's import pages: give a text, see what was found in it and where every line went, open the draft."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from beetroot.lib import edtf_dates
from beetroot.newsroom.models import Newsletter, User
from beetroot.newsroom.rules import Permission
from beetroot.stories.actions import StoriesError, import_story
from beetroot.stories.models import Original
from beetroot.stories.rules import Line, account_lines

SUFFIXES = (".txt", ".html", ".htm", ".md", ".markdown", ".docx")
LABELS = {
    "kicker": _("Kicker"),
    "headline": _("Headline"),
    "lede": _("Lede"),
    "byline": _("Byline"),
    "publication": _("Publication"),
    "body": _("Text"),
    "heading": _("Section heading"),
    "quote": _("Quotation"),
    "list": _("List"),
    "table": _("Table"),
    "caption": _("Photo caption"),
    "credit": _("Photo credit"),
    "furniture": _("Page furniture, left out"),
    "signup": _("Sign-up box, replaced by ours"),
    "first_appeared_in": _("“First appeared in” box"),
    "blank": _("Empty line"),
}
#: What of the source does not become part of the draft's own text.
LEFT_OUT = frozenset({"furniture", "signup", "blank"})


class ImportForm(forms.Form):
    """A pasted text or one file, never both."""

    text = forms.CharField(
        required=False,
        label=_("Paste the page or the text"),
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
        help_text=_("The whole page is fine: select all, copy, paste. Menus and share buttons are told apart."),
    )
    file = forms.FileField(
        required=False,
        label=_("or choose a file"),
        widget=forms.FileInput(attrs={"accept": ",".join(SUFFIXES)}),
        help_text=_("Text, HTML, Markdown or Word."),
    )
    newsletter = forms.ModelChoiceField(
        queryset=Newsletter.objects.all(), required=False, label=_("Written for the newsletter")
    )
    published = forms.CharField(
        required=False,
        max_length=40,
        label=_("Published on"),
        help_text=_("As 2022-11-15, if you know it. Dates like “last week” are counted from it."),
    )

    def clean_published(self) -> str | None:
        value: str = self.cleaned_data["published"].strip()
        if value and not edtf_dates.is_valid(value):
            raise forms.ValidationError(_("Write the date as 2022-11-15, 2022-11 or 2022."))
        return value or None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if bool(data.get("text", "").strip()) == bool(data.get("file")):
            raise forms.ValidationError(_("Paste a text or choose a file, one of the two."))
        return data


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the source, as the table shows it."""

    line: Line
    label: str
    left_out: bool


@require_http_methods(["GET", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """GET: the form and the latest imports. POST: reads it and leads to its account."""
    user = _writer(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and (answer := _import(request, form, user)):
        return answer
    originals = Original.objects.defer("source", "reading").select_related("story", "by")
    latest = Paginator(originals, 20).get_page(request.GET.get("p"))
    context = {"form": form, "latest": latest, "page_title": _("Import a story"), "header_icon": "upload"}
    return render(request, "stories/desk/import.html", context)


@require_GET
def imported_page(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found in one original and where every line of it went; or why it is no story."""
    _writer(request)
    original = get_object_or_404(Original.objects.defer("source").select_related("story", "by"), pk=pk)
    context = {
        "original": original,
        "reading": original.reading,
        "rows": _rows(original),
        "page_title": _("Imported") if original.story else _("Not imported"),
        "page_subtitle": str(original),
        "header_icon": "doc-full",
    }
    return render(request, "stories/desk/imported.html", context)


@require_GET
def original_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The original as it came, to save; never shown as a page, whatever it holds."""
    _writer(request)
    original = get_object_or_404(Original, pk=pk)
    answer = HttpResponse(bytes(original.source), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="original-{original.pk}.txt"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _writer(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not request.user.may(Permission.WRITE_STORY):
        raise PermissionDenied
    return request.user


def _import(request: HttpRequest, form: ImportForm, user: User) -> HttpResponse | None:
    data = form.cleaned_data
    source: str | bytes = data["file"].read() if data["file"] else data["text"]
    try:
        imported = import_story(
            by=user,
            source=source,
            filename=data["file"].name if data["file"] else "",
            newsletter=data["newsletter"],
            published=data["published"],
        )
    except StoriesError as error:
        form.add_error(None, str(error))
        return None
    if imported.duplicate:
        messages.warning(request, _("This was imported before. Here is what became of it then; nothing was added."))
    return redirect(reverse("stories:imported", args=[imported.original.pk]))


def _rows(original: Original) -> list[Row]:
    reading = original.reading
    if not reading:
        return []
    return [
        Row(line=line, label=str(LABELS.get(line.label, line.label)), left_out=line.label in LEFT_OUT)
        for line in account_lines(reading["source_text"], reading["account"])
    ]
