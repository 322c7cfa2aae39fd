# ruff: noqa: E501, SIM905 - word lists and patterns are read by the line
"""English dates. Every pattern of `mentions` is tried in order; the first that matches at a place wins."""

import re

from beetroot.reading.en.deeds import DEEDS
from beetroot.reading.words import CalendarWords, Feasts

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
_TH = dict(
    zip(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth".split(),
        [*range(1, 21), 30],
        strict=True,
    )
)
_ORDINALS = {**_TH, **{f"twenty {word}": 20 + n for word, n in list(_TH.items())[:9]}, "thirty first": 31}
_ORDINALS |= {
    f"twenty {word}": 20 + n for n, word in enumerate("one two three four five six seven eight nine".split(), 1)
}
# Feasts that move; Easter is the western one unless it is called Orthodox. Days that differ from country to country
# (Independence Day) are nobody's date.
_FEASTS: Feasts = {
    "orthodox easter": ("eastern", 0),
    "orthodox good friday": ("eastern", -2),
    "easter sunday": ("western", 0),
    "easter monday": ("western", 1),
    "easter": ("western", 0),
    "good friday": ("western", -2),
    "maundy thursday": ("western", -3),
    "palm sunday": ("western", -7),
    "ash wednesday": ("western", -46),
    "shrove tuesday": ("western", -47),
    "ascension day": ("western", 39),
    "whit monday": ("western", 50),
    "pentecost": ("western", 49),
    "radunitsa": ("eastern", 9),
    "thanksgiving": ("weekday", 11, 3, 4),
    "labor day": ("weekday", 9, 0, 1),
    "memorial day": ("weekday", 5, 0, -1),
}
# Feasts that keep their day.
_HOLIDAYS = {
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
    "new year's day": (1, 1),
    "valentine's day": (2, 14),
    "international women's day": (3, 8),
    "halloween": (10, 31),
    "juneteenth": (6, 19),
}


def _any(words: object) -> str:
    """The words as alternatives, the longest first, spaces also written as hyphens."""
    ordered = sorted(map(str, words), key=len, reverse=True)  # type: ignore[call-overload]
    return "|".join(word.replace(" ", "[ -]").replace("'", "[’']") for word in ordered)


_M = r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_M2 = _M.replace("<month>", "<month2>")
_D = r"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:%]|,\d)"
_D2 = r"(?P<day2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:%]|,\d)"
_WD = rf"(?P<day>{_any(_ORDINALS)})"
_Y = r"(?P<year>1[0-9]\d\d|20\d\d)(?![\d,]*\d)"
_W = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? (?:the )?)?"
_WEEKDAY = r"(?P<weekday>Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_N = r"(?P<n>\d{1,3}(?:\.\d)?|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|twenty|thirty|forty|fifty|sixty|several|a few|a couple(?: of)?|some|many|half an?|a dozen)(?P<half> and a half)?"
_U = r"(?P<unit>day|night|week|fortnight|month|year|decade|century|centurie|weekend)s?(?P<half2> and a half)?"
_MORE = r"(?: and (?P<more>an?|one|two|three|four|five|six|\d{1,2}) (?P<more_unit>day|week|month)s?)?"
_AT = r"(?P<part>early|mid|middle|late|beginning|start|end|close|first half|second half)"
_SEASON = r"(?P<season>spring|summer|autumn|fall|winter)"
_ABOUT = r"(?:about|around|nearly|almost|roughly|some|over|more than|just over|just|barely|less than|exactly|only) "
_DASH = r" ?(?:-|–|—|to|and|through|until|till) ?"
_TIMES = r"(?: (?:morning|afternoon|evening|night|nights))?"


def _compile(pattern: str, *, small: bool = True) -> "re.Pattern[str]":
    return re.compile(rf"(?<![\w$€£-]){pattern}(?![\w-])", re.I if small else 0)


