"""Which line is the title, and whether a kicker stands before it on the same line."""

import re
from collections import Counter

from beetroot.reading.languages import Language
from beetroot.reading.lines import Line

_WORD = re.compile(r"[^\W\d_]+(?:[’'ʼ-][^\W\d_]+)*")
_POSSESSIVE = re.compile(r"[’']s?$")
_LONGEST_KICKER = 6
_TITLE_WORDS = 3
_STANDFIRST_WORDS = 13
# What a printed interview puts in front of questions and answers.
_QUESTION = re.compile(r"(?:Q|A|В|О)[:.]\s")
_QUOTED_KICKER = re.compile(
    r"(?P<mark>[‘“«\"])(?P<said>(?:\S+ ){2,9}?\S+)[’”»\"]\s(?=[A-ZА-ЯЁІЎЇЄ]\w*(?: [^\s]+){3,})"
    r"(?![^.?!]* (?:said|says)\b)"
)
_SEPARATED = re.compile(r"(?P<kicker>[^|]{2,40}?)\s{0,3}(?:\||\s//\s|\s::\s)\s*(?P<headline>.{12,})")


def is_title_like(line: Line) -> bool:
    """Short enough, with words, and not ending as a sentence of running text does."""
    text = line.text
    if _QUESTION.match(text):
        return False
    if not 2 <= line.word_count <= 40 or len(text) > 300:
        return False
    return (
        not text.rstrip("”»’\"'").endswith((".", ",", ";", ":")) or text.endswith(("...", "…")) or _is_initialism(text)
    )


def _is_initialism(text: str) -> bool:
    return bool(re.search(r"\b(?:[A-ZА-Я]\.){2,}$", text))


def find_headline(lines: list[Line]) -> Line | None:
    """The title among unlabelled lines: a heading of the first rank, one that stands twice, or the best shaped."""
    open_lines = [line for line in lines if line.text and line.label is None]
    first = [line for line in open_lines if line.hint == "h1" and len(line.text) < 300]
    if first:
        return max(first, key=lambda line: (line.main is True, min(line.word_count, 5)))
    body = next((i for i, line in enumerate(open_lines) if line.word_count >= 25 and not is_title_like(line)), None)
    head = open_lines[: body if body is not None else 8]
    candidates = [line for line in head if is_title_like(line)]
    if not candidates:
        return None
    times = Counter(line.text for line in open_lines)
    best = max(enumerate(candidates), key=lambda pair: _title_score(pair[1], pair[0], times))[1]
    return open_lines[0] if _is_standfirst(best, open_lines) else best


def _is_standfirst(line: Line, lines: list[Line]) -> bool:
    """A long line right below a story's short first one, with nothing between them: "The lake" and what it is about."""
    if len(lines) < 2 or line is not lines[1] or line.hint or lines[0].hint:
        return False
    first = lines[0]
    title = first.word_count >= _TITLE_WORDS and is_title_like(first)
    return title and first.block == line.block and line.word_count >= _STANDFIRST_WORDS


def _title_score(line: Line, place: int, times: Counter[str]) -> float:
    score = 3.0 if times[line.text] > 1 and line.word_count >= 4 else 0.0
    score += min(line.word_count, 7) * 0.5
    score += {"h2": 1.5, "h3": 0.5}.get(line.hint, 0.0)
    # Of two good lines the earlier is the title, the later its standfirst.
    return score - place * 0.6


def kicker_end(title: str, text: str, language: Language) -> int:
    """Where the headline begins in a title line that a kicker shares; 0 when there is none.

    A new sentence without a stop before it gives the kicker away: in "The long winter How a town …" an ordinary word
    is capitalised after a lower-case one. It must be a word that this text (or the language's commonest words)
    writes small, and never a name that the text writes large in mid-sentence.
    """
    separated = _SEPARATED.fullmatch(title)
    if separated:
        return separated.start("headline")
    quoted = _QUOTED_KICKER.match(title)
    if quoted and sum(word[0].islower() for word in quoted["said"].split()) * 2 > len(quoted["said"].split()):
        # ‘We count the trains’ Volunteers watch the line: somebody's words, then the headline.
        return quoted.end()
    words = list(_WORD.finditer(title))
    for index in range(1, min(len(words) - 2, _LONGEST_KICKER + 1)):
        if _starts_anew(words, index, title) and _is_ordinary(words[index].group(), text, language):
            return words[index].start()
    return 0


def _starts_anew(words: list["re.Match[str]"], index: int, title: str) -> bool:
    before, here, after = words[index - 1], words[index], words[index + 1]
    if title[before.end() : here.start()].strip() or not here.group()[0].isupper():
        return False
    later = [w.group() for w in words[index + 1 :] if len(w.group()) > 3]
    small = sum(word[0].islower() for word in later)
    if small * 2 < len(later):
        return False  # a title in capitals throughout says nothing
    shouted = title[: before.end()].isupper() and not here.group().isupper()
    ended = before.group()[0].islower() and len(before.group()) > 2
    return shouted or (ended and (after.group()[0].islower() or len(here.group()) < 4))


def _is_ordinary(word: str, text: str, language: Language) -> bool:
    plain = _POSSESSIVE.sub("", word)
    low = plain.lower()
    if low in language.names.stop_words:
        return True
    if re.search(rf"[\w,;] {re.escape(plain)}\b", text):
        # Title lines themselves repeat it; running text decides, and there a name is large everywhere.
        large = len(re.findall(rf"[a-zа-яё,;] {re.escape(plain)}\b", text))
        small = len(re.findall(rf"\b{re.escape(low)}\b", text))
        return small > large
    return bool(re.search(rf"\b{re.escape(low)}\b", text))
