"""How good forecasts were: Brier (1950) in its form from 0 to 1, logarithmic score (Good 1952), calibration."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

#: A forecast of 0 or 1 counts as this far from certain in the logarithmic score, which would be endless otherwise.
LEAST = 0.001


@dataclass(frozen=True, slots=True)
class Scored:
    """Brier: 0 is perfect, 0.25 a coin, 1 wrong and certain. Log: natural, 0 is perfect, below it worse."""

    brier: float
    log: float


def score(*, probability: float, happened: bool) -> Scored:
    """`probability` of yes, 0 to 1. Raises ValueError outside of it."""
    if not 0 <= probability <= 1:
        raise ValueError("A probability lies between 0 and 1.")
    given = probability if happened else 1 - probability
    return Scored(brier=(1 - given) ** 2, log=math.log(min(max(given, LEAST), 1.0)))


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts between `low` and `high`: how many, their mean, and the share that came true."""

    low: float
    high: float
    count: int
    mean: float
    came_true: float


@dataclass(frozen=True, slots=True)
class Record:
    """A forecaster's track record; means over `count` scored entries."""

    count: int
    brier: float
    log: float
    bins: tuple[Bin, ...]


def track_record(entries: Iterable[tuple[float, bool]], *, bins: int = 10) -> Record | None:
    """From pairs of probability and outcome; None without any."""
    pairs = list(entries)
    if not pairs:
        return None
    scores = [score(probability=given, happened=happened) for given, happened in pairs]
    return Record(
        count=len(pairs),
        brier=sum(one.brier for one in scores) / len(pairs),
        log=sum(one.log for one in scores) / len(pairs),
        bins=tuple(_bins(pairs, bins)),
    )


def _bins(pairs: list[tuple[float, bool]], number: int) -> Iterable[Bin]:
    held: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for given, happened in pairs:
        held[min(int(given * number), number - 1)].append((given, happened))
    for place in sorted(held):
        inside = held[place]
        yield Bin(
            low=place / number,
            high=(place + 1) / number,
            count=len(inside),
            mean=sum(given for given, _ in inside) / len(inside),
            came_true=sum(happened for _, happened in inside) / len(inside),
        )
