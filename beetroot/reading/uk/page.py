"""Furniture of Ukrainian web pages; the Russian lists hold the twins."""

import re
from dataclasses import replace

from beetroot.reading.ru.page import PAGE as RUSSIAN

_BYLINE = RUSSIAN.byline.pattern.replace(
    "(?:текст|", "(?:текст|підготува(?:в|ла|ли)|записа(?:в|ла)|спілкува(?:вся|лася)|", 1
)

PAGE = replace(RUSSIAN, byline=re.compile(_BYLINE, re.I))
