"""Furniture of Belarusian web pages; the Russian lists hold the twins."""

import re
from dataclasses import replace

from beetroot.reading.ru.page import PAGE as RUSSIAN

_BYLINE = RUSSIAN.byline.pattern.replace(
    "(?:текст|", "(?:текст|тэкст|падрыхтава[ўл]а?|падрыхтавалі|запісаў|запісала|", 1
)

PAGE = replace(RUSSIAN, byline=re.compile(_BYLINE, re.I))
