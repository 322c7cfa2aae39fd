"""The two workers: the keyed one opens the keys in its own process; the keyless one never sees them."""

import logging
import signal
import threading
from types import FrameType
from typing import TYPE_CHECKING

from beetroot.config.home import Configuration
from beetroot.lib import hardening
from beetroot.lib.errors import Locked

if TYPE_CHECKING:
    from beetroot.dispatch.tasks import NextDue

logger = logging.getLogger(__name__)


def keyed(configuration: Configuration, *, ask: bool, until_idle: bool = False, wait: int = 0) -> "NextDue | None":
    """Sign-ups, leaving, test sends and issues. Without the passphrase it goes on with intake (docs/privacy.md)."""
    from beetroot.config.cli.opening import read_passphrase
    from beetroot.dispatch import tasks
    from beetroot.lib.keyring import Keyring

    hardening.forbid_core_dumps()
    try:
        passphrase = read_passphrase(configuration, ask=ask)
    except Locked as error:
        logger.warning("%s Sign-ups and leaving go on; issues wait.", error)
        passphrase = None
    keyring = Keyring.open(configuration.home / "keys", passphrase=passphrase)
    return tasks.run_worker(role="keyed", keyring=keyring, until_idle=until_idle, wait=wait, stop=_stop_on_signal())


def keyless(*, until_idle: bool = False, wait: int = 0) -> "NextDue | None":
    """Background tasks and planned publishing."""
    from beetroot.dispatch import tasks

    hardening.forbid_core_dumps()
    return tasks.run_worker(role="keyless", keyring=None, until_idle=until_idle, wait=wait, stop=_stop_on_signal())


def _stop_on_signal() -> threading.Event:
    """SIGTERM and Ctrl-C drain: what is in DATA is finished, claims are given back."""
    stop = threading.Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, tell)
    signal.signal(signal.SIGINT, tell)
    return stop
