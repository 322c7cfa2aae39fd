"""Belarusian words for what was done; what is the same in Russian is taken from there."""

from beetroot.reading.ru.deeds import DEEDS as RUSSIAN

DEEDS = RUSSIAN
