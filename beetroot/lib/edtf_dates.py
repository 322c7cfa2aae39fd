"""Dates that know how exact they are: EDTF strings (ISO 8601-2:2019 annex A; levels 0 and 1, and of level 2 sets,
qualified parts and unspecified digits), their bounds as plain dates, and their wording for a reader.

Bounds ignore `~`, `?` and `%`: a date about which somebody was unsure sorts where they put it. Years before 1 or
after 9999 have no bound, as `datetime.date` cannot say them; `far_year` puts them in order.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_QUALIFIER = re.compile(r"[~?%]")
_POINT = re.compile(r"(?P<year>-?[0-9X]{4})(?:-(?P<month>[0-9X]{2})(?:-(?P<day>[0-9X]{2}))?)?")
_TIME = re.compile(r"T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}(:\d{2})?)?$")
_LONG_YEAR = re.compile(r"Y-?\d{5,40}$")
# ISO 8601-2 4.8.3: 21-24 are seasons of the north, 25-28 too, 29-32 of the south, 33-36 quarters, 37-39 thirds,
# 40 and 41 half years. First month and length in months.
_PARTS_OF_YEAR: dict[int, tuple[int, int]] = {
    21: (3, 3),
    22: (6, 3),
    23: (9, 3),
    24: (12, 3),
    25: (3, 3),
    26: (6, 3),
    27: (9, 3),
    28: (12, 3),
    29: (9, 3),
    30: (12, 3),
    31: (3, 3),
    32: (6, 3),
    **{33 + quarter: (1 + 3 * quarter, 3) for quarter in range(4)},
    **{37 + third: (1 + 4 * third, 4) for third in range(3)},
    40: (1, 6),
    41: (7, 6),
}


class NotEdtf(ValueError):
    """This is no EDTF date; write for example 2022, 2022-10, 2022-10-15~, 2016/.. or 18XX."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """First and last day that the date may mean; None where it is open."""

    earliest: date | None
    latest: date | None


_UNBOUNDED = Bounds(None, None)


def bounds(edtf: str) -> Bounds:
    """Raises NotEdtf. An interval with two ends must not run backwards."""
    text = edtf.strip()
    if text[:1] in "[{" and text[-1:] in "]}" and text:
        return _of_set(text[1:-1])
    if "/" not in text:
        return _of_point(text)
    start, _, end = text.partition("/")
    first, last = _of_end(start), _of_end(end)
    if _is_open(start) and _is_open(end):
        raise NotEdtf(edtf)
    if first.earliest and last.latest and first.earliest > last.latest:
        raise NotEdtf(edtf)
    return Bounds(first.earliest, last.latest)


def is_valid(edtf: str) -> bool:
    """True for every string that `bounds` takes."""
    try:
        bounds(edtf)
    except NotEdtf:
        return False
    return True


def far_year(edtf: str) -> int | None:
    """The year that a date which begins before year 1 or after 9999 begins in, or ends in if that is all it says.

    Counted as EDTF does: 0 is 1 BCE, -43 is 44 BCE. None for every other date. Raises NotEdtf.
    """
    bounds(edtf)
    ends = re.split(r"/|\.\.|,", edtf.strip().strip("[]{}"))
    first = next(end.strip() for end in ends if end.strip())
    digits = first.removeprefix("Y") if first.startswith("Y") else first[: 5 if first.startswith("-") else 4]
    year = int(digits.replace("X", "9" if digits.startswith("-") else "0"))
    return None if 1 <= year <= date.max.year or digits == "000X" else year


def _is_open(end: str) -> bool:
    return end in ("", "..")


def _of_end(end: str) -> Bounds:
    return _UNBOUNDED if _is_open(end) else _of_point(end)


def _of_set(inside: str) -> Bounds:
    members = [_of_end(part) for listed in inside.split(",") for part in listed.strip().split("..")]
    if not members or all(member == _UNBOUNDED for member in members):
        raise NotEdtf(inside)
    starts = [member.earliest for member in members]
    ends = [member.latest for member in members]
    return Bounds(
        min((day for day in starts if day), default=None) if starts[0] else None,
        max((day for day in ends if day), default=None) if ends[-1] else None,
    )


def _of_point(text: str) -> Bounds:
    if _LONG_YEAR.match(text):
        return _UNBOUNDED
    plain = _QUALIFIER.sub("", _TIME.sub("", text))
    match = _POINT.fullmatch(plain)
    if match is None or len(text) - len(plain) > 20:
        raise NotEdtf(text)
    days = [day for day in _first_and_last(match["year"], match["month"], match["day"]) if day]
    if not days and not match["year"].startswith("-") and "0000" not in match["year"]:
        raise NotEdtf(text)
    return Bounds(min(days), max(days)) if days else _UNBOUNDED


def _numbers(digits: str, low: int, high: int) -> tuple[int, int] | None:
    """Least and greatest number between low and high that the digits, X for any, can stand for."""
    pattern = re.compile(digits.replace("X", "[0-9]"))
    fitting = [number for number in range(low, high + 1) if pattern.fullmatch(f"{number:02d}")]
    return (fitting[0], fitting[-1]) if fitting else None


def _first_and_last(year: str, month: str | None, day: str | None) -> Iterator[date | None]:
    if year.startswith("-"):
        return
    first, last = max(int(year.replace("X", "0")), 1), int(year.replace("X", "9"))
    if month is None:
        yield from (date(first, 1, 1), date(last, 12, 31)) if last else ()
    elif month.isdigit() and int(month) in _PARTS_OF_YEAR and day is None:
        start, length = _PARTS_OF_YEAR[int(month)]
        yield date(first, start, 1)
        yield _last_day(*_months_on(last, start, length - 1))
    elif (months := _numbers(month, 1, 12)) is not None:
        yield from _days(first, last, months, day)


def _days(first: int, last: int, months: tuple[int, int], day: str | None) -> Iterator[date | None]:
    if day is None:
        yield date(first, months[0], 1)
        yield _last_day(last, months[1])
        return
    days = _numbers(day, 1, 31)
    if days is None:
        return
    end = _last_day(last, months[1])
    exact = day.isdigit() and months[0] == months[1] and first == last
    if end is None or (exact and days[0] > end.day):
        return
    yield date(first, months[0], min(days[0], calendar.monthrange(first, months[0])[1]))
    yield end.replace(day=min(days[1], end.day))


def _months_on(year: int, month: int, more: int) -> tuple[int, int]:
    return year + (month + more - 1) // 12, (month + more - 1) % 12 + 1


def _last_day(year: int, month: int) -> date | None:
    return date(year, month, calendar.monthrange(year, month)[1]) if year <= date.max.year else None


# -- wording ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Words:
    """How one language says dates; `{}` takes a date in the case the preposition asks for."""

    months: tuple[str, ...]
    months_of: tuple[str, ...]
    seasons: tuple[str, ...]
    year: str
    year_of: str
    month: str
    decade: str
    century: str
    about: str
    maybe: str
    since: str
    until: str
    between: str
    one_of: str
    before_era: str


_ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_LANGUAGES: dict[str, _Words] = {
    "en": _Words(
        months=_ENGLISH_MONTHS,
        months_of=_ENGLISH_MONTHS,
        seasons=("spring", "summer", "autumn", "winter"),
        year="{}",
        year_of="{}",
        month="{} {}",
        decade="the {}s",
        century="the {} century",
        about="about {}",
        maybe="{} (uncertain)",
        since="since {}",
        until="before {}",
        between="{} to {}",
        one_of="one of {}",
        before_era="{} BCE",
    ),
    "ru": _Words(
        months=(
            "январь",
            "февраль",
            "март",
            "апрель",
            "май",
            "июнь",
            "июль",
            "август",
            "сентябрь",
            "октябрь",
            "ноябрь",
            "декабрь",
        ),
        months_of=(
            "января",
            "февраля",
            "марта",
            "апреля",
            "мая",
            "июня",
            "июля",
            "августа",
            "сентября",
            "октября",
            "ноября",
            "декабря",
        ),
        seasons=("весна", "лето", "осень", "зима"),
        year="{} год",
        year_of="{} года",
        month="{} {} года",
        decade="{}-е годы",
        century="{} век",
        about="примерно {}",
        maybe="{} (неточно)",
        since="с {}",
        until="до {}",
        between="{} — {}",
        one_of="одно из: {}",
        before_era="{} до н. э.",
    ),
    "be": _Words(
        months=(
            "студзень",
            "люты",
            "сакавік",
            "красавік",
            "май",
            "чэрвень",
            "ліпень",
            "жнівень",
            "верасень",
            "кастрычнік",
            "лістапад",
            "снежань",
        ),
        months_of=(
            "студзеня",
            "лютага",
            "сакавіка",
            "красавіка",
            "мая",
            "чэрвеня",
            "ліпеня",
            "жніўня",
            "верасня",
            "кастрычніка",
            "лістапада",
            "снежня",
        ),
        seasons=("вясна", "лета", "восень", "зіма"),
        year="{} год",
        year_of="{} года",
        month="{} {} года",
        decade="{}-я гады",
        century="{} стагоддзе",
        about="прыкладна {}",
        maybe="{} (недакладна)",
        since="з {}",
        until="да {}",
        between="{} — {}",
        one_of="адно з: {}",
        before_era="{} да н. э.",
    ),
    "uk": _Words(
        months=(
            "січень",
            "лютий",
            "березень",
            "квітень",
            "травень",
            "червень",
            "липень",
            "серпень",
            "вересень",
            "жовтень",
            "листопад",
            "грудень",
        ),
        months_of=(
            "січня",
            "лютого",
            "березня",
            "квітня",
            "травня",
            "червня",
            "липня",
            "серпня",
            "вересня",
            "жовтня",
            "листопада",
            "грудня",
        ),
        seasons=("весна", "літо", "осінь", "зима"),
        year="{} рік",
        year_of="{} року",
        month="{} {} року",
        decade="{}-ті роки",
        century="{} століття",
        about="приблизно {}",
        maybe="{} (неточно)",
        since="з {}",
        until="до {}",
        between="{} — {}",
        one_of="одне з: {}",
        before_era="{} до н. е.",
    ),
}


def in_words(edtf: str, language: str = "en") -> str:
    """The date as a reader of English, Russian, Belarusian or Ukrainian says it; other languages get English.

    Raises NotEdtf. What no phrase fits (a day of an unknown month) is shown as the EDTF string itself.
    """
    bounds(edtf)
    words = _LANGUAGES.get(language.partition("-")[0].lower(), _LANGUAGES["en"])
    text = edtf.strip()
    if text.startswith(("[", "{")):
        return _set_in_words(text, words)
    start, slash, end = text.partition("/")
    if not slash:
        return _point_in_words(text, words)
    if _is_open(end):
        return words.since.format(_point_in_words(start, words, genitive=True))
    if _is_open(start):
        return words.until.format(_point_in_words(end, words, genitive=True))
    return _span_in_words(start, end, words)


def year_in_words(year: int, language: str = "en") -> str:
    """The bare number of a year as a heading has it: 2022, 44 BCE (year -43)."""
    words = _LANGUAGES.get(language.partition("-")[0].lower(), _LANGUAGES["en"])
    return str(year) if year > 0 else words.before_era.format(1 - year)


def _set_in_words(text: str, words: _Words) -> str:
    parts = [part.strip() for part in text[1:-1].split(",")]
    if text.startswith("{") or any(".." in part for part in parts):
        return text
    return words.one_of.format(", ".join(_point_in_words(part, words) for part in parts))


def _span_in_words(start: str, end: str, words: _Words) -> str:
    same_month = len(start) == len(end) == 10 and start[:7] == end[:7]
    if same_month and start[8:].isdigit() and end[8:].isdigit():
        return f"{int(start[8:])}–{_point_in_words(end, words)}"
    return words.between.format(_point_in_words(start, words), _point_in_words(end, words))


def _point_in_words(text: str, words: _Words, *, genitive: bool = False) -> str:
    plain = _QUALIFIER.sub("", _TIME.sub("", text))
    said = _plain_in_words(plain, words, genitive=genitive)
    if "~" in text or "%" in text:
        said = words.about.format(said)
    return words.maybe.format(said) if "?" in text or "%" in text else said


def _plain_in_words(plain: str, words: _Words, *, genitive: bool) -> str:
    if _LONG_YEAR.match(plain):
        return _year_in_words(plain[1:], words, genitive=genitive)
    match = _POINT.fullmatch(plain)
    if match is None or "X" in plain[5:] or ("X" in match["year"] and match["month"]):
        return plain
    year, month, day = match["year"], match["month"], match["day"]
    if month is None:
        return _year_in_words(year, words, genitive=genitive)
    number = int(year)
    said = _part_in_words(plain, str(number if number > 0 else 1 - number), int(month), day, words, genitive=genitive)
    return said if number > 0 or said == plain else words.before_era.format(said)


def _part_in_words(plain: str, number: str, month: int, day: str | None, words: _Words, *, genitive: bool) -> str:
    if day is not None:
        return f"{int(day)} {words.month.format(words.months_of[month - 1], number)}"
    if month > 12:
        return words.month.format(words.seasons[(month - 21) % 4], number) if month < 33 else plain
    return words.month.format((words.months_of if genitive else words.months)[month - 1], number)


def _year_in_words(year: str, words: _Words, *, genitive: bool) -> str:
    if year.endswith("XX") and year[:2].isdigit():
        return words.century.format(_ordinal(int(year[:2]) + 1, words))
    if year.endswith("X") and year[:3].isdigit():
        return words.decade.format(f"{year[:3]}0")
    if "X" in year:
        return _span_of_years(year, words) if year.startswith("-") else year
    number = int(year)
    said = (words.year_of if genitive else words.year).format(number if number > 0 else 1 - number)
    return said if number > 0 else words.before_era.format(said)


def _span_of_years(year: str, words: _Words) -> str:
    """Decades and centuries before our era do not begin with a round year: -004X is 50 to 41 BCE."""
    first, last = (1 - int(year.replace("X", digit)) for digit in "90")
    return words.before_era.format(words.between.format(first, last))


def _ordinal(number: int, words: _Words) -> str:
    if words is not _LANGUAGES["en"]:
        return _roman(number)
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _roman(number: int) -> str:
    out = ""
    for value, sign in ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        out += sign * (number // value)
        number %= value
    return out