def _tight(pattern: str) -> "re.Pattern[str]":
    """Figures joined by slashes or hyphens, with none before or after them."""
    return re.compile(rf"(?<![\w/.-]){pattern}(?![\w/-])", re.I)


_MENTIONS = (
    (
        "iso",
        re.compile(r"(?<![\w-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?:[T ]\d{2}:\d{2}[\d:.Z+-]*)?(?![\w-])"),
    ),
    ("iso", _tight(r"(?P<year>(?:19|20)\d\d)/(?P<month>\d{1,2})/(?P<day>\d{1,2})")),
    ("day", _tight(rf"(?P<year>(?:19|20)\d\d)[-/]{_M}[-/](?P<day>\d{{1,2}})")),
    ("day", _tight(rf"(?P<day>\d{{1,2}})[-/]{_M}[-/](?P<year>(?:19|20)\d\d)")),
    ("day", _tight(rf"{_M}[-/](?P<day>\d{{1,2}})(?:[-/](?P<year>(?:19|20)\d\d))?")),
    ("days", _compile(rf"(?:(?:from|between) )?{_W}{_M} {_D}{_DASH}(?:the )?{_D2}(?:,? {_Y})?")),
    ("days", _compile(rf"(?:(?:from|between) )?(?:the )?{_D}{_DASH}(?:the )?{_D2} (?:of )?{_M}(?:,? {_Y})?")),
    ("days", _compile(rf"{_M} {_D} ?[-–—] ?{_M2} {_D2}(?:,? {_Y})?")),
    ("days", _compile(rf"{_D} {_M} ?[-–—] ?{_D2} {_M2}(?:,? {_Y})?")),
    ("since_day", _compile(rf"since {_W}{_M} {_D}(?:,? {_Y})?")),
    ("since_day", _compile(rf"since {_W}(?:the )?{_D} (?:of )?{_M}(?:,? {_Y})?")),
    ("day", _compile(rf"{_W}{_M},? (?:the )?{_D}(?: ?,? (?:of |in )?{_Y})?")),
    ("day", _compile(rf"{_W}(?:the )?{_D}(?: day)?[ -](?:of )?{_M}(?:,?[ -](?:of |in )?{_Y})?")),
    ("word_day", _compile(rf"{_W}{_M},? (?:the )?{_WD}(?:,? {_Y})?")),
    ("word_day", _compile(rf"{_W}(?:the )?{_WD}(?: day)? of {_M}(?:,? {_Y})?")),
    (
        "holiday",
        _compile(
            rf"(?P<holiday>{_any(_HOLIDAYS)})(?:,? (?:of |in )?{_Y})?(?!’s|[ -](?:tree|market|shopping|party|card))"
        ),
    ),
    (
        "feast",
        _compile(
            rf"(?P<feast>{_any(_FEASTS)})(?:,? (?:of |in )?{_Y})?(?!’s|[ -](?:Rising|Island|eggs?|bunny|tree|market|break|holidays?|parade|dinner|weekend|turkey))"
        ),
    ),
    (
        "numeric",
        re.compile(r"(?<![\w./-])(?P<a>\d{1,2})(?P<sign>[./-])(?P<b>\d{1,2})(?P=sign)(?P<year>(?:19|20)\d\d)(?![\w/])"),
    ),
    ("since_month", _compile(rf"since (?:the )?(?:{_AT}[ -](?:of )?)?{_M}(?:,? (?:of )?{_Y})?(?! ?\d)")),
    ("part_month", _compile(rf"(?:the )?{_AT}(?:[ -]| of (?:the )?){_M}(?:,? (?:of )?{_Y})?(?! ?\d)")),
    ("month_year", _compile(rf"{_M},? (?:of )?{_Y}")),
    ("month_year", _compile(rf"{_Y},? {_M}(?! ?\d)")),
    ("last_month", _compile(rf"(?P<which>last|this|next|this past|this coming) {_M}(?! \d)")),
    ("month_apart", _compile(rf"(?:the )?(?P<way>following|previous|preceding) {_M}(?! \d)")),
    ("last_month", _compile(rf"{_M} (?:of )?(?P<which>last|this|next) year")),
    ("years", _compile(r"between (?P<year>1[0-9]\d\d|20\d\d) and (?P<year2>1[0-9]\d\d|20\d\d)(?![\d-])")),
    (
        "years",
        re.compile(
            r"\b(?:from )?(?P<year>1[0-9]\d\d|20\d\d)(?:-|–|—|/| to | until | through )(?P<year2>1[0-9]\d\d|20\d\d|\d\d)(?![\d/-])"
        ),
    ),
    ("since_year", _compile(rf"(?:ever )?since(?: (?:at least|about|around|the (?:beginning|start|end) of))? {_Y}")),
    (
        "since_decade",
        _compile(
            r"(?:ever )?since (?:the )?(?:(?P<part>early|mid|late)[ -])?(?:(?P<decade>1[0-9]\d0|20\d0)s|[’'‘](?P<short>[1-9]0)s)"
        ),
    ),
    ("since_season", _compile(rf"(?:ever )?since (?:the )?(?:(?:early|late|mid)[ -])?{_SEASON} (?:of )?{_Y}")),
    ("half_year", _compile(rf"(?:the )?(?P<half>first|second) half of (?:{_Y}|the year|this year)")),
    ("half_year", _compile(rf"{_Y}[ -](?P<half>H1|H2)|(?P<half_>H1|H2) {_Y.replace('<year>', '<year_>')}")),
    ("part_year", _compile(rf"(?:the )?{_AT}(?:[ -]| of (?:the )?){_Y}(?!s)")),
    (
        "quarter",
        _compile(
            rf"(?:the )?(?P<quarter>first|second|third|fourth|last|1st|2nd|3rd|4th|Q[1-4])(?: quarter)(?: of)? (?:{_Y}|the year|this year)|(?P<quarter_>Q[1-4])(?:,? of)? {_Y.replace('<year>', '<year_>')}"
        ),
    ),
    (
        "quarter",
        _compile(
            r"(?:(?<=in )|(?<=for )|(?<=during )|(?<=from )|(?<=of ))the (?P<quarter>first|second|third|fourth) quarter(?! of\b| century)"
        ),
    ),
    ("quarter", _compile(rf"{_Y}[ -](?P<quarter>Q[1-4])|(?P<quarter_>Q[1-4]),? {_Y.replace('<year>', '<year_>')}")),
    (
        "last_quarter",
        _compile(r"(?P<which>(?:the )?(?:last|this|next|current|coming|following|previous|past)) quarter(?! of)"),
    ),
    ("season", _compile(rf"(?:the )?(?:(?:early|late|mid)[ -])?{_SEASON} (?:of )?{_Y}")),
    ("last_season", _compile(rf"(?P<which>last|this|next|this past) {_SEASON}")),
    ("last_season", _compile(rf"(?:the )?{_SEASON} of (?P<which>last|this|next) year")),
    (
        "last_season",
        re.compile(
            r"(?:(?<=[Ii]n )|(?<=[Oo]ver )|(?<=[Dd]uring )|(?<=[Bb]y )|(?<=[Uu]ntil )|(?<=[Tt]hrough )|(?<=[Ee]nd of ))(?:the )?(?P<season>spring|summer|autumn|fall|winter)(?=[,.;:!?)”]|$| (?:and|but|when|after|before|he|she|they|it|the|was|were|to|for|with)\b)"
        ),
    ),
    (
        "century",
        _compile(
            r"(?:the )?(?:(?P<part>early|mid|late)[ -])?(?P<century>\d{1,2}(?:st|nd|rd|th)|[a-z]+teenth|twentieth|twenty-first|tenth|twelfth)[ -]century"
        ),
    ),
    (
        "decade",
        _compile(r"(?:the )?(?:(?P<part>early|mid|late)[ -])?(?:(?P<decade>1[0-9]\d0|20\d0)s|[’'‘](?P<short>[1-9]0)s)"),
    ),
    ("weekday", _compile(rf"{_WEEKDAY}{_TIMES},? (?:of )?(?P<which>last|next|the following|the previous|this) week")),
    ("weekday", _compile(rf"(?P<which>last|next|previous) week(?: on|,| -)? {_WEEKDAY}{_TIMES}")),
    (
        "bare_day",
        _compile(rf"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? the (?:{_D}|{_WD.replace('<day>', '<day_>')})"),
    ),
    ("ago", _compile(rf"(?:{_ABOUT})?(?:(?:more than|over|about) )?{_N} {_U}{_MORE} ago")),
    ("ahead", _compile(rf"{_N} {_U} (?:from|after) (?:now|today)")),
    (
        "apart",
        _compile(
            rf"(?:{_ABOUT})?{_N} {_U}{_MORE} (?P<way>earlier|later|before(?=[,.;:]|$| (?:he|she|it|they|that)\b)|prior|previously|afterwards?|after that|beforehand|since then|on(?=[,.]))"
        ),
    ),
    ("beside", _compile(rf"(?<!over )(?!over )(?:{_ABOUT})?{_N} {_U} (?P<way>before|after)(?= [a-z])")),
    (
        "apart",
        _compile(
            r"(?P<way>the (?:day|week|month|year|decade|weekend) (?:before|after)|the (?:day|week|month|year) prior)(?=[,.;:!?)”—]|$| (?:and|but|when|in|on|at|with|to|from|by|for)\b)"
        ),
    ),
    (
        "apart_from",
        _compile(r"(?P<way>the (?:day|week|month|year|weekend) (?:before|after))(?! (?:last|yesterday|tomorrow)\b)"),
    ),
    (
        "apart",
        _compile(
            r"(?P<way>(?:the )?(?:following|next|previous|preceding|same|very next|very same) (?:day|week|month|year|decade|weekend|morning|afternoon|evening|night))(?<!next week)(?<!next month)(?<!next year)"
        ),
    ),
    ("apart", _compile(r"(?P<way>the next (?:week|month|year|decade))(?= [a-z]+ed\b)")),
    ("apart", re.compile(r"(?P<way>\bThe next (?:week|month|year|decade))(?=,)")),
    (
        "ahead",
        _compile(rf"in (?:{_ABOUT})?{_N} {_U}[’']?(?: time)?(?! of)(?=[,.]|$)"),
    ),
    (
        "span",
        _compile(
            rf"(?P<which>(?:for|in|over|during|within|throughout) the (?:past|last|next|coming)|the (?:past|last|next|coming)) (?:{_N} )?(?P<unit>day|week|month|year|decade)(?P<plural>s)?(?<!the next day)(?<!the last day)(?! of)"
        ),
    ),
    (
        "stage",
        _compile(
            r"(?:the )?(?P<part>beginning|start|end|middle|close|second half) of (?P<which>the|this|last|next) (?P<unit>month|year)"
        ),
    ),
    ("stage", _compile(r"(?:the )?(?P<which>year)[’']s (?P<part>end)|(?P<which_>year)-(?P<part_>end)")),
    ("stage", _compile(r"(?P<part>early|late) (?P<which>this|last|next) (?P<unit>month|year)")),
    (
        "which",
        _compile(
            r"(?P<which>last|this|next|the current|the coming|earlier this|later this|later next|earlier in the|later in the|early this|late last|earlier last|early last|late this|early next|(?:at|by) the end of (?:this|last|next)|(?:the )?(?:rest|remainder|middle|start|beginning) of (?:this|the|next|last)) (?P<unit>week|month|year|decade|century|weekend|night|morning|afternoon|evening)"
        ),
    ),
    (
        "that",
        _compile(r"(?P<which>that|the same) (?:same )?(?P<unit>day|week|month|year|night|evening|morning|afternoon)"),
    ),
    (
        "word",
        _compile(
            r"(?:(?P<word>today|yesterday|tomorrow|tonight|the day before yesterday|the day after tomorrow)(?: (?:morning|afternoon|evening|night))?)"
        ),
    ),
    (
        "weekday",
        _compile(
            rf"(?:(?:early|late)(?: on)? )?(?:(?P<which>last|this past|past|this|next|previous|this coming|this upcoming|coming|upcoming|the following|following) )?{_WEEKDAY}{_TIMES}"
        ),
    ),
    (
        "bare_day",
        re.compile(
            r"(?:(?<=[Oo]n )|(?<=[Bb]y )|(?<=[Uu]ntil )|(?<=[Ss]ince )|(?<=[Ff]rom ))the (?P<day>3[01](?:st|th)|[12]?1st|2?2nd|2?3rd|[12]\d(?:th)|[4-9]th|20th)(?=[,.;:!?)]|$| (?:and|but|when|he|she|they|it|we|at|in the (?:morning|evening))\b)"
        ),
    ),
    (
        "month",
        re.compile(
            r"(?:(?<=[Ii]n )|(?<=[Bb]y )|(?<=[Uu]ntil )|(?<=[Tt]ill )|(?<=[Dd]uring )|(?<=[Tt]hrough )|(?<=[Bb]ack in )|(?<=[Oo]f )|(?<=[Bb]efore )|(?<=[Aa]fter )|(?<=[Ff]rom )|(?<= to ))(?P<month>January|February|March|April|May|June|July|August|September|October|November|December)(?![\w-]| \d| [A-Z])"
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
            rf"(?<![\w$€£.,:/#-])(?P<name>(?<=[A-Za-z] ))?{_Y}(?![\w%]|-\w|\.\d| (?:GMT|UTC|[CEMP][SD]T|BST|hours|hrs|local time|people|percent|per cent|miles|meters|metres|km|kilometers|kilometres|feet|euros|dollars|troops|soldiers|men|women|tons|tonnes|copies|words|acres|hectares|votes|jobs|homes|employees|square|times|cases|more|others|pages|members|students|workers|protesters|families|houses)\b)"
        ),
    ),
)

