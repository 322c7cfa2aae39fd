"""A mailbox provider that puts our mail off is left alone for a while, longer each time, and nobody else waits for it.

A lane is one of the providers in `deliveries.LANES`; everyone else shares "other", in which each domain is judged by
itself, in memory only, since domains are sealed (privacy.md).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from beetroot.dispatch.rules.deliveries import State, lane_of

OTHER = "other"

PUT_OFFS = 10
"""So many temporary refusals in a row close a lane. Fewer would take a greylisting server, which puts every first
attempt off (RFC 6647), for one that is overrun."""

_WAITS = tuple(timedelta(seconds=seconds) for seconds in (15, 30, 120, 300, 900, 1800, 3600))
_LONGEST_WAIT = timedelta(hours=2)


def lane_wait(closings: int) -> timedelta:
    """How long a lane stays closed at its `closings`-th closing in a row (1 is the first)."""
    return _WAITS[closings - 1] if 0 < closings <= len(_WAITS) else _LONGEST_WAIT


GIVEN_UP_AFTER = 50
"""So many closings in a row are about four days in which a provider took nothing: its readers' mail is given up."""


def key_of(domain: str) -> str:
    """By what a recipient's domain (A-label, lower case) is judged: its lane, or in "other" itself behind an @."""
    lane = lane_of(domain)
    return lane if lane != OTHER else f"@{domain}"


@dataclass(frozen=True)
class Standing:
    """How a lane has answered lately: `put_offs` in a row, and how often it was closed since it last took a mail."""

    put_offs: int = 0
    closings: int = 0
    closed_until: datetime | None = None

    @property
    def is_given_up(self) -> bool:
        """Whether it has taken nothing for so long that its readers' mail expires."""
        return self.closings > GIVEN_UP_AFTER

    def is_closed(self, now: datetime) -> bool:
        """Whether nothing is sent there now."""
        return self.closed_until is not None and self.closed_until > now


def after_answer(standing: Standing, *, state: State, code: int | None, now: datetime) -> Standing:
    """The lane's standing after one more answer about one of its readers.

    421 means that the server closes the channel (RFC 5321 3.8): one is enough. What was under way when the lane was
    closed does not close it once more.
    """
    if state is State.ACCEPTED:
        return Standing(closed_until=standing.closed_until) if standing.put_offs or standing.closings else standing
    if state is not State.DEFERRED or standing.is_closed(now):
        return standing
    put_offs = standing.put_offs + (PUT_OFFS if code == 421 else 1)
    if put_offs < PUT_OFFS:
        return Standing(put_offs, standing.closings, standing.closed_until)
    closings = standing.closings + 1
    return Standing(0, closings, now + lane_wait(closings))
