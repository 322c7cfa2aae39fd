"""Just enough English grammar for a sentence made of a name, a verb and a name."""

from beetroot.record.rules.vocabulary import Schema

#: Last words of names that take a plural verb; “United States” and “Reuters” end in s and do not.
_PLURALS = frozenset(
    "activists allies analysts authorities banks companies courts economists experts fighters forces governments "  # noqa: SIM905
    "groups guards insurgents journalists judges lawmakers media militias militants ministers officials parties people "
    "police powers prosecutors protesters rebels recruits refugees residents separatists services soldiers troops "
    "unions units volunteers voters workers".split()
)
_IRREGULAR = {"is": "are", "has": "have"}


def is_plural(name: str, schema: str) -> bool:
    """Whether a verb after the name is plural. Persons and countries are one; “forces in the east” are many."""
    if schema in (Schema.PERSON, Schema.COUNTRY):
        return False
    head = name.casefold().split(" in ")[0].split(" of ")[0].split(" from ")[0]
    return head.rpartition(" ")[2] in _PLURALS


def plural_verb(verb: str) -> str:
    """“sanctions” → “sanction”, “is allied with” → “are allied with”."""
    first, gap, rest = verb.partition(" ")
    if first in _IRREGULAR:
        return f"{_IRREGULAR[first]}{gap}{rest}"
    stem = first[:-2] if first.endswith(("sses", "ches", "shes", "xes")) else first.removesuffix("s")
    return f"{stem}{gap}{rest}"
