"""Empties the ledger: claims rows, has them printed ahead, arms a window, hands it over, commits what became of it.

One thread owns the engine and the database. The connections live on a loop in a thread of its own, printing happens in
processes of its own; both give back through queues. The ledger calls at most MAX_WINDOW rows armed at any moment: what
is settled leaves the window in the same commit that arms the next. The seams for rules that hold messages back:
`Supply` decides what is claimed and which of the printed ones may go on, `_room` how many may be armed now.
"""

import logging
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import Error as DatabaseError

from beetroot.dispatch import rendering
from beetroot.dispatch.actions import ledger, rolls
from beetroot.dispatch.actions.ledger import Claim, Place, Turn
from beetroot.dispatch.models import Sending
from beetroot.dispatch.rules.deliveries import LEASE, MAX_WINDOW, Result, State, without_addresses
from beetroot.dispatch.rules.errors import JournalBroken, NotNow
from beetroot.dispatch.rules.sendings import (
    FAILURES_IN_A_ROW,
    SendingState,
    server_backoff,
)
from beetroot.dispatch.tasks import failpoints
from beetroot.dispatch.tasks.armings import ArmingNumbers
from beetroot.dispatch.tasks.connections import Connections
from beetroot.dispatch.tasks.gate import Gate
from beetroot.dispatch.tasks.journal import Journal
from beetroot.dispatch.tasks.outcomes import Answer, Held, PostBox, Settled, Tally, settled
from beetroot.dispatch.tasks.printing import Printer
from beetroot.dispatch.tasks.supply import NoteBegun, Supply
from beetroot.mail.smtp import Outcome

_log = logging.getLogger("beetroot.dispatch")

_HALF = MAX_WINDOW // 2
_BREATH = 0.005
"""Seconds between two armings of less than is worth one: each costs a commit, however few it arms."""

_LONG_BREATH = 0.01
"""The same where more would be armed if more were printed: then nothing is won by hurry."""

_LINGER = 0.1
"""Seconds a result may wait for others before it is committed."""

_RATE_SECONDS = 5.0

_CAUTION = 5.0
"""Seconds before the end of its lease in which a worker writes no final dot any more: clocks differ."""


