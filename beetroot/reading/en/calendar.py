# ruff: noqa: E501, SIM905 - word lists and patterns are read by the line
"""English dates. Every pattern of `mentions` is tried in order; the first that matches at a place wins."""

import re

from beetroot.reading.words import CalendarWords

_MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}
_SHORT = dict(
    zip(
        "jan feb mar apr jun jul aug sep sept oct nov dec".split(), (1, 2, 3, 4, 6, 7, 8, 9, 9, 10, 11, 12), strict=True
    )
)
_DAYS = {name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}
_M = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_D = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:%])"
_Y = r"(?P<year>1[0-9]\d\d|20\d\d)(?![\d,]*\d)"
_W = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
_N = r"(?P<n>\d{1,3}(?:\.\d)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|twenty|thirty|forty|fifty|sixty|several|a few|a couple(?: of)?|some|many|half an?|a dozen)(?P<half> and a half)?"
_U = r"(?P<unit>day|night|week|fortnight|month|year|decade|century|centurie|weekend)s?(?P<half2> and a half)?"
_AT = r"(?P<part>early|mid|middle|late|beginning|start|end|first half|second half)"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_ABOUT = r"(?:about|around|nearly|almost|roughly|some|over|more than|just over|just|barely|less than) "


def _compile(pattern: str, *, small: bool = True) -> "re.Pattern[str]":
    return re.compile(rf"(?<![\w$€£-]){pattern}(?![\w-])", re.I if small else 0)


