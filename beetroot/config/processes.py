"""`beetroot up`: the parts of a newsroom as child processes of one supervisor that restarts and stops them.

Children are forked after Django is loaded: the second start stays short and the parts share their memory. Keys are
read by the keyed worker after the fork, so no other process ever held them (privacy.md).
"""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import NoReturn

from beetroot.lib import hardening
from beetroot.lib.errors import BeetrootError

logger = logging.getLogger(__name__)

_STOP_SECONDS = 20.0
#: A part that fails again within this time waits this long before its next start.
_PAUSE_SECONDS = 2.0


_STOPPERS = {signal.SIGINT, signal.SIGTERM}


@dataclass(frozen=True)
class Part:
    """One child: its name and what it runs until SIGTERM. One that `outlives` ends only after the others have."""

    name: str
    run: Callable[[], object]
    outlives: bool = False


@dataclass
class Supervisor:
    """Starts every part, replaces one that dies, and ends them all in order on SIGINT or SIGTERM."""

    parts: Sequence[Part]
    _running: dict[int, Part] = field(default_factory=dict)
    _started: dict[str, float] = field(default_factory=dict)
    _told: set[int] = field(default_factory=set)
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
        """Forks while nobody can interrupt: a child is either on our list or was never started."""
        sys.stdout.flush()
        sys.stderr.flush()
        supervisor = os.getpid()
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPERS)
        if not self._stopping:
            child = os.fork()
            if child == 0:
                _become(part, supervisor=supervisor)
            self._running[child] = part
            self._started[part.name] = time.monotonic()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPERS)

    def _reap(self) -> None:
        try:
            child, status = os.waitpid(-1, 0)
        except ChildProcessError:
            self._running.clear()
            return
        part = self._running.pop(child, None)
        if part is None:
            return
        if self._stopping:
            self._end_next()
            return
        logger.warning("%s ended with %s; starting it again", part.name, os.waitstatus_to_exitcode(status))
        if time.monotonic() - self._started[part.name] < _PAUSE_SECONDS:
            time.sleep(_PAUSE_SECONDS)
        self._start(part)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if self._stopping:
            return
        self._stopping = True
        signal.signal(signal.SIGALRM, self._kill)
        signal.setitimer(signal.ITIMER_REAL, _STOP_SECONDS)
        self._end_next()

    def _end_next(self) -> None:
        """Ends all that no other part needs, and once they are gone the rest: a worker's mail server outlives it."""
        now = {child for child, part in self._running.items() if not part.outlives} or set(self._running)
        for child in now - self._told:
            _signal(child, signal.SIGTERM)
        self._told |= now

    def _kill(self, _number: int, _frame: FrameType | None) -> None:
        for child, part in self._running.items():
            logger.error("%s did not stop in %d s and is killed", part.name, _STOP_SECONDS)
            _signal(child, signal.SIGKILL)


def _signal(child: int, number: signal.Signals) -> None:
    try:
        os.kill(child, number)
    except ProcessLookupError:
        logger.debug("process %d has gone already", child)


def _become(part: Part, *, supervisor: int) -> NoReturn:
    """The child's whole life. A terminal's Ctrl-C goes to the supervisor alone, which then ends us in order."""
    code = 1
    try:
        os.setpgid(0, 0)
        hardening.stop_with_parent()
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPERS)
        if os.getppid() == supervisor:  # else it died before the kernel knew that we go with it
            part.run()
        code = 0
    except SystemExit as leaving:
        code = leaving.code if isinstance(leaving.code, int) else 1
    except BeetrootError as error:
        logger.error("%s: %s", part.name, error or error.__doc__)
    finally:
        if isinstance(error_now := sys.exc_info()[1], Exception):
            sys.excepthook(type(error_now), error_now, error_now.__traceback__)
        logging.shutdown()
        os._exit(code)


@contextmanager
def running(part: Part) -> Iterator[int]:
    """One part as a child process while the block runs; yields its process id."""
    sys.stdout.flush()
    sys.stderr.flush()
    supervisor = os.getpid()
    child = os.fork()
    if child == 0:
        _become(part, supervisor=supervisor)
    try:
        yield child
    finally:
        _signal(child, signal.SIGTERM)
        os.waitpid(child, 0)
