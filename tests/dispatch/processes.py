"""A newsroom and its keyed worker as processes of their own, so that a test can kill them.

`python -m tests.dispatch.processes found READERS` makes a newsroom in BEETROOT_HOME with an issue queued;
`… work WAIT` runs the keyed worker until it is idle or SIGTERM comes; `… leave READERS` lets the last ones leave.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event

REPOSITORY = Path(__file__).parents[2]


def run(home: Path, *arguments: str, smtp: str = "smtp://127.0.0.1:1", **environment: str) -> int:
    """Runs to its end; returns the exit code, negative for a signal."""
    return start(home, *arguments, smtp=smtp, **environment).wait(60)


def start(home: Path, *arguments: str, smtp: str, **environment: str) -> "subprocess.Popen[bytes]":
    """Starts one of the processes above."""
    variables = _environment(home, smtp) | environment
    command = [sys.executable, "-m", "tests.dispatch.processes", *arguments]
    return subprocess.Popen(command, cwd=REPOSITORY, env=variables, stderr=subprocess.DEVNULL)


def _environment(home: Path, smtp: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "BEETROOT_HOME": str(home),
        "BEETROOT_SMTP_URL": smtp,
        "BEETROOT_KEY_PASSPHRASE_FILE": str(home / "passphrase"),
        "DJANGO_SETTINGS_MODULE": "beetroot.config.settings",
    }


def _found(readers: int) -> None:
    from django.conf import settings
    from django.core.management import call_command

    from beetroot.dispatch import actions
    from tests.dispatch.newsrooms import found_newsroom

    call_command("migrate", verbosity=0)
    room = found_newsroom(settings.BEETROOT_HOME)
    room.add_readers(*(f"reader{number}" for number in range(readers)))
    actions.queue(issue=room.closed_issue(), by=room.editor, now=True)


def _leave(readers: int) -> None:
    from django.conf import settings

    from beetroot.audience.actions import ask_to_leave
    from beetroot.audience.rules import leave_token
    from beetroot.dispatch.models import Delivery
    from beetroot.lib.keyring import Keyring

    key_id, key = Keyring.open(settings.BEETROOT_HOME / "keys", passphrase=None).token.current
    for delivery in Delivery.objects.order_by("-pk")[:readers]:
        ask_to_leave(token=leave_token(key, key_id, delivery.subscription_id))


def _work(wait: int) -> None:
    from beetroot.dispatch.tasks import run_worker

    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run_worker(role="keyed", until_idle=True, wait=wait, stop=stop)


def main() -> None:
    import django

    django.setup()
    {"found": _found, "leave": _leave, "work": _work}[sys.argv[1]](int(sys.argv[2]))


if __name__ == "__main__":
    main()
