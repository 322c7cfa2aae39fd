"""What the doors of the list decide, without a database: tokens, letters, who may come back, spreadsheets.

Nothing here shows an address: the values that hold one hide it in their repr.
"""

import base64
import csv
import hashlib
import hmac
import re
import secrets
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, getincrementaldecoder
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import partial
from io import StringIO
from itertools import chain
from typing import BinaryIO
from uuid import UUID

from beetroot.lib.errors import BeetrootError

CONFIRM_DAYS = 7
"""How long a confirmation link answers; the unanswered record goes the day after."""

UNDO_DAYS = 7
"""How long a reader who left stays sealed, so that a stranger with a forwarded mail cannot remove them for good."""

LETTERS_A_ROUND = 8
"""Letters posted in one round of intake: a slow mail server must not keep a leave waiting for long."""

LEAVE_QUEUE = 10_000
"""Waiting leave tokens from which on only those of readers who exist are stored. See `actions.ask_to_leave`."""

LEAVES_A_READER = 4
"""Waiting tokens that name the same reader, once the queue is that long."""


class AudienceError(BeetrootError):
    """The list cannot do this; the message says what to do and names no reader."""


class NotAnAddress(AudienceError):
    """This is not a mail address; check the spelling."""


class SignUpClosed(AudienceError):
    """This newsletter takes no new readers at present."""


class NotPosted(AudienceError):
    """The mail server certainly did not take the letter; with `again` it is tried later, else never."""

    def __init__(self, *, again: bool) -> None:
        super().__init__(str(self.__doc__))
        self.again = again


class BadTable(AudienceError):
    """This file cannot be read as a table with a column of addresses."""


class Reason(StrEnum):
    """Why an address is suppressed."""

    LEFT = "left"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    ERASED = "erased"


MAY_SIGN_UP_AGAIN = frozenset({Reason.LEFT, Reason.BOUNCED})
"""They may come back by their own confirmed sign-up; who complained or had themselves erased is never written to
again unasked, not even to ask. An import brings nobody back (mail requirements 36 to 38)."""


class LetterKind(StrEnum):
    """What a letter is about."""

    CONFIRM = "confirm"
    LEFT = "left"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One transactional mail to one person; dispatch makes the MIME and posts it."""

    to: str = field(repr=False)
    newsletter: str
    """Slug."""
    subject: str
    text: str = field(repr=False)
    """Holds a link with a secret token."""
    html: str | None = field(repr=False)
    kind: LetterKind
    from_name: str
    from_address: str
    reply_to: str | None


@dataclass(frozen=True)
class Recipient:
    """A row of the audience as dispatch needs it to make a delivery; no address."""

    subscription_id: UUID
    format: str
    subject_style: str


@dataclass(frozen=True)
class TakenIn:
    """What one round of intake did. While `more` is true, call again at once; after `unposted`, wait some seconds."""

    signed_up: int = 0
    confirmed: int = 0
    left: int = 0
    undone: int = 0
    posted: int = 0
    unposted: int = 0
    waiting_for_unlock: int = 0
    more: bool = False


# --- tokens -----------------------------------------------------------------------------------------------------

_KEY_ID_BYTES = 4
_MAC_BYTES = 16
LEAVE_TOKEN_LENGTH = (_KEY_ID_BYTES + 16 + _MAC_BYTES) * 8 // 6
"""48 characters of base64url: key id, subscription id, MAC; 36 bytes need no padding."""

_LEAVE_TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{LEAVE_TOKEN_LENGTH}}}\Z")
_ANSWER_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")


def leave_token(key: bytes, key_id: str, subscription_id: UUID) -> str:
    """The reader's leave token: made of the subscription's and the key's id alone, so it works for ever."""
    named = bytes.fromhex(key_id) + subscription_id.bytes
    return base64.urlsafe_b64encode(named + leave_mac(key, key_id, subscription_id)).decode("ascii")


def leave_mac(key: bytes, key_id: str, subscription_id: UUID) -> bytes:
    """128 bits of HMAC-SHA256 (RFC 2104 section 5 allows this cut)."""
    named = bytes.fromhex(key_id) + subscription_id.bytes
    return hmac.digest(key, b"beetroot leave 1\0" + named, "sha256")[:_MAC_BYTES]


def read_leave_token(token: str) -> tuple[str, UUID, bytes] | None:
    """Key id, subscription id and MAC of a well-formed token, true or forged; None for anything else."""
    if not _LEAVE_TOKEN.match(token):
        return None
    raw = base64.urlsafe_b64decode(token)
    key_id, subscription_id = raw[:_KEY_ID_BYTES], raw[_KEY_ID_BYTES:-_MAC_BYTES]
    return key_id.hex(), UUID(bytes=subscription_id), raw[-_MAC_BYTES:]


