"""Figures: counts, shares, money and ranges, with what is counted, how exactly and who says so.

Vague stays vague ("tens of thousands" has no value), dates and idioms are no figures.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from beetroot.reading.counted import counted, left_out, with_shared
from beetroot.reading.languages import Language
from beetroot.reading.model import DateMention, Figure, Qualifier, Quotation
from beetroot.reading.numerals import Number, numbers_in, tidy, value_of
from beetroot.reading.sieve import Sieve
from beetroot.reading.story import Part
from beetroot.reading.words import NumberWords

_LEAD = 32
_FAR = 600
_OLDEST = 120
_NAMED = re.compile(r"[^\W\d_a-zа-яёіўїєґ][\w’'-]+,\s$")
_OLDER = re.compile(
    r"(?:^|[,.]\s)[Aa]t\s$"
    r"|\b(?:over|under|above|below|aged|older than|younger than|(?:man|woman|boy|girl) of|старше|младше|моложе)\s$"
)
_NO_NOUN = re.compile(r"\s?(?:[.,;:!?)]|$|[a-z]+ed\b|are\b|were\b|in\b|with\b|who\b|said\b|лет\b)")
_STOP = re.compile(r"[.!?](?:\s|$)|\n")
# "The 27 members": no name, though a capital stands before the figure.
_CAPITAL = re.compile(
    r"(?:^|[.!?]\s|[“\"«])(?:[A-ZА-ЯЁ]\w*\s)$|\b(?:The|A|Some|All|Only|These|Those|Its|Their|About)\s$"
)
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")


def find_figures(
    text: str,
    parts: Sequence[Part],
    dates: Sequence[DateMention],
    quotations: Sequence[Quotation],
    language: Language,
    sieve: Sieve,
) -> tuple[Figure, ...]:
    """Every figure of the story's paragraphs and captions, in order."""
    words = language.numbers
    taken = [(date.start, date.end) for date in dates]
    counting = [part for part in parts if part.label not in ("headline", "heading") and _may_count(part.text, words)]
    for part in counting:
        taken += [
            (part.start + m.start(), part.start + m.end())
            for m in sieve.finditer_piece(words.idioms, part.text, part.start)
        ]
    busy = _Busy(taken, len(text), sieve)
    figures: list[Figure] = []
    for part in counting:
        for find in (_shares, _vague, _numbers):
            figures += find(part, busy, figures, language)
    figures.sort(key=lambda figure: figure.start)
    shared = with_shared(figures, [(part.start, part.end) for part in parts])
    spoken = _spoken(text, quotations)
    return tuple(_with_speaker(figure, quotations, spoken) for figure in shared)


def _may_count(text: str, words: NumberWords) -> bool:
    """Whether there can be a figure at all; most paragraphs of a story hold none."""
    return not words.hints or bool(_DIGIT.search(text)) or not words.hints.isdisjoint(_WORD.findall(text.lower()))


class _Busy:
    """Which characters already belong to a date, an idiom or a figure, and the sieve of their text."""

    def __init__(self, spans: Sequence[tuple[int, int]], length: int, sieve: Sieve) -> None:
        self.sieve = sieve
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
        for match in busy.sieve.finditer_piece(pattern, part.text, part.start):
            value = share(match, words)
            if value is not None and busy.free(part.start + match.start(), part.start + match.end()):
                start = match.start() + len(match.groupdict().get("lead") or "")
                figure = _figure(part, Number(start, match.end(), value, "percent", word=True), busy, language)
                if figure.what is None and pattern is words.one_in:
                    # "One in four pensioners": the noun stands right behind.
                    figure = replace(figure, what=counted(part.text, match.start(), match.end(), None, language))
                found.append(figure)
    for match in busy.sieve.finditer_piece(words.equal, part.text, part.start):
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
    top, bottom = value_of(match["a"], words), value_of(match["b"], words)
    return tidy(round(100 * top / bottom, 1)) if top and bottom and top < bottom else None


def _fraction(match: "re.Match[str]", words: NumberWords) -> float | None:
    groups = match.groupdict()
    if groups.get("half"):
        return 50
    top = 1.0 if (groups["top"] or "").lower() == "a" else value_of(groups["top"] or "", words)
    part = words.fractions.get((groups["bottom"] or "").lower())
    return tidy(round(top * part, 1)) if top and part else None


def _vague(part: Part, busy: _Busy, known: Sequence[Figure], language: Language) -> list[Figure]:
    found = []
    for match in busy.sieve.finditer_piece(language.numbers.vague, part.text, part.start):
        start, end = part.start + match.start(), part.start + match.end()
        if busy.free(start, end):
            busy.take(start, end)
            what = counted(part.text, match.start(), match.end(), None, language)
            found.append(Figure(match.group(), start, end, None, None, None, None, "vague", None, what, 0.8))
    return found


def _numbers(part: Part, busy: _Busy, known: Sequence[Figure], language: Language) -> list[Figure]:
    numbers = numbers_in(part.text, language.numbers)
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
            figure = _figure(part, number, busy, language)
            meant = None if figure.what or figure.unit else left_out(part.text, number, found, language)
            found.append(replace(figure, what=meant) if meant else figure)
        elif meant := left_out(part.text, number, found, language):
            found.append(replace(_figure(part, number, busy, language), what=meant, confidence=0.65))
    return found


