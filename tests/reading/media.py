"""Own pages in the make of independent media, each with a key by hand: `media/NAME.html` and its `NAME.parts`.

A line of a key is `part: words`; `byline` gives all names (`; ` between them), `caption` the caption and its credit
(`|` between them, `-` for none), `kept` words that are in the story, `gone` words that are not. A part is right when
its text is the same but for spaces.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from beetroot.reading import Reading, read

FOLDER = Path(__file__).parent / "media"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a page: what the key asks for, and what the reading gives."""

    kind: str
    wanted: object
    given: object

    @property
    def right(self) -> bool:
        return self.wanted == self.given


def names() -> list[str]:
    """Every page with a key."""
    return sorted(path.stem for path in FOLDER.glob("*.parts"))


def parts_of(name: str) -> list[Part]:
    """The parts of a page's key beside those of its reading; a story's own list of captions and headings is one part
    each, so that one too many is wrong, too."""
    source = next(path for path in FOLDER.glob(f"{name}.*") if path.suffix != ".parts")
    key = [line.partition(": ")[::2] for line in (FOLDER / f"{name}.parts").read_text().splitlines() if line]
    return list(_compared(key, read(source.read_bytes())))


def _compared(key: list[tuple[str, str]], reading: Reading) -> Iterator[Part]:
    text = _plain(reading.text)
    single = {"kicker": reading.kicker, "headline": reading.headline, "lede": reading.lede}
    photos = [(_plain(photo.caption), _plain(photo.credit)) for photo in reading.photos]
    headings = [_plain(section.heading) for section in reading.sections if section.heading]
    for kind, words in key:
        if kind in single:
            yield Part(kind, _plain(words), _plain(single[kind]))
        elif kind == "byline":
            yield Part(kind, tuple(words.split("; ")), reading.byline)
        elif kind == "published":
            yield Part(kind, words, reading.published)
        elif kind == "caption":
            caption, credit = (_plain(one.strip(" -")) for one in words.split(" | "))
            alike = [photo for photo in photos if caption and photo[0] == caption]
            alike += [photo for photo in photos if not caption and photo[1] == credit]
            near = alike[0] if alike else photos
            yield Part(kind, (caption, credit), near)
        elif kind == "heading":
            yield Part(kind, _plain(words), _plain(words) if _plain(words) in headings else headings)
        else:
            yield Part(f"{kind}: {words}", kind == "kept", _plain(words) in text)
    wanted = len([kind for kind, _ in key if kind == "caption"]), len([kind for kind, _ in key if kind == "heading"])
    yield Part("number of captions and headings", wanted, (len(photos), len(headings)))


def _plain(words: str | None) -> str:
    return " ".join((words or "").split())
