"""Who acts in a story: names merged by their forms, with kind, role and organisation as the story gives them."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from beetroot.reading.forms import exact_key, is_one_of, name_key, nominative, obliqueness
from beetroot.reading.languages import Language
from beetroot.reading.model import Actor, ActorKind, Quotation
from beetroot.reading.names import Mention
from beetroot.reading.roles import role_around
from beetroot.reading.tagging import Tag, TagKind
from beetroot.reading.words import NameWords

_ACRONYM = re.compile(r"[A-ZА-ЯЁ][A-ZА-ЯЁ&-]{1,7}")
_BRACKETED = re.compile(r"\s\((?:the )?(?P<short>[A-Z][\w.&-]{1,14})\)")
_KIN = re.compile(
    r"\b(?:(?P<m>son|father|grandfather|brother|husband|uncle|nephew|\w+man)|(?:daughter|mother|grandmother|sister|wife|aunt|niece|\w+woman))"
    r"(?:-in-law)?\b"
)
# "Xi Jinping": a family name and one more.
_WITH_FAMILY = 2
_WORD_AFTER = re.compile(r",?\s([a-zа-яё]+)")
_WORD_BEFORE = re.compile(r"([a-zа-яё]+)\s$")
_LINKS = frozenset({"of", "for", "the", "and", "&"})


@dataclass(slots=True)
class Known:
    """An actor while the story is read; `places` are the starts of its mentions."""

    name: str
    kind: ActorKind
    aliases: list[str] = field(default_factory=list)
    role: str | None = None
    organization: str | None = None
    sex: str | None = None
    places: list[int] = field(default_factory=list)
    confidence: float = 0.5


@dataclass(slots=True)
class Cast:
    """Everybody in the story; `at` finds the actor of a mention by its place, `find` by its words."""

    known: list[Known] = field(default_factory=list)
    by_form: dict[str, Known] = field(default_factory=dict)
    by_person: dict[str, Known] = field(default_factory=dict)
    by_given: dict[str, Known | None] = field(default_factory=dict)
    by_place: dict[int, Known] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    tagged: dict[int, TagKind] = field(default_factory=dict)

    def find(self, words: str) -> Known | None:
        """The actor called by these words: full name, surname, acronym or a country's capital."""
        key = name_key(words)
        return self.by_form.get(exact_key(words)) or self.by_person.get(key) or self.by_given.get(key)

    def persons(self) -> Iterable[Known]:
        return (actor for actor in self.known if actor.kind == "Person")


def find_cast(text: str, mentions: Sequence[Mention], language: Language, tags: Sequence[Tag] = ()) -> Cast:
    """Read the mentions into actors: whole names first, then the shorter forms that refer back to them.

    What a trained tagger calls a person, an organisation or a place is one.
    """
    cast = Cast(mentions=list(mentions), tagged={tag.start: tag.kind for tag in tags})
    counts = Counter(mention.text for mention in mentions)
    long_first = sorted(mentions, key=lambda mention: (-len(mention.text.split()), mention.start))
    for mention in long_first:
        if mention.text in language.names.metonyms and not _acts(mention, text, language):
            continue  # a city, not its government
        actor = cast.find(mention.text) or _introduce(mention, text, cast, counts, language)
        if actor is not None:
            _note(actor, mention, text, cast, language)
    for match in language.speech.titled.finditer(text):
        name = match["name"]
        (cast.find(name) or _add(cast, name, "Organization", [name])).places.append(match.start("name"))
    for actor in cast.known:
        actor.places.sort()
        if actor.kind == "Person":
            _settle_name(actor, language)
    cast.known.sort(key=lambda actor: actor.places[0])
    return cast


def _settle_name(actor: Known, language: Language) -> None:
    """The name in the nominative, if the story has it so anywhere or its given name is a known one."""
    names = language.names
    full = [form for form in (actor.name, *actor.aliases) if len(form.split()) == len(actor.name.split())]
    best = next((form for form in full if _is_listed(form, names)), min(full, key=obliqueness))
    best = nominative(best, female=names.female, male=names.male)
    if len(best.split()) > 1 and _is_listed(best, names):
        actor.sex = "m" if best.split()[0].lower() in names.male else "f"
    if best != actor.name:
        actor.aliases = [form for form in (actor.name, *actor.aliases) if form != best]
        actor.name = best


def _is_listed(name: str, names: NameWords) -> bool:
    given = name.split()[0].lower()
    return given in names.female or given in names.male


