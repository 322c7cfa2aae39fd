"""Each fault's line for docs/reliability.md: written where BEETROOT_FAULTS_RESULTS names a file, else nowhere."""

import fcntl
import json
import os
from pathlib import Path
from typing import Any

from tests.faults.counting import Account

IS_LONG = os.environ.get("BEETROOT_FAULTS") == "long"
"""`make faults`; `make test` runs the short sweep."""


def note(fault: str, *, database: str, account: Account, bound: int, kills: int, **told: Any) -> None:
    """Appends one JSON line; several test processes may do so at once."""
    place = os.environ.get("BEETROOT_FAULTS_RESULTS")
    if not place:
        return
    line = {
        "fault": fault,
        "database": database,
        "readers": sum(account.states.values()),
        "lost": account.lost,
        "twice": account.twice + account.unlisted,
        "twice_listed": account.twice_listed,
        "uncertain": account.uncertain,
        "bound": bound,
        "kills": kills,
    } | told
    with Path(place).open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(json.dumps(line) + "\n")
