"""TimelineJS and FollowTheMoney, read: plain suggestions out of other people's files. Hostile until checked."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from beetroot.lib import edtf_dates
from beetroot.record.rules import text
from beetroot.record.rules.errors import RecordError
from beetroot.record.rules.vocabulary import Schema

#: Larger files are refused before they are read.
LARGEST = 20_000_000
_MOST = 20_000


class NotReadable(RecordError):
    """The file is not what its format says; the message names the first thing that is wrong."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One row of a file: `kind` is actor | event | source | relation; `ref` its id there.

    `ends` (relations) and `participants` (events) name other rows by their ids.
    """

    kind: str
    ref: str
    fields: Mapping[str, Any]
    names: tuple[str, ...] = ()
    ends: tuple[str, str] | None = None
    participants: tuple[str, ...] = ()
    source: Mapping[str, str] = field(default_factory=dict)


def timelinejs(content: str) -> list[Taken]:
    """Events of a TimelineJS 3 document. Raises NotReadable."""
    document = _json(content)
    events = document.get("events") if isinstance(document, dict) else None
    if not isinstance(events, list):
        raise NotReadable("A TimelineJS file is one JSON object with a list “events”.")
    return [_slide(number, slide) for number, slide in enumerate(events[:_MOST], start=1)]


def _slide(number: int, slide: Any) -> Taken:
    if not isinstance(slide, dict) or not isinstance(slide.get("start_date"), dict):
        raise NotReadable(f"Event {number} has no start_date.")
    given = slide.get("text")
    words: dict[str, Any] = given if isinstance(given, dict) else {}
    name = text.cut(_plain(words.get("headline") or words.get("text")), 400)
    if not name:
        raise NotReadable(f"Event {number} has no headline.")
    start, end = _day(slide["start_date"], number), slide.get("end_date")
    happened = f"{start}/{_day(end, number)}" if isinstance(end, dict) and _day(end, number) != start else start
    if not edtf_dates.is_valid(happened):
        raise NotReadable(f"Event {number} ends before it begins.")
    shown = slide.get("display_date") or slide["start_date"].get("display_date")
    return Taken(
        kind="event",
        ref=text.cut(str(slide.get("unique_id") or f"event {number}"), 200),
        fields={"name": name, "happened": happened, "happened_text": text.cut(_plain(shown), 200)},
    )


def _day(date: Mapping[str, Any], number: int) -> str:
    """Year, month and day as far as they are given."""
    parts = []
    for name, digits in (("year", 4), ("month", 2), ("day", 2)):
        value = date.get(name)
        if value in (None, ""):
            break
        if not str(value).lstrip("-").isdecimal():
            raise NotReadable(f"Event {number} has a {name} that is no number.")
        parts.append(f"{int(str(value)):0{digits}d}")
    day = "-".join(parts)
    if not edtf_dates.is_valid(day):
        raise NotReadable(f"Event {number} has no date that exists.")
    return day


# -- FollowTheMoney --------------------------------------------------------------------------------------------

_ACTORS = {
    "Person": Schema.PERSON,
    "Organization": Schema.ORGANIZATION,
    "PublicBody": Schema.PUBLIC_BODY,
    "Company": Schema.COMPANY,
    "LegalEntity": Schema.ORGANIZATION,
}
# FtM's relation → ours, and the names of its two ends.
_RELATIONS = {
    "Membership": ("Membership", "member", "organization"),
    "Ownership": ("Ownership", "owner", "asset"),
    "Directorship": ("Directorship", "director", "organization"),
    "UnknownLink": ("UnknownLink", "subject", "object"),
}


def ftm(content: str) -> list[Taken]:
    """Actors, relations, events and articles of FtM JSON lines; other kinds are passed over. Raises NotReadable."""
    found = (_entity(number, line) for number, line in enumerate(content.splitlines(), start=1) if line.strip())
    return [row for row, _number in zip((one for one in found if one), range(_MOST), strict=False)]


def _entity(number: int, line: str) -> Taken | None:
    entity = _json(line, where=f"Line {number}: ")
    if not isinstance(entity, dict) or not isinstance(entity.get("properties"), dict) or not entity.get("id"):
        raise NotReadable(f"Line {number} is no entity: it needs id, schema and properties.")
    schema, properties, ref = str(entity.get("schema")), entity["properties"], text.cut(str(entity["id"]), 200)
    if schema in _ACTORS:
        return _actor(schema, properties, ref)
    if schema in _RELATIONS:
        return _relation(schema, properties, ref)
    if schema == "Event":
        return _event(properties, ref)
    return _article(properties, ref) if schema == "Article" else None


def _actor(schema: str, properties: Mapping[str, Any], ref: str) -> Taken | None:
    names = [text.cut(name, 200) for name in _values(properties, "name", "alias", "weakAlias")]
    if not names:
        return None
    country = next((one.upper() for one in _values(properties, "country") if len(one) == 2 and one.isalpha()), "")
    fields = {
        "schema": str(_ACTORS[schema]),
        "country": country,
        "position": text.cut(_first(properties, "position", "description"), 300),
        "summary": _first(properties, "summary"),
    }
    return Taken("actor", ref, fields, names=tuple(dict.fromkeys(names)))


def _relation(schema: str, properties: Mapping[str, Any], ref: str) -> Taken | None:
    kind, subject, target = _RELATIONS[schema]
    ends = _first(properties, subject), _first(properties, target)
    if not all(ends) or ends[0] == ends[1]:
        return None
    fields = {
        "type": kind,
        "words": text.cut(_first(properties, "role", "summary", "status"), 400),
        "start": _edtf(_first(properties, "startDate")),
        "end": _edtf(_first(properties, "endDate")),
    }
    return Taken("relation", ref, fields, ends=ends)


def _event(properties: Mapping[str, Any], ref: str) -> Taken | None:
    name = text.cut(_first(properties, "name", "summary"), 400)
    start, end = (_edtf(_first(properties, column)) for column in ("startDate", "endDate"))
    start = start or _edtf(_first(properties, "date"))
    span = f"{start}/{end}" if start and end and start != end else start or (f"../{end}" if end else "")
    fields = {
        "name": name,
        "happened": _edtf(_own_edtf(properties)) or _edtf(span),
        "place": text.cut(_first(properties, "location"), 200),
    }
    people = tuple(_values(properties, "involved", "organizer"))
    return Taken("event", ref, fields, participants=people) if name else None


def _own_edtf(properties: Mapping[str, Any]) -> str:
    """The EDTF text that our own export keeps in the description."""
    mark = "Date (EDTF): "
    return next((one.removeprefix(mark) for one in _values(properties, "description") if one.startswith(mark)), "")


def _article(properties: Mapping[str, Any], ref: str) -> Taken | None:
    title, url = text.cut(_first(properties, "title", "name"), 300), _first(properties, "sourceUrl")
    fields = {
        "title": title,
        "authors": text.cut(_first(properties, "author"), 300),
        "publisher": text.cut(_first(properties, "publisher"), 200),
        "published": _edtf(_first(properties, "date", "publishedAt")),
        "url": url if url.startswith(("https://", "http://")) and len(url) <= 1000 and "@" not in url else "",
    }
    return Taken("source", ref, fields) if title else None


def _values(properties: Mapping[str, Any], *names: str) -> list[str]:
    found: list[str] = []
    for name in names:
        values = properties.get(name)
        listed: Iterable[Any] = values if isinstance(values, list) else [values]
        found += [_plain(value) for value in listed if isinstance(value, str) and value.strip()]
    return found


def _first(properties: Mapping[str, Any], *names: str) -> str:
    return next(iter(_values(properties, *names)), "")


def _edtf(value: str) -> str:
    """FtM dates may have a time; the day is what we keep. What is no date is left out."""
    day = value.partition("T")[0] if "/" not in value else value
    return day if day and edtf_dates.is_valid(day) else ""


def _plain(value: object) -> str:
    return text.plain(unescape(str(value or "")))


def _json(content: str, *, where: str = "") -> Any:
    if len(content) > LARGEST:
        raise NotReadable(f"The file is larger than {LARGEST // 1_000_000} MB; split it.")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotReadable(f"{where}This is no JSON.") from error


def in_order(rows: Iterable[Taken]) -> Iterator[Taken]:
    """Actors and sources before what points to them."""
    order = {"actor": 0, "source": 1, "event": 2, "relation": 3}
    yield from sorted(rows, key=lambda row: order[row.kind])
