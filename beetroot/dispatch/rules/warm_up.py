"""A new sending domain or server starts with few mails a day and grows: mailbox providers distrust sudden senders."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

SERVER = "server"
"""The key of a plan for the mail server's network address instead of a domain."""

_HORIZON = 400


@dataclass(frozen=True)
class Plan:
    """`first_day` mails on the day it begins, each further day `grows` times as many, and no limit after `days`."""

    begins: date
    first_day: int = 200
    grows: float = 1.6
    days: int = 21

    def most(self, day: date) -> int | None:
        """How many mails may leave on a day (UTC), None for any number. Before it begins: as on its first day."""
        number = max(0, (day - self.begins).days)
        return None if number >= self.days else int(self.first_day * self.grows**number)


def next_day(now: datetime) -> datetime:
    """Midnight (UTC) after `now`: when the next day's mails may leave."""
    return datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)


def seconds_left(
    *, waiting: int, per_second: float, most: Callable[[date], int | None], used: int, now: datetime
) -> int | None:
    """How long until `waiting` messages have left: at this pace, and no more a day than `most` allows.

    `used`: what has left today. None where the pace is unknown (0) and no day's limit tells anything.
    """
    begins, day, sent = now, now.astimezone(UTC).date(), used
    for _ in range(_HORIZON):
        limit = most(day)
        if limit is None or waiting <= limit - sent:
            return _finish(waiting, per_second, waited=(begins - now).total_seconds())
        waiting -= max(0, limit - sent)
        begins, sent = next_day(begins), 0
        day = begins.date()
    return None


def _finish(waiting: int, per_second: float, *, waited: float) -> int | None:
    if per_second > 0:
        return round(waited + waiting / per_second)
    return round(waited) if waited else None
