"""Forms of one name: cases, spellings and scripts that mean the same person (Lukashenko, Lukashenka, Лукашенко)."""

import re
import unicodedata
from functools import lru_cache

# ISO 9 and the newsrooms' habits both lead here: letters that spellings disagree on are folded into one.
_LATIN = dict(
    zip("абвгґдеёжзиіїйклмнопрстуўфхцчшщыэєюяьъ’ʼ'", (*"abvggdee", "zh", *"ziiiiklmnoprstuvfh", "c", "ch", "sh", "sh",
        *"ieeu", "a", *[""] * 5), strict=True)
)  # fmt: skip
_SPELLINGS = (
    ("sch", "sh"), ("tch", "ch"), ("tsch", "ch"), ("kh", "h"), ("x", "ks"), ("w", "v"), ("ts", "c"), ("tz", "c"),
    ("yu", "u"), ("iu", "u"), ("ju", "u"), ("ya", "a"), ("ia", "a"), ("ja", "a"), ("ye", "e"), ("ie", "e"), ("je", "e"),
    ("yo", "o"), ("y", "i"), ("j", "i"), ("ck", "k"), ("q", "k"), ("ph", "f"),
)  # fmt: skip
_CYRILLIC = re.compile("[а-яёіїєґў]", re.I)
_CASE = re.compile("(?:ого|ому|ыми|ими|ей|ой|ою|ую|ая|ый|ий|ым|им|ом|ем|ою|ею|а|я|у|ю|ы|и|і|е|й|ь|о|э)$")
_OBLIQUE = re.compile("(?:ой|ою|ого|ому|ым|ом|ем|у|ю|ы|е|и)$")
_ENDS = {"а": "ы и у е ой ей", "я": "и ю е ей", "й": "я ю ем е и", "": "а у ом ем е"}
_FLEETING = {"пётр": "петр", "павел": "павл", "лев": "льв", "фёдор": "фёдор"}
_POSSESSIVE = re.compile(r"[’'ʼ]s?$")


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """A word without case ending, accents, script and spelling habits; two forms of one name fold alike."""
    low = _POSSESSIVE.sub("", word.strip()).lower()
    if _CYRILLIC.search(low):
        low = _without_case(low.replace("ё", "е"))
        low = "".join(_LATIN.get(letter, letter) for letter in low)
    plain = unicodedata.normalize("NFD", low)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for spelling, one in _SPELLINGS:
        plain = plain.replace(spelling, one)
    plain = re.sub(r"(.)\1", r"\1", plain)
    return re.sub(r"enk[oa]$", "enk", plain)


def _without_case(word: str) -> str:
    stem = _CASE.sub("", word)
    return stem if len(stem) >= 3 or (len(stem) == 2 and len(word) > 3) else word


@lru_cache(maxsize=64)
def folded(words: frozenset[str]) -> frozenset[str]:
    """A word list as its folds, to look words up in any case."""
    return frozenset(fold(word) for word in words)


def is_one_of(word: str, words: frozenset[str]) -> bool:
    """Whether a word is in a list as it stands or, in Cyrillic, in any case."""
    low = word.lower().strip(".,")
    return low in words or (not low.isascii() and _CYRILLIC.search(low) is not None and fold(low) in folded(words))


def obliqueness(name: str) -> int:
    """How many words of a Cyrillic name look like another case than the nominative."""
    return sum(bool(_OBLIQUE.search(word)) for word in name.lower().split())


@lru_cache(maxsize=20_000)
def exact_key(words: str) -> str:
    """A name word for word, but for case endings and spelling."""
    return " ".join(fold(word) for word in words.split())


@lru_cache(maxsize=20_000)
def name_key(words: str) -> str:
    """What two full names, or two surnames, share if they are one: given names by their consonants only, since
    Alexander, Aleksandr and Aliaksandr are one."""
    *given, last = words.split() or [""]
    return " ".join([*(re.sub("[aeiou]", "", fold(name))[:4] or fold(name)[:1] for name in given), fold(last)])


def nominative(name: str, *, female: frozenset[str], male: frozenset[str]) -> str:
    """A Russian full name as it is listed, from any case, where its given name is a known one; else as it stands."""
    first, _, rest = name.partition(" ")
    low = first.lower()
    if not rest or not _CYRILLIC.search(name) or low in female or low in male:
        return name
    listed = _given_forms(male).get(low)
    is_female = listed is None
    listed = listed or _given_forms(female).get(low)
    if listed is None:
        return name
    return " ".join([listed.capitalize(), *(_surname(word, female=is_female) for word in rest.split())])


@lru_cache(maxsize=8)
def _given_forms(names: frozenset[str]) -> dict[str, str]:
    """Every case of every listed given name to its nominative."""
    forms: dict[str, str] = {}
    for name in sorted(names):
        stem = _FLEETING.get(name, name[:-1] if name[-1] in "аяйь" else name)
        soft = name[-1] in "яйь"
        ends = _ENDS.get(name[-1], _ENDS["й"] if soft else _ENDS[""])
        forms.update({stem + end: name for end in ends.split() if stem + end not in names})
    return forms


def _surname(word: str, *, female: bool) -> str:
    if female:
        word = re.sub("(?<=[оеё]в)(?:ой|у)$|(?<=ин)(?:ой|у)$|(?<=вн)(?:ы|у|е|ой)$", "а", word)
        return re.sub("(?<=[сцз]к)(?:ой|ую)$", "ая", word)
    word = re.sub("(?<=[оеё]в)(?:а|у|ым|е)$|(?<=ин)(?:а|у|ым|е)$|(?<=вич)(?:а|у|ем|е)$", "", word)
    word = re.sub("(?<=[сцз]к)(?:ого|ому|им|ом)$", "ий", word)
    return re.sub("(?<=[бвгджзклмнпрстфхцчшщ])(?:а|у|ом|ем)$", "", word)