def _introduce(mention: Mention, text: str, cast: Cast, counts: Counter[str], language: Language) -> Known | None:
    words = mention.text.split()
    geography = _geography(mention, text, cast, language)
    if geography is not None:
        return geography
    known = _known(mention, cast, language)
    if known is not None:
        return known
    kind = _kind(mention, words, language)
    tagged = cast.tagged.get(mention.start)
    if tagged == "Place":
        return None
    if tagged is not None and (kind is None or tagged == "Person"):
        kind = tagged
    if kind is None and len(words) == 1:
        return _by_surname(mention, text, cast, language)
    if kind is None:
        kind = "Person" if _looks_like_person(mention, words, text, counts, language) else None
    if kind is None:
        return None
    return _add(cast, mention.text, kind, _forms(mention.text, kind, language))


def _add(cast: Cast, name: str, kind: ActorKind, forms: Iterable[str]) -> Known:
    actor = Known(name, kind)
    cast.known.append(actor)
    for form in forms:
        # The first who bears a surname keeps it; a second full name with it makes the short form ambiguous at worst.
        cast.by_form.setdefault(exact_key(form), actor)
        if kind == "Person":
            cast.by_person.setdefault(name_key(form), actor)
    if kind == "Person" and " " in name:
        given = name_key(name.split()[0])
        cast.by_given[given] = None if given in cast.by_given else actor  # a given name that two bear means neither
    return actor


def _forms(name: str, kind: ActorKind, language: Language) -> list[str]:
    words = name.split()
    if kind != "Person" or len(words) == 1:
        return [name]
    forms = [name, words[-1], f"{words[0]} {words[-1]}"]
    return [*forms, words[0]] if words[0].lower() in language.names.family_first else forms


def _geography(mention: Mention, text: str, cast: Cast, language: Language) -> Known | None:
    """Countries, and governments named by their capital where they act."""
    country = language.names.countries.get(mention.text)
    if country:
        return _add(cast, country, "Country", [country])
    government = language.names.metonyms.get(mention.text)
    if government and _acts(mention, text, language):
        known = cast.find(f"government of {government}")
        actor = known or _add(cast, f"Government of {government}", "PublicBody", [f"Government of {government}"])
        cast.by_form[exact_key(mention.text)] = actor
        return actor
    return None


def _known(mention: Mention, cast: Cast, language: Language) -> Known | None:
    """Unions of states and the like, whose names no rule tells from places ("the Russia-Belarus Union State")."""
    for name, kind in language.names.known.items():
        if mention.text == name or mention.text.endswith(f" {name}"):
            return cast.find(name) or _add(cast, name, kind, [name, mention.text])
    return None


def _acts(mention: Mention, text: str, language: Language) -> bool:
    """Not a place: nobody is in, to or from it, and no comma or "region" follows."""
    before = re.search(r"([\w’'-]+)\s(?:the\s)?$", text[max(0, mention.start - 30) : mention.start])
    place = before is not None and before[1].lower() in language.names.place_words
    return not place and not re.match(r"\s(?:region|street|metro|airport|-based)", text[mention.end : mention.end + 12])


def _kind(mention: Mention, words: list[str], language: Language) -> ActorKind | None:
    low = [word.strip(".").lower() for word in words]
    head = next((index for index, word in enumerate(low) if word in _LINKS), len(low))
    named = [low[0], *low[max(0, head - 1) : head], low[-1]]
    if any(is_one_of(word, language.names.bodies) for word in named[1:]):
        return "PublicBody" if len(words) > 1 else None
    if any(is_one_of(word, language.names.organizations) for word in (*named[1:], low[0] if len(low) == 1 else "")):
        return "Organization"
    if len(words) == 1 and _ACRONYM.fullmatch(words[0]) and mention.title is None:
        return "Organization"
    return None


def _looks_like_person(mention: Mention, words: list[str], text: str, counts: Counter[str], language: Language) -> bool:
    low = words[0].strip(".").lower()
    if len(words) > 4 or any(word in _LINKS for word in words) or _is_place(words, language):
        return False
    if is_one_of(low, language.names.female) or is_one_of(low, language.names.male) or mention.title:
        return True
    if low in language.names.family_first and len(words) == _WITH_FAMILY:
        return True
    of_a_person = language.names.of_a_person
    if (counts[words[-1]] and len(words[-1]) > 3) or (of_a_person and of_a_person.match(text, mention.end)):
        return True
    role, _ = role_around(text, mention, language)
    return role is not None or _speaks(mention, text, language)


def _is_place(words: list[str], language: Language) -> bool:
    """Not for its first name: Bill and Ray are things and places, too."""
    names = language.names
    named = len(words) > 1 and is_one_of(words[0], names.male)
    return any(word in names.countries or word in names.demonyms for word in words) or any(
        word.lower() in names.place_parts for word in words[named:]
    )


def _speaks(mention: Mention, text: str, language: Language) -> bool:
    speech = language.speech
    after = _WORD_AFTER.match(text[mention.end : mention.end + 30])
    if after and after[1] in speech.cues and after[1] not in speech.nouns:
        return True
    before = _WORD_BEFORE.search(text[max(0, mention.start - 20) : mention.start])
    if before is None or before[1] not in speech.cues or before[1] in speech.nouns:
        return False
    # Who is told something is none that speaks.
    return not (speech.definite_article and before[1] in speech.told)


