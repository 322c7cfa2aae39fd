"""Roots as few lines: the same words for mail (MJML), plain text and frozen HTML."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from beetroot.lib.inline_html import safe_target
from beetroot.record.rendering.shapes import (
    Backing,
    Contested,
    FigureView,
    PollView,
    Roots,
    Said,
    ShareView,
    StatementView,
)


@dataclass(frozen=True, slots=True)
class RootLine:
    """One fact in words; `mark` is its fragment in the story, `note` what stands against it or where it is from."""

    lead: str
    text: str
    note: str
    mark: str


@dataclass(frozen=True, slots=True)
class Block:
    title: str
    lines: tuple[RootLine, ...]


def blocks(roots: Roots) -> list[Block]:
    """What is shown, in order, empty blocks left out."""
    made = [
        Block(_("Said and denied"), tuple(line for row in roots.contradictions for line in _contested(row))),
        Block(_("Who said what"), tuple(map(_statement, roots.statements))),
        Block(_("Figures"), tuple(map(_figure, roots.figures))),
        Block(
            _("What happened"),
            tuple(RootLine(e.when.words, e.name, source_note(e.backing), _mark(e.backing)) for e in roots.events),
        ),
        Block(_("Agreements"), tuple(_agreements(roots))),
        Block(_("What people were asked"), tuple(map(_poll, roots.polls))),
        Block(_("Their words"), tuple(RootLine(f"“{t.wording}”", t.meaning, t.used_by, "") for t in roots.terms)),
    ]
    return [block for block in made if block.lines]


def source_note(backing: Backing) -> str:
    """Sources elsewhere by name; “source to be found” where a fact rests on nothing that can be named."""
    if backing.is_missing:
        return _("source to be found")
    named = [", ".join(filter(None, [source.title, source.publisher])) for source in backing.sources]
    return "; ".join(dict.fromkeys(named))


def _mark(backing: Backing) -> str:
    return next((place.fragment for place in backing.places if place.fragment), "")


def _quoted(content: str, *, quoted: bool) -> str:
    return f"“{content.rstrip(',')}”" if quoted else content


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _statement(row: StatementView) -> RootLine:
    lead = " ".join(filter(None, [_joined(row.speaker, row.role, row.organization), row.denies]))
    against = [f"{answer.who} {answer.label}" for answer in row.answers if answer.against]
    note = " · ".join(filter(None, [row.hedge, row.medium, row.when.words, *against, source_note(row.backing)]))
    return RootLine(lead, _quoted(row.content, quoted=row.quoted), note, _mark(row.backing))


def _figure(row: FigureView) -> RootLine:
    as_of = _("as of %(date)s") % {"date": row.as_of.words} if row.as_of else ""
    note = " · ".join(filter(None, [row.said_by, as_of, source_note(row.backing)]))
    return RootLine(row.printed or row.amount, row.what, note, _mark(row.backing))


def _poll(row: PollView) -> RootLine:
    shares = "; ".join(f"{share.answer}: {_share(share)}" for share in row.shares)
    asked = _("asked: %(when)s") % {"when": row.asked.words or _("not given")}
    note = " · ".join(filter(None, [row.pollster, asked, source_note(row.backing)]))
    return RootLine(row.question, shares, note, _mark(row.backing))


def _share(share: ShareView) -> str:
    return f"{share.percent} %" if share.percent else share.printed


def _contested(row: Contested) -> Iterator[RootLine]:
    sides = [_side(said) for said in (*row.said, *row.denied)]
    yield RootLine(_("Claim"), row.claim, " · ".join([*sides, row.rating] if row.rating else sides), "")


def _side(said: Said) -> str:
    return " ".join(filter(None, [said.who, said.label, f"({said.when.words})" if said.when else ""]))


def _agreements(roots: Roots) -> Iterator[RootLine]:
    for row in roots.agreements:
        state = _joined(row.now.label, row.now.share, row.now.words) if row.now else ""
        note = " · ".join(filter(None, [state, source_note(row.backing)]))
        yield RootLine(row.signed.words, row.name, note, _mark(row.backing))


def roots_text(roots: Roots, *, story_url: str = "") -> str:
    """Plain text, wrapped at 72; "" when there is nothing. Links are left out: the story's own stands above it."""
    if not roots:
        return ""
    parts = [
        _("Roots: what this story rests on").upper(),
        *("\n".join([block.title, *map(_wrapped, block.lines)]) for block in blocks(roots)),
        *_confirmed_as(roots),
    ]
    return "\n\n".join(parts) + "\n"


def _wrapped(line: RootLine) -> str:
    said = ": ".join(filter(None, [line.lead, line.text]))
    note = f" [{line.note}]" if line.note else ""
    return textwrap.fill(f"{said}{note}", 72, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)


def _confirmed_as(roots: Roots) -> list[str]:
    return [_("Confirmed as: %(label)s") % {"label": ", ".join(roots.confirmed_as)}] if roots.confirmed_as else []


def roots_html(roots: Roots, *, story_url: str = "") -> SafeString:
    """A plain `<section class="roots">`; with `story_url` (absolute or a path) each line links to its sentence."""
    if not roots:
        return mark_safe("")
    inside = "".join(
        f"<h3>{escape(block.title)}</h3><ul>{''.join(_item(line, story_url) for line in block.lines)}</ul>"
        for block in blocks(roots)
    )
    label = "".join(f'<p class="roots-note">{escape(said)}</p>' for said in _confirmed_as(roots))
    # Every value is escaped where it enters.
    return mark_safe(f'<section class="roots"><h2>{escape(_("Roots"))}</h2>{inside}{label}</section>')  # noqa: S308


def _item(line: RootLine, story_url: str) -> str:
    return f"<li>{_inline(line, story_url)}</li>"


def _inline(line: RootLine, story_url: str) -> str:
    lead = f"<strong>{escape(line.lead)}</strong>: " if line.lead else ""
    address = _address(line, story_url)
    text = f'<a href="{escape(address)}">{escape(line.text)}</a>' if address else escape(line.text)
    note = f" <small>{escape(line.note)}</small>" if line.note else ""
    return f"{lead}{text}{note}"


def _address(line: RootLine, story_url: str) -> str:
    if not line.mark or not story_url:
        return ""
    return f"{story_url}{line.mark}" if story_url.startswith("/") or safe_target(story_url) else ""


def roots_mjml(roots: Roots, *, story_url: str = "") -> str:
    """One `mj-section` for the mail, "" when there is nothing; classes `roots-title` and `roots` are the mail's."""
    if not roots:
        return ""
    parts = [f'<mj-text mj-class="roots-title">{escape(_("Roots: what this story rests on"))}</mj-text>']
    for block in blocks(roots):
        lines = "".join(f"<p>{_inline(line, story_url)}</p>" for line in block.lines)
        parts.append(f'<mj-text mj-class="roots"><h3>{escape(block.title)}</h3>{lines}</mj-text>')
    parts += [f'<mj-text mj-class="roots">{escape(said)}</mj-text>' for said in _confirmed_as(roots)]
    return f'<mj-section mj-class="roots"><mj-column>{"".join(parts)}</mj-column></mj-section>'
