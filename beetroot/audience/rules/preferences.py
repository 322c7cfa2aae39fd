"""What a reader may wish for on the page behind a mailed link. The page's form is read here, for the worker again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal, Self

PAUSES = (0, 2, 4, 8, 12)
"""Weeks."""
MAX_WISHES = 60
"""Of one link at a time; no page has more boxes."""

Deed = Literal["set", "leave", "join", "report", "erase", "move"]
DEEDS: tuple[Deed, ...] = ("set", "leave", "join", "report", "erase", "move")


@dataclass(frozen=True)
class Shown:
    """One subscription as the page shows it, and its newsletter; `reader` is empty where there is none."""

    newsletter: str
    name: str
    reader: str = ""
    language: str = ""
    format: str = ""
    subject_style: str = ""
    region: str = ""
    paused_until: str = ""


@dataclass(frozen=True)
class Wish:
    """One thing to do. `reader` is a subscription's id, `newsletter` a slug."""

    do: Deed
    reader: str = ""
    newsletter: str = ""
    language: str = ""
    format: str = ""
    subject_style: str = ""
    region: str = ""
    weeks: int | None = None
    """None leaves a pause as it is; 0 ends it."""

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Self | None:
        """A stored wish, if it can be one."""
        try:
            wish = cls(**value)
        except TypeError:
            return None
        return wish if wish.do in DEEDS and (wish.weeks is None or wish.weeks in PAUSES) else None

    def to_json(self) -> dict[str, Any]:
        """Only what is said."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}


def wishes_in(form: Mapping[str, str], shown: Sequence[Shown]) -> list[Wish]:
    """What the posted page asks for: each subscription as it was set, newsletters ticked and unticked.

    A newsletter that the posted page did not list is left alone: an empty or half a form must not leave for anybody.
    """
    found: list[Wish] = []
    for each in shown:
        ticked = form.get(f"{each.newsletter}.on") == "yes"
        if each.reader and ticked:
            found.append(_setting(form, each))
        elif each.reader and form.get(f"{each.newsletter}.listed") == "yes":
            found.append(Wish("leave", reader=each.reader))
        elif ticked and not each.reader:
            found.append(Wish("join", newsletter=each.newsletter))
    return found


def pause_end(weeks: int, today: date) -> date | None:
    """The day from which issues come again; None for no pause."""
    return today + timedelta(weeks=weeks) if weeks else None


def _setting(form: Mapping[str, str], each: Shown) -> Wish:
    def said(name: str) -> str:
        return form.get(f"{each.newsletter}.{name}", "").strip()[:40]

    weeks = said("weeks")
    return Wish(
        "set",
        reader=each.reader,
        language=said("language"),
        format=said("format"),
        subject_style="neutral" if said("neutral") == "yes" else "subject",
        region=said("region"),
        weeks=int(weeks) if weeks.isdecimal() and int(weeks) in PAUSES else None,
    )