_UNITS = frozenset(
    "day days night nights week weeks fortnight fortnights month months year years decade decades century centuries weekend weekends morning afternoon evening mornings evenings".split()
)
# "may" written small is a verb.
_NAMED = frozenset((*_MONTHS, *_SHORT, "May", "MAY")) - {"may"}
_WEEKDAYS = frozenset(_DAYS)
_FOUR = frozenset(("0000",))
_STAGES = frozenset("early mid middle late beginning start end close half".split())
_TURNS = frozenset(
    "last this next past previous following preceding same current coming earlier later early late end rest remainder middle start beginning".split()
)
_GATES: dict[str, tuple[frozenset[str], ...]] = {
    **dict.fromkeys(
        ("day", "word_day", "days", "since_day", "since_month", "month_year", "last_month", "month_apart", "month"),
        (_NAMED,),
    ),
    **dict.fromkeys(("year", "years", "since_year", "season", "since_season", "iso", "numeric"), (_FOUR,)),
    "part_month": (_NAMED, _STAGES),
    "part_year": (_FOUR, _STAGES),
    "ago": (_UNITS, frozenset(("ago",))),
    "ahead": (_UNITS, frozenset(("in", "within", "now", "today"))),
    "apart": (
        _UNITS,
        frozenset("earlier later before prior previously afterwards afterward after beforehand since on".split())
        | _TURNS,
    ),
    "apart_from": (_UNITS, frozenset(("before", "after"))),
    "beside": (_UNITS, frozenset(("before", "after"))),
    "span": (_UNITS, frozenset(("past", "last", "next", "coming"))),
    "which": (_UNITS, _TURNS),
    "that": (_UNITS, frozenset(("that", "same"))),
    "stage": (_UNITS, _STAGES),
    "weekday": (_WEEKDAYS,),
    "last_season": (frozenset(("spring", "summer", "autumn", "fall", "winter")),),
    "quarter": (frozenset(("quarter", "q")),),
    "last_quarter": (frozenset(("quarter",)),),
    "half_year": (frozenset(("half", "h")),),
    "century": (frozenset(("century",)),),
    "word": (frozenset(("today", "yesterday", "tomorrow", "tonight")),),
    "holiday": (frozenset(("christmas", "boxing", "year", "valentine", "women", "halloween", "juneteenth")),),
    "feast": (frozenset(name.split()[-1] for name in _FEASTS) | {"easter", "pentecost", "radunitsa", "thanksgiving"},),
    "bare_day": (frozenset(("st", "nd", "rd", "th", *_WEEKDAYS)),),
}

