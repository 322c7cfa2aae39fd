"""Which language a text is in, and the word lists of that language.

Detection looks at the script, then at the commonest words; it knows English, Russian, Belarusian and Ukrainian and
says "und" for everything else rather than guess.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from beetroot.reading.words import CalendarWords, DeedWords, NameWords, NumberWords, PageWords, SpeechWords

_WORD = re.compile(r"[^\W\d_]+(?:[’'ʼ][^\W\d_]+)?")
_COMMON = {
    "en": """the of and to in that is was for on with as by at from it he his are be this have has not but they said who
will which their been were an or she her""",
    "ru": """и в не на что с по он как это из к о за от для его но был также после она они было при который года которые
только ещё еще если уже или есть""",
    "be": """і ў не на што з па ён як гэта ад для яго але быў таксама пасля яна яны было пры які года якія толькі яшчэ
калі ужо або ёсць паводле каб дзе""",
    "uk": """і в не на що з за він як це від для його але був також після вона вони було при який року які тільки ще
якщо вже або є та до щоб де""",
}
_COMMON_SETS = {code: frozenset(words.split()) for code, words in _COMMON.items()}
_LETTERS = {"be": "ўЎ", "uk": "їєґЇЄҐ", "ru": "ыъщЫЪЩ"}
_CYRILLIC = re.compile("[а-яёіўїєґ]", re.I)
_CYRILLIC_CODES = ("ru", "be", "uk")
_TELLING = 80
_KNOWN = ("en", "ru", "be", "uk")


@dataclass(frozen=True, slots=True)
class Language:
    """One language's word lists; `code` is BCP 47."""

    code: str
    page: PageWords
    speech: SpeechWords
    calendar: CalendarWords
    numbers: NumberWords
    names: NameWords
    deeds: DeedWords


def detect(text: str) -> str:
    """BCP 47 code of the text's main language: en, ru, be, uk or und."""
    sample = text[:40_000]
    words = Counter(word.lower() for word in _WORD.findall(sample))
    total = sum(words.values())
    if not total:
        return "und"
    scores = {code: sum(words[word] for word in common) / total for code, common in _COMMON_SETS.items()}
    for code, letters in _LETTERS.items():
        if sum(sample.count(letter) for letter in letters) * 200 > len(sample):
            scores[code] += 0.2
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] >= 0.08 else "und"


def stretches(texts: Sequence[str], main: str) -> list[str]:
    """The language of each paragraph; short ones and those that nobody can tell are in the main one."""
    return [_paragraph(text, main) if len(text) >= _TELLING else main for text in texts]


def _paragraph(text: str, main: str) -> str:
    sample = text[:600]
    cyrillic = not sample.isascii() and len(_CYRILLIC.findall(sample)) > len(sample) // 3
    if not cyrillic and main not in _CYRILLIC_CODES:
        return main  # Latin script in a Latin story: no second guess
    if not cyrillic:
        return "en" if detect(sample) == "en" else main
    found = detect(sample)
    return found if found in _CYRILLIC_CODES else main


def words_for(code: str) -> Language:
    """The word lists for a language; those of its nearest relative where it has none of its own."""
    primary = code.lower().replace("_", "-").split("-")[0]
    folder = primary if primary in _KNOWN else "en"
    return _load(folder)


@cache
def _load(folder: str) -> Language:
    def words(name: str) -> object:
        return getattr(import_module(f"beetroot.reading.{folder}.{name}"), name.upper())

    parts = {name: words(name) for name in ("page", "speech", "calendar", "numbers", "names", "deeds")}
    return Language(code=folder, **parts)  # type: ignore[arg-type]
