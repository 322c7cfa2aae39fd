"""Empties the ledger: claims rows, makes them ready, arms a window, hands it over, commits what became of it.

One thread owns the engine and the database; the connections live on their own loop and give outcomes back through a
queue. At most MAX_WINDOW rows are armed at any moment.
"""

import logging
import queue
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from django.db import Error as DatabaseError

from beetroot.dispatch import rendering
from beetroot.dispatch.actions import ledger, rolls
from beetroot.dispatch.actions.ledger import Claim, Place, Turn
from beetroot.dispatch.models import Sending
from beetroot.dispatch.rules.deliveries import LEASE, MAX_WINDOW, Result, State, judge, without_addresses
from beetroot.dispatch.rules.errors import CannotSend, JournalBroken, NotNow
from beetroot.dispatch.rules.sendings import (
    FAILURES_IN_A_ROW,
    PUT_OFFS_IN_A_ROW,
    REFUSALS_IN_A_ROW,
    UNKNOWN_IN_A_ROW,
    SendingState,
    server_backoff,
)
from beetroot.dispatch.tasks import failpoints
from beetroot.dispatch.tasks.connections import Connections, Errand
from beetroot.dispatch.tasks.journal import Journal
from beetroot.dispatch.tasks.letters import Parcel, Printer
from beetroot.mail.smtp import Outcome

_log = logging.getLogger("beetroot.dispatch")

CLAIM = 2 * MAX_WINDOW
"""Rows claimed and made ready at a time, per edition."""

_HALF = MAX_WINDOW // 2
_LOOK_SECONDS = 0.2
_LINGER = 0.1
"""Seconds a result may wait for others before it is committed."""

_RATE_SECONDS = 5.0

_CAUTION = 5.0
"""Seconds before the end of its lease in which a worker writes no final dot any more: clocks differ."""


@dataclass(frozen=True)
class Settled:
    """An outcome as it came from a connection."""

    parcel: Parcel
    result: Result
    outcome: Outcome
    whole_sending: bool


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


