"""Figures: counts, shares, money and ranges, with what is counted, how exactly and who says so.

Vague stays vague ("tens of thousands" has no value), dates and idioms are no figures.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from beetroot.reading.languages import Language
from beetroot.reading.model import DateMention, Figure, Qualifier, Quotation
from beetroot.reading.story import Part
from beetroot.reading.words import NumberWords

_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "₽": "RUB", "₴": "UAH", "¥": "JPY"}
_WHAT = re.compile(r"[\s“\"«‘]*((?:[^\W\d_][\w’'-]*\s?){1,6})")
# The noun a number counts is mostly a plural; what follows it is the verb.
_PLURAL = re.compile(
    r"(?<![su])s$|(?:people|men|women|children|troops|personnel|police|million|[а-яё](?:ов|ев|ей|лет|раз))$"
)
_LEAD = 32


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it stands, without what qualifies it."""

    start: int
    end: int
    value: float
    unit: str | None = None
    word: bool = False


def find_figures(
    text: str,
    parts: Sequence[Part],
    dates: Sequence[DateMention],
    quotations: Sequence[Quotation],
    language: Language,
) -> tuple[Figure, ...]:
    """Every figure of the story's paragraphs and captions, in order."""
    words = language.numbers
    taken = [(date.start, date.end) for date in dates]
    for part in parts:
        taken += [(part.start + m.start(), part.start + m.end()) for m in words.idioms.finditer(part.text)]
    busy = _Busy(taken, len(text))
    figures: list[Figure] = []
    for part in parts:
        if part.label not in ("headline", "heading"):
            for find in (_shares, _vague, _numbers):
                figures += find(part, busy, figures, language)
    figures.sort(key=lambda figure: figure.start)
    return tuple(_with_speaker(figure, quotations) for figure in figures)


class _Busy:
    """Which characters already belong to a date, an idiom or a figure."""

    def __init__(self, spans: Sequence[tuple[int, int]], length: int) -> None:
        self._taken = bytearray(length)
        for start, end in spans:
            self.take(start, end)

    def take(self, start: int, end: int) -> None:
        self._taken[start:end] = b"\1" * (end - start)

    def free(self, start: int, end: int) -> bool:
        return not any(self._taken[start:end])


def _shares(part: Part, busy: _Busy, known: Sequence[Figure], language: Language) -> list[Figure]:
    """ "One in five", "two thirds of", "nearly half": percent."""
    words = language.numbers
    found = []
    for pattern, share in ((words.one_in, _one_in), (words.fraction, _fraction)):
        for match in pattern.finditer(part.text):
            value = share(match, words)
            if value is not None and busy.free(part.start + match.start(), part.start + match.end()):
                number = Number(match.start(), match.end(), value, "percent", word=True)
                found.append(_figure(part, number, busy, language))
    for match in words.equal.finditer(part.text):
        before = [
            f
            for f in (*known, *found)
            if f.unit == "percent" and f.start < part.start + match.start() and f.start >= part.start
        ]
        if before:
            number = Number(match.start(), match.end(), before[-1].value or 0, "percent", word=True)
            found.append(replace(_figure(part, number, busy, language), confidence=0.7))
    return found


def _one_in(match: "re.Match[str]", words: NumberWords) -> float | None:
    top, bottom = _value(match["a"], words), _value(match["b"], words)
    return _tidy(100 * top / bottom) if top and bottom and top < bottom else None


def _fraction(match: "re.Match[str]", words: NumberWords) -> float | None:
    groups = match.groupdict()
    if groups.get("half"):
        return 50
    top = 1.0 if (groups["top"] or "").lower() == "a" else _value(groups["top"] or "", words)
    part = words.fractions.get((groups["bottom"] or "").lower())
    return _tidy(top * part) if top and part else None


def _vague(part: Part, busy: _Busy, known: Sequence[Figure], language: Language) -> list[Figure]:
    found = []
    for match in language.numbers.vague.finditer(part.text):
        start, end = part.start + match.start(), part.start + match.end()
        if busy.free(start, end):
            busy.take(start, end)
            what = _what(part.text, match.end(), language)
            found.append(Figure(match.group(), start, end, None, None, None, None, "vague", None, what, 0.8))
    return found


