"""The worker: reads leaves and sign-ups, arms deliveries, hands them to the mail server, notes every answer."""

from threading import Event

from beetroot.dispatch.tasks import keyed, keyless
from beetroot.dispatch.tasks.waiting import NextDue
from beetroot.lib.keyring import Keyring

__all__ = ["NextDue", "run_worker"]


def run_worker(
    *, role: str, keyring: Keyring | None = None, until_idle: bool, wait: int, stop: Event
) -> NextDue | None:
    """Works until `stop` is set, or with `until_idle` until nothing is due for `wait` seconds.

    `role`: `keyed` (leaves, sign-ups, tests, deliveries) or `keyless` (small tasks, publishing). `keyring` is for the
    keyed one; without it the newsroom's own is opened with the passphrase file of its settings. Returns what comes due
    next and what it waits for, or None when nothing will. Raises DispatchError, KeyringError, IdentityError.
    """
    if role == "keyless":
        return keyless.run(until_idle=until_idle, wait=wait, stop=stop)
    return keyed.run(keyring=keyring or keyed.open_keyring(), until_idle=until_idle, wait=wait, stop=stop)