CALENDAR = CalendarWords(
    months={**_MONTHS, **_SHORT},
    days=_DAYS,
    units={
        "day": "day",
        "night": "day",
        "morning": "day",
        "afternoon": "day",
        "evening": "day",
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
    mentions=_MENTIONS,
    stages={
        "early": "early",
        "beginning": "early",
        "start": "early",
        "mid": "mid",
        "middle": "mid",
        "late": "late",
        "end": "late",
        "close": "late",
        "first half": "first half",
        "second half": "second half",
    },
    ordinals={
        **_ORDINALS,
        "twenty-first": 21,
        "last": 4,
        "1st": 1,
        "2nd": 2,
        "3rd": 3,
        "4th": 4,
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
    past=re.compile(r"last|past|previous", re.I),
    coming=re.compile(r"next|coming|following", re.I),
    future=re.compile(
        r"\b(?:will|by|until|till|plans?|planned|scheduled|expected|expects?|is set to|are set to|due|could|would|may|upcoming|ahead of|target|forecast|projected|when (?:he|she|it|they|the \w+) (?:is|are))\b",
        re.I,
    ),
    month_first=True,
    coming_up=re.compile(
        r"\b(?:will|won[’']t|shall|is going to|are going to|is to|are to|(?:is|are|been) (?:set|scheduled|due|expected|planned|slated|called|announced) (?:to|for|on|in|by)|scheduled for|planned for|upcoming|the coming|can be|must be|must|may be|plans? to|intends? to|expects? to|hopes? to|(?:starts|begins|opens) (?:in|on)|takes effect|takes place|comes into force|enters into force|goes into effect|expires|at the earliest|at the latest)\b",
        re.I,
    ),
    due=re.compile(
        r"\b(?:tickets?|flights|trains|elections?|vote|referendum|hearing|meeting|summit|appointment|forecast|plans?|set|due|announced|called)(?: \w+){0,3} for (?:\w+day,? (?:and |or ))?$|\bdeadline (?:of|on|is|for) $",
        re.I,
    ),
    would=re.compile(r"\b(?:would|could|might|should)\b", re.I),
    deadline=re.compile(r"\b(?:by|until|till|before|no later than)(?: the)?(?: end of)?(?: the)? $", re.I),
    told=re.compile(rf"{DEEDS.past.pattern}|\b(?:has|have|did)\b", re.I),
    joined=re.compile(r"\s?(?:to|and|until|through|-|–|—)\s(?:the )?", re.I),
    holidays=_HOLIDAYS,
    feasts=_FEASTS,
    spent={
        "ahead": re.compile(
            r"\b(?:(?:was|were|been) (?:\w+ ){0,2}(?:\w+ed|built|written|made|done|sold|lost|killed|drawn|found|shut)|took|rose|fell|grew|doubled|tripled|halved|died|finished|dropped)\s(?:\w+ ){0,3}$"
        ),
        "beside": re.compile(
            r"\b(?:for|lasted|lasting|took)\s(?:at least |about |more than |nearly |almost |some |up to )?$"
        ),
    },
    gates=_GATES,
    this=frozenset(("this",)),
    nearest=re.compile(r"(?:past|coming)$", re.I),
)
