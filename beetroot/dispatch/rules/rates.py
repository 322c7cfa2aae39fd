"""How fast mail may leave: by server, newsletter and lane."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from beetroot.dispatch.rules.errors import BadSetting

_RATE = re.compile(r"(\d{1,9})\s*/\s*(s|min|h|day)")
_SECONDS = {"s": 1, "min": 60, "h": 3600, "day": 86_400}


@dataclass(frozen=True)
class Rate:
    """At most `messages` in `seconds`."""

    messages: int
    seconds: int

    @classmethod
    def parse(cls, text: object) -> "Rate":
        """From words like `14/s`, `600/min`, `10000/h`, `50000/day`. Raises BadSetting."""
        found = _RATE.fullmatch(str(text).strip())
        if not found or not int(found[1]):
            raise BadSetting(f"{text!r} is no rate; write as in 14/s, 600/min, 10000/h or 50000/day.")
        return cls(int(found[1]), _SECONDS[found[2]])

    @property
    def per_second(self) -> float:
        """Messages a second."""
        return self.messages / self.seconds

    def __str__(self) -> str:
        unit = next(name for name, seconds in _SECONDS.items() if seconds == self.seconds)
        return f"{self.messages}/{unit}"


@dataclass(frozen=True)
class Rates:
    """The limits of a newsroom; what is not named is not limited. `newsletters` by slug."""

    server: Rate | None = None
    newsletters: Mapping[str, Rate] = field(default_factory=dict)
    lanes: Mapping[str, Rate] = field(default_factory=dict)

    def allowed(self, newsletter: str) -> float | None:
        """Messages a second that one newsletter may send at most, None for no limit."""
        limits = [rate.per_second for rate in (self.server, self.newsletters.get(newsletter)) if rate]
        return min(limits, default=None)


@dataclass(frozen=True)
class Bucket:
    """What a rate still allows now: a token bucket that holds what one second brings, and at least one message.

    `share` of a rate is what one of several workers may use.
    """

    level: float = 1.0
    at: float = 0.0

    def filled(self, rate: Rate, *, now: float, share: float = 1.0) -> "Bucket":
        """The bucket at `now` (seconds of any clock that only goes forward)."""
        most = max(1.0, rate.per_second * share)
        passed = max(0.0, now - self.at) if self.at else 1.0
        return Bucket(min(most, self.level + passed * rate.per_second * share), now)

    def taken(self, number: int = 1) -> "Bucket":
        """The bucket after so many messages."""
        return Bucket(self.level - number, self.at)