def _numbers(part: Part, busy: _Busy, known: Sequence[Figure], language: Language) -> list[Figure]:
    numbers = _numbers_in(part.text, language.numbers)
    found: list[Figure] = []
    skip: Number | None = None
    for index, number in enumerate(numbers):
        if number is skip or not busy.free(part.start + number.start, part.start + number.end):
            continue
        after = numbers[index + 1] if index + 1 < len(numbers) else None
        if after is not None and _is_range(part.text, number, after, language.numbers):
            found.append(_range(part, number, after, busy, language))
            skip = after
        elif _counts(part.text, number, language):
            found.append(_figure(part, number, busy, language))
    return found


def _numbers_in(text: str, words: NumberWords) -> list[Number]:
    pattern = _pattern(words)
    numbers = []
    for match in pattern.finditer(text):
        value = _value(match["digits"] or match["words"], words)
        if value is None:
            continue
        scale = words.scales.get((match["scale"] or "").lower(), 1)
        unit = _SIGNS.get(match["sign"] or "")
        numbers.append(Number(match.start(), match.end(), _tidy(value * scale), unit, word=match["digits"] is None))
    return numbers


_PATTERNS: dict[int, "re.Pattern[str]"] = {}


def _pattern(words: NumberWords) -> "re.Pattern[str]":
    key = id(words)
    if key not in _PATTERNS:
        ones = "|".join(sorted(words.ones, key=len, reverse=True))
        scales = "|".join(sorted((s for s in words.scales), key=len, reverse=True))
        long_scales = "|".join(sorted((s for s in words.scales if len(s) > 2), key=len, reverse=True))
        one = rf"(?:{ones})"
        spelled = rf"(?:an? (?:{long_scales})|{one}(?:[ -](?:and )?(?:{one}|{long_scales}))*)"
        _PATTERNS[key] = re.compile(
            rf"(?<![\w’'-])(?<!\d[.,])(?P<sign>[$€£₽₴¥])?(?:(?P<digits>{_DIGITS})(?![\d])|(?P<words>{spelled})(?![\w-]))"
            rf"(?:[ \u00a0-]?(?P<scale>{scales})\b)?",
            re.I,
        )
    return _PATTERNS[key]


def _value(written: str, words: NumberWords) -> float | None:
    """The value of digits or of number words ("two hundred and fifty thousand")."""
    compact = re.sub(r"[,\u00a0\u202f ](?=\d{3}(?!\d))", "", written) if written[:1].isdigit() else ""
    if compact:
        return float(compact.replace(",", "."))
    total, current = 0.0, 0.0
    for word in re.findall(r"[^\W\d_]+", written.lower()):
        if word in words.ones:
            current = current * 12 if word == "dozen" and current else current + words.ones[word]
        elif word in words.scales:
            current = (current or 1) * words.scales[word]
            if words.scales[word] >= 1000:
                total, current = total + current, 0.0
    return total + current if re.search(r"[^\W\d_]", written) else None


def _tidy(value: float) -> float | int:
    rounded = round(value, 1 if value < 1000 else 0)
    return int(rounded) if rounded == int(rounded) else rounded


def _is_range(text: str, one: Number, other: Number, words: NumberWords) -> bool:
    between = text[one.end : other.start]
    if not words.between.fullmatch(between) and not words.percent.fullmatch(between):
        return False
    joined = between.strip().lower()
    if joined in ("and", "и", "or", "или"):
        return bool(words.range_head.search(text[: one.start]))
    return one.value < other.value


def _counts(text: str, number: Number, language: Language) -> bool:
    """Whether a lone number counts something, rather than names a thing or is a pronoun."""
    words = language.numbers
    before, after = text[max(0, number.start - _LEAD) : number.start], text[number.end : number.end + 30]
    if words.skip_before.search(before) or words.skip_after.match(after):
        return False
    unit = _unit(text, number, words)
    if _qualified(text, number.start, words)[0] != "exact":
        return True
    if number.word and unit is None:
        written = text[number.start : number.end].lower()
        # "She is seven." counts nothing that is named.
        return written not in words.small and _what(text, number.end, language) is not None
    if not number.word and number.value < 1900 and re.search(r"[A-ZА-ЯЁ]\w*[- ]$", before) and unit is None:
        return not re.search(r"[A-ZА-ЯЁ]\w*-$|(?<![.!?] )\b[A-Z]\w+ $", before)
    return True