def _by_surname(mention: Mention, text: str, cast: Cast, language: Language) -> Known | None:
    """A single word that no full name explains: a person only with a title, or when it speaks."""
    if mention.text in language.names.demonyms or mention.text.lower() in language.names.place_parts:
        return None
    if mention.text in language.names.metonyms or len(mention.text) < 3:
        return None
    before = re.search(r"([\w’'-]+)\s(?:the\s)?$", text[max(0, mention.start - 30) : mention.start])
    place = before is not None and before[1].lower() in language.names.place_words
    names = language.names
    whose = names.of_a_person is not None and names.of_a_person.match(text, mention.end) is not None
    if not place and (whose or _is_given_a_role(mention, text, language)):
        return _add(cast, mention.text, "Person", [mention.text])
    if mention.title or (_speaks(mention, text, language) and not mention.at_start and not place):
        return _add(cast, mention.text, "Person", [mention.text])
    return None


def _is_given_a_role(mention: Mention, text: str, language: Language) -> bool:
    """ "Mariam, a student who …", "a nurse called Vera": a lone given name with what its bearer is."""
    names = language.names
    given = is_one_of(mention.text.lower(), names.female) or is_one_of(mention.text.lower(), names.male)
    said = text[mention.end : mention.end + 3] in (", a", ", o") or text[
        max(0, mention.start - 8) : mention.start
    ].endswith(" called ")
    if not language.speech.definite_article or not (given or said):
        return False
    role = role_around(text, mention, language)[0]
    return role is not None and not is_one_of(role.split()[-1], language.speech.body_nouns | language.speech.firms)


def _note(actor: Known, mention: Mention, text: str, cast: Cast, language: Language) -> None:
    """Record one mention: its place, a new form of the name, role and organisation if it brings any."""
    actor.places.append(mention.start)
    cast.by_place[mention.start] = actor
    if mention.text not in (actor.name, *actor.aliases):
        actor.aliases.append(mention.text)
    bracketed = _BRACKETED.match(text, mention.end)
    if bracketed and actor.kind != "Person":
        cast.by_form.setdefault(exact_key(bracketed["short"]), actor)
    if actor.kind == "Person":
        _note_person(actor, mention, text, language)


def _note_person(actor: Known, mention: Mention, text: str, language: Language) -> None:
    role, organization = role_around(text, mention, language)
    full = len(mention.text.split()) > 1
    if role and (actor.role is None or (full and mention.start < min(actor.places[:-1], default=mention.start))):
        actor.role = role
    actor.organization = actor.organization or organization
    actor.sex = actor.sex or _sex(actor.name, mention, language) or _sex_of_kin(role)
    actor.confidence = max(actor.confidence, 0.95 if full and role else 0.85 if full else 0.6)


def _sex_of_kin(role: str | None) -> str | None:
    kin = _KIN.search(role or "")
    return kin and ("m" if kin["m"] else "f")


def _sex(name: str, mention: Mention, language: Language) -> str | None:
    title = (mention.title or "").lower()
    if re.search(r"\b(?:mrs|ms|miss|lady|dame|queen|princess|\w+woman)\b", title):
        return "f"
    if re.search(r"\b(?:mr|sir|lord|king|prince|pope|\w+man)\b", title):
        return "m"
    first, last = name.split()[0].lower(), name.split()[-1].lower()
    if first in language.names.female or first in language.names.male:
        return "f" if first in language.names.female else "m"
    if re.search(r"(?:ova|eva|ina|skaya|skaia|ska|ая|ова|ева|ина)$", last):
        return "f"
    return "m" if re.search(r"(?:ov|ev|sky|skiy|ski|ич|ов|ев|ин|ский)$", last) else None


def as_actors(cast: Cast, quotations: Sequence[Quotation] = ()) -> tuple[Actor, ...]:
    """The cast in the order of first mention, then the groups and media that speak in the story."""
    named = _named_actors(cast)
    taken = {name.lower() for actor in named for name in (actor.name, *actor.aliases)}
    groups: dict[str, Actor] = {}
    for quotation in quotations:
        name = quotation.speaker
        if quotation.attribution in ("group", "media") and name and name.lower() not in taken:
            groups.setdefault(name.lower(), Actor(name, "Group", (), None, 0.5))
    return (*named, *groups.values())


def _named_actors(cast: Cast) -> tuple[Actor, ...]:
    return tuple(
        Actor(
            name=actor.name,
            kind=actor.kind,
            aliases=tuple(alias for alias in actor.aliases if alias != actor.name),
            role=actor.role,
            confidence=actor.confidence if actor.kind == "Person" else 0.9 if actor.kind == "Country" else 0.75,
            organization=actor.organization,
        )
        for actor in cast.known
    )
