# ruff: noqa: E501 - word lists and patterns are read by the line
"""Belarusian number words and what stands around them."""

import re
from dataclasses import replace

from beetroot.reading.ru.numbers import NUMBERS as RUSSIAN

_ONES = "нуль адзін два дзве тры чатыры пяць шэсць сем восем дзевяць дзесяць адзінаццаць дванаццаць трынаццаць чатырнаццаць пятнаццаць шаснаццаць семнаццаць васямнаццаць дзевятнаццаць"
_TENS = "дваццаць 20;трыццаць 30;сорак 40;пяцьдзясят 50;шэсцьдзясят 60;семдзесят 70;восемдзесят 80;дзевяноста 90;сто 100;дзвесце 200;трыста 300"
_SCALES = "тысяча тысячы тысяч тыс|1000;мільён мільёны мільёнаў млн|1000000;мільярд мільярды мільярдаў млрд|1000000000"
_VALUES = (0, 1, 2, 2, *range(3, 20))
_LARGER = {words: int(value) for words, value in (entry.rsplit(" ", 1) for entry in _TENS.split(";"))}

NUMBERS = replace(
    RUSSIAN,
    ones={**dict(zip(_ONES.split(), _VALUES, strict=True)), **_LARGER},
    scales={form: int(entry.split("|")[1]) for entry in _SCALES.split(";") for form in entry.split("|")[0].split()},
    percent=re.compile(r"\s?(?:%|працэнт(?:а|аў|ы)?)", re.I),
    about=re.compile(r"(?:каля|прыкладна|прыблізна|недзе)$", re.I),
    less=re.compile(r"(?:менш за|менш чым|менш|не больш|да|амаль|крыху менш)$", re.I),
    more=re.compile(r"(?:больш за|больш чым|больш|звыш|не менш|мінімум|прынамсі)$", re.I),
)