def _is_range(text: str, one: Number, other: Number, words: NumberWords) -> bool:
    if other.start - one.end > _LEAD:
        return False
    between = text[one.end : other.start]
    percent = words.percent.match(between)
    if percent and not words.percent.match(text, other.end):
        return False  # "fell 1.4% to 11.62" is two figures
    if words.skip_after.match(text, other.end):
        return False
    between = between[percent.end() :] if percent else between
    if not words.between.fullmatch(between) and (between or not percent):
        return False
    if words.change is not None and words.change.search(text[max(0, one.start - 2 * _LEAD) : one.start]):
        return False  # "rose from 20 to 30" is two figures
    joined = between.strip().lower()
    if joined in ("and", "и", "or", "или"):
        return bool(words.range_head.search(text[max(0, one.start - _LEAD) : one.start]))
    return one.value < other.value


def _counts(text: str, number: Number, language: Language) -> bool:
    """Whether a lone number counts something, rather than names a thing or is a pronoun."""
    words = language.numbers
    before, after = text[max(0, number.start - _LEAD) : number.start], text[number.end : number.end + 30]
    if before.endswith("(") and _unit(text, number, words) is None:
        return False
    if words.skip_before.search(before) or words.skip_after.match(after) or _is_age(before, number, after):
        return False
    unit = _unit(text, number, words)
    if _qualified(text, number.start, words)[0] != "exact":
        return True
    if number.word and unit is None:
        written = text[number.start : number.end].lower()
        # "She is seven." counts nothing that is named.
        return written not in words.small and counted(text, number.start, number.end, unit, language) is not None
    if not number.word and number.value < 1900 and re.search(r"[A-ZА-ЯЁ]\w*[- ]$", before) and unit is None:
        return bool(_CAPITAL.search(text[max(0, number.start - 14) : number.start]))
    return True


def _is_age(before: str, number: Number, after: str) -> bool:
    """ "Bo Ek, 71, said", "those under 25": how old somebody is."""
    if not 1 <= number.value <= _OLDEST:
        return False
    named = _NAMED.search(before) and after[:1] in (",", ".", ")")
    return bool(named) or bool(_OLDER.search(before) and _NO_NOUN.match(after))


def _unit(text: str, number: Number, words: NumberWords) -> str | None:
    if number.unit is not None:
        return number.unit
    points, percent = words.points.match(text, number.end), words.percent.match(text, number.end)
    if points and not percent:
        return "basis points" if "basis" in points.group() else None
    if points:
        return "percentage points" if "percent" in points.group() else None
    if percent:
        return "percent"
    word = re.match(r"[\s-]?([^\W\d_]+)", text[number.end : number.end + 20])
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
        what=counted(part.text, start, end, unit, language),
        confidence=0.9 if not number.word or unit else 0.7,
    )


def _range(part: Part, low: Number, high: Number, busy: _Busy, language: Language) -> Figure:
    words = language.numbers
    scale = 1.0
    tail = part.text[high.start : high.end].split()[-1].lower()
    if tail in words.scales and low.value < 1000:
        scale = words.scales[tail]
    figure = _figure(part, replace(high, start=low.start), busy, language)
    head = words.range_head.search(part.text[max(0, low.start - _LEAD) : low.start])
    if head and figure.start == part.start + low.start:
        # "Between 6,000 and 8,000": the word belongs to the range.
        lead = min(low.start, _LEAD) - head.start()
        figure = replace(figure, start=figure.start - lead, text=part.text[low.start - lead : low.start] + figure.text)
    return replace(
        figure,
        value=None,
        low=tidy(low.value * scale),
        high=tidy(high.value),
        unit=figure.unit or _unit(part.text, low, words),
    )


def _qualified(text: str, start: int, words: NumberWords) -> tuple[Qualifier, int]:
    before = text[max(0, start - _LEAD) : start]
    lead = before.rstrip()
    found: list[tuple[Qualifier, re.Match[str]]] = []
    for name, pattern in (("less_than", words.less), ("more_than", words.more), ("about", words.about)):
        match = pattern.search(lead)
        if match and words.during is not None and words.during.match(text, start - len(before) + match.start()):
            continue
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
    word = re.match(r"[\s-]?([^\W\d_]+)", text[number.end : number.end + 20])
    if word and (word[1].lower() in words.currencies or word[1].lower() in words.units):
        return number.end + word.end()
    return number.end


def _spoken(text: str, quotations: Sequence[Quotation]) -> list[tuple[int, int, str]]:
    """Sentences that are somebody's words as a whole: "The army, he explained, is “small” and needs 20,000 men"."""
    spans = []
    for quotation in quotations:
        if not quotation.speaker or not quotation.cue or quotation.mode == "indirect":
            continue
        lowest = max(0, quotation.start - _FAR)
        start = (
            max(text.rfind(". ", lowest, quotation.start), text.rfind("\n", lowest, quotation.start), lowest - 1) + 1
        )
        aside = re.search(rf", [^,.;“”\"]{{1,40}}\b{re.escape(quotation.cue)}, ", text[start : quotation.start])
        if aside:
            stop = _STOP.search(text, quotation.end, quotation.end + _FAR)
            spans.append((start, stop.start() if stop else quotation.end, quotation.speaker))
    return spans


def _with_speaker(figure: Figure, quotations: Sequence[Quotation], spoken: Sequence[tuple[int, int, str]]) -> Figure:
    index = bisect_right(quotations, figure.start, key=lambda quotation: quotation.start) - 1
    if index >= 0 and figure.start < quotations[index].end:
        return replace(figure, said_by=quotations[index].speaker)
    at = bisect_right(spoken, figure.start, key=lambda span: span[0]) - 1
    speaker = spoken[at][2] if at >= 0 and figure.start < spoken[at][1] else None
    return replace(figure, said_by=speaker, confidence=min(figure.confidence, 0.7)) if speaker else figure