def new_answer_token() -> str:
    """256 random bits for a link in a letter; the database holds `answer_hash` of it only."""
    return secrets.token_urlsafe(32)


def answer_hash(token: str) -> str | None:
    """SHA-256, in hex, of a well-formed token from a letter's link; None for anything else."""
    return hashlib.sha256(token.encode("ascii")).hexdigest() if _ANSWER_TOKEN.match(token) else None


def confirm_path(token: str) -> str:
    """Path of the link in a confirmation."""
    return f"/confirm/{token}/"


def undo_path(token: str) -> str:
    """Path of the link in a "you left" letter."""
    return f"/undo/{token}/"


# --- the index --------------------------------------------------------------------------------------------------

CANONICAL_VERSION = 1
"""Of `beetroot.mail.addresses.canonical`; goes into every HMAC, so that a new version cannot match by accident."""


def address_hmac(key: bytes, canonical: str) -> bytes:
    """32 bytes by which two spellings of one mailbox are found equal without opening a record."""
    return hmac.digest(key, b"%d\0%s" % (CANONICAL_VERSION, canonical.encode()), "sha256")


def first_of_month(day: date) -> date:
    """The finest time that is kept about a reader in the clear."""
    return day.replace(day=1)


# --- tables -----------------------------------------------------------------------------------------------------

_ENGLISH = {"email", "mail", "emailaddress", "subscriberemail", "address"}
_CYRILLIC = {"адрес", "почта", "электроннаяпочта", "эл.почта", "електроннапошта", "пошта", "імейл"}
_HEADINGS = _ENGLISH | _CYRILLIC
_DELIMITERS = ",;\t|"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
MAX_LINE = 65_536
_PIECE = 1 << 20


@dataclass(frozen=True)
class Row:
    """One line of an import: where it stands in the file and what stands in the address column."""

    line: int
    cell: str = field(repr=False)


def addresses_in(lines: Iterable[str], *, column: str | None = None) -> Iterator[Row]:
    """The address cells of a CSV in any common dialect, line by line, memory flat.

    `column` names the heading where it is not one of the usual ones. A file whose first line already holds an
    address has no headings. Raises BadTable.
    """
    numbered = iter(lines)
    first = next(numbered, "").lstrip("\ufeff")
    delimiter = _delimiter(first)
    heading = next(csv.reader([first], delimiter=delimiter), [])
    index = _column(heading, column)
    has_heading = "@" not in heading[index] if index < len(heading) else True
    if not has_heading:
        yield Row(1, heading[index].strip())
    table = csv.reader((_bounded(line) for line in numbered), delimiter=delimiter)
    try:
        for cells in table:
            if any(cell.strip() for cell in cells):
                yield Row(table.line_num + 1, cells[index].strip() if index < len(cells) else "")
    except csv.Error:
        # The cause may quote the line.
        raise BadTable(f"Line {table.line_num + 2} is not part of a table; export the list again as CSV.") from None


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet runs as a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_line(cells: Sequence[str]) -> str:
    """One line of an export, every cell safe, ending in CRLF (RFC 4180 section 2)."""
    stream = StringIO()
    csv.writer(stream).writerow([safe_cell(cell) for cell in cells])
    return stream.getvalue()


def survey(stream: BinaryIO) -> tuple[str, int]:
    """Encoding and number of lines of a whole file, read in pieces; the stream is at its end afterwards.

    UTF-16 by its mark, UTF-8 where all of it is valid, else Windows-1252, in which every old list is readable.
    """
    first = stream.read(_PIECE)
    encoding = "utf-16" if first.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) else "utf-8-sig"
    decoder, lines = getincrementaldecoder("utf-8")(), 0
    for piece in chain([first], iter(partial(stream.read, _PIECE), b"")):
        lines += piece.count(b"\n")
        if encoding == "utf-8-sig":
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                encoding = "cp1252"
    return encoding, lines


def _bounded(line: str) -> str:
    if len(line) > MAX_LINE or "\0" in line:
        raise BadTable("A line is far too long for a list of readers, or holds no text; export it again as CSV.")
    return line


def _delimiter(heading: str) -> str:
    return max(_DELIMITERS, key=heading.count)


def _column(heading: Sequence[str], wanted: str | None) -> int:
    names = [_folded(cell) for cell in heading]
    if wanted is not None:
        if _folded(wanted) not in names:
            raise BadTable(
                "There is no such heading in the first line; name the column of addresses as it stands there."
            )
        return names.index(_folded(wanted))
    known = [index for index, name in enumerate(names) if name in _HEADINGS]
    filled = [index for index, cell in enumerate(heading) if "@" in cell]
    if not known and not filled:
        raise BadTable("No column looks like addresses; say which heading it has.")
    return (filled or known)[0]


def _folded(heading: str) -> str:
    return re.sub(r"[\s_\"'-]", "", heading).casefold()
