"""What was wrong, and what has changed since readers were told."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A dated notice: what we wrote and what is right. `begun` is the day since which it was being corrected."""

    id: str
    state: str
    state_label: str
    at: str
    was: str
    now: str
    note: str
    begun: str = ""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One fact that readers have not been told in this form. `kind` is new | changed | corrected | withdrawn.

    `upto` is its last revision (rules.changes). `details` are "field: was → is".
    """

    entity: str
    id: str
    upto: int
    kind: str
    label: str
    text: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SituationChanges:
    """What changed in one situation; `slug` is "" for facts of none."""

    slug: str
    title: str
    lines: tuple[ChangeLine, ...]
