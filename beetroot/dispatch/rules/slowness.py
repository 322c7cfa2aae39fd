"""Which lanes answer so slowly that they would keep the connections from the others."""

from dataclasses import dataclass, field

SLOW_SECONDS = 1.0
"""An answer that takes longer is slow, if others come at least FASTER times as fast."""

FASTER = 4.0
_WEIGHT = 0.3
FORGETS_AFTER = 120.0
_MOST = 2000


@dataclass
class Pulse:
    """A moving mean of the seconds that each lane's answers take. `at` is any clock that only goes forward."""

    _means: dict[str, tuple[float, float]] = field(default_factory=dict)

    def note(self, lane: str, *, seconds: float, at: float) -> None:
        """One more answer."""
        mean, _at = self._means.get(lane, (seconds, at))
        self._means[lane] = (mean + _WEIGHT * (seconds - mean), at)
        if len(self._means) > _MOST:
            self._means = {name: known for name, known in self._means.items() if known[1] > at - FORGETS_AFTER}

    def is_slow(self, lane: str, *, at: float) -> bool:
        """Where everybody is slow nobody is: then it is the server, and more connections help."""
        mean, noted = self._means.get(lane, (0.0, 0.0))
        if mean < SLOW_SECONDS or noted < at - FORGETS_AFTER:
            return False
        others = [other for name, (other, when) in self._means.items() if name != lane and when > at - FORGETS_AFTER]
        return bool(others) and min(others) * FASTER < mean
