"""How sure a pattern is, by what kind of words it found: the share that was right on 42 news articles with marked
speakers and on fifteen texts with a key by hand, rounded, and less where other annotations of the same articles
disagree. `python benchmarks/reading_quotations.py` prints the shares beside these numbers, on those articles and on 42
others.
"""

from beetroot.reading.subjects import Subject

# Per pattern: an actor of the story, a pronoun that means one, a description ("the announcer"), an unknown name.
_SHARES: dict[str, tuple[float, float, float, float]] = {
    "quote, subject cue": (0.99, 0.98, 0.97, 0.95),
    "quote, cue subject": (0.98, 0.95, 0.92, 0.88),
    "quote …, subject cue": (0.88, 0.85, 0.8, 0.75),
    "quote subject cue": (0.75, 0.7, 0.65, 0.6),
    "quote — name": (0.95, 0.9, 0.9, 0.95),
    "subject cue: quote": (0.96, 0.95, 0.86, 0.75),
    "subject cue … quote": (0.89, 0.9, 0.85, 0.55),
    "subject: quote": (0.75, 0.75, 0.65, 0.6),
    "subject cue: paragraph": (0.6, 0.6, 0.55, 0.5),
    "subject … as quote": (0.8, 0.75, 0.6, 0.6),
    "according to": (0.93, 0.88, 0.89, 0.85),
    "within a report": (0.75, 0.7, 0.7, 0.6),
    "sentence before": (0.75, 0.7, 0.65, 0.65),
}
_UNRESOLVED = 0.45
_ONE_OF_SEVERAL = 0.02
_OTHER_TITLE = 0.1

NO_SOURCE = 0.1
CARRIED_OVER = 0.6
# A second run in the paragraph is as sure as the first, nearly.
SAME_SPEAKER = 0.99
NEXT_SPEAKER = 0.85


def sureness(rule: str, subject: Subject) -> float:
    """0 to 1: how often this pattern names the right speaker when it finds such a subject."""
    actor, pronoun, described, unknown = _SHARES[rule]
    if subject.pronoun:
        known = subject.actor is not None or subject.stands_for is not None
        return round(pronoun - (0 if subject.certain else _ONE_OF_SEVERAL), 2) if known else _UNRESOLVED
    if subject.actor is not None:
        return actor if subject.certain else round(actor - _OTHER_TITLE, 2)
    return unknown if subject.attribution == "named" else described
