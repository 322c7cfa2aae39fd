"""When a worker that was told to run until idle ends, and what it says then."""

import time
from dataclasses import dataclass, field
from datetime import datetime

from django.db import close_old_connections, connection
from django.utils import timezone


@dataclass(frozen=True)
class NextDue:
    """`at`: when something comes due by itself (aware), None if nothing will. `waits_for`: what a person must do."""

    at: datetime | None
    waits_for: str = ""

    def __str__(self) -> str:
        moment = f"{self.at:%Y-%m-%d %H:%M:%S} UTC" if self.at else ""
        return ". ".join(part for part in (moment, self.waits_for) if part)


@dataclass
class Patience:
    """`until_idle` and `--wait`: whether to stay although nothing is due now."""

    until_idle: bool
    wait: int
    _began: float = field(default_factory=time.monotonic)

    def is_over(self, next_due: NextDue | None) -> bool:
        """Whether the worker ends now: nothing comes due within what is left of the wait."""
        if not self.until_idle:
            return False
        if next_due is None or next_due.at is None:
            return True
        left = max(0.0, self.wait - (time.monotonic() - self._began))
        return (next_due.at - timezone.now()).total_seconds() > left


def refresh_connections() -> None:
    """Drops database connections that are broken or too old, as Django does between two requests.

    Not inside a transaction, which only happens in tests: closing would lose it.
    """
    if not connection.in_atomic_block:
        close_old_connections()
