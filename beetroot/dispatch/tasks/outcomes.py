"""What the connections tell the engine, what it means, and how it gets from one thread to the other."""

from collections import deque
from dataclasses import dataclass, field
from threading import Event

from beetroot.dispatch.actions.ledger import Claim
from beetroot.dispatch.rules.deliveries import Result, State, judge, without_addresses
from beetroot.dispatch.rules.sendings import PUT_OFFS_IN_A_ROW, REFUSALS_IN_A_ROW, UNKNOWN_IN_A_ROW
from beetroot.dispatch.tasks.printing import Parcel
from beetroot.dispatch.tasks.shelf import Errand
from beetroot.mail.smtp import Outcome


@dataclass(eq=False, slots=True)
class Held:
    """A parcel in the engine's hands; `arming` is 0 until it is armed."""

    parcel: Parcel
    errand: Errand
    arming: int = 0

    @property
    def claim(self) -> Claim:
        return self.parcel.claim


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one attempt."""

    held: Held
    outcome: Outcome
    seconds: float = 0.0
    """How long a connection was busy with it."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The same, and what it means for the ledger."""

    result: Result
    outcome: Outcome
    whole_sending: bool


def settled(held: Held, outcome: Outcome) -> Settled:
    """From what a connection tells to what the ledger notes. A message that was not armed has arming 0."""
    verdict = judge(
        kind=outcome.kind,
        code=outcome.code,
        phase=outcome.phase,
        ascii_recipient=held.parcel.envelope.recipient.isascii(),
    )
    claim, state = held.claim, verdict.state
    told = state is not State.ACCEPTED
    reply = without_addresses(f"{outcome.code or ''} {outcome.reply}".strip()) if told else ""
    lane = held.parcel.lane if told else ""
    result = Result(claim.edition_id, claim.delivery_id, held.arming, state, reply, lane)
    return Settled(result, outcome, verdict.whole_sending)


def nobody(_outcome: Outcome) -> None:
    """Whom an errand tells before the engine has it in its hands."""


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
        if wait:
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
        self.reply = settled.result.reply or self.reply
        if state is State.ACCEPTED:
            self.refused = self.put_off = 0
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
