"""Below the story: standing words of a company about itself, and the furniture at the foot."""

import re

from beetroot.reading.languages import Language
from beetroot.reading.lines import ENDS, PROSE_WORDS, Line

# So many lines at the foot may be words to the reader.
_LAST = 4
_INTRODUCTION = 8
_NOTE_WORDS = 60
_OCCUPATION = re.compile(
    r"\b(?:is|are|works as|covers|reports) (?:\w+ ){0,6}(?:journalists?|reporters?|correspondents?|writers?|editors?"
    r"|researchers?|photographers?"
    r"|freelancers?|authors?|columnists?|fellows?|professors?|lecturers?)\b"
)


def mark_boilerplate(filled: list[Line], language: Language) -> None:
    """What a company says of itself below its news, from the line that begins it to the end."""
    heads, says = language.page.about_itself, language.page.of_itself
    if heads is None or says is None:
        return
    for index in range(len(filled) // 2, len(filled) - 1):
        line = filled[index]
        follows = " ".join(other.text for other in filled[index + 1 : index + 3])
        if len(line.text) <= 90 and line.label is None and heads.fullmatch(line.plain) and says.search(follows):
            for other in filled[index:]:
                other.label = other.label or "furniture"
            return


def mark_tail(filled: list[Line], language: Language) -> None:
    """Below the last paragraph of prose nothing but furniture stands, once a line there says so."""
    last = max((i for i, line in enumerate(filled) if line.label is None and _is_running(line)), default=None)
    if last is None:
        return
    tail = filled[last + 1 :]
    said = next(
        (i for i, line in enumerate(tail) if language.page.tail.fullmatch(line.plain[:300]) or line.label == "signup"),
        None,
    )
    ended = max((i for i, line in enumerate(tail) if line.label is None and ENDS.search(line.text)), default=-1)
    for index, line in enumerate(tail):
        # A short line without an end at the foot, with nothing but such lines below it.
        leftover = line.hint == "" and index > ended and line.word_count < PROSE_WORDS
        if line.label is None and ((said is not None and index > said) or leftover):
            line.label = "furniture"


def _is_running(line: Line) -> bool:
    """Running text for certain: long, or a paragraph that the page's extractor took for the story."""
    return line.word_count >= 25 or (
        line.main is True and line.hint == "p" and line.word_count >= 8 and line.linked < 0.5
    )


def mark_author_note(filled: list[Line], authors: tuple[str, ...]) -> None:
    """ "Ann Lee is a journalist based in Vienna.": who wrote the story, as its last line says."""
    last = next((line for line in reversed(filled) if line.label is None), None)
    if last is None or not last.text.startswith(authors or ("\0",)) or last.word_count > _NOTE_WORDS:
        return
    if _OCCUPATION.search(last.text):
        last.label = "furniture"


def mark_appeals(filled: list[Line], language: Language) -> None:
    """Words to the reader below the story: who asks for members, donations or subscribers, and the line above that
    introduces it ("A note from the author:")."""
    appeal = language.page.appeal
    open_lines = [index for index, line in enumerate(filled) if line.label is None]
    for index in open_lines[-_LAST:] if appeal is not None and len(open_lines) > 2 * _LAST else []:
        line = filled[index]
        if appeal is None or not appeal.search(line.text):
            continue
        line.label = "furniture"
        above = filled[index - 1]
        if above.label is None and above.text.endswith(":") and above.word_count <= _INTRODUCTION:
            above.label = "furniture"
