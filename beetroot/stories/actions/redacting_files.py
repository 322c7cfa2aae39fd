"""Words go out of the names of pictures and attachments, on disk and wherever an address holds them.

A new name is the old one with the words taken out, as in every text, so that frozen pages and mails still find it. What
a picture shows and what stands inside an attachment nobody can take out here.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from django.core.files.storage import Storage, default_storage
from django.db import models

from beetroot.stories.models import Attachment, Photo, Rendition

OutOf = Callable[[Any], Any]
StandIn = Callable[[object], bool]
Step = Callable[[], dict[str, int]]
_WITH_A_FILE: tuple[type[models.Model], ...] = (Photo, Rendition, Attachment)
_STEP = 5


def steps(out_of: OutOf, stand_in: StandIn) -> Iterator[Step]:
    """Copies each file under its new name and has its row say so; then removes whatever is left with the words in its
    name. Killed in between, the copy is made again and nothing with the old name stays."""
    for model in _WITH_A_FILE:
        names = model._default_manager.values_list("pk", "file")
        held = [pk for pk, name in names.iterator() if stand_in(name)]
        for first in range(0, len(held), _STEP):
            yield partial(_renamed, model, held[first : first + _STEP], out_of)
    left = [name for name in _all_files(default_storage, "") if stand_in(name)]
    for first in range(0, len(left), _STEP):
        yield partial(_removed, left[first : first + _STEP])


def _renamed(model: type[models.Model], pks: Sequence[int], out_of: OutOf) -> dict[str, int]:
    for row in model._default_manager.filter(pk__in=pks):
        file = row.file  # type: ignore[attr-defined]
        new = _new_name(model, row.pk, out_of(file.name), file.field.max_length)
        if file.storage.exists(file.name):
            file.storage.delete(new)  # of an attempt that was cut off
            with file.storage.open(file.name) as content:
                new = file.storage.save(new, content)
        model._default_manager.filter(pk=row.pk).update(file=new)
    return {"file name": len(pks)}


def _new_name(model: type[models.Model], pk: int, name: str, longest: int) -> str:
    path = PurePosixPath(name)
    if len(name) <= longest and not model._default_manager.filter(file=name).exclude(pk=pk).exists():
        return name
    return str(path.with_name(f"redacted-{model._meta.model_name}-{pk}{path.suffix}"))


def _all_files(storage: Storage, folder: str) -> Iterator[str]:
    if not storage.exists(folder or "."):
        return
    folders, files = storage.listdir(folder)
    yield from (f"{folder}{name}" for name in files)
    for name in folders:
        yield from _all_files(storage, f"{folder}{name}/")


def _removed(names: Sequence[str]) -> dict[str, int]:
    """Files that no row names any more; one that a row still names waits until that row was renamed."""
    done: Counter[str] = Counter()
    for name in names:
        if not any(model._default_manager.filter(file=name).exists() for model in _WITH_A_FILE):
            default_storage.delete(name)
            done["file"] += 1
    return dict(done)
