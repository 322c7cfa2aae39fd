"""Forks presses at any time for a worker that has threads by then.

A fork takes no other thread along, but every lock that such a thread holds (docs/adr/0019). So the worker forks one
process before it has any of that: it holds the keys, does nothing, and forks a press whenever the worker asks.
"""

import contextlib
import logging
import os
import signal
import socket
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import NoReturn

from beetroot.dispatch.tasks.press import Press
from beetroot.lib import hardening

_log = logging.getLogger("beetroot.dispatch")

_ANSWER_SECONDS = 5.0
"""A fork takes milliseconds; a foreman that takes so long has been stopped, and is taken for gone."""

_PATIENCE = 10
"""nice(2) by which presses stand back: what a server waits for comes before what is printed ahead."""


@dataclass(frozen=True, eq=False)
class Hand:
    """A press as the worker knows it. `pid` stays its own until it is named to `Foreman.hire`, even after its end."""

    pid: int
    pipe: Connection

    def kill(self) -> None:
        """kill -9."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


class Foreman:
    """The worker's end. Not for two threads at once."""

    def __init__(self, press: Press) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        worker = os.getpid()
        self.pid = os.fork()
        if not self.pid:
            try:
                _settle_in(theirs.fileno(), parent=worker)
                _oversee(theirs, press)
            finally:  # nothing of the worker's is to be ended here: no database connection, no lock, no buffer
                os._exit(1)
        theirs.close()
        self._control.settimeout(_ANSWER_SECONDS)

    def hire(self, *, instead_of: Hand | None = None) -> Hand:
        """A new press. `instead_of` has ended or been killed. Raises OSError where there is no foreman any more."""
        if instead_of is not None:
            instead_of.pipe.close()
        try:
            self._control.send(str(instead_of.pid if instead_of else 0).encode())
            told, descriptors, _flags, _address = socket.recv_fds(self._control, 32, 1)
            if not descriptors:
                raise ConnectionResetError("the foreman has ended")
        except OSError:
            self._control.close()  # an answer that came later would be taken for the next one's
            raise
        return Hand(int(told), Connection(descriptors[0]))

    def close(self) -> None:
        """Ends the foreman and, with it, every press."""
        self._control.close()
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGCONT)
        os.waitpid(self.pid, 0)


def _oversee(control: socket.socket, press: Press) -> NoReturn:
    living: set[int] = set()
    me = os.getpid()
    while ended := control.recv(32):
        if int(ended) in living:
            os.waitpid(int(ended), 0)
            living.discard(int(ended))
        ours, theirs = Pipe()
        pid = os.fork()
        if not pid:
            _work(theirs, press, foreman=me)
        living.add(pid)
        theirs.close()
        socket.send_fds(control, [str(pid).encode()], [ours.fileno()])
        ours.close()
    for pid in living:  # so that what they used counts as used by the worker's children
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    os._exit(0)


def _work(pipe: Connection, press: Press, *, foreman: int) -> NoReturn:
    try:
        _settle_in(pipe.fileno(), parent=foreman)
        with contextlib.suppress(OSError):  # where a sandbox forbids it, it is only slower
            os.nice(_PATIENCE)
        while True:
            pipe.send(press.work(pipe.recv()))
    except EOFError:
        os._exit(0)
    except BaseException as error:  # noqa: BLE001 - its text may name a reader; a worker's log has room for its kind
        _log.error("a press broke kind=%s", type(error).__name__)
    finally:
        os._exit(1)


def _settle_in(keep: int, *, parent: int) -> None:
    """Ends with its parent and not before it: SIGTERM drains the worker, which needs what is in print no more."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    hardening.stop_with_parent(signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    os.closerange(3, keep)
    os.closerange(keep + 1, os.sysconf("SC_OPEN_MAX"))
