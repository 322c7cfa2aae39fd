"""From a file's bytes to characters and a kind; what is no story is refused here with the reason."""

import re
from typing import Literal

from beetroot.reading.errors import NotAStory, TooLong

Kind = Literal["text", "html", "markdown", "word"]

# The longest book chapter is far below this; above it somebody gave a dump, and every rule here stays quick under it.
MOST_CHARACTERS = 1_000_000
MOST_MARKUP = 12_000_000
# The longest live blogs with all their comments have a tenth of it.
MOST_ELEMENTS = 100_000
# The story alone; of a page the rest is comments and lists.
MOST_STORY = 400_000

_MAGIC = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "an OpenDocument or ZIP file",
    b"\xd0\xcf\x11\xe0": "an old Word file",
    b"{\\rtf": "an RTF file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
}
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.I)
_HTML = re.compile(r"<!doctype html|<html[\s>]|<body[\s>]|<article[\s>]", re.I)
_TAG = re.compile(r"</?(?:p|div|h[1-6]|span|a|br|figure|section|li|ul)\b[^<>]{0,500}>", re.I)
_MARKDOWN = re.compile(r"^(?:#{1,6} \S|!\[[^\]\n]{0,300}\]\(|>\s?\S|---\s*$)|\[[^\]\n]{1,300}\]\([^)\s]{1,500}\)", re.M)
_CODE_LINE = re.compile(
    r"(?:[;{}]|\)\s*:|=>|\*/)$|^(?:def|class|import|from \S+ import|function|const|let|var|return|public|private"
    r"|#include|package|using|if\s?\(|for\s?\(|//|/\*|</?\w+|SELECT|INSERT|CREATE)(?:\b|\W)|^[\w.]+\s?(?:=|\+=)\s?\S|^[\w.]+\(.*\)$"
)
_LINES = 60
_SAMPLE = 4_000
_ODD = re.compile(r"[\x00-\x08\x0e-\x1b\ufffd]")
_LETTERS = re.compile(r"[^\W\d_]+")
_LETTER_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE_END = re.compile(r"[.!?…。।]['\"”’»)\]]*(?:\s|$)")


def decode(source: str | bytes) -> str:
    """The characters of the source; an encoding is guessed from its mark, its declaration, UTF-8, then Windows.

    Raises NotAStory for binary files.
    """
    if isinstance(source, str):
        return _without_surrogates(source)
    head = source[:64].lstrip()
    for magic, what in _MAGIC.items():
        if head.startswith(magic):
            raise NotAStory(f"This is {what}, not a text. Open it, copy the story's text and give that.")
    if len(source) > MOST_MARKUP:
        raise TooLong(f"{len(source):,} bytes is longer than any story. Give one story at a time.")
    return _characters(source)


def _without_surrogates(text: str) -> str:
    """Half characters, which a broken JSON or file name can bring, become question marks."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _characters(source: bytes) -> str:
    if source.startswith((b"\xff\xfe", b"\xfe\xff")):
        return source.decode("utf-16", "replace")
    if source.startswith(b"\xef\xbb\xbf"):
        source = source[3:]
    if source.count(b"\0", 0, 4096):
        raise NotAStory("This file is binary, not a text. Open it, copy the story's text and give that.")
    for encoding in _encodings(source):
        try:
            return source.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return source.decode("windows-1252", "replace")


def _encodings(source: bytes) -> list[str]:
    declared = _DECLARED.search(source, 0, 4096)
    first = [declared[1].decode("ascii", "replace")] if declared else []
    # Windows-1251 leaves hardly a byte undefined, so it is tried only where most bytes are its Cyrillic letters.
    high = sum(byte >= 0xC0 for byte in source[:20_000])
    return [*first, "utf-8", *(["windows-1251"] if high * 3 > min(len(source), 20_000) else [])]


def kind_of(text: str) -> Kind:
    """Whether the characters are HTML, Markdown or plain text, judged by their first 20,000."""
    head = text[:20_000]
    if _HTML.search(head[:5000]) or len(_TAG.findall(head)) >= 4:
        return "html"
    marks = _MARKDOWN.findall(head)
    has_heading = head.startswith(("# ", "---\n")) or "\n# " in head or "\n## " in head
    return "markdown" if has_heading or len(marks) >= 2 else "text"


def refuse_what_is_no_text(text: str) -> None:
    """Raise NotAStory or TooLong, with the reason, for characters that hold no story at all."""
    if not text.strip():
        raise NotAStory("The file is empty. Give the story's text.")
    if len(text) > MOST_CHARACTERS:
        raise TooLong(f"{len(text):,} characters is longer than any story. Give one story at a time.")
    sample = text[:10_000]
    if len(_ODD.findall(sample)) * 20 > len(sample):
        raise NotAStory("This file is binary or in an unknown encoding. Save it as UTF-8 text and try again.")
    letters, filled = _LETTERS.findall(sample, 0, _SAMPLE), sample[:_SAMPLE].split()
    if sum(map(len, letters)) * 2 < sum(map(len, filled)):
        raise NotAStory("There are more figures and signs than words here. Give a story, not a table or a list.")
    _refuse_data(sample)


def _refuse_data(sample: str) -> None:
    lines = [line.strip() for line in sample.splitlines() if line.strip()][:_LINES]
    if sample.lstrip()[:1] in ("{", "[") and sample.count('":') > 2:
        raise NotAStory("This is data (JSON), not a story. Give the story's text.")
    code = sum(bool(_CODE_LINE.search(line[:120] if len(line) > 200 else line)) for line in lines)
    if len(lines) >= 4 and code * 5 > len(lines) * 2:
        raise NotAStory("This is source code or data, not a story. Give the story's text.")
    for sign in (",", ";", "\t"):
        counts = {line.count(sign) for line in lines}
        if len(lines) >= 4 and len(counts) == 1 and counts.pop() >= 2:
            raise NotAStory("This is a table, not a story. Give the story's text.")


def refuse_what_is_too_long(story: str) -> None:
    """Raise TooLong for a story longer than four long reads."""
    if len(story) > MOST_STORY:
        raise TooLong(f"{len(story):,} characters of text are longer than any story. Give one story at a time.")


def is_prose(text: str) -> bool:
    """Whether a paragraph reads like sentences: eight words or more and, in scripts with full stops, an end."""
    if len(text) > 60 and not _LETTER_WORD.search(text[:2000]):
        return False
    words = text[:4000].split()
    if len(words) < 8:
        # Scripts without spaces still write sentences.
        return len(text) > 40 and len(words) < 3 and bool(re.search(r"[。！？]", text[:4000]))
    return bool(_SENTENCE_END.search(text[:4000])) or len(words) >= 25
