"""Presses in processes of their own: signing and opening seals then compete with nothing that talks to the server.

They hold the same keys in the same memory, write nothing, and end with the worker, whatever ends it
(docs/adr/0019). One that ends or does not get on is replaced; a reader whose mail ends presses is found and refused.
"""

import logging
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from beetroot.dispatch.rules.deliveries import OURS
from beetroot.dispatch.tasks.foreman import Foreman, Hand
from beetroot.dispatch.tasks.press import Forme, Letter, Order, Press, Reader, Refusal

_log = logging.getLogger("beetroot.dispatch")

MOST = 4
"""More presses than processors would only take turns, and four are faster than any mail server."""

SHEET_SECONDS = 15.0
"""A sheet takes some hundredths of a second; a press that has been at one for so long is stuck and is killed."""

_SLEPT_SECONDS = 5.0
"""Looked at more rarely than that, the worker itself was stopped, and nothing can be said about its presses."""

_DEATHS = 2
"""So many presses may end over a sheet before its readers are printed one by one, and over one reader before he is
left out: one press may be killed from outside, by an operator or for want of memory."""

_ENDS_IN_A_ROW = 10
"""A press that was replaced so often and printed nothing is not replaced again."""

_REST_SECONDS = 0.2

_IN_HAND = 2
"""Sheets at a press: the one it prints and the one it goes on with at once."""

_BREAKS = (
    f"{OURS}The program that makes the mails broke down over this reader's record, each time; nothing was sent to them."
    " The others went on. Pass the worker's log on to whoever looks after Beetroot; the reader can sign up again."
)


