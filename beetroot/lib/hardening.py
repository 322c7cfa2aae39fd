"""What a process gives up at its start, so that a crash cannot leave an address behind (docs/privacy.md)."""

import ctypes
import os
import resource
import signal
import sys
from typing import NoReturn

#: Python takes and gives back each object by itself, and the C library overwrites what is given back (mallopt(3),
#: M_PERTURB), keeping no lists of its own that would miss that.
_OVERWRITTEN = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.tcache_count=0:glibc.malloc.perturb=165",
}
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_PR_SET_DUMPABLE = 4  # linux/prctl.h


def forbid_core_dumps() -> None:
    """No core file, and no other process of the same user may read this one's memory (prctl(2))."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)


def overwrite_freed_memory() -> None:
    """What a request brought is not left lying in memory after it. Begins this program anew, once: the C library asks
    for this at the start of a process only."""
    if any(os.environ.get(name) != value for name, value in _OVERWRITTEN.items()):
        begin([sys.executable, *sys.orig_argv[1:]])


def begin(command: list[str]) -> NoReturn:
    """Becomes this command, with freed memory overwritten."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.execve(sys.executable, command, os.environ | _OVERWRITTEN)  # noqa: S606 - no shell, our own arguments


def stop_with_parent(how: signal.Signals = signal.SIGTERM) -> None:
    """Asks the kernel for this signal when the parent goes, even by kill -9; the ledger does the rest."""
    _prctl(_PR_SET_PDEATHSIG, how)


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
