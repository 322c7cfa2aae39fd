"""Words go out of stories for good: pages, their revisions, sources, bylines, photos, originals, logs, search."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import models
from wagtail.fields import StreamField
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision
from wagtail.search import index

from beetroot.stories.models import Original

OutOf = Callable[[Any], Any]
StandIn = Callable[[object], bool]
_TEXT = (models.CharField, models.TextField, models.JSONField)
# Machine words, and columns through which a page is found.
_KEPT = frozenset({"path", "url_path", "content_hash", "sha256", "file_hash", "locked_by", "action"})


def redact(out_of: OutOf, stand_in: StandIn) -> dict[str, int]:
    """Takes the words out of every row of this room and of Wagtail's own; gives how many rows of which kind.

    `out_of` gives a value without them, `stand_in` tells whether it has them. Search is indexed again at once.
    """
    places: Counter[str] = Counter()
    changed: set[int] = set()
    for model in _models():
        for row in _holding(model, stand_in):
            _rewrite(row, out_of)
            places[str(model._meta.verbose_name)] += 1
            if isinstance(row, Page):
                changed.add(row.pk)
    for original in Original.objects.iterator():
        places["original"] += _original(original, out_of, stand_in)
    for page in Page.objects.filter(pk__in=changed).specific():  # as they are now; search keeps words of its own
        index.insert_or_update_object(page)
    return dict(+places)


def _models() -> Iterator[type[models.Model]]:
    own = [model for model in apps.get_app_config("stories").get_models() if model is not Original]
    yield from (Page, *own, Revision, PageLogEntry, ModelLogEntry)


def _columns(model: type[models.Model]) -> list[str]:
    return [
        field.attname
        for field in model._meta.local_concrete_fields
        if isinstance(field, (*_TEXT, StreamField)) and field.name not in _KEPT and not field.choices
    ]


def _plain(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    return list(value.raw_data) if hasattr(value, "raw_data") else value


def _holding(model: type[models.Model], stand_in: StandIn) -> Iterator[models.Model]:
    columns = _columns(model)
    for row in model._default_manager.all().iterator(chunk_size=200) if columns else ():
        if any(stand_in(_plain(row, name)) for name in columns if getattr(row, name)):
            yield row


def _rewrite(row: models.Model, out_of: OutOf) -> None:
    changed = {name: out_of(_plain(row, name)) for name in _columns(type(row))}
    stream = {field.attname for field in row._meta.local_concrete_fields if isinstance(field, StreamField)}
    for name in stream & set(changed):
        field = row._meta.get_field(name)
        changed[name] = field.to_python(changed[name])  # type: ignore[union-attr]
    type(row)._default_manager.filter(pk=row.pk).update(**changed)


def _original(row: Original, out_of: OutOf, stand_in: StandIn) -> bool:
    text = bytes(row.source).decode("utf-8", "replace")
    if not (stand_in(text) or stand_in(row.reading) or stand_in(row.filename) or stand_in(row.reason)):
        return False
    # The account of every character no longer fits a shorter source, so the reading goes with the words.
    Original.objects.filter(pk=row.pk).update(
        source=str(out_of(text)).encode(), reading=None, filename=out_of(row.filename), reason=out_of(row.reason)
    )
    return True
