"""A reading for a person at a terminal: the story's parts, who said what, a timeline, figures, what was removed."""

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from beetroot.reading.model import DateMention, Quotation, Reading

_LONGEST = 300
_UNSURE = 0.6


def show(reading: Reading, console: Console) -> None:
    """Print the readable view on a console of rich; colours follow the console's own settings."""
    console.print(readable(reading))


def readable(reading: Reading) -> RenderableType:
    """The reading as one renderable, in the order of a story's own parts."""
    blocks: list[RenderableType] = [_head(reading)]
    for title, rows in (
        ("Who said what", [_quotation(quotation) for quotation in reading.quotations]),
        ("When", _timeline(reading)),
        ("Figures", _figures(reading)),
        ("Who acts", _actors(reading)),
        ("Agreements and polls", _agreements(reading)),
        ("Pictures", [_line(photo.caption or "no caption", photo.credit, photo.date) for photo in reading.photos]),
        ("Not of the story, removed", [Text(_short(line), style="dim") for line in reading.removed]),
        ("Notes", [Text(note) for note in reading.notes]),
    ):
        if rows:
            count = sum(row.row_count if isinstance(row, Table) else 1 for row in rows)
            blocks += [Text(f"\n{title} ({count})", style="bold"), Padding(Group(*rows), (0, 0, 0, 2))]
    return Group(*blocks)


def _head(reading: Reading) -> RenderableType:
    lines = [Text(_clean(reading.kicker), style="italic")] if reading.kicker else []
    lines.append(Text(_clean(reading.headline) or "Without a headline", style="bold"))
    published = f"{reading.published} ({reading.published_from})" if reading.published else "date unknown"
    about = (
        ", ".join(reading.byline) or "no byline",
        reading.written_for,
        reading.publication,
        published,
        reading.language,
    )
    lines.append(Text(_clean(" · ".join(part for part in about if part)), style="dim"))
    if reading.lede:
        lines.append(Text("\n" + _clean(reading.lede)))
    for section in reading.sections:
        words = sum(len(paragraph.split()) for paragraph in section.paragraphs)
        lines.append(
            Text(
                f"§ {_clean(section.heading or 'Opening')}: {len(section.paragraphs)} paragraphs, {words} words",
                style="dim",
            )
        )
    if reading.first_appeared_in:
        lines.append(Text(f"First appeared in {_clean(reading.first_appeared_in.newsletter)}", style="dim"))
    if reading.signup:
        lines.append(Text(f"Sign-up box: {_clean(reading.signup.title)}", style="dim"))
    return Group(*lines)


def _quotation(quotation: Quotation) -> RenderableType:
    who = quotation.speaker or quotation.speaker_as_written or "nobody named"
    style = "yellow" if quotation.confidence < _UNSURE else "cyan"
    about = (
        quotation.role,
        quotation.organization,
        quotation.cue,
        quotation.medium,
        quotation.said_at,
        quotation.hedge,
    )
    head = Text(_clean(who), style=style)
    head.append(f"  {_clean(' · '.join(part for part in about if part))}  {quotation.confidence:.2f}", style="dim")
    marks = ("", "") if quotation.mode == "indirect" else ("“", "”")
    words = [head, Text(f"{marks[0]}{_short(quotation.text)}{marks[1]}")]
    if quotation.denied_by:
        words.append(Text(_clean(f"denied by {quotation.denied_by}"), style="red"))
    return Group(*words)


def _timeline(reading: Reading) -> list[RenderableType]:
    """Dated events in the order in which they happened, then dates that no event uses."""
    table = Table.grid(padding=(0, 2))
    events = sorted((event for event in reading.events if event.edtf), key=lambda event: event.edtf or "")
    for event in events:
        table.add_row(Text(event.edtf or "", style="cyan"), Text(_short(event.text)))
    used = [(event.start, event.end) for event in events]
    rest = [d for d in reading.dates if not any(a <= d.start < b for a, b in used)]
    for date in rest:
        table.add_row(Text(date.edtf or "?", style="dim"), Text(_short(_date(date)), style="dim"))
    return [table] if table.row_count else []


def _date(date: DateMention) -> str:
    parts: Iterable[str | None] = (
        date.text,
        f"counted from {date.relative_to}" if date.relative_to else None,
        f"confirmed by “{date.confirmed_by}”" if date.confirmed_by else None,
    )
    return " · ".join(part for part in parts if part)


def _figures(reading: Reading) -> list[RenderableType]:
    return [
        _line(f"{figure.text} {figure.what or ''}".strip(), figure.said_by, figure.qualifier)
        for figure in reading.figures
    ]


def _actors(reading: Reading) -> list[RenderableType]:
    return [_line(actor.name, actor.kind, actor.role, actor.organization, *actor.aliases) for actor in reading.actors]


def _agreements(reading: Reading) -> list[RenderableType]:
    agreements: list[RenderableType] = [
        _line(a.name, a.status, a.signed, " and ".join(a.parties)) for a in reading.agreements
    ]
    return agreements + [_line(p.pollster, ", ".join(f"{share:g} %" for share in p.shares)) for p in reading.polls]


def _line(first: str, *rest: str | None) -> Text:
    line = Text(_short(first))
    line.append(_clean("".join(f" · {part}" for part in rest if part)), style="dim")
    return line


def _short(text: str) -> str:
    """No more than fits a few lines."""
    clean = _clean(text)
    return clean if len(clean) <= _LONGEST else clean[: _LONGEST - 1] + "…"


def _clean(text: str) -> str:
    """Control characters of a hostile page must not reach the terminal."""
    return "".join(c if c.isprintable() else " " for c in text)
