"""What may be armed next: rows are claimed and printed ahead, and wait here until the window has room for them.

It works on the engine's thread; the database is touched here for claims alone. What may not leave goes back into the
ledger from here, so that nothing else waits behind it.
"""

import itertools
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from beetroot.dispatch import rendering
from beetroot.dispatch.actions import ledger, rolls
from beetroot.dispatch.actions.ledger import Claim, Place, Turn
from beetroot.dispatch.models import Sending
from beetroot.dispatch.rules.deliveries import MAX_WINDOW, Result
from beetroot.dispatch.rules.errors import CannotSend
from beetroot.dispatch.rules.sendings import SendingState
from beetroot.dispatch.tasks.connections import Connections
from beetroot.dispatch.tasks.gate import Gate
from beetroot.dispatch.tasks.outcomes import Held, Keeper, hold
from beetroot.dispatch.tasks.printing import Parcel, Printer

CLAIM = 4 * MAX_WINDOW
"""Rows claimed at a time, per edition: some milliseconds of the database for the printer's work of a tenth second."""

AHEAD = 6 * MAX_WINDOW
"""So many rows may be claimed beyond the window: in print or ready. Each of the ready ones is a mail in memory."""

STALE_SECONDS = 120.0
"""A mail that was printed so long ago is printed anew before it is armed: its Date must not be old."""


_LOOK_SECONDS = 0.2
_LOOK_UP_SECONDS = 1.0


class NoteBegun(Protocol):
    """Notes durably, outside the database, that an issue leaves (actions.begun)."""

    def __call__(self, *, issue_id: int) -> None: ...


