"""Names that people type and that go into headers, pages and file names: one line that shows something."""

import re
import unicodedata

# Whatever ends a line for some reader, controls, and marks that turn the direction of what follows (Unicode TR 36).
_MARKS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANK_ALTHOUGH_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Fillers of Hangul and of Braille: letters and symbols to Unicode, nothing to the eye."""


def fault(name: str, *, limit: int) -> str | None:
    """What is wrong with a name as a person may read it, or None. `limit` in characters."""
    if _MARKS.search(name):
        return "Use one line without control or direction marks."
    if not any(_is_seen(character) for character in name):
        return "Write a name that can be read: this one is blank."
    if len(name) > limit:
        return f"Shorten it to at most {limit} characters; it has {len(name)}."
    return None


def _is_seen(character: str) -> bool:
    return unicodedata.category(character)[0] in "LNPS" and character not in _BLANK_ALTHOUGH_LETTERS
