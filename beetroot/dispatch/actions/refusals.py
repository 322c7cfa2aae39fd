"""Who wants to know that a mailbox refused a mail for good: a room above registers here, as `feedback` does."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from beetroot.dispatch.models import Delivery
from beetroot.dispatch.rules.deliveries import OURS, Result, State


@dataclass(frozen=True)
class Refusal:
    """One reader's mailbox said no (5xx). `reply` holds no address; `by`: the server we spoke to, or Postfix later."""

    subscription_id: UUID
    edition_id: int
    reply: str
    by: Literal["server", "relay"]


RefusalListener = Callable[[Sequence[Refusal]], None]
_listeners: list[RefusalListener] = []


def register_refusal_listener(listener: RefusalListener) -> None:
    """`listener` is called in the transaction that notes the refusals, so both are kept or neither.

    It may write rows and nothing else; what it raises stops the worker's turn.
    """
    if listener not in _listeners:
        _listeners.append(listener)


def tell_refused(refusals: Sequence[Refusal]) -> None:
    """Tells every listener, inside the caller's transaction."""
    if refusals:
        for listener in _listeners:
            listener(refusals)


def tell_rejected(results: Sequence[Result]) -> None:
    """The same for a window's results: those that a server refused, not those that we never sent."""
    refused = [each for each in results if each.state is State.REJECTED and not each.reply.startswith(OURS)]
    if not refused or not _listeners:
        return
    replies = {each.delivery_id: each.reply for each in refused}
    for edition_id in {each.edition_id for each in refused}:
        rows = Delivery.objects.filter(edition_id=edition_id, pk__in=replies, state=State.REJECTED)
        tell_refused(
            [
                Refusal(reader, edition_id, replies[pk], "server")
                for pk, reader in rows.values_list("pk", "subscription_id")
            ]
        )
