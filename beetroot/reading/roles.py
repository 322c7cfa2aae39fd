"""What a person is, as the words around the name say: "political analyst Ann Lee", "Bo Ek, a fellow at the Arctic
Centre", "Cy Dao of Delta Consulting"."""

import re

from beetroot.reading.forms import is_one_of
from beetroot.reading.languages import Language
from beetroot.reading.names import Mention

_SPACE = re.compile(r"\s")
_WORD_END = re.compile(r"[^\W\d_][\w’'./-]*$")
_MOST_WORDS = 7
_LONGEST_ROLE = 20
_AFTER = re.compile(
    r"(?:\s\([^)]{1,30}\))?,\s(?:\d{1,3},\s)?(?:who\s(?:is|was|heads|leads)\s)?(?P<what>[^.;:“”\"—–]{3,160})"
)
_OF = re.compile(
    r"\s(?:of|from|at|with)\s(?:the\s)?(?P<org>[A-ZА-ЯЁІЎЇЄҐ][\w.’'&-]*(?:\s(?:(?:of|for|the|and|in|&)\s){0,2}[A-ZА-ЯЁІЎЇЄҐ][\w.’'&-]*){0,7})"
)
# "Secretary of State Ann Lee": the title in front of the name is only the end of the office.
_OFFICE_OF = re.compile(r"((?:[A-Z][\w.-]*\s){0,3}(?:[Ss]ecretary|[Mm]inister|[Cc]hief|[Dd]irector|[Hh]ead)) of $")
_CALLED = re.compile(r"\ban? (?P<role>(?:[a-z-]+ ){0,3}[a-z-]+) (?:called|named) $")
_LEAD = re.compile(r"^(?:an?|the|its|his|her|their|our|one of the|then)\s", re.I)
_DEPUTY = re.compile(
    r"\b(?:[Aa]n?|[Hh]is|[Hh]er|[Tt]heir|[Ii]ts|[Tt]he(?: [\w-]+[’']s)?|[A-Z][\w-]+[’']s?)"
    r" (?P<role>(?:[\w-]+ ){0,3}[\w-]+), $"
)
_CYRILLIC = re.compile("[а-яёіўїєґ]{3}")
_PAST = re.compile("[а-яёіўїєґ]{3,}(?:л|ла|ли|ло|вший|вшая|вшийся|вшаяся)(?![а-яёіўїєґ])")
_ADJECTIVE = re.compile(
    "(?!летн)[а-яёіўїєґ-]+(?:ый|ий|ой|ая|яя|ого|его|ому|ему|ым|им|ую|юю|ны|кі|ага|яга|ній|ька|ької|ої|на|ва)"
)
_PLACE_OF_WORK = re.compile(
    r"\s(?:at|of|with|for|in)\s(?:the\s|an?\s)?"
    r"(?:(?:[\w-]+\s){0,2}(?:consultancy|tank|firm|company|charity|group|bank|university|institute|organi[sz]ation|nonprofit|NGO"
    r"|newspaper|magazine|publisher|start-up|agency|brokerage|union|party|foundation|centre|center)\s|(?:[a-z-]+\s){1,2})?(?P<org>[A-ZА-ЯЁІЎЇЄҐ][\w.’'&-]*(?:\s(?:(?:of|for|the|and|in|&)\s){0,2}[A-ZА-ЯЁІЎЇЄҐ][\w.’'&-]*){0,7})"
)
# "Bo Ek, a retired ferryman,": with an article in front any noun says what somebody is.
_PLAIN_ROLE = re.compile(r"an? (?:[a-z-]+ ){0,2}[a-z]+(?:er|or|man|woman|ant|ent|[i]st|ian|ee)")
_NO_APPOSITION = frozenset(("where", "when", "which", "while", "but", "and", "as", "after", "before", "because"))
# "The sculptor Bo Ek": nouns of these endings say what somebody is, unless they are of things.
_AGENT = re.compile(
    r"(?!(?:river|paper|newspaper|tower|water|power|order|number|border|summer|winter|letter|corner|center|theater|chapter"
    r"|sector|motor|harbor|floor|door|error|factor|monitor|broadcaster|retailer|insurer|carrier|maker|lender|manufacturer"
    r"|former|other|another|latter|later|older|younger|newer|better|larger|greater|smaller|earlier|over|under|after|super)$)"
    r"[a-z-]{2,}(?:er|or|[i]st|ian|man|woman|smith|wright)"
)
# Forms of address say nothing about what a person is.
_PLAIN = frozenset({"Mr.", "Mrs.", "Ms.", "Mr", "Mrs", "Ms", "Miss", "Sir", "Lady", "господин", "госпожа"})


def role_around(text: str, mention: Mention, language: Language) -> tuple[str | None, str | None]:
    """Role and organisation, each None where the words next to the name do not say it."""
    before = _role_before(text, mention, language)
    after, organization = _role_after(text, mention, language)
    role = ", ".join(part for part in (before, after) if part) or None
    if organization is None:
        organization = _organization_after(text, mention, language) if role else None
    return role, organization


