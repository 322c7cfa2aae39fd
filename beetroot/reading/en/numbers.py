# ruff: noqa: E501, SIM905 - word lists and patterns are read by the line
"""English number words and what stands around them."""

import re

from beetroot.reading.words import NumberWords

_ONES = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * number for number, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}

_HINTS = "dozens scores tens hundreds thousands millions billions handful handfuls couple few several half third thirds quarter quarters fifth fifths sixth sixths seventh sevenths eighth eighths ninth ninths tenth tenths share proportion hundred thousand million billion trillion"
_CHANGED = "rose|fell|slowed|grew|grow|grows|dropped|climbed|jumped|increased|decreased|declined|shrank|eased|accelerated|surged|dipped|gained|lost|expanded|contracted|slipped|soared|plunged|edged (?:up|down)|rise|fall|rising|falling|growing|risen|fallen|grown|doubled|halved"


NUMBERS = NumberWords(
    ones={**_ONES, **_TENS},
    hints=frozenset((*_ONES, *_TENS, "dozen", *_HINTS.split())),
    scales={
        "dozen": 12,
        "dozens": 12,
        "hundred": 100,
        "thousand": 1000,
        "million": 10**6,
        "billion": 10**9,
        "trillion": 10**12,
        "mln": 10**6,
        "bn": 10**9,
        "tn": 10**12,
        "lakh": 10**5,
        "crore": 10**7,
        "m": 10**6,
        "k": 1000,
    },
    fractions={
        "half": 50.0,
        "fourth": 25.0,
        "eighth": 12.5,
        "eighths": 12.5,
        "third": 100 / 3,
        "thirds": 100 / 3,
        "quarter": 25.0,
        "quarters": 25.0,
        "fifth": 20.0,
        "fifths": 20.0,
        "sixth": 100 / 6,
        "sixths": 100 / 6,
        "seventh": 100 / 7,
        "sevenths": 100 / 7,
        "ninth": 100 / 9,
        "ninths": 100 / 9,
        "tenth": 10.0,
        "tenths": 10.0,
    },
    vague=re.compile(
        r"\b(?:tens of thousands|hundreds of thousands|tens of millions|hundreds of millions|(?:hundreds|thousands|millions|billions|dozens|scores|tens)(?= (?:of|more|have|were|are|have|had|took|gathered|marched|protested|fled|died|killed|injured|arrested|detained)\b)|a handful(?= of)|handfuls(?= of)|a couple(?= of)|several (?:dozen|hundred|thousand|million)|a few (?:dozen|hundred|thousand|million))\b",
        re.I,
    ),
    fraction=re.compile(
        r"\b(?P<lead>(?:by|nearly|almost|barely|about|around|roughly|only|just|than|over|under|some|hardly) )?(?:(?P<top>one|two|three|four|five|six|seven|eight|nine|a|\d)[- ](?P<bottom>half|third|thirds|quarter|quarters|fifth|fifths|sixth|sixths|seventh|sevenths|eighth|eighths|ninth|ninths|tenth|tenths)\b(?! of an? (?:million|billion|dozen|century|mile))(?(lead)(?! (?:year|time|day|person|hour|century|party|mile)\b)|(?= (?:of|the|say|said|believe|support|are|were|have|had|think)))|(?P<half>half)\b(?(lead)(?! (?:an?|the|past|hour|day|year|million|century|dozen|mile)\b|-)|(?=,? (?:of|the|say|said|believe|support|are|were|have|had|its|their|his|her)\b)))",
        re.I,
    ),
    one_in=re.compile(
        r"\b(?:(?P<a>one|two|three|four|five|six|seven|eight|nine|\d{1,2}) (?:in|out of)(?: every)? (?P<b>two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|100|1,000|\d{1,3}))\b(?! (?:years?|months?|days?|the|minutes|hours))",
        re.I,
    ),
    equal=re.compile(
        r"\b(?:an equal (?:share|proportion|number|percentage)|the same (?:share|proportion|percentage)|just as many)\b",
        re.I,
    ),
    about=re.compile(
        r"(?:about|around|some|roughly|approximately|an estimated|estimated|circa|close to|in the region of|or so|or thereabouts)$",
        re.I,
    ),
    less=re.compile(
        r"(?:less than|fewer than|under|below|no more than|not more than|up to|at most|as many as|as much as|nearly|almost|barely|hardly|scarcely|not even|just under|just shy of|shy of|just short of|short of|a little under|slightly less than|maximum of)$",
        re.I,
    ),
    more=re.compile(
        r"(?:more than|over|at least|upwards of|above|exceeding|in excess of|no fewer than|no less than|not less than|just over|a little over|well over|slightly more than|minimum of)$",
        re.I,
    ),
    percent=re.compile(r"\s?(?:%|percent(?:age points?)?|per cent|pct)", re.I),
    points=re.compile(r"\s?(?:percentage points?|basis points?|points)\b", re.I),
    currencies={
        "dollar": "USD",
        "dollars": "USD",
        "euro": "EUR",
        "euros": "EUR",
        "pound": "GBP",
        "pounds": "GBP",
        "ruble": "RUB",
        "rubles": "RUB",
        "rouble": "RUB",
        "roubles": "RUB",
        "hryvnia": "UAH",
        "hryvnias": "UAH",
        "zloty": "PLN",
        "zlotys": "PLN",
        "lari": "GEL",
        "tenge": "KZT",
        "yen": "JPY",
        "yuan": "CNY",
        "francs": "CHF",
        "cents": "USD",
        "lei": "RON",
        "leva": "BGN",
        "forints": "HUF",
        "lira": "TRY",
        "drams": "AMD",
        # Of several countries: the word itself is the unit.
        **{
            word: word
            for word in "crowns kronor kroner krone kronas pesos rand dinars dirhams riyals shillings".split()
        },
        "naira": "NGN",
        "cedis": "GHS",
        "baht": "THB",
        "rupiah": "IDR",
        "reais": "BRL",
        "birr": "ETB",
        "dong": "VND",
        "manat": "AZN",
        "soms": "KGS",
        "rupees": "INR",
        "shekels": "ILS",
    },
    units={
        "km": "km",
        "m": "m",
        "kilometer": "km",
        "kilometers": "km",
        "kilometre": "km",
        "kilometres": "km",
        "mile": "mi",
        "miles": "mi",
        "meter": "m",
        "meters": "m",
        "metre": "m",
        "metres": "m",
        "feet": "ft",
        "foot": "ft",
        "kg": "kg",
        "kilograms": "kg",
        "ton": "t",
        "tons": "t",
        "tonnes": "t",
        "hectares": "ha",
        "acres": "acre",
        "degrees": "deg",
        "hours": "h",
        "hour": "h",
        "minutes": "min",
        "minute": "min",
        "seconds": "s",
        "days": "d",
        "day": "d",
        "weeks": "wk",
        "week": "wk",
        "months": "mo",
        "month": "mo",
        "years": "a",
        "year": "a",
        "gigawatts": "GW",
        "megawatts": "MW",
        "liters": "l",
        "litres": "l",
        "barrels": "bbl",
        "inches": "in",
        "kilo": "kg",
        "kilos": "kg",
        "kilogram": "kg",
        "kilogramme": "kg",
        "kilogrammes": "kg",
        "grams": "g",
        "tonne": "t",
        "hectare": "ha",
        "acre": "acre",
        "gigawatt": "GW",
        "megawatt": "MW",
        "kilowatts": "kW",
        "centimeters": "cm",
        "centimetres": "cm",
        "millimeters": "mm",
        "millimetres": "mm",
        "gallons": "gal",
        "ounces": "oz",
        "kph": "km/h",
        "mph": "mi/h",
        "fortnight": "fortnight",
    },
    idioms=re.compile(
        r"\b(?:for (?:two|three) kopecks|two cents|(?:a|one|two|three|five) (?:penny|pennies|kopecks?|pence|cents?)\b(?= (?:worth|a))|for two kopecks|a hundred percent|a hundred times|one hundred percent|second to none|on all fours|at sixes and sevens|a thousand (?:times|words)|a million (?:times|miles|reasons)|nine lives|cloud nine|back to square one|zero[- ]sum|24/7|9/11|three-letter|on the one hand|one-on-one|one another|one by one|one day|at one (?:point|time)|one of|one thing|no one|any one|(?:call(?:ed|ing|s)?|dial(?:led|ed|ling)?|phoned|to) (?:911|999|112)|(?:911|999) (?:calls?|operators?|dispatchers?)|each one|this one|that one|the one|two sides|second thoughts|one side|one way or another|two faces|catch-22|forty winks|the two|these two|those two|both two|the three|these three)\b",
        re.I,
    ),
    skip_before=re.compile(
        r"(?:\b(?:No|Nr|number|page|chapter|article|section|room|flight|route|highway|channel|version|grade|class|phase|platform|level|group|type|model|figure|table|step|verse|line|item|paragraph|unit|bus|tram|world war|covid|g|brigade|battalion|regiment|apollo|formula|psalm|act|age[ds]?|at the age of)\.?\s?|[#№§]\s?|[/.:–-]|[A-Za-z]-)$",
        re.I,
    ),
    skip_after=re.compile(
        r"(?:st|nd|rd|th)\b|[:/]\d|:\s(?:A|An|The)\s(?-i:[A-Z])|(?:[- ]years?-old)|(?: to|-|–|—) ?\d{1,2}-years?-old|\s?(?:times\b(?! (?:a|per) )|a\.?m\.?|p\.?m\.?|o’clock|in the (?:morning|afternoon|evening)\b|at night\b|(?:and|to|-|–)\s?[\w.:]+\s?(?:a\.?m\b|p\.?m\b|times\b|in the (?:morning|afternoon|evening)\b)|GMT|[A-Z]ST)\b|-(?!kilomet|met|mile|hectare|ton|hour|day|week|month|foot|acre|dollar|euro|percent)\w",
        re.I,
    ),
    between=re.compile(r"\s?(?:-|–|—|to|and|or)\s?$", re.I),
    range_head=re.compile(r"\b(?:between|from)\s$", re.I),
    of=re.compile(r"\s(?:of|among|in)\s"),
    total=re.compile(
        r"\b(?P<what>population|crowd|deficit|surplus|budget|fine|debt|staff|force|army|loss|losses|profit|turnout|majority|bail|ransom|salary|bounty|reward|grant|loan) of (?:\w+ ){0,2}$",
        re.I,
    ),
    moved=re.compile(
        rf"(?P<what>(?:[\w’-]+ ){{0,3}}[\w’-]+) (?:(?:has|have|had|would|will|could|may|is|are|was|were) (?:\w+ )?)?(?:{_CHANGED})(?: \w+ly)?(?: (?:to|by|from))?(?: (?:about|nearly|almost|around|just|only))? $"
        r"|(?P<what2>(?:[\w’-]+ ){0,2}(?:rates?|inflation|unemployment|growth|turnout|ratings?|approval|target|yields?|tariffs?|taxe?s?|margin of error)) (?:(?:is|was|stands|stood|remains|remained|stays|stayed) )?(?:at |of |to )?$",
        re.I,
    ),
    change=re.compile(
        rf"\b(?:{_CHANGED}|up|down|raised?|cut|lowered|reduced|moved|went|changed|shifted)\b[^.;:]{{0,30}}\bfrom\s$",
        re.I,
    ),
    during=re.compile(
        r"(?<!for )(?<!lasted )(?<!took )(?<!well )(?<!just )(?<!of )\bover (?:\d+|[a-z]+) (?:days|weeks|months|years|hours|decades)\b",
        re.I,
    ),
    left_out=(
        re.compile(
            r"\b(?:it|there|they|he|she|we|i) (?:was|were|is|are|had|has|have)(?: \w+){0,2}\s$|\b(?:another|a further)\s$",
            re.I,
        ),
        re.compile(
            r"\s(?:of (?:them|these|those|whom)\b|(?:had|have|has|were|was|are|did|never|also|said|told|went|died|survived|remain|remained|refused|voted|came|got|took|still|later)\b)",
            re.I,
        ),
    ),
    small=frozenset({"one", "zero"}),
)
