"""Words go out of stories for good: pages, revisions, comments, sources, bylines, photos, originals, logs, search.

In steps, each of which is short and may run in a transaction of its own: what is done stays done when the next is not.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any
from urllib.parse import unquote_plus

from django.apps import apps
from django.db import IntegrityError, models, transaction
from taggit.models import Tag, TaggedItem
from wagtail.admin.models import FormState
from wagtail.contrib.redirects.models import Redirect
from wagtail.embeds.models import Embed
from wagtail.fields import StreamField
from wagtail.models import (
    Collection,
    Comment,
    CommentReply,
    ModelLogEntry,
    Page,
    PageLogEntry,
    Revision,
    Site,
    TaskState,
)
from wagtail.search import index

from beetroot.stories.actions import redacting_files
from beetroot.stories.models import Original, Region, Topic

OutOf = Callable[[Any], Any]
StandIn = Callable[[object], bool]
#: Does its work and gives how many rows of which kind it changed.
Step = Callable[[], dict[str, int]]
#: Rows that one step rewrites, and rows that are read at a time.
_STEP, _READ = 5, 200
_TEXT = (models.CharField, models.TextField, models.JSONField)
# Machine words, and columns through which a page is found.
_KEPT = frozenset(
    {"path", "url_path", "slug", "content_hash", "sha256", "file_hash", "locked_by", "action", "hash", "hostname"}
)


def redaction(out_of: OutOf, stand_in: StandIn) -> Iterator[Step]:
    """Steps that take the words out of every row of this room and of Wagtail's own.

    `out_of` gives a value without them, `stand_in` tells whether it has them. A step also indexes what it changed.
    """
    yield from _of_rows(out_of, stand_in)
    yield from redacting_files.steps(out_of, stand_in)
    for pks in _unsaved(stand_in):
        yield partial(_forget, pks)
    for pk in Original.objects.values_list("pk", flat=True):
        original = Original.objects.filter(pk=pk).first()
        if original is not None and _stands_in(original, stand_in):
            yield partial(_original, original, out_of)


def _of_rows(out_of: OutOf, stand_in: StandIn) -> Iterator[Step]:
    for model in _models():
        for pks in holding(model, _columns(model), stand_in):
            yield partial(_rewrite, model, pks, out_of)
    for pks in holding(Page, ("slug",), stand_in):
        yield partial(_move, pks)
    for labels in (Region, Topic, Tag):
        for pks in holding(labels, ("slug",), stand_in):
            yield partial(_relabel, labels, pks)


def holding(model: type[models.Model], columns: Iterable[str], stand_in: StandIn) -> Iterator[list[Any]]:
    """Keys of rows with the words in one of the columns, a few at a time.

    All rows are read, outside of any transaction: no database compares cases of every alphabet.
    """
    names = list(columns)
    keys = list(model._default_manager.order_by("pk").values_list("pk", flat=True)) if names else []
    for start in range(0, len(keys), _READ):
        rows = model._default_manager.filter(pk__in=keys[start : start + _READ])
        held = [row.pk for row in rows if any(stand_in(_plain(row, name)) for name in names if getattr(row, name))]
        yield from (held[first : first + _STEP] for first in range(0, len(held), _STEP))


def fitting(field: Any, value: Any) -> Any:
    """Text cut to what its column holds; words taken out may be longer than they were."""
    longest = getattr(field, "max_length", None)
    return value[:longest] if isinstance(value, str) and longest else value


def _models() -> Iterator[type[models.Model]]:
    own = [model for model in apps.get_app_config("stories").get_models() if model is not Original]
    wagtails = (
        Revision,
        PageLogEntry,
        ModelLogEntry,
        Comment,
        CommentReply,
        TaskState,
        Collection,
        Site,
        Embed,
        Redirect,
    )
    yield from (Page, *own, *wagtails, Tag)


def _columns(model: type[models.Model]) -> list[str]:
    return [
        field.attname
        for field in model._meta.local_concrete_fields
        if isinstance(field, (*_TEXT, StreamField)) and field.name not in _KEPT and not field.choices
    ]


def _plain(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    return list(value.raw_data) if hasattr(value, "raw_data") else value


def _rewrite(model: type[models.Model], pks: Sequence[Any], out_of: OutOf) -> dict[str, int]:
    rows = list(model._default_manager.filter(pk__in=pks))
    for row in rows:
        changed: dict[str, Any] = {name: out_of(_plain(row, name)) for name in _columns(model)}
        for name in changed:
            field: Any = model._meta.get_field(name)
            is_stream = isinstance(field, StreamField)
            changed[name] = field.to_python(changed[name]) if is_stream else fitting(field, changed[name])
        if isinstance(row, Revision) and changed["content"].get("slug") != row.content.get("slug"):
            changed["content"]["slug"] = f"redacted-{row.object_id}"  # a draft with brackets in its address is no page
        _write(model, row.pk, changed)
    _search_anew(model, pks)
    return {str(model._meta.verbose_name): len(rows)}


def _write(model: type[models.Model], pk: Any, changed: dict[str, Any]) -> None:
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=pk).update(**changed)
    except IntegrityError:  # another row has that name already, as two tags whose names are both taken out
        numbered = {
            name: f"{value} {pk}" if isinstance(value, str) and value else value for name, value in changed.items()
        }
        model._default_manager.filter(pk=pk).update(**numbered)


def _search_anew(model: type[models.Model], pks: Sequence[Any]) -> None:
    """Search keeps words of its own."""
    if issubclass(model, Page):
        found: Iterable[Any] = Page.objects.filter(pk__in=pks).specific()
    elif model is Tag:
        found = [tagged.content_object for tagged in TaggedItem.objects.filter(tag__in=pks)]
    else:
        found = model._default_manager.filter(pk__in=pks) if issubclass(model, index.Indexed) else ()
    for row in found:
        index.insert_or_update_object(row)


def _relabel(model: type[models.Model], pks: Sequence[Any]) -> dict[str, int]:
    """A region, topic or tag is found at another address than its name was."""
    for pk in pks:
        model._default_manager.filter(pk=pk).update(slug=f"redacted-{pk}")
    _search_anew(model, pks)
    return {"address": len(pks)}


def _unsaved(stand_in: StandIn) -> Iterator[list[int]]:
    """What Wagtail keeps of forms that nobody has saved yet: a query string, in which no words stand as they are."""
    held = [row.pk for row in FormState.objects.iterator() if stand_in(unquote_plus(row.data))]
    yield from (held[first : first + _STEP] for first in range(0, len(held), _STEP))


def _forget(pks: Sequence[int]) -> dict[str, int]:
    FormState.objects.filter(pk__in=pks).delete()
    return {"unsaved form": len(pks)}


def _move(pks: Sequence[int]) -> dict[str, int]:
    """An address with the words in it becomes another; links to the old one end."""
    pages = list(Page.objects.filter(pk__in=pks))
    for page in pages:
        page.slug = f"redacted-{page.pk}"
        page.save(update_fields=["slug", "url_path"], clean=False)
    return {"address": len(pages)}


def _stands_in(row: Original, stand_in: StandIn) -> bool:
    text = bytes(row.source).decode("utf-8", "replace")
    return stand_in(text) or stand_in(row.reading) or stand_in(row.filename) or stand_in(row.reason)


def _original(row: Original, out_of: OutOf) -> dict[str, int]:
    text = bytes(row.source).decode("utf-8", "replace")
    # The account of every character no longer fits a shorter source, so the reading goes with the words.
    Original.objects.filter(pk=row.pk).update(
        source=str(out_of(text)).encode(),
        reading=None,
        **{
            name: fitting(Original._meta.get_field(name), out_of(getattr(row, name))) for name in ("filename", "reason")
        },
    )
    return {"original": 1}
