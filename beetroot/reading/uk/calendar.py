# ruff: noqa: E501 - word lists and patterns are read by the line
"""Ukrainian dates. Every pattern of `mentions` is tried in order; the first that matches at a place wins."""

import re

from beetroot.reading.words import CalendarWords, Feasts

_FORMS = "січень січня січні;лютий лютого лютому;березень березня березні;квітень квітня квітні;травень травня травні;червень червня червні;липень липня липні;серпень серпня серпні;вересень вересня вересні;жовтень жовтня жовтні;листопад листопада листопаді;грудень грудня грудні"
_MONTHS = {form: number for number, forms in enumerate(_FORMS.split(";"), 1) for form in forms.split()}
_DAY_FORMS = "понеділок;вівторок;середа середу;четвер;п’ятниця п’ятницю;субота суботу;неділя неділю"
_DAYS = {form: number for number, forms in enumerate(_DAY_FORMS.split(";")) for form in forms.split()}
_UNIT_FORMS = "день дня дні днів|day;тиждень тижня тижні тижнів|week;місяць місяця місяці місяців|month;рік роки років року|year;десятиліття|decade;століття|century"
_UNITS = {form: entry.split("|")[1] for entry in _UNIT_FORMS.split(";") for form in entry.split("|")[0].split()}
_WHICH_UNITS = "тижня week;тижні week;місяця month;місяці month;року year;році year"
_AMOUNTS = (
    "один 1;одну 1;два 2;дві 2;три 3;чотири 4;п’ять 5;шість 6;сім 7;вісім 8;дев’ять 9;десять 10;двадцять 20;півтора 1.5"
)
_WORDS = "сьогодні 0;вчора -1;учора -1;завтра 1;позавчора -2;післязавтра 2"
_STAGES = "на початку early;у середині mid;в середині mid;наприкінці late;у кінці late"
_SEASONS = "навесні;влітку;восени;взимку"


def _one_of(words: object) -> str:
    return "|".join(sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_AMOUNT = {words: float(value) for words, value in (entry.rsplit(" ", 1) for entry in _AMOUNTS.split(";"))}
_STAGE = dict(entry.rsplit(" ", 1) for entry in _STAGES.split(";"))
_M = rf"(?P<month>{_one_of(_MONTHS)})"
_D = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:-?га|-?го)?"
_Y = r"(?P<year>1[0-9]\d\d|20\d\d)(?: (?:року|році|рік|р\.))?"
_N = rf"(?P<n>\d{{1,3}}|{_one_of(_AMOUNT)})(?P<half> з половиною)?"
_U = rf"(?P<unit>{_one_of(_UNITS)})"


def _compile(pattern: str) -> "re.Pattern[str]":
    return re.compile(rf"(?<![\w-]){pattern}(?![\w-])", re.I)


# Church feasts that follow Easter, as the east reckons it.
_FEASTS: Feasts = {
    "великдень": ("eastern", 0),
    "великодня": ("eastern", 0),
    "пасха": ("eastern", 0),
    "пасху": ("eastern", 0),
    "трійця": ("eastern", 49),
    "трійцю": ("eastern", 49),
}


