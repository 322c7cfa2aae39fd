"""The story alone: its parts in source order, joined to one text whose offsets the facts count in."""

import re
from dataclasses import dataclass

from beetroot.reading.captions import trailing_credit
from beetroot.reading.lines import Layout, Line
from beetroot.reading.model import Label, Photo, Section

_TOLD: frozenset[Label] = frozenset({"headline", "lede", "heading", "body", "quote", "list", "table", "caption"})
_CREDIT_LEAD = re.compile(
    r"^[(\[/|—–\s]{0,3}(?:(?:file |main |banner |cover )?(?:photograph(?:s|y)?|photo credit|photos?|image credit"
    r"|(?:image )?copyright"
    r"|image|picture|credits?|illustration|banner|source|foto|fotó|fotos|фото(?:графия|граф)?|фота|світлина|иллюстрация"
    r"|снимок)(?:(?: ?(?:by|credit|source|courtesy of|courtesy|de|di|von))?\s?[:/©|]"
    r"|(?: ?(?:by|credit|source|courtesy of|courtesy|de|di|von)\b)"
    r"|(?=\s(?-i:[^\W\d_a-zа-яёіўїєґ])))|©)\s*(?=[@«„“\"]?[^\W\d_])",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph, heading, caption … of the story; offsets count characters of the story's text."""

    label: Label
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Story:
    text: str
    parts: tuple[Part, ...]
    lede: str | None
    sections: tuple[Section, ...]
    photos: tuple[Photo, ...]
    removed: tuple[str, ...]


def assemble(layout: Layout) -> Story:
    """Put the labelled lines together; nothing is changed in any of them."""
    flat = [piece for line in layout.lines if line.text for piece in (line.pieces or [line])]
    parts = _parts(_once(flat))
    return Story(
        text="\n\n".join(part.text for part in parts),
        parts=parts,
        lede=next((part.text for part in parts if part.label == "lede"), None),
        sections=_sections(parts),
        photos=_photos(flat, parts),
        removed=tuple(line.text for line in flat if line.label == "furniture"),
    )


def _once(flat: list[Line]) -> list[Line]:
    """Without the second and third copy of the headline."""
    seen = False
    kept: list[Line] = []
    for line in flat:
        if line.label == "headline":
            if seen:
                continue
            seen = True
        kept.append(line)
    return kept


def _parts(flat: list[Line]) -> tuple[Part, ...]:
    parts: list[Part] = []
    position = 0
    for line in flat:
        if line.label is not None and line.label in _TOLD and line.text:
            parts.append(Part(line.label, position, position + len(line.text), line.text))
            position += len(line.text) + 2
    return tuple(parts)


def _sections(parts: tuple[Part, ...]) -> tuple[Section, ...]:
    sections: list[Section] = []
    heading: str | None = None
    paragraphs: list[str] = []
    for part in parts:
        if part.label == "heading":
            if paragraphs or heading is not None:
                sections.append(Section(heading, tuple(paragraphs)))
            heading, paragraphs = part.text, []
        elif part.label in ("body", "quote", "list", "table"):
            paragraphs.append(part.text)
    if paragraphs or heading is not None:
        sections.append(Section(heading, tuple(paragraphs)))
    return tuple(sections)


def _photos(flat: list[Line], parts: tuple[Part, ...]) -> tuple[Photo, ...]:
    captions = iter([part for part in parts if part.label == "caption"])
    photos: list[Photo] = []
    open_caption = False
    for index, line in enumerate(flat):
        if line.label == "caption":
            part = next(captions)
            credit = photos.pop().credit if _stands_above(index, flat, photos) else None
            photos.append(Photo(part.text, credit, None, part.start, part.end))
            open_caption = credit is None
        elif line.label == "credit":
            credit = credit_name(line.text)
            if open_caption:
                last = photos.pop()
                photos.append(Photo(last.caption, credit, None, last.start, last.end))
            else:
                photos.append(Photo(None, credit))
            open_caption = False
        elif line.label != "blank":
            open_caption = False
    return tuple(photos)


def _stands_above(index: int, flat: list[Line], photos: list[Photo]) -> bool:
    """Whether the credit right above a caption, with no caption of its own, is this one's."""
    before, after = flat[index - 1 : index], flat[index + 1 : index + 2]
    credited = bool(before and before[0].label == "credit" and photos and photos[-1].caption is None)
    return credited and before[0].hint != "" and not (after and after[0].label == "credit")


def credit_name(text: str) -> str:
    """The credit without "Photo:" before it and brackets around it."""
    bare = _CREDIT_LEAD.sub("", text.strip()).strip(" /|—–")
    if len(bare) > 2 and bare.endswith(".") and bare[-3:-1].isalpha():
        bare = bare[:-1]
    return bare.lstrip("([").removesuffix(")").removesuffix("]") if text.strip()[:1] in "([" else bare


def split_captions(lines: list[Line]) -> None:
    """Cut the credit off captions that carry their own."""
    for line in lines:
        if line.label == "caption" and not line.pieces:
            at = trailing_credit(line.text)
            if at:
                line.split(at, "caption", "credit")
