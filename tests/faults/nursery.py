"""Workers as real processes, at a tenth of the price: one process loads Beetroot, and forks a worker when asked.

`Nursery` is the test's end of it. `python -m tests.faults.nursery` is the other: it reads one order a line from
standard input, forks, and says `{"order": n, "pid": p}` and later `{"order": n, "code": c}`. A forked child is a
process like any other: it can be killed, traced, put into another network namespace and refused disk space. A child's
environment and Beetroot's time limits are its order's; nothing of Beetroot's own code is replaced.
"""

import ctypes
import importlib
import json
import os
import resource
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).parents[2]
KILLED = -signal.SIGKILL


@dataclass
class Child:
    """A process that the nursery has forked."""

    pid: int
    gate: Path | None
    _ended: threading.Event = field(default_factory=threading.Event)
    _code: int = 0

    def wait(self, seconds: float = 120) -> int:
        """Its exit code, negative for a signal."""
        assert self._ended.wait(seconds), f"process {self.pid} did not end within {seconds:g} s"
        return self._code

    @property
    def is_alive(self) -> bool:
        return not self._ended.is_set()

    def has_ended(self, code: int) -> None:
        """The nursery has seen its end."""
        self._code = code
        self._ended.set()

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal, unless it has ended already."""
        if self.is_alive:
            with suppress(ProcessLookupError):  # it may end at this moment
                os.kill(self.pid, number)

    def kill(self) -> int:
        """kill -9, and its end."""
        self.signal(signal.SIGKILL)
        return self.wait()

    def let_go(self) -> None:
        """Lets a child that was started with `gated` begin."""
        assert self.gate is not None
        self.gate.touch()


class Nursery:
    """The test's end. `database_url`: of the engine that the children use; each order names its own database."""

    def __init__(self, folder: Path, *, database_url: str) -> None:
        self._folder, self._numbers = folder, count(1)
        self._born: dict[int, tuple[threading.Event, list[int]]] = {}
        self._children: dict[int, Child] = {}
        self.log = folder / "children.log"
        environment = {"PATH": os.environ["PATH"], "BEETROOT_HOME": str(folder), "BEETROOT_DATABASE_URL": database_url}
        pipe = subprocess.PIPE
        command = [sys.executable, "-m", "tests.faults.nursery", str(self.log)]
        self._process = subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdin=pipe, stdout=pipe, text=True, bufsize=1
        )
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def close(self) -> None:
        """Ends every child that is left, and the nursery."""
        for child in self._children.values():
            child.kill()
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(30)
        self._listener.join(10)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def start(self, task: str, *arguments: Any, gated: bool = False, **order: Any) -> Child:
        """Forks a child for `task` (a function of tests.faults.tasks); see `_Order` for what else can be said."""
        number = next(self._numbers)
        gate = self._folder / f"gate-{number}" if gated else None
        born: tuple[threading.Event, list[int]] = (threading.Event(), [])
        self._born[number] = born
        line = {"order": number, "task": task, "arguments": arguments, "gate": str(gate) if gate else "", **order}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(line) + "\n")
        self._process.stdin.flush()
        assert born[0].wait(60), "the nursery does not answer"
        return self._children[number]

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = json.loads(line)
            number = told["order"]
            if "pid" in told:
                gate = self._folder / f"gate-{number}"
                self._children[number] = Child(told["pid"], gate)
                self._born[number][0].set()
            else:
                self._children[number].has_ended(told["code"])


# --- the other end ------------------------------------------------------------------------------------------------


def main() -> None:
    """Loads everything once, then forks on demand."""
    log = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "beetroot.config.settings"
    django.setup()
    importlib.import_module("tests.faults.tasks")
    assert threading.active_count() == 1, "forking would lose a thread"
    orders: dict[int, int] = {}
    waking, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken, warn_on_full_buffer=False)
    rest = b""
    while True:
        ready, _, _ = select.select([0, waking], [], [])
        if waking in ready:
            os.read(waking, 512)
            _reap(orders)
        if 0 in ready:
            read = os.read(0, 65536)
            if not read:
                return
            *lines, rest = (rest + read).split(b"\n")
            for line in lines:
                _fork(json.loads(line), orders, log)


def _tell(**told: int) -> None:
    os.write(1, (json.dumps(told) + "\n").encode())


def _reap(orders: dict[int, int]) -> None:
    while orders:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if not pid:
            return
        _tell(order=orders.pop(pid), code=os.waitstatus_to_exitcode(status))


def _fork(order: dict[str, Any], orders: dict[int, int], log: int) -> None:
    pid = os.fork()
    if pid:
        orders[pid] = order["order"]
        _tell(order=order["order"], pid=pid)
        return
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDWR), 0)
        for descriptor in (1, 2):
            os.dup2(os.open(order["log"], os.O_WRONLY) if "log" in order else log, descriptor)
        code = _run(order)
    except BaseException:  # noqa: BLE001 - a forked child must not run on in its parent's loop
        import traceback

        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _run(order: dict[str, Any]) -> int:
    from beetroot.dispatch.tasks import failpoints
    from tests.faults import tasks

    while order["gate"] and not os.path.exists(order["gate"]):
        time.sleep(0.005)
    if namespace := order.get("namespace"):
        _enter(namespace)
    if limit := order.get("file_size"):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    os.environ["BEETROOT_FAILPOINT"] = order.get("failpoint", "")
    importlib.reload(failpoints)
    _settle_in(order)
    for name, seconds in order.get("limits", {}).items():
        _set_limit(name, seconds)
    task: Callable[..., int | None] = getattr(tasks, order["task"])
    return task(*order["arguments"]) or 0


def _enter(namespace: str) -> None:
    descriptor = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
    if ctypes.CDLL(None, use_errno=True).setns(descriptor, 0x40000000):  # CLONE_NEWNET
        raise OSError(ctypes.get_errno(), "setns")


def _settle_in(order: dict[str, Any]) -> None:
    """What the environment would have said, had this process been started for this newsroom."""
    from dataclasses import replace

    from django.conf import settings
    from django.db import connections

    from beetroot.config import database

    home = Path(order["home"])
    settings.BEETROOT_HOME, settings.BEETROOT_SMTP_URL = home, order.get("smtp", "smtp://127.0.0.1:1")
    settings.BEETROOT_CONNECTIONS = order.get("connections", 4)
    settings.CONFIGURATION = replace(settings.CONFIGURATION, home=home, key_passphrase_file=home / "passphrase")
    settings.DATABASES = {"default": database.database(order["database_url"])}
    del connections["default"]
    setattr(connections, "_settings", settings.DATABASES)  # noqa: B010 - its type does not know it
    connections.__dict__.pop("settings", None)


def _set_limit(name: str, seconds: float) -> None:
    """Sets a time limit wherever Beetroot has imported it, or a deadline of the mail client."""
    from beetroot.mail.smtp import Deadlines

    if name.startswith("deadline_"):
        defaults = Deadlines.__init__.__kwdefaults__ or {}
        defaults[name.removeprefix("deadline_")] = seconds
        return
    found = False
    for module in [module for path, module in sys.modules.items() if path.startswith("beetroot.dispatch")]:
        if (held := getattr(module, name, None)) is not None:
            setattr(module, name, timedelta(seconds=seconds) if isinstance(held, timedelta) else seconds)
            found = True
    assert found, f"nothing in Beetroot is called {name}"


if __name__ == "__main__":
    main()
