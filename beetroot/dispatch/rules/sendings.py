"""One sending: its states, the sum that must hold, when it is finished and when it asks instead of going on."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum

from beetroot.dispatch.rules.deliveries import Policy, State
from beetroot.dispatch.rules.errors import WrongState

OVERDUE_AFTER = timedelta(hours=6)
"""A send that should have begun so long ago asks instead of firing: the news in it may be old (delivery.md)."""

REFUSALS_IN_A_ROW = 25
"""So many permanent refusals one after the other are not the readers' fault; the sending pauses."""

PUT_OFFS_IN_A_ROW = 1000
"""So many temporary refusals one after the other: the server does not want us today; the sending pauses."""

UNKNOWN_IN_A_ROW = 25
"""So many outcomes that the server never told, and none that it did: the list must not become unknown as a whole.

With many connections, at least two of each: a router that restarts is no reason to wait for a person.
"""

FAILURES_IN_A_ROW = 15
"""So many attempts to reach the server, about ten minutes of them, before the sending pauses."""


class SendingState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    PAUSED = "paused"
    FINISHED = "finished"
    CANCELLED = "cancelled"


class Verb(StrEnum):
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"
    FINISH = "finish"
    REPEAT = "repeat"


# Every pair that is missing here is refused.
NEXT: dict[tuple[SendingState, Verb], SendingState] = {
    (SendingState.WAITING, Verb.START): SendingState.SENDING,
    (SendingState.WAITING, Verb.PAUSE): SendingState.PAUSED,
    (SendingState.WAITING, Verb.CANCEL): SendingState.CANCELLED,
    (SendingState.SENDING, Verb.PAUSE): SendingState.PAUSED,
    (SendingState.SENDING, Verb.CANCEL): SendingState.CANCELLED,
    (SendingState.SENDING, Verb.FINISH): SendingState.FINISHED,
    (SendingState.PAUSED, Verb.RESUME): SendingState.SENDING,
    (SendingState.PAUSED, Verb.CANCEL): SendingState.CANCELLED,
    (SendingState.FINISHED, Verb.REPEAT): SendingState.SENDING,
}
_WHY_NOT = {
    SendingState.WAITING: "The issue waits to be sent; undo or pause it.",
    SendingState.SENDING: "The issue is being sent; pause or cancel it.",
    SendingState.PAUSED: "The sending is paused; resume or cancel it.",
    SendingState.FINISHED: "The issue has been sent to everyone; there is nothing left to do.",
    SendingState.CANCELLED: "The sending was cancelled and stays so.",
}


def next_state(state: SendingState, verb: Verb) -> SendingState:
    """Where `verb` leads from `state`; raises WrongState where it leads nowhere."""
    try:
        return NEXT[state, verb]
    except KeyError:
        raise WrongState(_WHY_NOT[state]) from None


@dataclass(frozen=True)
class Counts:
    """How many readers of an edition stand where. `claimed` includes armed. `audience` was counted when frozen."""

    audience: int = 0
    queued: int = 0
    claimed: int = 0
    accepted: int = 0
    rejected: int = 0
    deferred: int = 0
    expired: int = 0
    suppressed: int = 0
    cancelled: int = 0
    uncertain: int = 0

    @classmethod
    def from_states(cls, states: Mapping[str, int], *, audience: int) -> "Counts":
        """`states`: delivery state to number of rows."""
        shown = {state: states.get(state, 0) for state in State if state is not State.ARMED}
        shown[State.CLAIMED] += states.get(State.ARMED, 0)
        return cls(audience=audience, **{str(state): number for state, number in shown.items()})

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, item.name) + getattr(other, item.name) for item in fields(self)))

    @property
    def holds(self) -> bool:
        """The promise: the audience is the sum of the others."""
        return self.audience == sum(getattr(self, item.name) for item in fields(self)[1:])

    @property
    def open(self) -> int:
        """Readers who still wait for their issue."""
        return self.queued + self.claimed + self.deferred


def is_finished(counts: Counts, *, frozen: bool, policy: Policy, undecided: int) -> bool:
    """Whether nothing is left to do. `undecided`: uncertain ones that a person or the policy has still to settle."""
    waits = undecided > 0 and policy is not Policy.NEVER_REPEAT
    return frozen and counts.holds and counts.open == 0 and not waits


def may_have_left(*, noted: bool, starts_at: datetime, first_armed_at: datetime | None, now: datetime) -> bool:
    """Whether a sending may have begun, though a ledger that forgets does not say so. `noted`: outside the database."""
    return noted or first_armed_at is not None or starts_at <= now


def is_overdue(*, starts_at: datetime, now: datetime) -> bool:
    """Whether a waiting send missed its time by so much that a person must say go."""
    return now - starts_at > OVERDUE_AFTER


def server_backoff(failures: int) -> timedelta:
    """How long to leave a server alone that could not be reached `failures` times in a row (1 is the first)."""
    return timedelta(seconds=min(60, 2 ** (failures - 1)))
