"""TimelineJS and FollowTheMoney, read: plain suggestions out of other people's files. Hostile until checked."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

from beetroot.lib import edtf_dates
from beetroot.record.rules import text
from beetroot.record.rules.errors import RecordError
from beetroot.record.rules.vocabulary import Certainty, Domain, Part, RelationState, RelationType, Schema

#: Larger files are refused before they are read.
LARGEST = 20_000_000
_MOST = 20_000
# What our columns hold.
_DATE = 60
_SUMMARY = 4000
_ALIASES = 50


class NotReadable(RecordError):
    """The file is not what its format says; the message names the first thing that is wrong."""


@dataclass(frozen=True, slots=True)
class Refused:
    """One row of a file that is not taken: its number there, and why, in words."""

    number: int
    why: str

    def __str__(self) -> str:
        return f"{self.number}: {self.why}"


@dataclass(frozen=True, slots=True)
class Taken:
    """One row of a file: `kind` is actor | event | agreement | source | relation; `ref` its id there.

    `ends` (relations), `participants` (events and agreements, each with its part) and `sources` name other
    rows by their ids.
    """

    kind: str
    ref: str
    fields: Mapping[str, Any]
    names: tuple[str, ...] = ()
    ends: tuple[str, str] | None = None
    participants: tuple[tuple[str, str], ...] = ()
    sources: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """What a file holds for the record, and its rows that are not taken."""

    rows: list[Taken] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def timelinejs(content: str) -> File:
    """Events of a TimelineJS 3 document; of its eras and title nothing is kept. Raises NotReadable."""
    document = _json(content)
    events = document.get("events") if isinstance(document, dict) else None
    if not isinstance(events, list):
        raise NotReadable("A TimelineJS file is one JSON object with a list “events”.")
    _bounded(events)
    seen: Counter[str] = Counter()
    return File([_apart(_slide(number, slide), seen) for number, slide in enumerate(events, start=1)])


def _bounded(rows: list[Any]) -> None:
    if len(rows) > _MOST:
        raise NotReadable(f"The file has {len(rows)} rows; at most {_MOST} are taken at a time, so split it.")


def _apart(row: Taken, seen: Counter[str]) -> Taken:
    """TimelineJS takes slides with one id for several; so do we, and the order tells them apart."""
    seen[row.ref] += 1
    return row if seen[row.ref] == 1 else replace(row, ref=f"{row.ref} #{seen[row.ref]}")


def _slide(number: int, slide: Any) -> Taken:
    if not isinstance(slide, dict) or not isinstance(slide.get("start_date"), dict):
        raise NotReadable(f"Event {number} has no start_date.")
    given = slide.get("text")
    words: dict[str, Any] = given if isinstance(given, dict) else {}
    name = text.cut(_plain(words.get("headline")) or _plain(words.get("text")), 400)
    if not name:
        raise NotReadable(f"Event {number} has no headline.")
    start, end = _day(slide["start_date"], number), slide.get("end_date")
    happened = f"{start}/{_day(end, number)}" if isinstance(end, dict) and _day(end, number) != start else start
    if not edtf_dates.is_valid(happened):
        raise NotReadable(f"Event {number} ends before it begins.")
    shown = _plain(slide.get("display_date")) or _plain(slide["start_date"].get("display_date"))
    return Taken(
        kind="event",
        ref=_plain(slide.get("unique_id")) or f"event {number}",
        fields={"name": name, "happened": happened, "happened_text": text.cut(shown, 200)},
        number=number,
    )


def _day(date: Mapping[str, Any], number: int) -> str:
    """Year, month and day as far as they are given."""
    parts = []
    for name, digits in (("year", 4), ("month", 2), ("day", 2)):
        value = date.get(name)
        if value in (None, ""):
            break
        if not _NUMBER.fullmatch(str(value)):
            raise NotReadable(f"Event {number} has a {name} that is no number.")
        parts.append(_digits(int(str(value)), digits, is_year=name == "year"))
    day = "-".join(parts)
    if not edtf_dates.is_valid(day):
        raise NotReadable(f"Event {number} has no date that exists.")
    return day


def _digits(value: int, digits: int, *, is_year: bool) -> str:
    """TimelineJS counts -44 as 44 before our era and has no year 0; EDTF has one (ISO 8601-2), so -44 is -0043."""
    if not is_year or value > 0:
        return f"{value:0{digits}d}"
    return f"-{-value - 1:0{digits}d}" if value < -1 else "0000"


# -- FollowTheMoney --------------------------------------------------------------------------------------------

_ACTORS = {
    "Person": Schema.PERSON,
    "Organization": Schema.ORGANIZATION,
    "PublicBody": Schema.PUBLIC_BODY,
    "Company": Schema.COMPANY,
    "LegalEntity": Schema.ORGANIZATION,
}
# As TimelineJS itself reads them: a number, or one written out.
_NUMBER = re.compile(r"-?[0-9]{1,9}")
# FtM's relation → ours, and the names of its two ends.
_RELATIONS = {
    "Membership": ("Membership", "member", "organization"),
    "Ownership": ("Ownership", "owner", "asset"),
    "Directorship": ("Directorship", "director", "organization"),
    "UnknownLink": ("UnknownLink", "subject", "object"),
}


def ftm(content: str) -> File:
    """Actors, relations, events and articles of FtM JSON lines. Lines of one id are one entity, as FtM has them.

    Lines that are no entity, and kinds that the record has no place for, are refused one by one. Raises NotReadable
    when no line is an entity, or there are too many.
    """
    file = File()
    lines = [(number, line) for number, line in enumerate(content.split("\n"), start=1) if line.strip()]
    _bounded(lines)
    merged: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
    for number, line in lines:
        try:
            schema, ref, properties = _entity(line)
        except NotReadable as error:
            file.refused.append(Refused(number, str(error)))
            continue
        _number, whole = merged.setdefault((schema, ref), (number, {}))
        for name, values in properties.items():
            whole.setdefault(name, []).extend(values if isinstance(values, list) else [values])
    if file.refused and not merged:
        raise NotReadable(f"No line is an entity of FollowTheMoney. Line {file.refused[0]}")
    for (schema, ref), (number, properties) in merged.items():
        taken = _taken(schema, properties, ref)
        if isinstance(taken, Taken):
            file.rows.append(replace(taken, number=number))
        else:
            file.refused.append(Refused(number, taken))
    return file


def _entity(line: str) -> tuple[str, str, Mapping[str, Any]]:
    entity = _json(line)
    ref = _plain(entity.get("id")) if isinstance(entity, dict) else ""
    if not ref or not isinstance(entity.get("properties"), dict):
        raise NotReadable("This is no entity: it needs id, schema and properties.")
    return str(entity.get("schema")), ref, entity["properties"]


def _taken(schema: str, properties: Mapping[str, Any], ref: str) -> Taken | str:
    """The row, or why it is not taken."""
    read, needs = _READ.get(schema, (None, ""))
    if read is None:
        return f"The record has no place for the kind “{text.cut(_plain(schema), 60)}”."
    return read(schema, properties, ref) or f"This {schema} has no {needs}."


def _actor(schema: str, properties: Mapping[str, Any], ref: str) -> Taken | None:
    names = [text.cut(name, 200) for name in _values(properties, "name", "alias", "weakAlias")][:_ALIASES]
    if not names:
        return None
    country = next((one.upper() for one in _values(properties, "country") if re.fullmatch("[A-Za-z]{2}", one)), "")
    fields = {
        "schema": str(_ACTORS[schema]),
        "country": country,
        "position": text.cut(_first(properties, "position", "description"), 300),
        "summary": text.cut(_first(properties, "summary"), _SUMMARY),
    }
    return Taken("actor", ref, fields, names=tuple(dict.fromkeys(names)))


def _relation(schema: str, properties: Mapping[str, Any], ref: str) -> Taken | None:
    kind, subject, target = _RELATIONS[schema]
    ends = _first(properties, subject), _first(properties, target)
    if not all(ends) or ends[0] == ends[1]:
        return None
    own = next(_described(properties, "Tie"), "")
    state = _first(properties, "status")
    fields = {
        "type": own if own in RelationType.values else kind,
        # Of our own ties the role repeats the type; others say in it what no type of ours does.
        "words": text.cut(_first(properties, *(("summary",) if own else ("summary", "role", "status"))), 400),
        "start": _own_edtf(properties, "From") or _edtf(_first(properties, "startDate")),
        "end": _own_edtf(properties, "Until") or _edtf(_first(properties, "endDate")),
        "state": state if state in RelationState.values else RelationState.CURRENT,
    }
    return Taken("relation", ref, fields, ends=ends, sources=tuple(_values(properties, "proof")))


def _event(_schema: str, properties: Mapping[str, Any], ref: str) -> Taken | None:
    name = text.cut(_first(properties, "name", "summary"), 400)
    start, end = (_edtf(_first(properties, column)) for column in ("startDate", "endDate"))
    start = start or _edtf(_first(properties, "date"))
    span = f"{start}/{end}" if start and end and start != end else start or (f"../{end}" if end else "")
    fields = {
        "name": name,
        "happened": _own_edtf(properties, "Date", "Signed") or _edtf(span),
        "place": text.cut(_first(properties, "location"), 200),
        **_kind_of_event(properties),
    }
    if not name:
        return None
    people = [(one, Part.INVOLVED) for one in _values(properties, "involved")]
    people += [(one, Part.ORGANIZER) for one in _values(properties, "organizer")]
    proof = tuple(_values(properties, "proof"))
    if _is_agreement(properties):
        # As our own export writes them; whatever others call an agreement is an event to us.
        clauses = text.cut(_first(properties, "summary"), _SUMMARY)
        fields = {"name": name, "signed": fields["happened"], "domain": _domain(properties), "clauses": clauses}
        return Taken("agreement", ref, fields, participants=tuple(people), sources=proof)
    return Taken("event", ref, fields, participants=tuple(people), sources=proof)


def _is_agreement(properties: Mapping[str, Any]) -> bool:
    return _first(properties, "keywords") == "agreement" and not next(_described(properties, "Certainty"), "")


def _domain(properties: Mapping[str, Any]) -> str:
    return next((one for one in _values(properties, "keywords") if one in Domain.values), "")


def _kind_of_event(properties: Mapping[str, Any]) -> dict[str, str]:
    """Domain, type and certainty as our own export writes them; other people's keywords are none of ours."""
    certainty = next(_described(properties, "Certainty"), "")
    if certainty not in Certainty.values:
        return {}
    words = _values(properties, "keywords")
    domain = words[0] if words and words[0] in Domain.values else ""
    return {
        "certainty": certainty,
        "domain": domain,
        "type": text.cut(next(iter(words[1:] if domain else words), ""), 60),
    }


