"""Ready-made passages for a story, from what is confirmed: background, timeline, who is who, what we wrote."""

from collections import Counter
from collections.abc import Callable
from html import escape
from typing import Any

from django.utils.translation import gettext as _

from beetroot.record.models import Situation
from beetroot.record.rendering.shapes import SituationView
from beetroot.record.rendering.situation import situation as whole
from beetroot.record.rules.errors import RecordError

_MOST = 12
Block = tuple[str, Any]


def passages(situation: Situation) -> dict[str, Block]:
    """Blocks of a story by name (background, timeline, who, wrote), those with nothing to say left out.

    Only public facts: what a story says is public. Raises RecordError for a private situation.
    """
    view = whole(situation.slug)
    if view is None:
        raise RecordError("A private situation has nothing for a story that readers will see.")
    made = {name: maker(view) for name, maker in _MAKERS.items()}
    return {name: block for name, block in made.items() if block}


def _background(view: SituationView) -> Block | None:
    pairs = [row for row in view.given_and_got if row.given or row.got][-4:]
    told = [
        f"{_began(row.when.words)}: {' — '.join(one.text for one in (row.given, row.got) if one)}." for row in pairs
    ]
    text = " ".join([view.lede, *told]).strip()
    return ("paragraph", f"<p>{escape(text)}</p>") if text else None


def _began(words: str) -> str:
    """As a sentence begins."""
    return words[:1].upper() + words[1:]


def _timeline(view: SituationView) -> Block | None:
    dated = [one for one in view.timeline if one.when]
    turning = [one for one in dated if one.weight == 0] or dated
    items = [f"<p><b>{escape(one.when.words)}</b>: {escape(one.title)}</p>" for one in turning[-_MOST:]]
    return ("list", {"ordered": False, "items": items}) if items else None


def _who(view: SituationView) -> Block | None:
    ends = [name for row in view.relations for name in (row.subject, row.object)]
    heard = Counter([*ends, *(row.speaker for row in view.statements)])
    first = sorted(view.actors, key=lambda one: -heard[one.name])[:_MOST]  # who speaks or is tied most
    told = [(one.name, one.position or one.role) for one in first]
    items = [f"<p><b>{escape(name)}</b>{escape(f', {role}' if role else '')}</p>" for name, role in told]
    return ("list", {"ordered": False, "items": items}) if items else None


def _wrote(view: SituationView) -> Block | None:
    stories = [one for one in view.stories if one.address][:3]
    if not stories:
        return None
    links = "; ".join(f"“{escape(one.headline)}”" for one in stories)
    return "paragraph", f"<p>{escape(_('As we wrote in'))} {links}.</p>"


_MAKERS: dict[str, Callable[[SituationView], Block | None]] = {
    "background": _background,
    "timeline": _timeline,
    "who": _who,
    "wrote": _wrote,
}


def label(name: str) -> str:
    """What the desk calls a passage."""
    return {
        "background": _("Background"),
        "timeline": _("Timeline"),
        "who": _("Who is who"),
        "wrote": _("As we wrote"),
    }[name]
