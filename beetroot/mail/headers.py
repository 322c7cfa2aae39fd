"""Header fields that hold whatever an editor typed, and cannot be broken out of.

Text for people (subject, names) is cleaned; anything structural is refused when it is not clean already.
"""

import base64
import re
import unicodedata
from collections.abc import Iterator

from beetroot.mail import addresses
from beetroot.mail.errors import BadHeader

MAX_LINE = 78  # RFC 5322 2.1.1
MAX_WORD = 75  # RFC 2047 2
MAX_SUBJECT = 500
MAX_NAME = 200

# Everything that some reader of mail takes for the end of a line, RFC 5322's own CR and LF first.
_BREAKS = re.compile("[\r\n\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Bidi controls reorder what a reader sees (Unicode TR 36); ZWJ and ZWNJ stay, emoji and Persian need them.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ATEXT_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\- ]+\Z")
# RFC 2047 5 (3): what an encoded word may hold unencoded inside a phrase; also right for a subject.
_Q_PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_Q_ATOMS = [chr(octet) if octet in _Q_PLAIN else f"={octet:02X}" for octet in range(256)]
_Q_ATOMS[0x20] = "_"
_FIELD_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+\-^_`|~]{1,60}\Z")  # RFC 5322 3.6.8 ftext, without odd ones


def clean(text: str) -> str:
    """The text on one line: breaks become spaces, controls and bidi marks go, runs of space become one."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    text = _BIDI.sub("", _BREAKS.sub(" ", text))
    kept = (character for character in text if unicodedata.category(character) not in ("Cc", "Cs"))
    return " ".join("".join(kept).split())


def field_name(name: str) -> str:
    """The name, if it can be one (RFC 5322 3.6.8); else BadHeader."""
    if not _FIELD_NAME.match(name):
        raise BadHeader("A header field's name may hold only letters, digits and hyphens.")
    return name


def unstructured(text: str, *, name: str, limit: int = MAX_SUBJECT) -> str:
    """The cleaned text as a folded value (RFC 5322 2.2.3, RFC 2047), ready after `name: `.

    Lines are at most 78 octets, joined by CRLF and a space. Raises BadHeader over `limit` characters.
    """
    text = _bounded(clean(text), name=name, limit=limit)
    room = MAX_LINE - len(name) - 2
    if text.isascii() and "=?" not in text:
        folded = _fold(text, room=room)
        if folded is not None:
            return folded
    return "\r\n ".join(_encoded_words(text, room=room))


def mailbox(name: str, address: str, *, field: str = "From") -> str:
    """`name <address>` as a folded value (RFC 5322 3.4), the name quoted or encoded as it needs.

    Raises BadHeader for a name over 200 characters, BadAddress for the address.
    """
    written = f"<{addresses.wire(address)}>"
    name = _bounded(clean(name), name=field, limit=MAX_NAME)
    if not name:
        return written[1:-1]
    lines = _phrase(name, room=MAX_LINE - len(field) - 2).split("\r\n ")
    first_indent = len(field) + 2 if len(lines) == 1 else 1
    separator = " " if first_indent + len(lines[-1]) + 1 + len(written) <= MAX_LINE else "\r\n "
    return "\r\n ".join(lines) + separator + written


def _bounded(text: str, *, name: str, limit: int) -> str:
    if len(text) > limit:
        raise BadHeader(f"The text for {name} has {len(text)} characters; shorten it to at most {limit}.")
    return text


def _phrase(name: str, *, room: int) -> str:
    if name.isascii() and "=?" not in name and len(name) + 2 <= room:
        if _ATEXT_PHRASE.match(name):
            return name
        escaped = re.sub(r'(["\\])', r"\\\1", name)  # RFC 5322 3.2.4
        if len(escaped) + 2 <= room:
            return f'"{escaped}"'
    return "\r\n ".join(_encoded_words(name, room=room))


def _fold(text: str, *, room: int) -> str | None:
    """Fold at spaces; None where one word is longer than a line."""
    lines: list[str] = [""]
    for word in text.split(" "):
        width = room if len(lines) == 1 else MAX_LINE - 1
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if len(longer) <= width:
            lines[-1] = longer
        elif len(word) > MAX_LINE - 1 or not lines[-1]:
            return None
        else:
            lines.append(word)
    return "\r\n ".join(lines)


def _encoded_words(text: str, *, room: int) -> Iterator[str]:
    """RFC 2047 2: words of at most 75 octets, no character split between two of them."""
    shortest = min((_b_word, _q_word), key=lambda encode: len(encode(text)))
    width, word = min(room, MAX_WORD), ""
    for character in text:
        if word and len(shortest(word + character)) > width:
            yield shortest(word)
            width, word = MAX_WORD, ""
        word += character
    yield shortest(word)


def _b_word(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode('ascii')}?="


def _q_word(text: str) -> str:
    return f"=?utf-8?q?{''.join(_Q_ATOMS[octet] for octet in text.encode())}?="