@dataclass
class Supply:
    """What is printed goes into `keeper`'s hands. `when_printed` is called in any thread; `rate`: messages a second."""

    place: Place
    printer: Printer
    gate: Gate
    connections: Connections
    keeper: Keeper
    note_begun: NoteBegun
    when_printed: Callable[[], None]
    rate: Callable[[], float]
    _begun: set[int] = field(default_factory=set)
    _ready: dict[int, Held] = field(default_factory=dict)
    _wished: deque[Held] = field(default_factory=deque)
    _looks_again: float = 0.0
    _editions: list[tuple[Sending, int]] = field(default_factory=list)
    _editions_until: float = 0.0
    _may_be_changed: bool = False

    @property
    def ready(self) -> int:
        """How many wait to be armed."""
        return len(self._ready)

    @property
    def in_print(self) -> int:
        """How many are claimed and not printed yet."""
        return self.printer.pending

    @property
    def holds(self) -> int:
        """Both."""
        return self.ready + self.in_print

    @property
    def is_wished_for(self) -> bool:
        """Whether a connection stands still until one of these is armed."""
        return bool(self._wished)

    def wish(self, held: Held) -> None:
        """A connection stands still until this one is armed. From any thread."""
        self._wished.append(held)

    def forget(self, held: Held) -> bool:
        """Whether it was here, where it is no more."""
        return self._ready.get(held.claim.delivery_id) is held and bool(self._ready.pop(held.claim.delivery_id))

    def look_for_changes(self) -> None:
        """The next `fill` asks whether a frozen mail was changed."""
        self._may_be_changed = True

    @property
    def ids(self) -> set[int]:
        """Deliveries that are held here."""
        return {*self._ready, *(claim.delivery_id for claim in self.printer.claims)}

    @property
    def parcels(self) -> list[Parcel]:
        """Those that wait to be armed."""
        return [held.parcel for held in self._ready.values()]

    def share_out(self) -> None:
        """Gives half of what is ready beyond a window back, where another worker has nothing to begin with."""
        spare = [*self._ready.values()][MAX_WINDOW:]
        if not spare or self.gate.workers < 2 or not ledger.is_anybody_idle(place=self.place):
            return
        if any(ledger.is_any_queued(edition_id=edition_id) for _sending, edition_id in self._running()):
            return
        spare = spare[len(spare) // 2 :]
        for held in spare:
            del self._ready[held.claim.delivery_id]
        self.let_go(spare)

    def abandon(self) -> None:
        """Drops everything without a word to the ledger: the lease that it was claimed under is lost."""
        self.printer.withdraw()
        self.gate.let_go(held.parcel for held in self._ready.values())
        self.connections.withdraw(list(self._ready.values()))

    def fill(self) -> None:
        """Takes what was printed, lets go of what may not be used any more, and claims where little is left."""
        self._print_anew_what_changed()
        self._take_printed()
        self._let_old_ones_go()
        waiting = self.holds
        if waiting > AHEAD - CLAIM or time.monotonic() < self._looks_again:
            return
        for sending, edition_id in self._running():
            self._claim(sending, edition_id)
        if self.holds == waiting:
            self._looks_again = time.monotonic() + _LOOK_SECONDS
            self._editions_until = 0.0

    def _print_anew_what_changed(self) -> None:
        """Words taken out of a frozen mail while it is sent leave in nothing that is armed from now on."""
        if not self._may_be_changed:
            return
        self._may_be_changed = False
        if self.printer.forget_changed():
            self.let_go_of_all()

    def let_go_of_all(self) -> None:
        """Gives everything back, printed or not."""
        ledger.release(claims=self.printer.withdraw(), place=self.place)
        self.let_go(self._ready.values())
        self._ready.clear()

    def _running(self) -> list[tuple[Sending, int]]:
        """Sendings and their editions from which rows may be claimed, looked up once a second.

        One that stops in between loses nothing: each arming asks the database whether it runs.
        """
        now = time.monotonic()
        if now >= self._editions_until:
            self._editions_until = now + _LOOK_UP_SECONDS
            self._editions = [
                (sending, edition.pk)
                for sending in rendering.running_sendings()
                if sending.state == SendingState.SENDING and rolls.is_frozen(sending=sending)
                for edition in sending.issue.editions.all()
            ]
        return self._editions

    def _claim(self, sending: Sending, edition_id: int) -> None:
        if sending.issue_id not in self._begun:
            self.note_begun(issue_id=sending.issue_id)
            self._begun.add(sending.issue_id)
        share = ledger.fair_share(edition_id=edition_id, most=CLAIM, workers=self.gate.workers)
        most = self.gate.most_claims(sending, edition_id, most=share)
        if most and (claims := ledger.claim(edition_id=edition_id, place=self.place, limit=most)):
            self._print(claims, sending=sending)

    def _print(self, claims: list[Claim], *, sending: Sending) -> None:
        begun = False
        try:
            refused = self.printer.start(claims, when_done=self.when_printed)
            begun = True
        except CannotSend as error:
            rolls.pause_with_reason(sending=sending, reason=str(error))
            return
        finally:
            if not begun:
                ledger.release(claims=claims, place=self.place)
        self._refuse(refused)

    def _take_printed(self) -> None:
        parcels, refused = self.printer.take()
        self._refuse(refused)
        held = [hold(parcel, self.keeper) for parcel in self._admit(parcels)]
        for each in held:
            self._ready[each.claim.delivery_id] = each
        if held:
            self.connections.offer(held)

    def _admit(self, parcels: list[Parcel]) -> list[Parcel]:
        """Those that may go on to the window; whatever holds others back gives their claims back here."""
        return self.gate.sift(parcels, place=self.place)

    def _refuse(self, refused: list[Result]) -> None:
        """Claims that never reach the server, by our own failure or because their reader is gone."""
        if refused:
            ledger.take_turn(turn=Turn(refused, (), None), place=self.place, messages_per_second=self.rate())

    def _let_old_ones_go(self) -> None:
        """What was printed too long ago is claimed and printed anew."""
        latest = time.monotonic() - STALE_SECONDS
        stale = [held for held in self._ready.values() if held.parcel.made_at < latest]
        for held in stale:
            del self._ready[held.claim.delivery_id]
        if stale:
            self.let_go(stale)

    def pick(self, room: int) -> list[Held]:
        """Takes out at most `room` that may be armed now: those first whose connection waits for nothing else."""
        picked: list[Held] = []
        while self._wished and len(picked) < room:
            held = self._wished.popleft()
            if self._ready.get(held.claim.delivery_id) is held:
                picked.append(self._ready.pop(held.claim.delivery_id))
        oldest = list(itertools.islice(self._ready, room - len(picked)))
        picked += [self._ready.pop(delivery_id) for delivery_id in oldest]
        going = [held for held in picked if self.gate.is_open(held.parcel)]  # a lane may have closed since it passed
        allowed = self.gate.reserve([held.parcel for held in going])
        if len(going[:allowed]) < len(picked):
            self.let_go({*picked} - {*going[:allowed]})
        return going[:allowed]

    def let_go(self, left_out: Iterable[Held]) -> None:
        """Gives back what was taken out and is not armed."""
        left_out = list(left_out)
        self.gate.let_go(held.parcel for held in left_out)
        self.connections.withdraw(left_out)
        ledger.release(claims=[held.claim for held in left_out], place=self.place)