def _own_edtf(properties: Mapping[str, Any], *labels: str) -> str:
    """The EDTF text that our own export keeps in the description; "" without one."""
    kept = _described(properties, *(f"{label} (EDTF)" for label in labels))
    return next(filter(None, map(_edtf, kept)), "")


def _described(properties: Mapping[str, Any], *labels: str) -> Iterator[str]:
    """What the description says behind one of these labels."""
    marks = tuple(f"{label}: " for label in labels)
    return (one.partition(": ")[2] for one in _values(properties, "description") if one.startswith(marks))


def _article(_schema: str, properties: Mapping[str, Any], ref: str) -> Taken | None:
    title, url = text.cut(_first(properties, "title", "name"), 300), _first(properties, "sourceUrl")
    fields = {
        "title": title,
        "authors": text.cut(_first(properties, "author"), 300),
        "publisher": text.cut(_first(properties, "publisher"), 200),
        "published": _own_edtf(properties, "Date") or _edtf(_first(properties, "date", "publishedAt")),
        "url": url if url.startswith(("https://", "http://")) and len(url) <= 1000 and "@" not in url else "",
    }
    return Taken("source", ref, fields) if title else None


_READ: Mapping[str, tuple[Callable[[str, Mapping[str, Any], str], Taken | None], str]] = {
    **dict.fromkeys(_ACTORS, (_actor, "name")),
    **dict.fromkeys(_RELATIONS, (_relation, "two different ends")),
    "Event": (_event, "name"),
    "Article": (_article, "title"),
}
"""FtM's kind → what reads it, and what it cannot do without."""


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
    return day if day and len(day) <= _DATE and edtf_dates.is_valid(day) else ""


def _plain(value: object) -> str:
    return text.plain(unescape(str(value))) if isinstance(value, str | int | float) and value else ""


def _json(content: str) -> Any:
    if len(content) > LARGEST:
        raise NotReadable(f"The file is larger than {LARGEST // 1_000_000} MB; split it.")
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotReadable("This is no JSON.") from error


def in_order(rows: Iterable[Taken]) -> Iterator[Taken]:
    """Actors and sources before what points to them."""
    order = {"actor": 0, "source": 1, "event": 2, "agreement": 2, "relation": 3}
    yield from sorted(rows, key=lambda row: order[row.kind])
