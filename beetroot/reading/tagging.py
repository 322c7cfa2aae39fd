"""Names that a trained tagger marks, where one is installed for the language: natasha's for Russian, as an extra.

Its models lie in the package (NewsNER and Navec, MIT), so nothing is downloaded and nothing leaves the machine. Only
the tagger is loaded, not natasha's morphology: forms of names are ours (forms.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from beetroot.reading.names import Mention
from beetroot.reading.story import Part

TagKind = Literal["Person", "Organization", "Place"]
_KINDS: dict[str, TagKind] = {"PER": "Person", "ORG": "Organization", "LOC": "Place"}
_LONGEST = 4000
MISSING = (
    "Names in Russian were found by rules alone. With natasha more are found: pip install 'beetroot[russian]' (140 MB)."
)


@dataclass(frozen=True, slots=True)
class Tag:
    """A marked name `start`…`end` of the story's text."""

    start: int
    end: int
    kind: TagKind


def is_missing(code: str) -> bool:
    """Whether a language has a tagger that is not installed here."""
    return code == "ru" and _tagger() is None


def find_tags(parts: Sequence[Part], code: str) -> tuple[Tag, ...]:
    """Names of the story in order, none where the language has no tagger; a paragraph at a time."""
    tagger = _tagger() if code == "ru" else None
    if tagger is None:
        return ()
    return tuple(
        Tag(part.start + span.start, part.start + span.stop, _KINDS[span.type])
        for part in parts
        if part.label not in ("headline", "heading")
        for span in tagger(part.text[:_LONGEST]).spans
    )


def with_tags(mentions: Sequence[Mention], tags: Sequence[Tag], text: str) -> list[Mention]:
    """Mentions of the rules, with the tagger's persons and organisations in place of those they overlap."""
    names = [tag for tag in tags if tag.kind != "Place"]
    kept = [m for m in mentions if not any(tag.start < m.end and m.start < tag.end for tag in names)]
    titles = {mention.end: mention.title for mention in mentions}
    tagged = [
        Mention(text[tag.start : tag.end], tag.start, tag.end, titles.get(tag.end), at_start=False, possessive=False)
        for tag in names
        if text[tag.start].isupper()
    ]
    return sorted([*kept, *tagged], key=lambda mention: mention.start)


@cache
def _tagger() -> Any:
    """natasha's tagger of news names, or None where the extra is not installed. Takes a second and a half, once."""
    spec = find_spec("natasha")
    if spec is None or spec.origin is None:
        return None
    data = Path(spec.origin).parent / "data"
    vectors = import_module("navec").Navec.load(next((data / "emb").glob("navec_news*.tar")))
    tagger = import_module("slovnet").NER.load(next((data / "model").glob("slovnet_ner_news*.tar")))
    tagger.navec(vectors)
    return tagger