@dataclass
class Engine:
    """One life of a worker while it sends. `judge_leaves` settles every leave that waits; it raises where it cannot."""

    place: Place
    journal: Journal
    connections: Connections
    printer: Printer
    next_arming: Callable[[], int]
    judge_leaves: Callable[[], None]
    locked: bool = False
    _ready: deque[Parcel] = field(default_factory=deque)
    _armed: dict[int, tuple[Parcel, int]] = field(default_factory=dict)
    _told: "queue.SimpleQueue[Settled]" = field(default_factory=queue.SimpleQueue)
    _results: list[Result] = field(default_factory=list)
    _unclear: list[Claim] = field(default_factory=list)
    _tallies: dict[int, Tally] = field(default_factory=dict)
    _oldest: float = 0.0
    _lease_ends: float = 0.0
    _looks_again: float = 0.0
    _down: int = 0
    _down_until: float = 0.0
    _stopping: bool = False
    _pace: deque[tuple[float, int]] = field(default_factory=deque)

    # --- what the worker asks ---

    @property
    def holds(self) -> int:
        """Rows claimed or armed, or settled but not yet committed."""
        return len(self._ready) + len(self._armed) + len(self._results)

    @property
    def rate(self) -> float:
        """Messages a second over the last seconds."""
        now = time.monotonic()
        while self._pace and self._pace[0][0] < now - _RATE_SECONDS:
            self._pace.popleft()
        return sum(number for _at, number in self._pace) / _RATE_SECONDS

    @property
    def rests_for(self) -> float:
        """Seconds for which the mail server is left alone."""
        return max(0.0, self._down_until - time.monotonic())

    def lease_renewed(self, *, at: float) -> None:
        """`at`: this process's clock before the renewal was committed."""
        self._lease_ends = at + LEASE.total_seconds() - _CAUTION

    # --- one step ---

    def step(self, *, wait: float) -> bool:
        """Collects, commits, arms and hands over once; waits up to `wait` seconds for outcomes. False when idle.

        Raises JournalBroken, LeaseLost, NotAdopted, DatabaseError; after all but the last, `abandon` it.
        """
        self._release_unclear()
        self._collect(wait if self._armed else 0)
        if self.journal.is_broken:
            raise JournalBroken
        resting = self.rests_for > 0
        if not self._stopping and not resting and not self.locked:
            self._fill()
        arms = not self._stopping and not resting and bool(self._ready) and self._room >= min(_HALF, len(self._ready))
        if arms or self._results_due():
            self._turn(arms=arms)
            return True
        return bool(self._armed)

    @property
    def _room(self) -> int:
        return MAX_WINDOW - len(self._armed) - len(self._results)

    def _results_due(self) -> bool:
        if not self._results:
            return False
        return not self._armed or len(self._results) >= _HALF or time.monotonic() - self._oldest > _LINGER

    # --- claims ---

    def _fill(self) -> None:
        if len(self._ready) >= MAX_WINDOW or time.monotonic() < self._looks_again:
            return
        before = len(self._ready)
        for sending in rendering.running_sendings():
            if sending.state == SendingState.SENDING and rolls.is_frozen(sending=sending):
                for edition in sending.issue.editions.all():
                    self._claim(sending, edition.pk)
        if len(self._ready) == before:
            self._looks_again = time.monotonic() + _LOOK_SECONDS

    def _claim(self, sending: Sending, edition_id: int) -> None:
        claims = ledger.claim(edition_id=edition_id, place=self.place, limit=CLAIM)
        if not claims:
            return
        made = False
        try:
            parcels, refused = self.printer.make(claims)
            made = True
        except CannotSend as error:
            rolls.pause_with_reason(sending=sending, reason=str(error))
            return
        finally:
            if not made:
                ledger.release(claims=claims, place=self.place)
        self._ready.extend(parcels)
        if refused:
            ledger.take_turn(turn=Turn(refused, (), None), place=self.place, messages_per_second=self.rate)

    # --- the window ---

    def _turn(self, *, arms: bool) -> None:
        """Commits results and arms the next rows. A failure leaves the results here, for the next turn."""
        wanted = [self._ready.popleft() for _ in range(min(self._room, len(self._ready)))] if arms else []
        committed = list(self._results)
        began = time.monotonic()
        arming: int | None = None
        armed: list[Claim] = []
        done = False
        failpoints.reach("before_settle" if committed else "before_arm")
        try:
            arming = self._number() if wanted else None
            turn = Turn(committed, [parcel.claim for parcel in wanted], arming)
            armed = ledger.take_turn(turn=turn, place=self.place, messages_per_second=self.rate)
            done = True
        finally:
            if not done:
                self._doubt(wanted, arming)
        self.lease_renewed(at=began)
        del self._results[: len(committed)]
        self._pace.append((began, sum(result.state is State.ACCEPTED for result in committed)))
        failpoints.reach("after_settle" if committed else "after_arm")
        self._hand_over(wanted, armed, arming or 0)
        self._trim_journal(arming)

    def _number(self) -> int:
        """Leaves are judged, then the counter is raised on disk, then the journal says so: in this order."""
        self.judge_leaves()
        number = self.next_arming()
        failpoints.reach("after_raise")
        self.journal.arming(number)
        return number

    def _doubt(self, wanted: list[Parcel], arming: int | None) -> None:
        """The transaction failed, perhaps after it was committed: whatever it armed was not sent and goes back."""
        self._unclear += [parcel.claim for parcel in wanted]
        if arming is not None:
            back = (_back(parcel, arming) for parcel in wanted)
            self._results.extend(back)

    def _release_unclear(self) -> None:
        if self._unclear:
            ledger.release(claims=self._unclear, place=self.place)
            self._unclear.clear()

    def _hand_over(self, wanted: list[Parcel], armed: list[Claim], arming: int) -> None:
        allowed = {claim.delivery_id for claim in armed}
        left_out = [parcel.claim for parcel in wanted if parcel.claim.delivery_id not in allowed]
        parcels = [parcel for parcel in wanted if parcel.claim.delivery_id in allowed]
        for parcel in parcels:
            self._armed[parcel.claim.delivery_id] = (parcel, arming)
        if parcels:
            self.connections.send([self._errand(parcel, arming) for parcel in parcels])
        if left_out:
            ledger.release(claims=left_out, place=self.place)

    def _trim_journal(self, arming: int | None) -> None:
        lowest = min((number for _parcel, number in self._armed.values()), default=arming)
        if lowest is not None:
            self.journal.settled(below=lowest)

    # --- outcomes; the first two run on the loop's thread ---

    def _errand(self, parcel: Parcel, arming: int) -> Errand:
        return Errand(
            sender=parcel.sender,
            recipient=parcel.recipient,
            data=parcel.data,
            hello=parcel.hello,
            done=partial(self._tell, parcel, arming),
            on_dot=partial(self._before_dot, parcel, arming),
        )

    def _before_dot(self, parcel: Parcel, arming: int) -> None:
        if time.monotonic() > self._lease_ends:
            raise NotNow("The worker's lease has ended.")
        claim = parcel.claim
        self.journal.dot(arming=arming, edition_id=claim.edition_id, delivery_id=claim.delivery_id)
        failpoints.reach("before_dot")
        failpoints.reach_soon("after_dot")

    def _tell(self, parcel: Parcel, arming: int, outcome: Outcome) -> None:
        failpoints.reach("after_answer")
        verdict = judge(
            kind=outcome.kind,
            code=outcome.code,
            phase=outcome.phase,
            ascii_recipient=parcel.recipient.isascii(),
        )
        result = _result(parcel, arming, verdict.state, outcome)
        try:
            self.journal.answer(result)
        except JournalBroken:
            _log.error("journal cannot be written slot=%s", self.place.worker_id)
        failpoints.reach("after_note")
        self._told.put(Settled(parcel, result, outcome, verdict.whole_sending))

    def _collect(self, wait: float) -> None:
        told = self._drain(wait)
        if not told:
            return
        if not self._results:
            self._oldest = time.monotonic()
        for settled in told:
            self._armed.pop(settled.result.delivery_id, None)
            self._results.append(settled.result)
        self._watch_server(told)
        self._watch_answers(told)

    def _drain(self, wait: float) -> list[Settled]:
        told: list[Settled] = []
        try:
            told.append(self._told.get(timeout=wait) if wait else self._told.get_nowait())
            while len(told) < MAX_WINDOW:
                told.append(self._told.get_nowait())
        except queue.Empty:
            pass
        return told

    def _watch_server(self, told: list[Settled]) -> None:
        """Leaves a server alone that cannot be reached, longer each time, and pauses after too many times."""
        if any(settled.outcome.kind != "unsent" for settled in told):
            self._down = 0
            return
        if self._stopping or self.rests_for > 0:
            return
        self._down += 1
        self._down_until = time.monotonic() + server_backoff(self._down).total_seconds()
        reason = next((settled.outcome.reply for settled in told if settled.outcome.reply), "")
        permanent = any(settled.outcome.code is not None and settled.outcome.code >= 500 for settled in told)
        if self._down >= (3 if permanent else FAILURES_IN_A_ROW):
            self._down = 0
            for sending in rendering.running_sendings():
                if sending.state == SendingState.SENDING:
                    rolls.pause_with_reason(sending=sending, reason=without_addresses(reason) or "No mail server.")

    def _watch_answers(self, told: list[Settled]) -> None:
        for settled in told:
            edition_id = settled.result.edition_id
            reason = self._tally(edition_id).note(settled)
            if reason:
                self._tallies.pop(edition_id)
                sending = Sending.objects.get(issue__editions=edition_id)
                rolls.pause_with_reason(sending=sending, reason=reason)
                self.connections.take_back()

    def _tally(self, edition_id: int) -> Tally:
        return self._tallies.setdefault(edition_id, Tally(self.connections.count))

    # --- ends ---

    def drain(self, *, seconds: float) -> None:
        """Arms nothing more, finishes what is under way within `seconds`, then breaks it off; releases all claims."""
        self._stopping = True
        ledger.release(claims=[parcel.claim for parcel in self._ready], place=self.place)
        self._ready.clear()
        self.connections.take_back()
        ends = time.monotonic() + seconds
        while self._armed and time.monotonic() < ends:
            self.step(wait=0.1)
        self.connections.close()
        self._collect(0)
        while self._results:
            self._turn(arms=False)

    def abandon(self) -> None:
        """The lease is lost: sends nothing more, and notes what is known of rows that are uncertain by now."""
        self._stopping = True
        self._lease_ends = 0.0
        self.connections.take_back()
        ends = time.monotonic() + 1.0
        while self._armed and time.monotonic() < ends:
            self._collect(0.1)
        try:
            ledger.record_late(results=self._results, place=self.place)
        except DatabaseError:
            _log.exception("late results could not be written")

    def counts(self) -> Counter[str]:
        """For the log: what this engine holds."""
        return Counter(ready=len(self._ready), armed=len(self._armed), results=len(self._results))


def _result(parcel: Parcel, arming: int, state: State, outcome: Outcome) -> Result:
    claim = parcel.claim
    told = state is not State.ACCEPTED
    reply = f"{outcome.code or ''} {outcome.reply}".strip() if told else ""
    lane = parcel.lane if told else ""
    return Result(claim.edition_id, claim.delivery_id, arming, state, without_addresses(reply), lane)


def _back(parcel: Parcel, arming: int) -> Result:
    return Result(parcel.claim.edition_id, parcel.claim.delivery_id, arming, State.QUEUED)
