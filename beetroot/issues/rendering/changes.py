"""“What changed since the last issue” and corrections: frozen as values in the document, shown in every medium.

Lines come from the record's revisions; an editor may leave some out, and nobody can write one.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.utils.html import escape
from django.utils.translation import gettext as _

from beetroot.issues.models import Issue, IssueState, Told
from beetroot.issues.rendering.letters import notices_of_letter
from beetroot.newsroom.models import Newsletter
from beetroot.record import rendering as record

Stored = dict[str, Any]
#: Lines a situation has in a mail; its page on the web has all of them.
MOST_LINES = 12


def told(newsletter: Newsletter) -> dict[UUID, int]:
    """What readers of this newsletter were told last: fact → its revision. Empty before the first closed issue.

    Letters of correction do not count: not every reader gets them, so the next issue tells the same once more.
    """
    found: dict[UUID, int] = {}
    issues = Told.objects.filter(edition__issue__newsletter=newsletter, edition__issue__corrects=None)
    for facts in issues.values_list("facts", flat=True):
        for entity, revision in facts.items():
            fact = UUID(entity)
            found[fact] = max(revision, found.get(fact, 0))
    return found


def freeze(issue: Issue, *, base_url: str) -> Stored:
    """Changes and corrections that readers have not been told, as JSON values; empty lists in a first issue.

    A letter of correction has its notices and nothing else.
    """
    out = set(issue.left_out)
    if issue.corrects_id:
        notices = notices_of_letter(issue)
        return {"since": None, "groups": [], "corrections": [_correction(notice, out) for notice in notices]}
    known = told(issue.newsletter)
    groups = record.changes(known) if known else ()
    notices = [notice for notice in record.corrections_since(None) if UUID(notice.id) not in known] if known else []
    return {
        "since": _last_number(issue) if known else None,
        "groups": [_group(group, out, base_url) for group in groups],
        "corrections": [_correction(notice, out) for notice in notices],
    }


def _correction(notice: record.CorrectionView, out: set[str]) -> Stored:
    frozen = {name: value for name, value in asdict(notice).items() if name != "begun"}  # readers were not told of that
    return {**frozen, "left_out": notice.id in out}


def _group(group: record.SituationChanges, out: set[str], base_url: str) -> Stored:
    lines = [{**asdict(line), "left_out": line.id in out} for line in group.lines]
    url = f"{base_url}/situations/{group.slug}/" if group.slug else ""
    return {"slug": group.slug, "title": group.title, "url": url, "lines": lines}


def _last_number(issue: Issue) -> int | None:
    last = _closed_last(newsletter=issue.newsletter)
    return last.number if last else None


def _closed_last(**which: Any) -> Issue | None:
    """The issue, no letter of correction, that was closed last."""
    closed = Issue.objects.filter(state=IssueState.CLOSED, corrects=None, **which).select_related("newsletter")
    return closed.order_by("-closed_at").first()


def offered_lines(issue: Issue) -> list[tuple[str, str]]:
    """Id and words of every line that the issue would print, for its editor to leave some out."""
    stored = freeze(issue, base_url="")
    lines = [(line["id"], f"{_kind(line)}: {line['text']}") for group in stored["groups"] for line in group["lines"]]
    return [(notice["id"], _notice(notice)) for notice in stored["corrections"]] + lines


def tells(stored: Stored) -> dict[UUID, int]:
    """Every fact and correction that this issue tells, or that its editor left out, with the revision told."""
    lines = {UUID(line["id"]): int(line["upto"]) for group in stored["groups"] for line in group["lines"]}
    return lines | {UUID(notice["id"]): 1 for notice in stored["corrections"]}


def changes_on_the_web(slug: str) -> dict[str, Any]:
    """For a situation's page: changes since the issue that was closed last, and that issue; {} before the first."""
    last = _closed_last()
    known = told(last.newsletter) if last else {}
    return {"changes": record.changes(known, situation=slug), "last_issue": last} if last and known else {}


def changes_everywhere() -> dict[str, Any]:
    """The same for all situations: what the next issue could tell."""
    last = _closed_last()
    known = told(last.newsletter) if last else {}
    return {"changes": record.changes(known) if known else (), "last_issue": last}


# -- words -----------------------------------------------------------------------------------------------------


def _shown(rows: Iterable[Stored]) -> list[Stored]:
    return [row for row in rows if not row["left_out"]]


