"""Feasts that move: those that follow Easter, in the west or in the east, and days such as the fourth Thursday."""

from datetime import date, timedelta

from beetroot.reading.clock import UNKNOWN, Clock, Found, Value, looks_ahead, plain
from beetroot.reading.moments import of_day
from beetroot.reading.words import Feasts


def western_easter(year: int) -> date:
    """Easter of the Gregorian calendar (Meeus, Jones and Butcher: Astronomical Algorithms, 1991, chapter 8)."""
    golden, century, rest = year % 19, year // 100, year % 100
    moon = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    day = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * day) // 451
    month, last = divmod(moon + day - 7 * shift + 114, 31)
    return date(year, month, last + 1)


def eastern_easter(year: int) -> date:
    """Easter of the Julian calendar (Meeus, the same chapter) as a day of the Gregorian one."""
    moon = (19 * (year % 19) + 15) % 30
    day = (2 * (year % 4) + 4 * (year % 7) - moon + 34) % 7
    month, last = divmod(moon + day + 114, 31)
    return date(year, month, last + 1) + timedelta(days=year // 100 - year // 400 - 2)


def day_of(name: str, year: int, feasts: Feasts) -> date:
    """The day of a feast that `feasts` knows, in one year."""
    reckoning, *numbers = feasts[name]
    if reckoning != "weekday":
        easter = western_easter(year) if reckoning == "western" else eastern_easter(year)
        return easter + timedelta(days=numbers[0])
    month, weekday, which = numbers
    first = date(year, month, 1) if which > 0 else date(year, month, 31)
    if which > 0:
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (which - 1))
    return first - timedelta(days=(first.weekday() - weekday) % 7)


def feast(mention: Found, clock: Clock) -> Value:
    """A feast of the year it names, else the last one, or the next where the clause looks ahead or it is far nearer."""
    name = " ".join((mention.group("feast") or "").lower().replace("’", "'").split())
    stated = mention.number("year")
    if stated is not None:
        return plain(of_day(day_of(name, stated, clock.words.feasts)), 0.9)
    now = clock.published
    if now is None:
        return UNKNOWN
    days = [day_of(name, year, clock.words.feasts) for year in range(now.first.year - 1, now.first.year + 2)]
    last = max(day for day in days if day <= now.last)
    coming = min(day for day in days if day >= now.first)
    ahead = looks_ahead(mention, clock.words)
    nearer = ahead is None and (coming - now.first).days * 3 < (now.last - last).days
    return plain(of_day(coming if ahead or nearer else last), 0.8, now)
