"""The worker: reads leaves and sign-ups, arms deliveries, hands them to the mail server, notes every answer."""

from threading import Event

from beetroot.dispatch.tasks import keyed, keyless
from beetroot.dispatch.tasks.waiting import NextDue

__all__ = ["NextDue", "run_worker"]


def run_worker(*, role: str, until_idle: bool, wait: int, stop: Event) -> NextDue | None:
    """Works until `stop` is set, or with `until_idle` until nothing is due for `wait` seconds.

    `role`: `keyed` (leaves, sign-ups, tests, deliveries) or `keyless` (small tasks, publishing). Returns what comes due
    next and what it waits for, or None when nothing will. Raises DispatchError, KeyringError, IdentityError.
    """
    roles = {"keyed": keyed.run, "keyless": keyless.run}
    return roles[role](until_idle=until_idle, wait=wait, stop=stop)
