"""What the local Postfix's log says later about messages that it accepted: outside the sum, beside it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from beetroot.audience import actions as audience
from beetroot.dispatch.actions.refusals import Refusal, tell_refused
from beetroot.dispatch.models import Delivery, Sending
from beetroot.dispatch.rules.deliveries import Relay, State
from beetroot.dispatch.rules.senders import Copy
from beetroot.dispatch.rules.sendings import SendingState


@dataclass(frozen=True)
class Word:
    """The last word about one copy: how far it has come, or that it was taken out of the queue (`level` None)."""

    level: Relay | None
    reply: str = ""


@transaction.atomic
def note_words(*, words: Mapping[Copy, Word]) -> set[Copy]:
    """Carries deliveries on as the log says; returns the copies that are still armed, to be told once more.

    A message that is in the log was accepted, whatever we knew: an uncertain one is settled by it. One that was taken
    out of the queue ends as suppressed where its reader has left, else as cancelled.
    """
    by_edition: dict[int, dict[UUID, Word]] = defaultdict(dict)
    for copy, word in words.items():
        if copy.edition_id is not None:
            by_edition[copy.edition_id][copy.subscription_id] = word
    armed: set[Copy] = set()
    for edition_id, said in by_edition.items():
        armed |= {Copy(reader, edition_id) for reader in _note(edition_id, said)}
    return armed


@dataclass(frozen=True)
class _Change:
    before: State
    after: State
    level: Relay
    reply: str


def _note(edition_id: int, words: dict[UUID, Word]) -> set[UUID]:
    """The readers whose row is still armed: the engine's own answer would erase the reply."""
    rows = Delivery.objects.filter(edition_id=edition_id, subscription_id__in=words)
    changes: dict[_Change, list[int]] = defaultdict(list)
    bounced: list[Refusal] = []
    taken_out: list[tuple[int, UUID]] = []
    armed: set[UUID] = set()
    for pk, reader, state, level in rows.values_list("pk", "subscription_id", "state", "relay"):
        word = words[reader]
        if state == State.ARMED:
            armed.add(reader)
        if word.level is None:
            taken_out.append((pk, reader))
        elif change := _change(State(state), level, word):
            changes[change].append(pk)
            if word.level is Relay.BOUNCED and level != Relay.BOUNCED:
                bounced.append(Refusal(reader, edition_id, word.reply, "relay"))
    for change, ids in changes.items():
        _write(Delivery.objects.filter(edition_id=edition_id, state=change.before, pk__in=ids), change)
    _take_out(edition_id, taken_out)
    tell_refused(bounced)
    return armed


def _change(state: State, level: str, word: Word) -> _Change | None:
    assert word.level is not None  # noqa: S101 - for the type checker
    if word.level is Relay.RELAYED and (level or state is State.ACCEPTED):
        return None  # nothing new: an accepted message without a level is relayed
    after = _state_after(state, word.level)
    reply = word.reply if after is State.ACCEPTED else ""
    return _Change(state, after, word.level, reply)


def _state_after(state: State, level: Relay) -> State:
    """Armed rows stay so: the engine still waits for their answer, and what it cannot learn is settled here later."""
    if state is State.UNCERTAIN:
        return State.ACCEPTED
    if state in {State.SUPPRESSED, State.CANCELLED} and level is Relay.DELIVERED:
        return State.ACCEPTED
    return state


def _write(rows: QuerySet[Delivery], change: _Change) -> None:
    if change.after is State.ACCEPTED:
        values = {"state": change.after, "reply": change.reply, "not_before": None, "lease_until": None}
        rows.update(relay=change.level, **values)
    else:
        rows.update(relay=change.level)


def _take_out(edition_id: int, taken: list[tuple[int, UUID]]) -> None:
    if not taken:
        return
    wanted = audience.still_wanted([reader for _pk, reader in taken])
    rows = Delivery.objects.filter(edition_id=edition_id, state=State.ACCEPTED)
    rows = rows.exclude(relay__in=[Relay.DELIVERED, Relay.BOUNCED])
    said = _("Taken out of the mail server's queue.")
    gone = [pk for pk, reader in taken if reader not in wanted]
    rows.filter(pk__in=gone).update(state=State.SUPPRESSED, reply=said, relay="")
    rows.filter(pk__in=[pk for pk, _reader in taken]).update(state=State.CANCELLED, reply=said, relay="")


@transaction.atomic
def settle_uncertain(*, edition_id: int) -> int:
    """Uncertain rows of which the log has spoken: they were accepted. Returns how many."""
    unknown = Delivery.objects.filter(edition_id=edition_id, state=State.UNCERTAIN).exclude(relay="")
    return unknown.update(state=State.ACCEPTED, reply="", not_before=None, lease_until=None)


def follow(*, on: bool) -> None:
    """Marks the running sendings as followed beyond the mail server's 250."""
    if on:
        Sending.objects.filter(state=SendingState.SENDING, follows_relay=False).update(follows_relay=True)


def states_of(edition_ids: set[int]) -> dict[int, SendingState]:
    """How the sending of each edition stands."""
    rows = Sending.objects.filter(issue__editions__in=edition_ids).values_list("issue__editions", "state")
    return {edition_id: SendingState(state) for edition_id, state in rows}