@dataclass
class Engine:
    """One life of a worker while it sends. `judge_leaves` settles every leave that waits; it raises where it cannot."""

    place: Place
    journal: Journal
    connections: Connections
    printer: Printer
    numbers: ArmingNumbers
    judge_leaves: Callable[[], None]
    note_begun: NoteBegun
    gate: Gate
    locked: bool = False
    _armed: dict[int, Held] = field(default_factory=dict)
    _box: PostBox = field(default_factory=PostBox)
    _results: list[Result] = field(default_factory=list)
    _unclear: list[Claim] = field(default_factory=list)
    _tallies: dict[int, Tally] = field(default_factory=dict)
    _oldest: float = 0.0
    _lease_ends: float = 0.0
    _turned_at: float = 0.0
    _down: int = 0
    _down_until: float = 0.0
    _stopping: bool = False
    _pace: deque[tuple[float, int]] = field(default_factory=deque)
    _lately: int = 0

    def __post_init__(self) -> None:
        self.connections.hungry = self._box.nudge
        self._supply = Supply(
            place=self.place,
            printer=self.printer,
            gate=self.gate,
            connections=self.connections,
            keeper=self,
            note_begun=self.note_begun,
            when_printed=self._box.nudge,
            rate=lambda: self.rate,
        )

    # --- what the worker asks ---

    @property
    def holds(self) -> int:
        """Rows claimed or armed, or settled but not yet committed."""
        return self._supply.holds + len(self._armed) + len(self._results) + len(self._unclear)

    @property
    def rate(self) -> float:
        """Messages a second over the last seconds."""
        now = time.monotonic()
        while self._pace and self._pace[0][0] < now - _RATE_SECONDS:
            self._lately -= self._pace.popleft()[1]
        return self._lately / _RATE_SECONDS

    @property
    def rests_for(self) -> float:
        """Seconds for which the mail server is left alone."""
        return max(0.0, self._down_until - time.monotonic())

    def share_out(self) -> None:
        """Near the end of a list: gives claims back that another worker would begin with at once."""
        if not self._is_at_rest:
            self._supply.share_out()

    def give_back_strays(self, *, edition_ids: Iterable[int]) -> int:
        """Rows that the ledger gives to this worker and that it does not know; returns how many.

        A commit whose answer was lost with the database claims rows for a worker that never hears of it, and one that
        fails gives none back; their lease would be renewed for as long as the worker lives.
        """
        self.gate.recount((*self._supply.parcels, *(held.parcel for held in self._armed.values())))
        settled_here = {result.delivery_id for result in self._results}
        held = self._supply.ids | settled_here | {claim.delivery_id for claim in self._unclear}
        return sum(ledger.release_others(edition_id=each, place=self.place, held=held) for each in edition_ids)

    def lease_renewed(self, *, at: float) -> None:
        """`at`: this process's clock before the renewal was committed."""
        self._lease_ends = at + LEASE.total_seconds() - _CAUTION

    # --- one step ---

    def step(self, *, wait: float) -> bool:
        """Collects, commits, arms and hands over once; waits up to `wait` seconds for outcomes. False when idle.

        Raises JournalBroken, LeaseLost, NotAdopted, DatabaseError; after all but the last, `abandon` it.
        """
        self._release_unclear()
        self._collect(self._patience(wait))
        if self.journal.is_broken:
            raise JournalBroken
        if not self._is_at_rest:
            self._supply.fill()
        arms = self._may_arm()
        if arms or self._results_due():
            self._turn(arms=arms)
            return True
        return bool(self._armed or self._supply.in_print or self._could_arm)

    @property
    def _is_at_rest(self) -> bool:
        return self._stopping or self.locked or self.rests_for > 0

    def _may_arm(self) -> bool:
        """As many at a time as make a commit worth its cost; fewer where a connection stands still."""
        if not self._could_arm:
            return False
        worth = min(self._room, self._supply.ready) >= self._worth
        return worth or (self._is_starving and self._breath_left <= 0)

    @property
    def _worth(self) -> int:
        """What is left armed is one for each connection, and eight to go on with while the commit lasts."""
        return max(_HALF, MAX_WINDOW - 8 - self.connections.count)

    @property
    def _could_arm(self) -> bool:
        return self._supply.ready > 0 and not self._is_at_rest and self._room > 0

    @property
    def _is_starving(self) -> bool:
        return self.connections.is_hungry or self._supply.is_wished_for or not self._armed

    @property
    def _breath_left(self) -> float:
        breath = _BREATH if self._supply.ready >= self._room else _LONG_BREATH
        return self._turned_at + breath - time.monotonic()

    @property
    def _room(self) -> int:
        return min(MAX_WINDOW - len(self._armed), self.gate.room)

    def _results_due(self) -> bool:
        if not self._results:
            return False
        return not self._armed or len(self._results) >= self._worth or time.monotonic() - self._oldest > _LINGER

    def _patience(self, wait: float) -> float:
        """Seconds to wait for the connections: none where there is something else to do."""
        if self._may_arm() or self._results_due():
            return 0.0
        self._box.enough = max(1, min(self._worth, len(self._armed)) - len(self._results))
        if self._could_arm and self._is_starving:
            return min(wait, max(0.0, self._breath_left))
        if not (self._armed or self._supply.in_print):
            return 0.0
        return min(wait, _LINGER) if self._results else wait

    # --- the window ---

    def _turn(self, *, arms: bool) -> None:
        """Commits results and arms the next rows. A failure leaves the results here, for the next turn."""
        wanted = self._supply.pick(self._room) if arms else []
        committed = list(self._results)
        began = time.monotonic()
        arming: int | None = None
        armed: list[Claim] = []
        done = False
        failpoints.reach("before_settle" if committed else "before_arm")
        try:
            arming = self._number() if wanted else None
            turn = Turn(committed, [held.claim for held in wanted], arming, printed=self.printer.digests)
            armed = ledger.take_turn(turn=turn, place=self.place, messages_per_second=self.rate)
            done = True
        finally:
            if not done:
                self._doubt(wanted, arming)
        self._turned_at = time.monotonic()
        self.lease_renewed(at=began)
        del self._results[: len(committed)]
        self._lately += (accepted := sum(result.state is State.ACCEPTED for result in committed))
        self._pace.append((began, accepted))
        failpoints.reach("after_settle" if committed else "after_arm")
        if arming is not None:
            self.numbers.prepare()
        self._hand_over(wanted, armed, arming or 0)
        self._trim_journal(arming)

    def _number(self) -> int:
        """Leaves are judged, then the counter is raised on disk, then the journal says so: in this order."""
        self.judge_leaves()
        number = self.numbers.take()
        failpoints.reach("after_raise")
        self.journal.arming(number)
        return number

    def _doubt(self, wanted: list[Held], arming: int | None) -> None:
        """The transaction failed, perhaps after it was committed: whatever it armed was not sent and goes back."""
        self._unclear += [held.claim for held in wanted]
        self.gate.let_go(held.parcel for held in wanted)
        self.connections.withdraw(wanted)
        if arming is not None:
            back = (_back(held, arming) for held in wanted)
            self._results.extend(back)

    def _release_unclear(self) -> None:
        if self._unclear:
            ledger.release(claims=self._unclear, place=self.place)
            self._unclear.clear()

    def _hand_over(self, wanted: list[Held], armed: list[Claim], arming: int) -> None:
        allowed = {claim.delivery_id for claim in armed}
        goes = [held for held in wanted if held.claim.delivery_id in allowed]
        for held in goes:
            held.arming = arming
            self._armed[held.claim.delivery_id] = held
        if goes:
            self.gate.armed(held.parcel for held in goes)
            self.connections.send(goes)
        if len(goes) < len(wanted):
            self._supply.look_for_changes()  # perhaps because their mail was changed
            self._supply.let_go([held for held in wanted if held.claim.delivery_id not in allowed])

    def _trim_journal(self, arming: int | None) -> None:
        lowest = min((held.arming for held in self._armed.values()), default=arming)
        if lowest is not None:
            self.journal.settled(below=lowest)

    # --- outcomes; the first three run on the loop's thread ---

    def before_dot(self, held: Held) -> None:
        """See Keeper."""
        if time.monotonic() > self._lease_ends:
            raise NotNow("The worker's lease has ended.")
        claim = held.claim
        self.journal.dot(arming=held.arming, edition_id=claim.edition_id, delivery_id=claim.delivery_id)
        failpoints.reach("before_dot")
        failpoints.reach_soon("after_dot")

    def tell(self, held: Held, outcome: Outcome) -> None:
        """See Keeper."""
        failpoints.reach("after_answer")
        told = settled(held, outcome)
        if held.arming:
            try:
                self.journal.answer(told.result)
            except JournalBroken:
                _log.error("journal cannot be written slot=%s", self.place.worker_id)
        failpoints.reach("after_note")
        self._box.put(Answer(held, told, held.busy_seconds))

    def wish(self, held: Held) -> None:
        """See Keeper."""
        self._supply.wish(held)
        self._box.nudge()

    def _collect(self, wait: float) -> None:
        known = [answer for answer in self._box.take(wait=wait) if self._forget(answer.held)]
        if not known:
            return
        if not self._results:
            self._oldest = time.monotonic()
        told = [answer.settled for answer in known]
        self._results += [each.result for each in told]  # first: what follows may meet a database that is away
        for answer in known:
            self.gate.note(answer.held.parcel, answer.settled, seconds=answer.seconds)
        self._watch_server(told)
        self._watch_answers(told)

    def _forget(self, held: Held) -> bool:
        """Whether it was in our hands; one that was let go meanwhile concerns us no more."""
        if self._armed.get(held.claim.delivery_id) is held:
            del self._armed[held.claim.delivery_id]
            return True
        return self._supply.forget(held)

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
        for each in told:
            edition_id = each.result.edition_id
            tally = self._tallies.get(edition_id)
            if tally is None:
                tally = self._tallies[edition_id] = Tally(self.connections.count)
            reason = tally.note(each)
            if reason:
                self._tallies.pop(edition_id)
                sending = Sending.objects.get(issue__editions=edition_id)
                rolls.pause_with_reason(sending=sending, reason=reason)
                self.connections.take_back()

    # --- ends ---

    def drain(self, *, seconds: float) -> None:
        """Arms nothing more, finishes what is under way within `seconds`, then breaks it off; releases all claims."""
        self._stopping = True
        self._release_unclear()
        self._supply.let_go_of_all()
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
        self._supply.abandon()
        self.connections.take_back()
        ends = time.monotonic() + 1.0
        while self._armed and time.monotonic() < ends:
            self._collect(0.1)
        try:
            ledger.record_late(results=self._results, place=self.place)
        except DatabaseError:
            _log.exception("late results could not be written")

    def close(self) -> None:
        """After `drain` or `abandon`: nothing more is noted or numbered."""
        self.journal.close()
        self.numbers.close()

    def counts(self) -> Counter[str]:
        """For the log: what this engine holds."""
        return Counter(ready=self._supply.ready, armed=len(self._armed), results=len(self._results))


def _back(held: Held, arming: int) -> Result:
    return Result(held.claim.edition_id, held.claim.delivery_id, arming, State.QUEUED)
