"""Runs of capitalised words in a story, cut to what can be a name, each with its place."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from beetroot.reading.forms import is_one_of
from beetroot.reading.sentences import Sentence
from beetroot.reading.words import NameWords

_LARGE = r"[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЎЇЄ][\w’'ʼ-]*"
_INITIAL = r"(?:[A-ZА-ЯЁ]\.(?:[A-ZА-ЯЁ]\.)*)"
_LINK = r"(?:of(?: the)?|for(?: the)?|van|von|de|del|der|den|di|da|la|le|bin|al|el|ibn|&)"
# Within one sentence a short word with a stop in front of a name is a title: "Sen. Bo Ek", "Mr. Ek".
_TITLE = r"(?:[A-ZА-ЯЁ][a-zа-яё]{1,4}\.(?=\s[A-ZÀ-ÖØ-ÞĀ-ŽА-ЯЁІЎЇЄ]))"
_WORD = rf"(?:{_INITIAL}|{_TITLE}|{_LARGE})"
# "The Department for Energy and Net Zero", "the Department of Health and Social Care": one body, whatever "and" joins.
_BODY = (
    r"(?:The )?(?:Department|Ministry|Cent(?:er|re)|Institute|Office|Secretary) (?:(?:for|on)"
    rf"|of(?= {_LARGE}(?:\s{_LARGE})? and {_LARGE}\s[A-Z]))(?: the)?(?:\s{_WORD}){{1,3}}"
    rf"(?:,(?:\s{_WORD}){{1,2}}){{0,2}},?\sand(?:\s{_WORD}){{1,3}}"
)
# "The Institute on Drug Abuse", "the Commission on Human Rights".
_ON = (
    rf"(?:{_LARGE}\s){{0,3}}(?:Institute|Council|Cent(?:er|re)|Committee|Subcommittee|Commission|Conference|Coalition)"
    rf" (?:on|against) (?:the )?{_LARGE}(?:\s{_LARGE}){{0,3}}"
)
_RUN = re.compile(rf"(?<![\w’'-])(?:{_BODY}|{_ON}|{_WORD}(?:\s(?:{_LINK}\s)?{_WORD}){{0,15}})")
_LINKED = re.compile(r"(?<=\s)(?:of|for)(?:\sthe)?\s")
_SMALL = re.compile(r"(?<![\w’'-])[a-zа-яёіўїє][\w’'-]+")
_CYRILLIC = re.compile("[А-ЯЁІЎЇЄ]")
# "MPs" are a group, not a name.
_GOVERNED = re.compile(r"\b(?:to|of|in|for|from)\s$")
_ASKS = re.compile(r"[^.!]{0,120}\?")
_INITIALS = re.compile(r"[A-Z]{2,4}s")
_LETTER = re.compile(r"\w")
_POSSESSIVE = re.compile(r"(?:[’']s?|s[’'])$")


@dataclass(frozen=True, slots=True)
class Mention:
    """A name where it stands; `text` without titles before it and without a possessive end."""

    text: str
    start: int
    end: int
    title: str | None
    at_start: bool
    possessive: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    """Words the text writes small anywhere, and those it writes large in mid-sentence."""

    small: frozenset[str]
    large: Counter[str]


def find_mentions(text: str, sentences: Sequence[Sentence], names: NameWords) -> list[Mention]:
    """Every name-like run of the text in order, one at a time, those at the start of sentences only where the word
    is no ordinary one."""
    inner: Counter[str] = Counter()
    raw: list[tuple[int, int, bool]] = []
    for sentence in sentences:
        for match in _RUN.finditer(text, sentence.start, sentence.end):
            first = _LETTER.search(text, sentence.start, match.start()) is None
            raw.append((match.start(), match.end(), first))
            if not first:
                inner.update(_POSSESSIVE.sub("", word) for word in match.group().split())
    seen = _Seen(frozenset(_SMALL.findall(text)), inner)
    mentions: list[Mention] = []
    for start, end, first in raw:
        mentions.extend(_cut(text, start, end, first=first, seen=seen, names=names))
    return mentions


def _cut(text: str, start: int, end: int, *, first: bool, seen: _Seen, names: NameWords) -> list[Mention]:
    begin = start
    start, end = _without_ordinary(text, start, end, first=first, seen=seen, names=names)
    # "As Interfax reported": the name does not begin the sentence.
    first = first and start == begin
    pieces = [
        cut for piece in _at_possessives(text, start, end, names=names) for cut in _at_links(text, *piece, names=names)
    ]
    return [mention for piece in pieces if (mention := _mention(text, *piece, first=first, names=names))]


def _without_ordinary(
    text: str, start: int, end: int, *, first: bool, seen: _Seen, names: NameWords
) -> tuple[int, int]:
    """Drop words from the front that stand large only because a sentence begins with them."""
    start = _past_country(text, start, end, names)
    while start < end:
        word = text[start:end].split()[0]
        plain = _POSSESSIVE.sub("", word)
        rest = text[start + len(word) : end].lstrip()
        alone = not rest or rest[0].islower()
        ordinary = _is_ordinary(plain, names) and not _is_first_name(plain, rest, text, end, names)
        if not ordinary and first and not alone and plain.lower() in seen.small:
            ordinary = not (_is_given(plain, names) or plain.lower() in names.titles)
        if not ordinary and first and alone and not seen.large[plain]:
            ordinary = plain.lower() in seen.small or _is_common_form(plain, names)
        if not ordinary:
            break
        start = end - len(rest)
        first = False
    return start, end


def _past_country(text: str, start: int, end: int, names: NameWords) -> int:
    """ "Norland’s envoy to Britain Ada Moor": a country that a preposition governs is no part of the name behind it."""
    words = text[start:end].split()
    if not _GOVERNED.search(text, max(0, start - 12), start):
        return start
    for length in (2, 1):
        rest = words[length:]
        body = rest and any(word.lower() in (*names.bodies, *names.organizations) for word in rest)
        if len(rest) >= 2 and not body and " ".join(words[:length]) in names.countries:
            return end - len(" ".join(rest))
    return start


def _is_ordinary(word: str, names: NameWords) -> bool:
    """A function word written large; "US" is none."""
    return word.lower() in names.stop_words and word not in names.countries


def _is_first_name(word: str, rest: str, text: str, end: int, names: NameWords) -> bool:
    """ "Will Moy" with one name behind and no verb that asks ("Will Moy resign?")."""
    alone = len(rest.split()) == 1 and rest[0].isupper() and is_one_of(word, names.male)
    return alone and not _ASKS.match(text, end)


def _is_given(word: str, names: NameWords) -> bool:
    return is_one_of(word, names.female) or is_one_of(word, names.male)


def _is_common_form(word: str, names: NameWords) -> bool:
    """A first word that looks like a participle or adverb ("Writing", "Internationally")."""
    return word.endswith(("ing", "ly")) or (word.endswith("ed") and word.lower() not in names.male)


def _owner_within(words: list[str], before: str, names: NameWords) -> int:
    """In Cyrillic, how many words belong to what stands before: «президент Чехии Милош Ост», «адвокат Ли Олег Ост»."""
    if len(words) < 2 or not _CYRILLIC.match(words[0]):
        return 0
    for index in range(1, len(words) - 1):
        if _is_given(words[index], names) and not _is_given(words[0], names):
            return index
    role = re.search(r"([\w-]+)\s$", before)
    title = role is not None and is_one_of(role[1], names.titles)
    return int(
        (words[0] in names.countries or (title and len(words) > 2)) and words[0][-1] in "ыиаяй" and len(words) > 1
    )


def _only_titles(words: list[str], names: NameWords) -> frozenset[str]:
    """An abbreviated title that stands alone is no name."""
    return names.titles if len(words) == 1 and words[0].endswith(".") else frozenset()


def _office_within(words: list[str], names: NameWords) -> int:
    """How many words stand up to the last title in front of a name: "City Attorney Bo Ek", "Democratic Sen. Bo Ek"."""
    for index in range(len(words) - 2, 0, -1):
        word = words[index]
        if word.strip(".").lower() in names.titles and word[0].isupper() and not _is_office(words[index + 1], names):
            return index + 1
    return 0


def _is_office(word: str, names: NameWords) -> bool:
    """After "Defense" a "Ministry" follows, not a name."""
    return word[0].islower() or word.lower() in names.bodies or word.lower() in names.organizations


def _at_possessives(text: str, start: int, end: int, *, names: NameWords) -> list[tuple[int, int]]:
    """ "Lukashenko’s Belarus" is two names."""
    if "’" not in text[start:end] and "'" not in text[start:end]:
        return [(start, end)] if end > start else []
    pieces: list[tuple[int, int]] = []
    at = start
    for match in re.finditer(r"\S+", text[start:end]):
        if re.search(r"[’']s?$", match.group()) and start + match.end() < end and not _is_one_body(match, names):
            pieces.append((at, start + match.end()))
            at = start + match.end() + 1
    pieces.append((at, end))
    return [(a, b) for a, b in pieces if b > a]


def _is_one_body(owner: re.Match[str], names: NameWords) -> bool:
    """ "The Prosecutor General’s Office", "the Sheriff’s Department": an office and the body under it."""
    follows = owner.string[owner.end() :].split()[:1]
    office = _POSSESSIVE.sub("", owner.group()).lower()
    return bool(follows) and follows[0].lower() in names.bodies and office in (*names.titles, "general")


def _at_links(text: str, start: int, end: int, *, names: NameWords) -> list[tuple[int, int]]:
    """ "Bo Ek of Delta Consulting" is two names, "Bank of Lithuania" one: it begins with a kind of institution."""
    pieces: list[tuple[int, int]] = []
    for link in _LINKED.finditer(text, start, end):
        head = text[start : link.start()].split()[-1:]
        if not head or any(head[0].lower() in kind for kind in (names.bodies, names.organizations, names.place_parts)):
            break
        pieces.append((start, link.start() - 1))
        start = link.end()
    return [*pieces, (start, end)]


def _mention(text: str, start: int, end: int, *, first: bool, names: NameWords) -> Mention | None:
    words = text[start:end].split()
    titles: list[str] = []
    while len(words) > 1 and words[0].strip(".").lower() in names.titles and not _is_office(words[1], names):
        titles.append(words.pop(0))
    office = _office_within(words, names)
    titles, words = [*titles, *words[:office]], words[office:]
    foreign = _owner_within(words, text[max(0, start - 30) : start], names)
    titles, words = [*titles, *words[:foreign]], words[foreign:]
    called = len(words) > 1 and is_one_of(words[0], names.male)
    if not words or words[0].strip(".").lower() in _only_titles(words, names):
        return None
    if _is_ordinary(words[0], names) and not called:
        return None
    begin = end - len(" ".join(words))
    name = text[begin:end]
    bare = _POSSESSIVE.sub("", name) if not name.endswith("s’") else name[:-1]
    if len(bare) < 2 or bare.isdigit() or _is_ordinary(bare, names) or _INITIALS.fullmatch(bare):
        return None
    return Mention(bare, begin, begin + len(bare), " ".join(titles) or None, first, bare != name)
