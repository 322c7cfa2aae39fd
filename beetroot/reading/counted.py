"""What a figure counts: the noun behind it ("50,000 active personnel"), before it ("a fine of 300 euros"), or the one
that a share before it had ("30 percent of residents …, but only three percent …")."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from beetroot.reading.languages import Language
from beetroot.reading.model import Figure
from beetroot.reading.numerals import Number
from beetroot.reading.sieve import may_match

_QUOTES = str.maketrans("", "", '“”"«»„‘')
_WINDOW = 110
_NEAR = 32
_ENDS = re.compile(r"\s?(?:[.,;:!?)]|$|now\b|in\b)")
_RUN = re.compile(r"[\s-]*((?:[^\W\d_][\w’'-]*\s?){1,7})")
_OF_MORE = re.compile(
    r"\s(?:of|из)\s(?:(?:the|its|their|his|her|all|these|those|some|about|more than)\s){0,3}[\d.,\s]*\d\s?"
)
_OF_WORDS = re.compile(r"\s(?:of|из)\s(?:(?:the\s)?[\w-]+[’']s\s|the\s|its\s|their\s|his\s|her\s)?(?=[a-z]+\s)")
# The noun a number counts is mostly a plural; what follows it is the verb.
_PLURAL = re.compile(
    r"(?<![su])s$|(?:people|men|women|children|troops|personnel|police|million|[а-яё](?:ов|ев|ей|лет|раз))$"
)
_ARTICLES = frozenset(
    ("former", "first", "other", "more", "the", "these", "those", "their", "its", "all", "his", "her", "such")
)
_JOINING = frozenset(("and", "or"))
_MOST_WORDS = 4
_SHARES = frozenset(("percent", "percentage points"))


def counted(text: str, start: int, end: int, unit: str | None, language: Language) -> str | None:
    """The words a figure counts, None where none is named. `start` and `end` are the figure's in `text`."""
    words = language.numbers
    window = text[end : end + _WINDOW].translate(_QUOTES)
    if unit in _SHARES:
        # "61 percent want it": without "of" the next word is the verb, where the language has such a word.
        if words.of is not None and not words.of.match(window):
            return _moved(text[max(0, start - _WINDOW) : start], language)
    else:
        more = _OF_MORE.match(window) or _number_of_number(window, language)
        window = window[more if isinstance(more, int) else more.end() :] if more else window
    named = _noun(window, language, short=unit is not None and unit not in _SHARES)
    if named or words.total is None:
        return named
    if unit in _SHARES:
        return _moved(text[max(0, start - _WINDOW) : start], language)
    total = words.total.search(text[max(0, start - 40) : start])
    return total["what"] if total else None


def _moved(before: str, language: Language) -> str | None:
    """What rose, fell or stands at a share: "food prices rose 11.4%", "the benchmark rate at 9.5%"."""
    moved = language.numbers.moved
    found = moved.search(before) if moved is not None and may_match(moved, before) else None
    kept: list[str] = []
    for word in reversed((found["what"] or found["what2"]).split() if found else []):
        if word.lower() in language.names.stop_words or word.lower() in language.speech.cues or word.endswith("’s"):
            break
        kept.insert(0, word)
    return " ".join(kept) or None


def _number_of_number(window: str, language: Language) -> int:
    """Where the noun begins in "five of the seven candidates"."""
    of = _OF_WORDS.match(window)
    word = window[of.end() :].split(" ", 1)[0] if of else ""
    return of.end() + len(word) + 1 if of and word in language.numbers.ones else 0


def _noun(window: str, language: Language, *, short: bool) -> str | None:
    """The words up to the first that no noun phrase holds."""
    match = _RUN.match(window)
    kept: list[str] = []
    for word in match[1].split() if match else ():
        low = word.lower()
        if low in _JOINING and kept:
            kept.append(word)  # "maintenance and cleaning workers": the plural is still to come
            continue
        if low in language.names.stop_words and not (low == "of" and not kept):
            if kept or low not in _ARTICLES:
                break
            continue
        # Behind a number "states" and "claims" are nouns; the run ends with its first plural.
        said = low in language.speech.report_cues and not low.endswith("s")
        if said or len(kept) == (1 if short else _MOST_WORDS):
            break
        if low != "of":
            kept.append(word)
        if _PLURAL.search(word):
            break
    return _without_joining(kept)


def _without_joining(words: list[str]) -> str | None:
    """Without an "and" that joined nothing."""
    while words and words[-1].lower() in _JOINING:
        words.pop()
    return " ".join(words) or None


def left_out(text: str, number: Number, found: Sequence[Figure], language: Language) -> str | None:
    """What a number without a noun counts: what the last one of its paragraph did ("nine of them", "it has 34")."""
    last = next((figure for figure in reversed(found) if figure.what and figure.unit is None), None)
    words = language.numbers
    if words.left_out is None or last is None or text[number.start : number.end].lower() in words.small:
        return None
    before, behind = words.left_out
    held = before.search(text[max(0, number.start - _NEAR) : number.start]) and _ENDS.match(text, number.end)
    return last.what if held or behind.match(text, number.end) else None


def with_shared(figures: Iterable[Figure], parts: Iterable[tuple[int, int]]) -> Iterator[Figure]:
    """Figures in order; a share that names nothing is one of what the last share in its paragraph named."""
    bounds = iter(parts)
    end, last = -1, None
    for figure in figures:
        while figure.start >= end:
            _, end = next(bounds)
            last = None
        if figure.unit == "percent":
            if figure.what is None and last is not None:
                figure = replace(figure, what=last, confidence=min(figure.confidence, 0.75))
            last = figure.what or last
        yield figure
