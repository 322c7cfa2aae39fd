"""Who wrote it, for whom, and when it came out, from lines and from a page's metadata."""

import re

from beetroot.reading.languages import Language
from beetroot.reading.lines import Line

_NAME = re.compile(
    r"[^\W\d_a-zа-яёіў][\w.’'ʼ-]*"
    r"(?: (?:van|von|de|del|der|den|di|da|la|le|bin|al|el|ibn|y|[^\W\d_a-zа-яёіў][\w.’'ʼ-]*)){0,4}"
)
_MAIL = re.compile(r"\S+@\S+|https?://\S+|\(@\w+\)|@\w+")
_DATED = re.compile(r"(?P<name>[^,|•·\d]{4,60}?)(?:\s?[,|•·]\s?|\s[—–-]\s)(?P<date>[^|]{6,60}\d[^|]{0,12})")
_POSITION = re.compile(
    r"(?P<name>[A-Z][\w’'-]+ (?:(?:van|de|der|al|bin|Mc|[A-Z]\.) )?[A-Z][\w’'-]+),? "
    r"(?:(?:[A-Z][\w-]+ ){0,2}(?:[a-z][\w-]+ ){0,3}(?i:correspondent|editor|reporter|writer|columnist|critic)"
    r"|in [A-Z][\w’-]+(?: [A-Z][\w’-]+)?)"
)
# "Ann Lee Editor: Bo Ek": who else had a part in it.
_OTHER_ROLE = re.compile(r"(?<=\w)\s+[^\W\d_]+:\s")
_ROLE = re.compile(r"(?:[A-Z][\w-]+ ){1,3}(?:Correspondent|Editor|Reporter|Writer|Columnist|Critic)")
_BREAKS = re.compile(r"\s*(?:,|;|/|•|\|)\s*")


def names_in(text: str, language: Language) -> tuple[str, ...]:
    """The people a byline names, in order: "Ann Lee, Bo Ek and Cy Dao" → three names."""
    other = _OTHER_ROLE.search(text)
    text = text[: other.start()] if other else text
    words = "|".join(re.escape(word) for word in sorted(language.page.and_words))
    parts = _BREAKS.split(re.sub(rf"\s(?:{words})\s", ", ", _MAIL.sub("", text).strip(" ."), flags=re.I))
    names: list[str] = []
    for part in parts:
        part = part.strip(" .–—-")
        # Some papers print names in capitals.
        part = part.title() if part.isupper() and " " in part else part
        if _NAME.fullmatch(part) and part not in names:
            names.append(part)
        elif names:
            break  # what follows is a position or a place
    return tuple(names)


def is_name(text: str) -> bool:
    """Two to four capitalised words and nothing else."""
    return 2 <= len(text.split()) <= 4 and len(text) < 60 and bool(_NAME.fullmatch(text)) and not text.isupper()


def is_position(text: str) -> bool:
    """ "Local Democracy Reporter" above a name: what somebody is, not who."""
    return bool(_ROLE.fullmatch(text))


def name_with_position(text: str) -> str | None:
    """The name in "Ann Lee Energy correspondent", "Ann Lee in Kyiv": two words, then what or where somebody is."""
    found = _POSITION.fullmatch(text)
    return found["name"] if found and is_name(found["name"]) else None


def split_dated(text: str) -> tuple[str, str] | None:
    """ "Ann Lee, 3 May 2020": the name and the rest, where the rest begins like a date."""
    found = _DATED.fullmatch(text)
    return (found["name"], found["date"]) if found and is_name(found["name"]) else None


def _more_names(rest: str, line: Line, language: Language) -> tuple[str, ...]:
    """Authors behind a comma, where what stands there is no place or position: each has a link, an "and" joins them or
    a given name begins them."""
    joined = line.links > 1 or any(f" {word} " in rest for word in language.page.and_words)
    given = rest.split(" ")[0].lower()
    if not joined and given not in language.names.female and given not in language.names.male:
        return ()
    return tuple(name for name in names_in(rest, language) if is_name(name))


def read_byline(line: Line, language: Language) -> tuple[tuple[str, ...], str | None] | None:
    """Names and the publication written for, if the line is a byline."""
    if len(line.text) > 200:
        return None
    match = language.page.byline.fullmatch(line.plain)
    if not match:
        return None
    names = names_in(match["names"], language)
    if not names:
        return None
    if match["rest"] and line.plain[: match.start("rest")].rstrip().endswith(","):
        names += _more_names(match["rest"], line, language)
    written_for = match["for"]
    return names, written_for.strip(" .") if written_for else None