def _groups(stored: Stored) -> Iterator[tuple[Stored, list[Stored], int]]:
    """Each situation with the lines that are shown and the number of those that are not for want of room."""
    for group in stored["groups"]:
        lines = _shown(group["lines"])
        if lines:
            yield group, lines[:MOST_LINES], max(len(lines) - MOST_LINES, 0)


def _title(stored: Stored) -> str:
    return _("What changed since No. %(number)s") % {"number": stored["since"]}


def _kind(line: Stored) -> str:
    words = {"new": _("New"), "changed": _("Changed"), "corrected": _("Corrected"), "withdrawn": _("Taken back")}
    return words[line["kind"]]


def _notice(notice: Stored) -> str:
    words = {"withdrawn": _("Withdrawn"), "being_corrected": _("Being corrected"), "corrected": _("Correction")}
    right = _("Right is: %(now)s") % notice if notice["now"] else ""
    stop = "" if notice["was"].endswith((".", "!", "?", "…")) else "."
    parts = [_("We wrote: “%(was)s”") % notice + stop, right, notice["note"]]
    return f"{words[notice['state']]}. {' '.join(filter(None, parts))}"


def text(stored: Stored) -> list[str]:
    """Paragraphs for the plain text, 72 columns."""
    parts = [_wrapped(_notice(notice)) for notice in _shown(stored["corrections"])]
    groups = list(_groups(stored))
    if groups:
        parts.append(_title(stored).upper())
    for group, lines, more in groups:
        listed = [_wrapped(": ".join([_kind(line), "; ".join([line["text"], *line["details"]])])) for line in lines]
        rest = [_wrapped(_more(more))] if more else []
        address = [group["url"]] if group["url"] else []
        parts.append("\n".join([*([group["title"]] if group["title"] else []), *listed, *rest, *address]))
    return parts


def _more(number: int) -> str:
    return _("and %(number)s more on the situation's page") % {"number": number}


def _wrapped(line: str) -> str:
    return textwrap.fill(line, 72, initial_indent="- ", subsequent_indent="  ", break_on_hyphens=False)


def html(stored: Stored) -> str:
    """A `<section>` for archive and feed, "" when nothing changed. Every value is escaped here."""
    notices = "".join(f"<p>{escape(_notice(notice))}</p>" for notice in _shown(stored["corrections"]))
    correction = f'<section class="correction">{notices}</section>' if notices else ""
    inside = "".join(_html_group(*one) for one in _groups(stored))
    changed = f'<section class="roots"><h2>{escape(_title(stored))}</h2>{inside}</section>' if inside else ""
    return correction + changed


def _html_group(group: Stored, lines: list[Stored], more: int) -> str:
    listed = "".join(f"<li>{_line(line)}</li>" for line in lines)
    rest = f"<li>{escape(_more(more))}</li>" if more else ""
    return f"{_heading(group)}<ul>{listed}{rest}</ul>"


def _heading(group: Stored) -> str:
    if not group["title"]:
        return ""
    title = escape(group["title"])
    return f'<h3><a href="{escape(group["url"])}">{title}</a></h3>' if group["url"] else f"<h3>{title}</h3>"


def _line(line: Stored) -> str:
    details = f" <small>{escape('; '.join(line['details']))}</small>" if line["details"] else ""
    return f"<strong>{escape(_kind(line))}</strong>: {escape(line['text'])}{details}"


def mjml(stored: Stored) -> str:
    """One `mj-section`, "" when nothing changed."""
    notices = "".join(f"<p>{escape(_notice(notice))}</p>" for notice in _shown(stored["corrections"]))
    parts = [f'<mj-text mj-class="roots">{notices}</mj-text>'] if notices else []
    groups = list(_groups(stored))
    if groups:
        parts.append(f'<mj-text mj-class="roots-title">{escape(_title(stored))}</mj-text>')
    for group, lines, more in groups:
        listed = "".join(f"<p>{_line(line)}</p>" for line in lines)
        rest = f"<p>{escape(_more(more))}</p>" if more else ""
        parts.append(f'<mj-text mj-class="roots">{_heading(group)}{listed}{rest}</mj-text>')
    return f'<mj-section mj-class="roots"><mj-column>{"".join(parts)}</mj-column></mj-section>' if parts else ""