def _role_before(text: str, mention: Mention, language: Language) -> str | None:
    start = mention.start - (len(mention.title) + 1 if mention.title else 0)
    before = text[max(0, start - 90) : start]
    deputy = _DEPUTY.search(before) if before.endswith(", ") else None
    if deputy and any(_is_role(word, language) for word in deputy["role"].split()):
        return deputy["role"]
    called = _CALLED.search(before)
    if called and _is_role(called["role"].split()[-1], language):
        return called["role"]
    if _CYRILLIC.search(before):
        return _slavic_role(before, mention, language)
    words = _words_before(before)
    kept = [] if mention.title in _PLAIN else _said_before(words, language) or _agent(words, mention)
    while words and mention.title not in _PLAIN and (kept or _is_role(words[-1], language)):
        if not _belongs(words[-1], language, first=len(words) == 1):
            break
        kept.insert(0, words.pop())
    if mention.title and mention.title not in _PLAIN:
        office = _OFFICE_OF.search(before)
        kept.append(f"{office[1]} of {mention.title}" if office and not kept else mention.title)
    return " ".join(kept) or None


def _slavic_role(before: str, mention: Mention, language: Language) -> str | None:
    """Adjectives, the title, and what it is a title of: «главный редактор газеты», «бывший министр обороны»."""
    words = re.split(r"(?<=[.!?;:,—])\s", before)[-1].split()
    at = next((i for i in range(len(words) - 1, max(-1, len(words) - 6), -1) if _is_role(words[i], language)), None)
    if at is None:
        return mention.title if mention.title and _is_role(mention.title.split()[0], language) else None
    first = at
    while first and _ADJECTIVE.fullmatch(words[first - 1]):
        first -= 1
    role = words[first:] + ([mention.title] if mention.title else [])
    plain = all(word[0].islower() or word in language.names.countries or i == 0 for i, word in enumerate(role))
    return " ".join(role) if plain or mention.title else " ".join(words[first : at + 1])


def _words_before(before: str) -> list[str]:
    """The last words of a stretch that ends with a space, up to seven and up to the first mark between them."""
    words: list[str] = []
    if not before[-1:].isspace():
        return words
    for piece in reversed(_SPACE.split(before[:-1])):
        word = _WORD_END.search(piece)
        if word is None:
            break
        words.insert(0, word.group())
        if word.start() or len(words) == _MOST_WORDS:
            break
    return words


def _said_before(words: list[str], language: Language) -> list[str]:
    """In "said headteacher Bo Ek" whatever stands between the verb and the name is what the person is."""
    for index in range(len(words) - 1, max(-1, len(words) - 6), -1):
        if words[index] in language.speech.report_cues:
            between = [word for word in words[index + 1 :] if word not in ("the", "a", "an")]
            plain = all(word[0].islower() or word in language.names.demonyms for word in between)
            known = any(word in language.names.stop_words or word.endswith(",") for word in between)
            if between and plain and not known:
                del words[:]
                return between
            return []
    return []


def _agent(words: list[str], mention: Mention) -> list[str]:
    """In "the sculptor Bo Ek" the noun between article and name is what the person is."""
    named = len(words) > 1 and words[-2].lower() in ("the", "a", "an") and " " in mention.text
    if not named or mention.title or not _AGENT.fullmatch(words[-1]):
        return []
    kept = [words[-1]]
    del words[:]
    return kept


def _is_role(word: str, language: Language) -> bool:
    return any(is_one_of(piece, language.speech.roles) for piece in (word, *word.split("-")))


def _belongs(word: str, language: Language, *, first: bool) -> bool:
    """Whether a word can stand within a role: no function word, no verb form of saying, no other name."""
    low = word.lower()
    if low in language.names.stop_words - {"former", "first", "then"} or low in language.speech.report_cues:
        return False
    if (language.speech.verb.fullmatch(low) and not first) or word.endswith(("’s", "'s", ",")):
        return False
    return word[0].islower() or word in language.names.demonyms or _is_role(word, language) or first or word.isupper()


def _role_after(text: str, mention: Mention, language: Language) -> tuple[str | None, str | None]:
    found = _AFTER.match(text, mention.end)
    if not found:
        return None, None
    what = found["what"]
    # Up to the comma that ends the apposition; commas within it only before "who" clauses.
    phrase = what.split(",")[0].strip()
    phrase = re.split(r"\s(?:who|whose|which|said|says|told|wrote|added)\b", phrase)[0].strip()
    words = phrase.split()
    if not words or len(words) > _LONGEST_ROLE or words[0] in _NO_APPOSITION:
        return None, None
    if not any(_is_role(word, language) for word in words[:9]):
        return (
            (_LEAD.sub("", phrase), None) if _PLAIN_ROLE.fullmatch(phrase) and mention.title is None else (None, None)
        )
    if _CYRILLIC.search(phrase) and (_PAST.search(phrase) or not any(_is_role(word, language) for word in words[:3])):
        return None, None
    owned = any(word.endswith(("’s", "'s")) for word in words[:3])
    articles = ("a", "an", "the", "its", "his", "her", "former", "then", "one", "co-founder")
    if (
        words[0].lower() not in articles
        and not owned
        and not (_is_role(words[0], language) or any(_is_role(word, language) for word in words[:3]))
    ):
        return None, None
    return _split_place(phrase)


def _split_place(phrase: str) -> tuple[str, str | None]:
    place = _PLACE_OF_WORK.search(phrase)
    if not place:
        return _LEAD.sub("", phrase), None
    role = _LEAD.sub("", phrase[: place.start()])
    return role, place["org"]


def _organization_after(text: str, mention: Mention, language: Language) -> str | None:
    found = _OF.match(text, mention.end)
    return found["org"] if found and found["org"] not in language.names.countries else None
