"""`beetroot up`: the parts of a newsroom as child processes of one supervisor that restarts and stops them.

Children are forked after Django is loaded: the second start stays short and the parts share their memory. Keys are
read by the keyed worker after the fork, so no other process ever held them (privacy.md).
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

from beetroot.config import hardening

logger = logging.getLogger(__name__)

_STOP_SECONDS = 20.0
#: A part that fails again within this time waits this long before its next start.
_PAUSE_SECONDS = 2.0


@dataclass(frozen=True)
class Part:
    """One child: its name and what it runs until SIGTERM."""

    name: str
    run: Callable[[], object]


@dataclass
class Supervisor:
    """Starts every part, replaces one that dies, and ends them all on SIGINT or SIGTERM."""

    parts: Sequence[Part]
    _running: dict[int, Part] = field(default_factory=dict)
    _started: dict[str, float] = field(default_factory=dict)
    _stopping: bool = False

    def run(self, *, ready: Callable[[], None]) -> None:
        """Blocks until told to stop; `ready` is called once when every part has been started."""
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGTERM, self._stop)
        for part in self.parts:
            self._start(part)
        ready()
        while self._running:
            self._reap()
        logger.info("all parts have stopped")

    def _start(self, part: Part) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child == 0:
            _become(part)
        self._running[child] = part
        self._started[part.name] = time.monotonic()

    def _reap(self) -> None:
        try:
            child, status = os.waitpid(-1, 0)
        except InterruptedError:
            return
        except ChildProcessError:
            self._running.clear()
            return
        part = self._running.pop(child, None)
        if part is None or self._stopping:
            return
        logger.warning("%s ended with %s; starting it again", part.name, os.waitstatus_to_exitcode(status))
        if time.monotonic() - self._started[part.name] < _PAUSE_SECONDS:
            signal.sigtimedwait([], _PAUSE_SECONDS)
        if not self._stopping:
            self._start(part)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if self._stopping:
            return
        self._stopping = True
        for child in self._running:
            _signal(child, signal.SIGTERM)
        signal.signal(signal.SIGALRM, self._kill)
        signal.setitimer(signal.ITIMER_REAL, _STOP_SECONDS)

    def _kill(self, _number: int, _frame: FrameType | None) -> None:
        for child, part in self._running.items():
            logger.error("%s did not stop in %d s and is killed", part.name, _STOP_SECONDS)
            _signal(child, signal.SIGKILL)


def _signal(child: int, number: signal.Signals) -> None:
    try:
        os.kill(child, number)
    except ProcessLookupError:
        logger.debug("process %d has gone already", child)


def _become(part: Part) -> None:
    """The child's whole life. A terminal's Ctrl-C goes to the supervisor alone, which then ends us in order."""
    os.setpgid(0, 0)
    hardening.stop_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    code = 1
    try:
        part.run()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    finally:
        logging.shutdown()
        os._exit(code)
