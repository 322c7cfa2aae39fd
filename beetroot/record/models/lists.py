"""The lists that belong to a fact and have a history like its columns: sources, parties, participants, names …"""

from collections.abc import Callable
from typing import Any

from beetroot.record.models.actors import Actor
from beetroot.record.models.columns import Fact
from beetroot.record.models.events import Agreement, Event
from beetroot.record.models.polls import Poll, PollShare
from beetroot.record.models.situations import SituationFact, Source
from beetroot.record.models.terms import Term

Values = list[Any]
Reader = Callable[[Any], Values]


def _ids(name: str) -> Reader:
    return lambda fact: sorted(str(pk) for pk in getattr(fact, name).values_list("pk", flat=True))


def _participants(event: Event) -> Values:
    return sorted([str(part.actor_id), str(part.part)] for part in event.parts.all())


def _names(actor: Actor) -> Values:
    return [row.form for row in actor.names.order_by("pk")]


def _roles(actor: Actor) -> Values:
    return sorted([str(row.situation_id), row.role] for row in actor.involvements.all())


def _shares(poll: Poll) -> Values:
    """Each answer: answer, printed, percent as text or None, place of the answer it equals or None."""
    rows = list(poll.shares.order_by("position"))
    places = {row.pk: row.position for row in rows}
    return [[row.answer, row.printed, _percent(row), places[row.equals_id] if row.equals_id else None] for row in rows]


def _percent(row: PollShare) -> str | None:
    return None if row.percent is None else f"{row.percent:.3f}"


_READERS: dict[type[Fact], dict[str, Reader]] = {
    Source: {"situations": _ids("situations")},
    Term: {"situations": _ids("situations"), "sources": _ids("sources")},
    Agreement: {"parties": _ids("parties")},
    Event: {"participants": _participants},
    Actor: {"names": _names, "roles": _roles},
    Poll: {"shares": _shares},
}


def lists_of(fact: Fact) -> dict[str, Values]:
    """All lists of this fact by name, as JSON, in an order of their own so that equal lists compare equal."""
    readers = dict(_READERS.get(type(fact), {}))
    if isinstance(fact, SituationFact):
        readers["sources"] = _ids("sources")
    return {name: read(fact) for name, read in readers.items()}
