# ruff: noqa: E501 - word lists and patterns are read by the line
"""Belarusian dates. Every pattern of `mentions` is tried in order; the first that matches at a place wins."""

import re

from beetroot.reading.words import CalendarWords, Feasts

_FORMS = "студзень студзеня студзені;люты лютага лютым;сакавік сакавіка сакавіку;красавік красавіка красавіку;травень траўня траўні май мая маі;чэрвень чэрвеня чэрвені;ліпень ліпеня ліпені;жнівень жніўня жніўні;верасень верасня верасні;кастрычнік кастрычніка кастрычніку;лістапад лістапада лістападзе;снежань снежня снежні"
_MONTHS = {form: number for number, forms in enumerate(_FORMS.split(";"), 1) for form in forms.split()}
_DAY_FORMS = "панядзелак;аўторак;серада сераду;чацвер;пятніца пятніцу;субота суботу;нядзеля нядзелю"
_DAYS = {form: number for number, forms in enumerate(_DAY_FORMS.split(";")) for form in forms.split()}
_UNIT_FORMS = "дзень дня дні дзён дзень|day;тыдзень тыдня тыдні тыдняў|week;месяц месяца месяцы месяцаў|month;год гады гадоў|year;дзесяцігоддзе дзесяцігоддзі|decade;стагоддзе стагоддзі|century"
_UNITS = {form: entry.split("|")[1] for entry in _UNIT_FORMS.split(";") for form in entry.split("|")[0].split()}
_WHICH_UNITS = "тыдні week;месяцы month;годзе year"
_AMOUNTS = "адзін 1;адну 1;два 2;дзве 2;тры 3;чатыры 4;пяць 5;шэсць 6;сем 7;восем 8;дзевяць 9;дзесяць 10;дваццаць 20;паўтара 1.5"
_WORDS = "сёння 0;учора -1;заўтра 1;пазаўчора -2;паслязаўтра 2"
_STAGES = "у пачатку early;на пачатку early;у сярэдзіне mid;у канцы late;напрыканцы late"
_SEASONS = "вясной;летам;увосень|восенню;зімой|узімку"


def _one_of(words: object) -> str:
    return "|".join(sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


_AMOUNT = {words: float(value) for words, value in (entry.rsplit(" ", 1) for entry in _AMOUNTS.split(";"))}
_STAGE = dict(entry.rsplit(" ", 1) for entry in _STAGES.split(";"))
_M = rf"(?P<month>{_one_of(_MONTHS)})"
_D = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:-?га|-?го)?"
_Y = r"(?P<year>1[0-9]\d\d|20\d\d)(?: (?:года|годзе|год|г\.))?"
_N = rf"(?P<n>\d{{1,3}}|{_one_of(_AMOUNT)})(?P<half> з паловай)?"
_U = rf"(?P<unit>{_one_of(_UNITS)})"


def _compile(pattern: str) -> "re.Pattern[str]":
    return re.compile(rf"(?<![\w-]){pattern}(?![\w-])", re.I)


# Church feasts that follow Easter, as the east reckons it.
_FEASTS: Feasts = {
    "вялікдзень": ("eastern", 0),
    "вялікадня": ("eastern", 0),
    "вялікадню": ("eastern", 0),
    "радаўніца": ("eastern", 9),
    "радаўніцу": ("eastern", 9),
    "радаўніцы": ("eastern", 9),
    "радуніца": ("eastern", 9),
    "радуніцу": ("eastern", 9),
    "радуніцы": ("eastern", 9),
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
        ("days", _compile(rf"(?:з )?{_D}(?:-|–|—| да | па | по )(?P<day2>3[01]|[12]\d|0?[1-9]) {_M}(?: {_Y})?")),
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
                r"(?<![\w-])(?:[зЗ] )?(?P<year>1[0-9]\d\d|20\d\d)(?:-|–|—| да | па | по )(?P<year2>1[0-9]\d\d|20\d\d)(?: (?:гадоў|гадах|гады))?(?![\w-])"
            ),
        ),
        ("since_year", _compile(rf"(?P<since>з) {_Y}")),
        ("part_year", _compile(rf"(?P<part>{_one_of(_STAGE)}) {_Y}")),
        ("season", _compile(rf"(?P<season>{_one_of(_SEASONS.replace('|', ';').split(';'))}) {_Y}")),
        (
            "century",
            _compile(
                r"(?:[уўв] )?(?P<century>XIX|XX|XXI|XVIII|XVII|XVI|XV|\d{1,2}(?:-м|-га|-го)?) (?:стагоддзя|стагоддзі|стагоддзе|веку|века)"
            ),
        ),
        (
            "decade",
            _compile(r"(?:[уўв] )?(?:(?P<decade>1[0-9]\d0|20\d0)|(?P<short>[1-9]0))-(?:я|х|ті|і) (?:гадоў|гадах|гады)"),
        ),
        ("ago", _compile(rf"{_N} {_U} таму")),
        ("ago", _compile(rf"{_U} таму")),
        ("apart", _compile(rf"{_N} {_U} (?P<way>пазней|раней|да таго|пасля таго)")),
        ("apart2", _compile(rf"(?P<way>праз) {_N} {_U}")),
        ("which", _compile(r"(?:на|у|ў) (?P<which>мінулым|гэтым|наступным) (?P<unit>тыдні|месяцы|годзе)")),
        ("word", _compile(rf"(?P<word>{_one_of(entry.rsplit(' ', 1)[0] for entry in _WORDS.split(';'))})")),
        ("weekday", _compile(rf"(?:у|ў|в) (?:(?P<which>\w+(?:ы|ую|ий|у)) )?(?P<weekday>{_one_of(_DAYS)})")),
        ("month", re.compile(rf"(?<![\w-])(?:(?<=[уўвУВ] )|(?<=да )|(?<=до )){_M}(?![\w-])")),
        (
            "year",
            re.compile(
                r"(?<![\w$€.,:/#-])(?P<year>1[0-9]\d\d|20\d\d)(?:-?(?:га|го|м|й))? (?:года|годзе|год|г\.)(?!\w)"
            ),
        ),
    ),
    stages=_STAGE,
    ordinals={"xv": 15, "xvi": 16, "xvii": 17, "xviii": 18, "xix": 19, "xx": 20, "xxi": 21},
    amounts={"": 1, **_AMOUNT},
    day_words={words: int(value) for words, value in (entry.rsplit(" ", 1) for entry in _WORDS.split(";"))},
    back=re.compile(r"раней|да таго|напярэдадні", re.I),
    same=re.compile(r"\bж[еа]?\b", re.I),
    past=re.compile(r"мінул", re.I),
    coming=re.compile(r"наступн", re.I),
    future=re.compile(r"\b(?:буд(?:зе|уць)|плануе\w*|мае намер|павін\w+|чакаецца|збірае\w+)\b", re.I),
    month_first=False,
    feasts=_FEASTS,
    coming_up=re.compile(
        r"\b(?:будзе|будуць|адбуд(?:зецца|уцца)|пройдзе|пройдуць|пачн(?:ецца|уцца)|адкры(?:ецца|юцца)|заверш(?:ыцца|ацца)|набудзе моц|плануе\w*|запланаван\w*|прызначан\w* на|чакаецца|павін\w+|мае намер|збірае\w+|абяцае\w*)\b",
        re.I,
    ),
    told=re.compile(r"\b\w{2,}(?:ў|ла|ло|лі|ўся|лася|лося|ліся)\b", re.I),
)
