"""What the doors of the list decide, without a database: tokens, letters, who may come back.

Nothing here shows an address: the values that hold one hide it in their repr.
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from beetroot.audience.rules.errors import (
    AudienceError,
    BadTable,
    NotAnAddress,
    NotPosted,
    SignUpClosed,
)

__all__ = ["AudienceError", "BadTable", "NotAnAddress", "NotPosted", "SignUpClosed"]

CONFIRM_DAYS = 7
"""How long a confirmation link answers; the unanswered record goes the day after."""

LINK_DAYS = 2
"""How long a mailed link to the preferences answers, and one that confirms a new address."""

NOTICE_DAYS = 30
"""How long a welcome or a report may wait for the passphrase before it is pointless."""

UNDO_DAYS = 7
"""How long a reader who left stays sealed, so that a stranger with a forwarded mail cannot remove them for good."""

LETTERS_A_ROUND = 8
"""Letters posted in one round of intake: a slow mail server must not keep a leave waiting for long."""

LEAVE_QUEUE = 10_000
"""Waiting leave tokens from which on only those of readers who exist are stored. See `actions.ask_to_leave`."""

LEAVES_A_READER = 4
"""Waiting tokens that name the same reader, once the queue is that long."""


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
    LINK = "link"
    MOVE = "move"
    WELCOME = "welcome"
    REPORT = "report"


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
    id: UUID
    """Of the letter: stands in the envelope sender, so that its bounce is recognised."""
    about: UUID | None = None
    """Of a welcome: the subscription, whose leave token the current issue needs."""
    language: str = "en"
    format: str = "full"
    subject_style: str = "subject"


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
    changed: int = 0
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


def leave_tokens_in(text: str) -> list[str]:
    """Well-formed leave tokens in a mail's subject (RFC 2369 3.2: the mailto way of leaving), a few at most."""
    return re.findall(rf"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{{{LEAVE_TOKEN_LENGTH}}}(?![A-Za-z0-9_-])", text)[:4]


def new_answer_token() -> str:
    """256 random bits for a link in a letter; the database holds `answer_hash` of it only."""
    return secrets.token_urlsafe(32)


def answer_hash(token: str) -> str | None:
    """SHA-256, in hex, of a well-formed token from a letter's link; None for anything else."""
    return hashlib.sha256(token.encode("ascii")).hexdigest() if _ANSWER_TOKEN.match(token) else None


def confirm_path(token: str) -> str:
    """Path of the link in a confirmation."""
    return f"/confirm/{token}/"


def preferences_path(token: str) -> str:
    """Path of the link to a reader's preferences."""
    return f"/preferences/{token}/"


def move_path(token: str) -> str:
    """Path of the link that confirms a new address."""
    return f"/move/{token}/"


def undo_path(token: str, language: str = "") -> str:
    """Path of the link in a "you left" letter; the page speaks that language, or the newsroom's."""
    return f"/undo/{language}/{token}/" if language else f"/undo/{token}/"


# --- the index --------------------------------------------------------------------------------------------------

CANONICAL_VERSION = 1
"""Of `beetroot.mail.addresses.canonical`; goes into every HMAC, so that a new version cannot match by accident."""


def address_hmac(key: bytes, canonical: str) -> bytes:
    """32 bytes by which two spellings of one mailbox are found equal without opening a record."""
    return hmac.digest(key, b"%d\0%s" % (CANONICAL_VERSION, canonical.encode()), "sha256")


def first_of_month(day: date) -> date:
    """The finest time that is kept about a reader in the clear."""
    return day.replace(day=1)
