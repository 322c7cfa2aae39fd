"""Which suggestions an editor should see first: few, and those that readers would miss or that could be a libel."""

from collections.abc import Iterable
from dataclasses import dataclass

#: An editor's first look ends after so many sentences; nothing ever has to be confirmed to send an issue.
FEW = 7


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sentence with open suggestions: its number and what they are."""

    number: int
    claim: bool
    changed_figure: bool
    new_actor: bool
    forecast: bool
    confidence: float


def first_look(cards: Iterable[Waiting], *, few: int = FEW) -> list[int]:
    """Numbers of the sentences that matter, in the order of the text: claims and denials before changed figures,
    those before new actors and forecasts, the surer first."""
    weighed = [(_weight(card), -card.confidence, card.number) for card in cards if _weight(card) < _NOTHING]
    return sorted(number for _weight_, _sure, number in sorted(weighed)[:few])


_NOTHING = 4


def _weight(card: Waiting) -> int:
    marks = (card.claim, card.changed_figure, card.new_actor, card.forecast)
    return next((place for place, mark in enumerate(marks) if mark), _NOTHING)
