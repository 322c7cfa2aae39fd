# ruff: noqa: E501 - word lists and patterns are read by the line
"""Ukrainian number words and what stands around them."""

import re
from dataclasses import replace

from beetroot.reading.ru.numbers import NUMBERS as RUSSIAN

_ONES = "нуль один два дві три чотири п’ять шість сім вісім дев’ять десять одинадцять дванадцять тринадцять чотирнадцять п’ятнадцять шістнадцять сімнадцять вісімнадцять дев’ятнадцять"
_TENS = "двадцять 20;тридцять 30;сорок 40;п’ятдесят 50;шістдесят 60;сімдесят 70;вісімдесят 80;дев’яносто 90;сто 100;двісті 200;триста 300"
_SCALES = (
    "тисяча тисячі тисяч тис|1000;мільйон мільйони мільйонів млн|1000000;мільярд мільярди мільярдів млрд|1000000000"
)
_VALUES = (0, 1, 2, 2, *range(3, 20))
_LARGER = {words: int(value) for words, value in (entry.rsplit(" ", 1) for entry in _TENS.split(";"))}

NUMBERS = replace(
    RUSSIAN,
    ones={**dict(zip(_ONES.split(), _VALUES, strict=True)), **_LARGER},
    scales={form: int(entry.split("|")[1]) for entry in _SCALES.split(";") for form in entry.split("|")[0].split()},
    percent=re.compile(r"\s?(?:%|відсотк\w+|відсотків)", re.I),
    about=re.compile(r"(?:близько|приблизно|десь)$", re.I),
    less=re.compile(r"(?:менш ніж|менше|не більше|до|майже|трохи менше)$", re.I),
    more=re.compile(r"(?:понад|більше|більш ніж|не менше|щонайменше)$", re.I),
)