def _unit(text: str, number: Number, words: NumberWords) -> str | None:
    if number.unit is not None:
        return number.unit
    if words.points.match(text, number.end) and not words.percent.match(text, number.end):
        return None
    if words.points.match(text, number.end):
        return "percentage points" if "percent" in text[number.end : number.end + 14] else None
    if words.percent.match(text, number.end):
        return "percent"
    word = re.match(r"[\s-]([^\W\d_]+)", text[number.end : number.end + 20])
    if not word:
        return None
    return words.currencies.get(word[1].lower()) or words.units.get(word[1].lower())


def _figure(part: Part, number: Number, busy: _Busy, language: Language) -> Figure:
    qualifier, start = _qualified(part.text, number.start, language.numbers)
    unit = _unit(part.text, number, language.numbers)
    end = _end_of_unit(part.text, number, language.numbers)
    busy.take(part.start + start, part.start + end)
    return Figure(
        text=part.text[start:end],
        start=part.start + start,
        end=part.start + end,
        value=number.value,
        low=None,
        high=None,
        said_by=None,
        qualifier=qualifier,
        unit=unit,
        what=_what(part.text, end, language),
        confidence=0.9 if not number.word or unit else 0.7,
    )


def _range(part: Part, low: Number, high: Number, busy: _Busy, language: Language) -> Figure:
    words = language.numbers
    scale = 1.0
    tail = part.text[high.start : high.end].split()[-1].lower()
    if tail in words.scales and low.value < 1000:
        scale = words.scales[tail]
    figure = _figure(part, replace(high, start=low.start), busy, language)
    return replace(
        figure,
        value=None,
        low=_tidy(low.value * scale),
        high=_tidy(high.value),
        qualifier="exact",
        unit=figure.unit or _unit(part.text, low, words),
    )


def _qualified(text: str, start: int, words: NumberWords) -> tuple[Qualifier, int]:
    before = text[max(0, start - _LEAD) : start]
    lead = before.rstrip()
    found: list[tuple[Qualifier, re.Match[str]]] = []
    for name, pattern in (("less_than", words.less), ("more_than", words.more), ("about", words.about)):
        match = pattern.search(lead)
        if match and (match.start() == 0 or not lead[match.start() - 1].isalnum()):
            found.append((name, match))  # type: ignore[arg-type]
    if not found:
        return "exact", start
    name, match = max(found, key=lambda pair: len(pair[1].group()))
    return name, start - len(before) + match.start()


def _end_of_unit(text: str, number: Number, words: NumberWords) -> int:
    percent = words.points.match(text, number.end) or words.percent.match(text, number.end)
    if percent and percent.group().strip().lower() != "points":
        return percent.end()
    word = re.match(r"[\s-]([^\W\d_]+)", text[number.end : number.end + 20])
    if word and (word[1].lower() in words.currencies or word[1].lower() in words.units):
        return number.end + word.end()
    return number.end


def _what(text: str, end: int, language: Language) -> str | None:
    """The words that follow, up to the first that no noun phrase holds."""
    match = _WHAT.match(text, end)
    if not match:
        return None
    kept: list[str] = []
    for word in match[1].split():
        low = word.lower()
        if low in language.names.stop_words and not (low == "of" and not kept):
            if kept or low not in ("the", "these", "those", "their", "its", "all"):
                break
            continue
        if low in language.speech.report_cues or len(kept) == 4:
            break
        if low != "of":
            kept.append(word)
        if _PLURAL.search(word):
            break
    return " ".join(kept) or None


def _with_speaker(figure: Figure, quotations: Sequence[Quotation]) -> Figure:
    index = bisect_right(quotations, figure.start, key=lambda quotation: quotation.start) - 1
    said = index >= 0 and figure.start < quotations[index].end
    return replace(figure, said_by=quotations[index].speaker) if said else figure
