"""A Word file (docx) as lines: mammoth turns its styles into elements, inserted words kept, deleted ones left out.

A docx is a ZIP of XML; it is measured before it is opened, so that a small file cannot unpack to gigabytes. Its
properties are not read: the name in them is that of a computer's account, which a reporter may not want printed.
"""

import io
import re
import zipfile

from beetroot.reading.errors import NotAStory, ReadingError, TooLong
from beetroot.reading.lines import Line

_MAGIC = b"PK\x03\x04"
_DOCUMENT = "word/document.xml"
_MOST_XML = 10_000_000
_MOST_FILES = 5_000
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p.standfirst:fresh
p[style-name='Caption'] => p.caption:fresh
p[style-name='caption'] => p.caption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
comment-reference => !
"""
_RANKED = re.compile(r"h[1-6]")


def is_word(source: bytes) -> bool:
    """Whether the bytes are those of a docx."""
    if not source.startswith(_MAGIC):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            return _DOCUMENT in archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def read_word(source: bytes) -> tuple[str, list[Line]]:
    """The visible text and its lines; raises NotAStory where the file is damaged, TooLong where it would unpack to more
    than any story."""
    from beetroot.reading.webpage import visible_lines

    visible, lines = visible_lines(f"<html><body>{_converted(source)}</body></html>")
    styled = any(_RANKED.fullmatch(line.hint) for line in lines)
    for line in lines:
        if "standfirst" in line.classes:
            line.hint = "standfirst"
        elif "caption" in line.classes:
            line.hint = "figcaption"
        elif line.hint == "p" and not styled and line.strong < 0.9:
            line.hint = ""  # typed without styles: its headings are told as those of plain text are
    return visible, lines


def _converted(source: bytes) -> str:
    import mammoth

    _measure(source)
    try:
        # No picture is unpacked and no file outside the archive is opened.
        pictures = mammoth.images.img_element(lambda picture: {})
        return mammoth.convert_to_html(io.BytesIO(source), style_map=_STYLES, convert_image=pictures).value
    except ReadingError:
        raise
    except Exception as error:
        raise NotAStory("This Word file is damaged. Open it in Word and save it again, or copy its text.") from error


def _measure(source: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise NotAStory("This Word file is damaged. Open it in Word and save it again, or copy its text.") from error
    unpacked = sum(entry.file_size for entry in entries if entry.filename.endswith((".xml", ".rels")))
    if unpacked > _MOST_XML or len(entries) > _MOST_FILES:
        raise TooLong("This Word file holds more than any story. Give one story at a time.")