CALENDAR = CalendarWords(
    months=_MONTHS,
    days=_DAYS,
    units={**_UNITS, **dict(entry.rsplit(" ", 1) for entry in _WHICH_UNITS.split(";"))},
    seasons={word: 21 + number for number, words in enumerate(_SEASONS.split(";")) for word in words.split("|")},
    mentions=(
        (
            "iso",
            re.compile(
                r"(?<![\w-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[T ]\d{2}:\d{2}[\d:.Z+-]*)?(?![\w-])"
            ),
        ),
        ("days", _compile(rf"(?:з )?{_D}(?:-|–|—| до | па | по )(?P<day2>3[01]|[12]\d|0?[1-9]) {_M}(?: {_Y})?")),
        ("day", _compile(rf"{_D} {_M}(?: {_Y})?")),
        ("feast", _compile(rf"(?P<feast>{'|'.join(_FEASTS)})(?: {_Y})?")),
        (
            "numeric",
            re.compile(r"(?<![\w./-])(?P<a>\d{1,2})(?P<sign>[./])(?P<b>\d{1,2})(?P=sign)(?P<year>\d{4})(?![\w/])"),
        ),
        ("part_month", _compile(rf"(?P<part>{_one_of(_STAGE)}) {_M}(?: {_Y})?")),
        ("month_year", _compile(rf"{_M} {_Y}")),
        (
            "years",
            re.compile(
                r"(?<![\w-])(?:[зЗ] )?(?P<year>1[0-9]\d\d|20\d\d)(?:-|–|—| до | па | по )(?P<year2>1[0-9]\d\d|20\d\d)(?: (?:років|роках|роки))?(?![\w-])"
            ),
        ),
        ("since_year", _compile(rf"(?P<since>з) {_Y}")),
        ("part_year", _compile(rf"(?P<part>{_one_of(_STAGE)}) {_Y}")),
        ("season", _compile(rf"(?P<season>{_one_of(_SEASONS.replace('|', ';').split(';'))}) {_Y}")),
        (
            "century",
            _compile(
                r"(?:[уўв] )?(?P<century>XIX|XX|XXI|XVIII|XVII|XVI|XV|\d{1,2}(?:-м|-га|-го)?) (?:століття|столітті|віку)"
            ),
        ),
        (
            "decade",
            _compile(r"(?:[уўв] )?(?:(?P<decade>1[0-9]\d0|20\d0)|(?P<short>[1-9]0))-(?:я|х|ті|і) (?:років|роках|роки)"),
        ),
        ("ago", _compile(rf"{_N} {_U} тому")),
        ("ago", _compile(rf"{_U} тому")),
        ("apart", _compile(rf"{_N} {_U} (?P<way>пізніше|раніше|до того|після того)")),
        ("apart2", _compile(rf"(?P<way>через) {_N} {_U}")),
        (
            "which",
            _compile(
                r"(?:на |у |в )?(?P<which>минулого|минулому|цього|наступного|наступному) (?P<unit>тижня|тижні|місяця|місяці|року|році)"
            ),
        ),
        ("word", _compile(rf"(?P<word>{_one_of(entry.rsplit(' ', 1)[0] for entry in _WORDS.split(';'))})")),
        ("weekday", _compile(rf"(?:у|ў|в) (?:(?P<which>\w+(?:ы|ую|ий|у)) )?(?P<weekday>{_one_of(_DAYS)})")),
        ("month", re.compile(rf"(?<![\w-])(?:(?<=[уўвУВ] )|(?<=да )|(?<=до )){_M}(?![\w-])")),
        (
            "year",
            re.compile(r"(?<![\w$€.,:/#-])(?P<year>1[0-9]\d\d|20\d\d)(?:-?(?:га|го|м|й))? (?:року|році|рік|р\.)(?!\w)"),
        ),
    ),
    stages=_STAGE,
    ordinals={"xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21},
    amounts={"": 1, **_AMOUNT},
    day_words={words: int(value) for words, value in (entry.rsplit(" ", 1) for entry in _WORDS.split(";"))},
    back=re.compile(r"раніше|до того|напередодні", re.I),
    same=re.compile(r"\bж[еа]?\b", re.I),
    past=re.compile(r"минул", re.I),
    coming=re.compile(r"наступн", re.I),
    future=re.compile(r"\b(?:буд(?:е|уть)|плану\w+|має намір|повин\w+|очіку\w+|збира\w+)\b", re.I),
    month_first=False,
    feasts=_FEASTS,
    coming_up=re.compile(
        r"\b(?:буде|будуть|відбуд(?:еться|уться)|пройде|пройдуть|почн(?:еться|уться)|відкри(?:ється|ються)|заверш(?:иться|аться)|набуде чинності|плану\w+|заплановано|запланован\w*|признач\w+ на|очіку\w+|повин\w+|має намір|збира\w+|обіця\w+)\b",
        re.I,
    ),
    told=re.compile(r"\b\w{2,}(?:в|ла|ло|ли|вся|лася|лося|лися)\b", re.I),
)
