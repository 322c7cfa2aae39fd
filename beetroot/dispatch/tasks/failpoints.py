"""Places where a test may kill the worker: BEETROOT_FAILPOINT="after_arm:3" ends it at the third passing of that place.

Nothing is cleaned up: the process is gone as by `kill -9`. The names are those passed to `reach` in this folder:
before_arm, after_raise, after_arm, before_dot, after_dot, after_answer, after_note, before_settle, after_settle.
"""

import asyncio
import os
import signal
from collections import Counter

_NAME, _, _NUMBER = os.environ.get("BEETROOT_FAILPOINT", "").partition(":")
_PASSED: Counter[str] = Counter()


def reach(name: str) -> None:
    """Ends this process when it is this place's turn; else does nothing."""
    if name != _NAME:
        return
    _PASSED[name] += 1
    if _PASSED[name] == int(_NUMBER or 1):
        os.kill(os.getpid(), signal.SIGKILL)


def reach_soon(name: str) -> None:
    """The same, once the event loop has done what it is doing now."""
    if name == _NAME:
        asyncio.get_running_loop().call_soon(reach, name)
