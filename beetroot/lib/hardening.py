"""What a process gives up at its start, so that a crash cannot leave an address behind (docs/privacy.md)."""

import ctypes
import os
import resource
import signal

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_PR_SET_DUMPABLE = 4  # linux/prctl.h


def forbid_core_dumps() -> None:
    """No core file, and no other process of the same user may read this one's memory (prctl(2))."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _prctl(_PR_SET_DUMPABLE, 0)


def stop_with_parent(how: signal.Signals = signal.SIGTERM) -> None:
    """Asks the kernel for this signal when the parent goes, even by kill -9; the ledger does the rest."""
    _prctl(_PR_SET_PDEATHSIG, how)


def _prctl(option: int, value: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, value, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
