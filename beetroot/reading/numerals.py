"""Numbers as they stand in a text, in figures or words, with sign, scale and currency; what they count is not asked."""

import re
from dataclasses import dataclass
from functools import cache

from beetroot.reading.words import NumberWords

_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d{1,15}(?:[.,]\d{1,6})?"
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "₽": "RUB", "₴": "UAH", "¥": "JPY", "₾": "GEL", "₸": "KZT", "₹": "INR"}
_PREFIXES = {"US": "USD", "C": "CAD", "CA": "CAD", "A": "AUD", "AU": "AUD", "NZ": "NZD", "HK": "HKD"}
_CODES = "USD EUR GBP RUB UAH JPY PLN CHF CZK GEL KZT BYN SEK NOK DKK HUF RON TRY INR CNY"
_GROUP = re.compile(r"[,\u00a0\u202f ](?=\d{3}(?!\d))")
_WORD = re.compile(r"[^\W\d_]+")
# What is counted in millions, up to four words on: a plural, or people. A measure is followed by what it measures.
_MILLIONS = re.compile(
    r"\s(?!(?:high|long|wide|deep|tall|away|from|above|below|under|over|race|final|sprint|hurdles|freestyle|relay|off|up|down)\b)"
    r"(?:[a-z-]+\s){0,2}(?:people|[a-z-]+[^sui\W]s)\b"
)
_MOST = 1e18


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands, without what qualifies it; `unit` is the currency that its sign says."""

    start: int
    end: int
    value: float
    unit: str | None = None
    word: bool = False


def numbers_in(text: str, words: NumberWords) -> list[Number]:
    """Every number of a text in order."""
    found = []
    for match in _pattern(words).finditer(text):
        value = value_of(match["digits"] or match["words"], words)
        if value is None or abs(value) > _MOST:
            continue
        end, scale = _scaled(match, words)
        value *= scale if match["minus"] is None else -scale
        spelled = match["digits"] is None
        found.append(Number(match.start(), end, tidy(value), _currency(match), word=spelled))
    return found


def _scaled(match: re.Match[str], words: NumberWords) -> tuple[int, float]:
    """Where the number ends with its scale, and the scale. A lone letter is one only in money or right behind the
    figure ("$5m", "40k", "34m smart meters"): "5 m" are metres, and so are "400m races" and "3m high"."""
    written = match["scale"]
    if written is None:
        return match.end(), 1
    tight = match.start("scale") == match.end("digits")
    counts = tight and (written.lower() == "k" or _MILLIONS.match(match.string, match.end()) is not None)
    if len(written) == 1 and not (match["sign"] or counts):
        return match.end("digits") if match["digits"] else match.end("words"), 1
    return match.end(), words.scales[written.lower()]


def _currency(match: re.Match[str]) -> str | None:
    sign = (match["sign"] or "").strip()
    if not sign:
        return None
    return _PREFIXES.get(sign[:-1].upper()) or _SIGNS.get(sign[-1]) or (sign.upper() if sign.isalpha() else None)


@cache
def _pattern_of(ones: tuple[tuple[str, int], ...], scales: tuple[str, ...], parts: tuple[str, ...]) -> re.Pattern[str]:
    def any_of(names: list[str]) -> str:
        return "|".join(sorted(map(re.escape, names), key=len, reverse=True)) or "(?!)"

    hundreds = any_of([name for name, value in ones if value >= 100])
    tens = any_of([name for name, value in ones if 20 <= value < 100])
    units = any_of([name for name, value in ones if value < 20])
    long_scales = any_of([scale for scale in scales if len(scale) > 2])
    gap = r"[\s-]{1,3}"
    below = rf"(?:{tens})(?:{gap}(?:{units}))?|(?:{units})"
    small = rf"(?=\w)(?:(?:{hundreds})(?:{gap}(?:{below}))?|{below})\b"
    joined = rf"(?:{gap}(?:{long_scales})\b(?:\s+and\s+{small}|{gap}{small})?)"
    spelled = rf"(?:(?:half |a quarter of )?an?(?={gap}(?:{long_scales})\b){joined}{{1,8}}|{small}{joined}{{0,8}})"
    tail = (
        rf"(?:\s(?:point|and an?|and)\s(?:{any_of(list(parts))}|(?<=point )(?:{units}|{tens})(?:[ -](?:{units}))*)\b)?"
    )
    every = any_of(list(scales))
    return re.compile(
        r"(?:(?<![\w’'-])|(?<=[\w%]-)(?=[$€£]))(?<!\d[.,])(?P<minus>(?<!or )minus |−)?"
        rf"(?P<sign>(?:US|CA?|AU?|NZ|HK)?[$€£₽₴¥₾₸₹]\s?|(?:{_CODES.replace(' ', '|')})\s)?"
        rf"(?:(?P<digits>{_DIGITS})(?!\d)|(?P<words>{spelled}{tail})(?![\w-]))"
        rf"(?:[ \u00a0-]?(?P<scale>{every})\b)?",
        re.I,
    )


def _pattern(words: NumberWords) -> re.Pattern[str]:
    return _pattern_of(tuple(words.ones.items()), tuple(words.scales), tuple(words.fractions))


def value_of(written: str, words: NumberWords) -> float | None:
    """The value of digits or of number words ("two hundred and fifty thousand", "one and a half")."""
    if written[:1].isdigit():
        return float(_GROUP.sub("", written).replace(",", "."))
    found = _WORD.findall(written.lower())
    if "point" in found:
        whole, _, decimals = " ".join(found).partition(" point ")
        said = decimals.split()
        tens = any(20 <= words.ones.get(word, 0) < 100 for word in said)
        figures = str(int(_spelled(said, words))) if tens else "".join(str(words.ones.get(word, "")) for word in said)
        return _spelled(whole.split(), words) + (float(f"0.{figures}") if figures else 0.0)
    return _spelled(found, words) if found else None


def _spelled(found: list[str], words: NumberWords) -> float:
    total, current = 0.0, 0.0
    # "Half a million", "a quarter of a million".
    share = next((words.fractions[word] / 100 for word in found[:2] if word in words.fractions and "a" in found), 1.0)
    joined = len(found) > 2 and found[-1] in words.scales and share < 1
    for word in found[3 if found[0] == "a" else 1 :] if joined else found:
        if word in words.ones:
            current += words.ones[word]
        elif word in words.scales:
            current = (current or 1) * words.scales[word]
            if words.scales[word] >= 1000:
                total, current = total + current, 0.0
        elif word in words.fractions:
            current += words.fractions[word] / 100
    return (total + current) * (share if joined else 1)


def tidy(value: float) -> float | int:
    """Whole numbers as such, others without the noise of binary fractions."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded
