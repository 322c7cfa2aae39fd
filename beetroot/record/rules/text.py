"""Words from outside made plain: no markup, no control signs, one line, cut to what a column holds."""

import re
import unicodedata

_TAG = re.compile(r"<[^<>]{0,2000}>")


def plain(value: str) -> str:
    """One line of text without tags and without control or direction marks."""
    kept = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in _TAG.sub(" ", value))
    # Half of a surrogate pair, which JSON can write, is no text and no database takes it.
    return " ".join("".join(sign for sign in kept if unicodedata.category(sign) not in ("Cf", "Cs")).split())


def cut(value: object, length: int) -> str:
    """At most so many characters, with an ellipsis where some are left out."""
    text = " ".join(str(value or "").split())
    return text if len(text) <= length else text[: length - 1] + "…"
