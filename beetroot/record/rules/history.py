"""What a fact was on a day: its first revision, with every later one up to then applied."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Change:
    """A revision as plain values; `field` is "" for the first, whose `new` holds every value."""

    field: str
    new: Any
    at: datetime


def replay(changes: Iterable[Change], *, until: datetime | None = None) -> dict[str, Any]:
    """The values after these changes, which come in the order they were made; {} when there was no fact yet."""
    state: dict[str, Any] = {}
    for change in changes:
        if until is not None and change.at > until:
            continue
        if change.field:
            state[change.field] = change.new
        else:
            state = dict(change.new or {})
    return state


@dataclass(frozen=True, slots=True)
class Merged:
    """What of a form is to be written, and where somebody else was faster: field → their value."""

    write: Mapping[str, Any]
    conflicts: Mapping[str, Any]


def merge(*, base: Mapping[str, Any], theirs: Mapping[str, Any], yours: Mapping[str, Any]) -> Merged:
    """Three ways: what you left alone stays theirs, what they left alone becomes yours, the rest is a conflict."""
    touched = {name: value for name, value in yours.items() if value != base.get(name)}
    conflicts = {
        name: theirs.get(name)
        for name, value in touched.items()
        if theirs.get(name) != base.get(name) and theirs.get(name) != value
    }
    return Merged({name: value for name, value in touched.items() if name not in conflicts}, conflicts)