CALENDAR = CalendarWords(
    months={**_MONTHS, **_SHORT},
    days=_DAYS,
    units={
        "day": "day",
        "night": "day",
        "week": "week",
        "fortnight": "week",
        "month": "month",
        "year": "year",
        "decade": "decade",
        "century": "century",
        "centurie": "century",
        "weekend": "week",
    },
    seasons={"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24},
    mentions=(
        (
            "iso",
            re.compile(
                r"(?<![\w-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[T ]\d{2}:\d{2}[\d:.Z+-]*)?(?![\w-])"
            ),
        ),
        (
            "days",
            _compile(
                rf"{_W}{_M} {_D} ?(?:-|–|—|to|and|through) ?(?P<day2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?:,? {_Y})?"
            ),
        ),
        ("day", _compile(rf"{_W}{_M} {_D}(?: ?,? (?:of |in )?{_Y})?")),
        ("day", _compile(rf"{_W}(?:the )?{_D}[ -](?:of )?{_M}(?:,?[ -](?:of |in )?{_Y})?")),
        (
            "numeric",
            re.compile(r"(?<![\w./-])(?P<a>\d{1,2})(?P<sign>[./])(?P<b>\d{1,2})(?P=sign)(?P<year>\d{4})(?![\w/])"),
        ),
        (
            "since_month",
            _compile(rf"(?P<since>since|from) (?:the )?(?:{_AT}[ -](?:of )?)?{_M}(?:,? (?:of )?{_Y})?(?! ?\d)"),
        ),
        ("part_month", _compile(rf"(?:the )?{_AT}(?:[ -]| of (?:the )?){_M}(?:,? (?:of )?{_Y})?(?! ?\d)")),
        ("month_year", _compile(rf"{_M},? (?:of )?{_Y}")),
        ("last_month", _compile(rf"(?P<which>last|this|next|this past|this coming) {_M}")),
        (
            "years",
            re.compile(
                r"\b(?:(?:from|between) )?(?P<year>1[0-9]\d\d|20\d\d)(?:-|–|—| to | and | until )(?P<year2>1[0-9]\d\d|20\d\d|\d\d)(?![\d-])"
            ),
        ),
        (
            "since_year",
            _compile(rf"(?P<since>since)(?: (?:at least|about|around|the (?:beginning|start|end) of))? {_Y}"),
        ),
        ("part_year", _compile(rf"(?:the )?{_AT}(?:[ -]| of (?:the )?){_Y}(?!s)")),
        ("quarter", _compile(rf"(?:the )?(?P<quarter>first|second|third|fourth|Q[1-4])(?: quarter)?(?: of)? {_Y}")),
        ("season", _compile(rf"(?:the )?(?:(?:early|late|mid)[ -])?{_SEASON} (?:of )?{_Y}")),
        ("last_season", _compile(rf"(?P<which>last|this|next|this past) {_SEASON}")),
        (
            "century",
            _compile(
                r"(?:the )?(?:(?P<part>early|mid|late)[ -])?(?P<century>\d{1,2}(?:st|nd|rd|th)|[a-z]+teenth|twentieth|twenty-first|tenth|twelfth)[ -]century"
            ),
        ),
        (
            "decade",
            _compile(
                r"(?:the )?(?:(?P<part>early|mid|late)[ -])?(?:(?P<decade>1[0-9]\d0|20\d0)s|[’'‘](?P<short>[1-9]0)s)"
            ),
        ),
        ("ago", _compile(rf"(?:{_ABOUT})?(?:(?:more than|over|about) )?{_N} {_U} ago")),
        (
            "apart",
            _compile(
                rf"(?:{_ABOUT})?{_N} {_U} (?P<way>earlier|later|before(?! (?:the|last))|prior|previously|afterwards?|after that|beforehand|since then|on(?=[,.]))"
            ),
        ),
        (
            "apart",
            _compile(
                r"(?P<way>the (?:day|week|month|year|decade|weekend) (?:before|after)|the (?:previous|following|next|preceding|same) (?:day|week|month|year|decade|weekend)|the (?:day|week|month|year) prior)(?! (?:the|she|he|they|it|his|her|last|\w+ed)\b)"
            ),
        ),
        (
            "ahead",
            _compile(
                rf"(?:in|within) (?:{_ABOUT})?{_N} {_U}[’']?(?: time)?(?! of)(?=[,.]|$)|{_N.replace('?P<n>', '?P<n2>').replace('?P<half>', '?P<half3>')} {_U.replace('?P<unit>', '?P<unit2>').replace('?P<half2>', '?P<half4>')} from now"
            ),
        ),
        (
            "span",
            _compile(
                rf"(?P<which>(?:for|in|over|during|within) the (?:past|last)|the (?:past|last)) (?:{_N} )?(?P<unit>day|week|month|year|decade)s?"
            ),
        ),
        (
            "which",
            _compile(
                r"(?P<which>last|this|next|the current|the coming|earlier this|later this|early this|late last|earlier last|early last|late this|(?:at|by) the end of (?:this|last|next)) (?P<unit>week|month|year|decade|century|weekend|night|morning|afternoon|evening)"
            ),
        ),
        ("that", _compile(r"(?P<which>that|the same) (?P<unit>day|week|month|year|night|evening|morning)")),
        (
            "word",
            _compile(
                r"(?:(?P<word>today|yesterday|tomorrow|tonight|the day before yesterday|the day after tomorrow)(?: (?:morning|afternoon|evening|night))?)"
            ),
        ),
        (
            "weekday",
            _compile(
                r"(?:(?P<which>last|this|next|this past|this coming|coming|upcoming|the following|early|late) )?(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day(?: (?:morning|afternoon|evening|night|nights))?(?!s)"
            ),
        ),
        (
            "month",
            re.compile(
                r"(?:(?<=[Ii]n )|(?<=[Bb]y )|(?<=[Uu]ntil )|(?<=[Tt]ill )|(?<=[Dd]uring )|(?<=[Tt]hrough )|(?<=[Bb]ack in )|(?<=[Oo]f )|(?<=[Bb]efore )|(?<=[Aa]fter ))(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)(?![\w-]| \d)"
            ),
        ),
        (
            "month",
            re.compile(
                r"(?<![\w-])(?P<month>January|February|April|June|July|September|October|November|December)(?![\w-]| \d)(?!’s [A-Z])"
            ),
        ),
        (
            "year",
            re.compile(
                rf"(?<![\w$€£.,:/#-])(?P<name>(?<=[A-Za-z] ))?{_Y}(?![\w%]|-\w|\.\d| (?:people|percent|per cent|miles|meters|metres|km|kilometers|kilometres|feet|euros|dollars|troops|soldiers|men|women|tons|tonnes|copies|words|acres|hectares|votes|jobs|homes|employees|square|times))"
            ),
        ),
    ),
    stages={
        "early": "early",
        "beginning": "early",
        "start": "early",
        "mid": "mid",
        "middle": "mid",
        "late": "late",
        "end": "late",
        "first half": "first half",
        "second half": "second half",
    },
    ordinals={
        "tenth": 10,
        "eleventh": 11,
        "twelfth": 12,
        "thirteenth": 13,
        "fourteenth": 14,
        "fifteenth": 15,
        "sixteenth": 16,
        "seventeenth": 17,
        "eighteenth": 18,
        "nineteenth": 19,
        "twentieth": 20,
        "twenty-first": 21,
        "first": 1,
        "second": 2,
        "third": 3,
        "fourth": 4,
        "q1": 1,
        "q2": 2,
        "q3": 3,
        "q4": 4,
    },
    amounts={
        "a": 1,
        "an": 1,
        "one": 1,
        "two": 2,
        "three": 3,
        "four": 4,
        "five": 5,
        "six": 6,
        "seven": 7,
        "eight": 8,
        "nine": 9,
        "ten": 10,
        "eleven": 11,
        "twelve": 12,
        "thirteen": 13,
        "fourteen": 14,
        "fifteen": 15,
        "sixteen": 16,
        "eighteen": 18,
        "twenty": 20,
        "thirty": 30,
        "forty": 40,
        "fifty": 50,
        "sixty": 60,
        "half a": 0.5,
        "half an": 0.5,
        "a dozen": 12,
        "a couple": 2,
        "a couple of": 2,
    },
    day_words={
        "today": 0,
        "tonight": 0,
        "yesterday": -1,
        "tomorrow": 1,
        "the day before yesterday": -2,
        "the day after tomorrow": 2,
    },
    back=re.compile(r"earlier|before|previous|preceding|prior|beforehand", re.I),
    same=re.compile(r"\bsame\b", re.I),
    past=re.compile(r"last|past", re.I),
    coming=re.compile(r"next|coming|following", re.I),
    future=re.compile(
        r"\b(?:will|by|until|till|plans?|planned|scheduled|expected|expects?|is set to|are set to|due|could|would|may|upcoming|ahead of|target|forecast|projected)\b",
        re.I,
    ),
    month_first=True,
)
