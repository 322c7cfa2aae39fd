"""When two ways of writing a name mean the same actor: folded case, no accents, one alphabet, no titles."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

# BGN/PCGN 1947 (Russian) and 1979 (Belarusian), without apostrophes; enough to compare, not to print.
_CYRILLIC = str.maketrans(
    {
        **dict(zip("абвгдзийклмнопрстуфыэё", "abvgdziiklmnoprstufyee", strict=True)),
        "е": "e",
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "yu",
        "я": "ya",
        "і": "i",
        "ў": "u",
        "ъ": "",
        "ь": "",
        "’": "",
        "'": "",
        "ʼ": "",
    }
)
# Romanisations differ most in these: Sergei, Sergey; Zofia, Zofiya, Zofija; Tikhon, Tihon.
_ONE_SOUND = (("kh", "h"), ("j", "i"), ("y", "i"), ("w", "v"), ("ii", "i"))
_IS_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "ß": "ss"})
_POSSESSIVE = re.compile(r"[’'ʼ]s?\b(?=\s|$)")
_NOT_WORD = re.compile(r"[^\w]+")
_TITLES = frozenset(
    {"mr", "mrs", "ms", "dr", "prof", "sir", "president", "minister", "general", "the", "a", "an"}
    | {"prezident", "gospodin"}
)


def key(name: str) -> str:
    """The form under which names are compared: "Łódź Council’s" → "lodz council", "Сергей" and "Sergey" → "sergei"."""
    words = folded(name).split()
    kept = [word for word in words if word not in _TITLES] or words
    return " ".join(kept)


@dataclass(frozen=True, slots=True)
class Known:
    """An actor of the record with the keys of all its names; the first is the main one."""

    id: UUID
    schema: str
    keys: tuple[str, ...]


def match(name: str, aliases: Iterable[str], schema: str, known: Iterable[Known]) -> UUID | None:
    """The one known actor that this name means, or None: not known, or more than one fits.

    A full name decides before an alias, an alias before a bare surname. A person never is an organization.
    """
    fitting = [actor for actor in known if (actor.schema == "Person") == (schema == "Person")]
    wanted = key(name)
    others = {key(alias) for alias in aliases} - {"", wanted}
    for test in (
        lambda actor: wanted == actor.keys[0],
        lambda actor: wanted in actor.keys,
        lambda actor: " " in actor.keys[0] and actor.keys[0] in others,
        lambda actor: schema == "Person" and _surname_of(wanted, actor.keys[0]),
    ):
        found = {actor.id for actor in fitting if test(actor)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _surname_of(one: str, other: str) -> bool:
    """One of the two is the last word of the other: "glod" and "katia glod"."""
    longer, shorter = (one, other) if len(one) >= len(other) else (other, one)
    return " " not in shorter and " " in longer and longer.split()[-1] == shorter


def mentions(text: str, keys: Iterable[str]) -> bool:
    """True when the text holds one of these name keys as whole words."""
    padded = f" {folded(text)} "
    return any(f" {name} " in padded for name in keys if name)


def romanised(name: str) -> str:
    """A name in Cyrillic as English papers would write it, capitals kept; a name in Latin letters unchanged."""
    if not _IS_CYRILLIC.search(name):
        return name
    return "".join(_letter(sign) for sign in unicodedata.normalize("NFC", name))


def _letter(sign: str) -> str:
    small = sign.lower().translate(_CYRILLIC)
    return small.capitalize() if sign.isupper() else small


def folded(text: str) -> str:
    """Any text in lower case, Latin letters of one romanisation and single spaces, so that keys can be found in it."""
    plain = unicodedata.normalize("NFC", _POSSESSIVE.sub("", text.casefold()))
    plain = unicodedata.normalize("NFKD", plain.translate(_CYRILLIC).translate(_LATIN))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    for one, other in _ONE_SOUND:
        plain = plain.replace(one, other)
    return " ".join(_NOT_WORD.sub(" ", plain).split())