@dataclass(eq=False)
class Sheet:
    """Some readers of one edition on their way through a press; `letters` are in their order."""

    forme: Forme
    readers: list[Reader]
    when_done: Callable[[], None]
    letters: list[Letter | Refusal] | None = None
    withdrawn: bool = False
    _printed: list[Letter | Refusal] = field(default_factory=list)
    _deaths: int = 0
    _deaths_of_one: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it is still to be printed."""
        return self.letters is None and not self.withdrawn

    @property
    def is_suspect(self) -> bool:
        """Whether presses ended over it: then each reader is printed alone."""
        return self._deaths >= _DEATHS

    def order(self, known: dict[int, Forme], *, proof: bool = False) -> Order:
        """What is to be printed next, for a press that has each forme in `known`, to which this one is added.

        A changed forme replaces its elder. A `proof` is of no reader: a press that ends over it ends over anything.
        """
        edition_id = self.forme.edition_id
        forme = None if known.get(edition_id) is self.forme else self.forme
        known[edition_id] = self.forme
        begin = len(self._printed)
        end = begin if proof else begin + 1 if self.is_suspect else None
        return Order(edition_id, forme, self.readers[begin:end])

    def take_in(self, letters: list[Letter | Refusal]) -> None:
        """What came of the last order."""
        self._printed += letters
        self._deaths_of_one = 0 if letters else self._deaths_of_one
        if len(self._printed) == len(self.readers):
            self.letters = self._printed
            self.when_done()

    def blame(self) -> None:
        """A press ended while it printed this."""
        if not self.is_suspect:
            self._deaths += 1
            return
        self._deaths_of_one += 1
        if self._deaths_of_one >= _DEATHS:
            _log.error("presses end over one mail delivery=%d", self.readers[len(self._printed)].delivery_id)
            self.take_in([Refusal(_BREAKS)])


def number_of_presses() -> int:
    """One for each processor this process may use; none where a fork would leave threads behind."""
    return min(MOST, len(os.sched_getaffinity(0))) if threading.active_count() == 1 else 0


@dataclass(eq=False)
class _Station:
    """One press, its orders under way with the number of their readers, and since when it has been at the first."""

    hand: Hand
    in_hand: deque[tuple[Sheet, int]] = field(default_factory=deque)
    known: dict[int, Forme] = field(default_factory=dict)
    since: float | None = None
    ends_in_a_row: int = 0

    def send(self, sheet: Sheet, *, proof: bool = False) -> None:
        order = sheet.order(self.known, proof=proof)
        self.in_hand.append((sheet, len(order.readers)))
        self.since = self.since or time.monotonic()
        self.hand.pipe.send(order)

    def receive(self) -> Sheet | None:
        """Waits for the first order to be printed. Its sheet, if that is not ready and has nothing more in hand."""
        letters = self.hand.pipe.recv()
        sheet, _readers = self.in_hand.popleft()
        self.since = time.monotonic() if self.in_hand else None
        self.ends_in_a_row = 0
        sheet.take_in(letters)
        return sheet if sheet.is_open and all(other is not sheet for other, _ in self.in_hand) else None

    def give_up(self) -> list[Sheet]:
        """The press has ended: the sheets that another must print. The one that it was at is to blame, if any is."""
        if self.in_hand and self.in_hand[0][1]:
            self.in_hand[0][0].blame()
        left = [sheet for sheet in dict.fromkeys(sheet for sheet, _ in self.in_hand) if sheet.is_open]
        self.in_hand.clear()
        self.known.clear()
        self.since = None
        self.ends_in_a_row += 1
        return left


class Presses:
    """The worker's end. Forks at once; a thread for each press begins with the first sheet."""

    def __init__(self, press: Press, number: int) -> None:
        self._queue: SimpleQueue[Sheet | None] = SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._lock, self._closing = threading.Lock(), threading.Event()
        self._looked_at = self._awake_since = time.monotonic()
        self._foreman = Foreman(press) if number else None
        self._stations: list[_Station] = []
        try:
            self._stations += [_Station(self._foreman.hire()) for _ in range(number)] if self._foreman else []
        except OSError as error:
            _log.error("no press could be forked kind=%s", type(error).__name__)
        self._alive = len(self._stations)

    @property
    def alive(self) -> bool:
        """Whether any press is left."""
        return self._alive > 0

    @property
    def pids(self) -> list[int]:
        """Of the presses."""
        return [station.hand.pid for station in self._stations]

    def put(self, sheet: Sheet) -> None:
        """Has it printed by the next press that is free."""
        if not self._threads:
            self._threads = [
                threading.Thread(target=self._attend, args=(station,), name=f"press-{number}", daemon=True)
                for number, station in enumerate(self._stations)
            ]
            for thread in self._threads:
                thread.start()
        self._queue.put(sheet)

    def look(self) -> None:
        """Kills presses that do not get on. To be called often."""
        now = time.monotonic()
        if now - self._looked_at > _SLEPT_SECONDS:
            self._awake_since = now
        self._looked_at = now
        for station in self._stations:
            since = station.since
            if since is not None and now - max(since, self._awake_since) > SHEET_SECONDS:
                self._kill(station)

    def _kill(self, station: _Station) -> None:
        with self._lock:  # its number is its own until it is replaced
            _log.error("a press is stuck and is killed pid=%d", station.hand.pid)
            station.hand.kill()
            station.since = None

    def close(self) -> None:
        """Ends the presses."""
        self._closing.set()
        with self._lock:
            for station in self._stations:
                station.hand.kill()
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()
        for station in self._stations:
            station.hand.pipe.close()
        if self._foreman is not None:
            self._foreman.close()

    # --- a thread for each press ---

    def _attend(self, station: _Station) -> None:
        """Keeps one press busy until all are closed."""
        while True:
            try:
                while self._hand_over(station):
                    if (sheet := station.receive()) is not None:
                        station.send(sheet)
                return
            except (OSError, EOFError):
                if not self._closing.is_set():
                    _log.error("a press ended pid=%d", station.hand.pid)
                for sheet in station.give_up():
                    self._queue.put(sheet)
            if not self._replace(station):
                break
        with self._lock:
            self._alive -= 1

    def _replace(self, station: _Station) -> bool:
        """Whether another press stands there now."""
        if station.ends_in_a_row > _ENDS_IN_A_ROW or self._closing.wait(_REST_SECONDS * station.ends_in_a_row):
            return False
        with self._lock:
            station.hand.kill()
            try:
                station.hand = self._foreman.hire(instead_of=station.hand) if self._foreman else station.hand
            except OSError as error:
                _log.error("a press cannot be replaced pid=%d kind=%s", station.hand.pid, type(error).__name__)
                return False
        return True

    def _hand_over(self, station: _Station) -> bool:
        """Fills a press's hands; False once there is nothing more to come."""
        while len(station.in_hand) < _IN_HAND:
            try:
                sheet = self._queue.get(block=not station.in_hand)
            except Empty:
                break
            if sheet is None:
                return False
            if sheet.is_open:
                if sheet.is_suspect:
                    station.send(sheet, proof=True)
                station.send(sheet)
        return True
