"""From the words of one date mention to its value: the function for each kind of mention."""

from collections.abc import Callable

from beetroot.reading import absolute, feasts, relative
from beetroot.reading.clock import Clock, Found, Value

RESOLVERS: dict[str, Callable[[Found, Clock], Value]] = {
    "iso": absolute.iso,
    "numeric": absolute.numeric,
    "day": absolute.day,
    "word_day": absolute.day,
    "days": absolute.days,
    "bare_day": absolute.bare_day,
    "month_year": absolute.month_year,
    "month": absolute.bare_month,
    "last_month": absolute.last_month,
    "month_apart": relative.month_apart,
    "part_month": absolute.part_month,
    "part_year": absolute.part_year,
    "since_day": absolute.since,
    "since_month": absolute.since,
    "since_year": absolute.since,
    "since_season": absolute.since,
    "since_decade": absolute.since,
    "year": absolute.year,
    "years": absolute.years,
    "quarter": absolute.quarter,
    "half_year": absolute.half_year,
    "season": absolute.season,
    "last_season": absolute.last_season,
    "century": absolute.century,
    "decade": absolute.decade,
    "holiday": absolute.holiday,
    "feast": feasts.feast,
    "ago": relative.ago,
    "ahead": relative.ahead,
    "apart": relative.apart,
    "apart2": relative.apart,
    "apart_from": relative.apart,
    "beside": relative.beside,
    "span": relative.span,
    "which": relative.which,
    "that": relative.that,
    "stage": relative.stage,
    "last_quarter": relative.last_quarter,
    "word": relative.word,
    "weekday": relative.weekday,
}
