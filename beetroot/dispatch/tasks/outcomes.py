"""What the connections tell the engine, what it means, and how it gets from one thread to the other."""

from collections import deque
from dataclasses import dataclass, field
from threading import Event
from typing import NamedTuple, Protocol

from beetroot.dispatch.actions.ledger import Claim
from beetroot.dispatch.rules.deliveries import Result, State, judge, without_addresses
from beetroot.dispatch.rules.sendings import PUT_OFFS_IN_A_ROW, REFUSALS_IN_A_ROW, UNKNOWN_IN_A_ROW
from beetroot.dispatch.tasks.printing import Parcel
from beetroot.dispatch.tasks.shelf import Errand
from beetroot.mail.smtp import Outcome


class Keeper(Protocol):
    """Whose parcels a connection carries. All three are called on the loop's thread."""

    def before_dot(self, held: "Held") -> None:
        """Raises NotNow or JournalBroken where the final dot may not be written."""

    def tell(self, held: "Held", outcome: Outcome) -> None:
        """What became of it, exactly once."""

    def wish(self, held: "Held") -> None:
        """A connection stands still until this one is armed."""


@dataclass(eq=False, slots=True)
class Held(Errand):
    """A parcel in the engine's hands; `arming` is 0 until it is armed."""

    parcel: Parcel = field(kw_only=True)
    claim: Claim = field(kw_only=True)
    keeper: Keeper = field(kw_only=True, repr=False)
    arming: int = 0

    def done(self, outcome: Outcome) -> None:
        self.keeper.tell(self, outcome)

    def on_dot(self) -> None:
        self.keeper.before_dot(self)

    def wish(self) -> None:
        self.keeper.wish(self)


def hold(parcel: Parcel, keeper: Keeper) -> Held:
    """Makes an errand of a parcel; it may not leave yet."""
    return Held(parcel.envelope, parcel.data, parcel.hello, False, parcel=parcel, claim=parcel.claim, keeper=keeper)


class Settled(NamedTuple):
    """What an outcome means for the ledger."""

    result: Result
    outcome: Outcome
    whole_sending: bool


class Answer(NamedTuple):
    """What became of one attempt. `seconds`: how long a connection was busy with it."""

    held: Held
    settled: Settled
    seconds: float


def settled(held: Held, outcome: Outcome) -> Settled:
    """From what a connection tells to what the ledger notes. A message that was not armed has arming 0."""
    claim = held.claim
    if outcome.kind == "accepted":
        return Settled(Result(claim.edition_id, claim.delivery_id, held.arming, State.ACCEPTED), outcome, False)
    verdict = judge(
        kind=outcome.kind,
        code=outcome.code,
        phase=outcome.phase,
        ascii_recipient=held.envelope.recipient.isascii(),
    )
    code = "" if outcome.phase == "connect" else outcome.code or ""  # what is said of a greeting names its code
    reply = without_addresses(f"{code} {outcome.reply}".strip())
    result = Result(claim.edition_id, claim.delivery_id, held.arming, verdict.state, reply, held.parcel.lane)
    return Settled(result, outcome, verdict.whole_sending)


@dataclass
class PostBox:
    """`enough`: so many answers wake whoever waits; waking for each of them costs more than it gives."""

    enough: int = 1
    _answers: deque[Answer] = field(default_factory=deque)
    _due: Event = field(default_factory=Event)

    def put(self, answer: Answer) -> None:
        """From any thread."""
        self._answers.append(answer)
        if len(self._answers) >= self.enough:
            self._due.set()

    def nudge(self) -> None:
        """Something else happened that the engine may want to act on. From any thread."""
        self._due.set()

    def take(self, *, wait: float) -> list[Answer]:
        """All that came, after at most `wait` seconds."""
        if wait and len(self._answers) < self.enough:  # it may have been more when they came
            self._due.wait(wait)
        self._due.clear()
        return [self._answers.popleft() for _ in range(len(self._answers))]


@dataclass
class Tally:
    """What the last outcomes of one edition's sending were, one after the other."""

    connections: int
    refused: int = 0
    put_off: int = 0
    unknown: int = 0
    reply: str = ""

    def note(self, settled: Settled) -> str | None:
        """The reason to pause, or None."""
        state = settled.result.state
        if state is State.ACCEPTED:
            self.refused = self.put_off = self.unknown = 0
            return None
        self.reply = settled.result.reply or self.reply
        self.refused += state is State.REJECTED and settled.outcome.code is not None
        self.put_off += state is State.DEFERRED
        self.unknown = self.unknown + 1 if state is State.UNCERTAIN else 0
        if settled.whole_sending:
            return f"The mail server refuses our sender: {self.reply}"
        if self.refused >= REFUSALS_IN_A_ROW:
            return f"The mail server refused {self.refused} messages in a row, the last with: {self.reply}"
        if self.put_off >= PUT_OFFS_IN_A_ROW:
            return f"The mail server put off {self.put_off} messages in a row, the last with: {self.reply}"
        if self.unknown >= max(UNKNOWN_IN_A_ROW, 2 * self.connections):
            return f"The mail server never answered for {self.unknown} messages in a row, the last time: {self.reply}"
        return None
