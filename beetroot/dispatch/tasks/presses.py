"""Presses in processes of their own: signing and opening seals then compete with nothing that talks to the server.

They are forked before the worker has a thread, a database connection or a lock (docs/adr/0019). They hold the same
keys in the same memory, write nothing, and end with the worker, whatever ends it.
"""

import contextlib
import logging
import os
import signal
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue

from beetroot.dispatch.tasks.press import Forme, Letter, Order, Press, Reader, Refusal
from beetroot.lib import hardening

_log = logging.getLogger("beetroot.dispatch")

MOST = 4
"""More presses than processors would only take turns, and four are faster than any mail server."""

_IN_HAND = 2
"""Sheets at a press: the one it prints and the one it goes on with at once."""

_PATIENCE = 10
"""nice(2) by which presses stand back: what a server waits for comes before what is printed ahead."""


@dataclass(eq=False)
class Sheet:
    """Some readers of one edition on their way through a press; `letters` are in their order."""

    forme: Forme
    readers: list[Reader]
    when_done: Callable[[], None]
    letters: list[Letter | Refusal] | None = None
    withdrawn: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is still to be printed."""
        return self.letters is None and not self.withdrawn

    def order(self, known: dict[int, Forme]) -> Order:
        """For a press that has each forme in `known`, to which this one is added; a changed one replaces its elder."""
        edition_id = self.forme.edition_id
        forme = None if known.get(edition_id) is self.forme else self.forme
        known[edition_id] = self.forme
        return Order(edition_id, forme, self.readers)


def number_of_presses() -> int:
    """One for each processor this process may use; none where a fork would leave threads behind."""
    return min(MOST, len(os.sched_getaffinity(0))) if threading.active_count() == 1 else 0


@dataclass
class Presses:
    """The worker's end. Forks at once; a thread for each press begins with the first sheet."""

    press: Press
    number: int
    _queue: "SimpleQueue[Sheet | None]" = field(default_factory=SimpleQueue)
    _ends: list[tuple[int, Connection]] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)
    _alive: int = 0

    def __post_init__(self) -> None:
        self._ends = [_fork(self.press) for _ in range(self.number)]
        self._alive = self.number

    @property
    def alive(self) -> bool:
        """Whether any press is left."""
        return self._alive > 0

    def put(self, sheet: Sheet) -> None:
        """Has it printed by the next press that is free."""
        if not self._threads:
            self._threads = [
                threading.Thread(target=self._attend, args=end, name=f"press-{number}", daemon=True)
                for number, end in enumerate(self._ends)
            ]
            for thread in self._threads:
                thread.start()
        self._queue.put(sheet)

    def close(self) -> None:
        """Ends the presses."""
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join()
        for pid, pipe in self._ends:
            pipe.close()
            os.waitpid(pid, 0)
        self._ends = []

    def _attend(self, pid: int, pipe: Connection) -> None:
        """Keeps one press busy until it is closed. What a press that died had in hand goes to another."""
        in_hand: deque[Sheet] = deque()
        known: dict[int, Forme] = {}
        try:
            while self._hand_over(pipe, in_hand, known):
                letters = pipe.recv()
                sheet = in_hand.popleft()
                sheet.letters = letters
                sheet.when_done()
        except (OSError, EOFError):
            _log.error("a press ended pid=%d", pid)
            self._alive -= 1
            for sheet in in_hand:
                self._queue.put(sheet)
                sheet.when_done()

    def _hand_over(self, pipe: Connection, in_hand: deque[Sheet], known: dict[int, Forme]) -> bool:
        """Fills a press's hands; False once there is nothing more to come."""
        while len(in_hand) < _IN_HAND:
            try:
                sheet = self._queue.get(block=not in_hand)
            except Empty:
                break
            if sheet is None:
                return False
            if sheet.is_open:
                in_hand.append(sheet)
                pipe.send(sheet.order(known))
        return True


def _fork(press: Press) -> tuple[int, Connection]:
    ours, theirs = Pipe()
    worker = os.getpid()
    pid = os.fork()
    if pid:
        theirs.close()
        return pid, ours
    try:
        _settle_in(theirs, worker)
        while True:
            theirs.send(press.work(theirs.recv()))
    except EOFError:
        os._exit(0)
    finally:  # nothing of the worker's is to be ended here: no database connection, no lock, no buffer
        os._exit(1)


def _settle_in(pipe: Connection, worker: int) -> None:
    """Ends with the worker and not before it: SIGTERM drains the worker, which needs what is in print no more."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    hardening.stop_with_parent(signal.SIGKILL)
    if os.getppid() != worker:
        os._exit(0)
    keep = pipe.fileno()
    os.closerange(3, keep)
    os.closerange(keep + 1, os.sysconf("SC_OPEN_MAX"))
    with contextlib.suppress(OSError):  # where a sandbox forbids it, it is only slower
        os.nice(_PATIENCE)
