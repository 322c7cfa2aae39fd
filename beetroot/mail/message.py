"""Messages: an edition's rendering becomes a template once, each reader fills a few slots of it.

A template holds no reader and no key; it is stored frozen with its digest and filled years later.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import cached_property, lru_cache

from beetroot.mail import addresses, dkim, headers, multipart, quoted_printable
from beetroot.mail.errors import BadHeader, BadTemplate, UnsafeMessage
from beetroot.mail.segments import Segments, slot
from beetroot.mail.smtp import content
from beetroot.mail.smtp.content import Ready

VERSION = 1
SLOTS = frozenset({"to", "date", "message_id", "leave_token"})

LEAVE_TOKEN = "BEETROOT-LEAVE-TOKEN"  # noqa: S105 - a mark, not a secret
"""Renderings write this directly after `leave_base`; each message gets its reader's token there."""

MAX_OCTETS = 2_000_000
"""A bound on one message; what is a sensible size (Gmail clips HTML at 102 kB) is for the desk to say."""

# RFC 3986 2.3 unreserved: it stands unescaped in a URL, in HTML and in quoted-printable.
# Not a dot first: the token begins a line, and a line that begins with a dot would need dot-stuffing.
_TOKEN = re.compile(rf"(?!\.)[A-Za-z0-9_.~-]{{1,{quoted_printable.MAX_SLOT}}}\Z")
_BASE = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]+)?/[A-Za-z0-9/_.~-]{0,200}[/=]\Z")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.+_-]{1,120}@[A-Za-z0-9.-]{1,253}>\Z")
_LIST_ID = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+\Z")
_WIDEST = {"to": addresses.MAX_OCTETS, "date": 31, "message_id": 376, "leave_token": quoted_printable.MAX_SLOT}
_LONGEST = {name: b"x" * octets for name, octets in _WIDEST.items()}
_REPLY = re.compile(r"(?:re|fwd?)\s*:", re.IGNORECASE)
_SPACES = re.compile(b"  +")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A mail to one person, sent because of something that person did; no list headers.

    `from_address` and `reply_to` are the newsroom's own; `extra` adds header fields, name to text.
    """

    subject: str
    from_name: str
    from_address: str
    text: str
    html: str | None = None
    reply_to: str | None = None
    auto_submitted: str = "auto-generated"
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rendering:
    """What an edition's mail is made of, the same for all its readers.

    `leave_base` is the https URL that a leave token is appended to, `leave_mailbox` takes leaves by mail,
    `list_id` is a stable name in domain form (`letter.example.org`). `text` and `html` hold
    `leave_base + LEAVE_TOKEN` where the leave link is. `html` is None for the plain format.
    """

    subject: str
    from_name: str
    from_address: str
    reply_to: str | None
    list_id: str
    leave_base: str
    leave_mailbox: str
    text: str
    html: str | None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Message:
    """One message, complete but for its signature. Satisfies dkim.Signable."""

    head: bytes = field(repr=False)
    body: tuple[bytes, ...] = field(repr=False)
    covered: tuple[str, ...]
    canonical_head: bytes = field(repr=False)
    body_digest: bytes = field(repr=False)
    body_values: dict[str, bytes] = field(repr=False)
    """Of the slots in the body, for `Template.with_head`."""

    def signed_head(self, signers: Sequence[dkim.Signer], *, at: datetime) -> bytes:
        """Everything before the body, one signature a signer. CPU work; safe in a thread."""
        return b"".join((dkim.signature_fields(self, signers, at=at), self.head, b"\r\n"))

    def signed(self, signers: Sequence[dkim.Signer], *, at: datetime) -> bytes:
        """The bytes to hand to the server."""
        return b"".join((self.signed_head(signers, at=at), *self.body))

    def to_bytes(self) -> bytes:
        """The bytes without a signature."""
        return b"".join((self.head, b"\r\n", *self.body))


@dataclass(frozen=True)
class Template:
    """A message with open slots: `to`, `date`, `message_id` and, for an edition, `leave_token`."""

    fields: tuple[tuple[str, Segments], ...]
    body: Segments

    def fill(self, *, to: str, date: datetime, message_id: str, leave_token: str | None = None) -> Message:
        """The message for one reader.

        `to` is an address, `date` aware, `message_id` in angle brackets, `leave_token` 1–75 characters of
        A–Z, a–z, 0–9 and _.~- (RFC 3986 2.3), no dot first.
        Raises BadAddress or BadTemplate, neither of which names the reader.
        """
        if date.tzinfo is None:
            raise BadTemplate("A mail's date needs a zone (RFC 5322 3.3).")
        values = {
            "to": addresses.wire(to).encode(),
            "date": _date(date.replace(microsecond=0)),
            "message_id": _matching(_MESSAGE_ID, message_id, "a message id"),
        }
        if leave_token is not None:
            values["leave_token"] = _matching(_TOKEN, leave_token, "a leave token")
        elif self.has_leave_token:
            raise BadTemplate("This template is an edition's: each of its messages needs a leave token.")
        return Message(
            head=self._head.fill(values),
            body=tuple(self.body.pieces(values)),
            covered=self._covered,
            # A quoted local part may hold runs of spaces; the other values hold none (RFC 6376 3.4.2).
            canonical_head=self._canonical_head.fill({**values, "to": _SPACES.sub(b" ", values["to"])}),
            body_digest=self._body_digest(values),
            body_values={name: values[name] for name in self.body.slots},
        )

    def with_head(self, head: bytes, *, values: Mapping[str, bytes]) -> Ready:
        """A message of this template whose `signed_head` was made elsewhere. `values`: of the slots in the body."""
        pieces = self.body.pieces(values)
        return Ready((head, *pieces), len(head) + sum(map(len, pieces)))

    @cached_property
    def has_leave_token(self) -> bool:
        """Whether readers can leave by this message, as by every edition's."""
        return "leave_token" in self.body.slots

    @cached_property
    def digest(self) -> str:
        """SHA-256 of `to_bytes`, in hex."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """One JSON document, always the same for the same template."""
        document = {
            "version": VERSION,
            "fields": [[name, value.to_json()] for name, value in self.fields],
            "body": self.body.to_json(),
        }
        return json.dumps(document, separators=(",", ":"), sort_keys=True).encode("ascii")

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Template":
        """The template of `to_bytes`. Raises BadTemplate where it is none or of a later version."""
        try:
            document = json.loads(stored)
            if document["version"] != VERSION:
                raise BadTemplate("This template was stored by a newer Beetroot; upgrade this one.")
            fields = tuple((str(name), Segments.from_json(value)) for name, value in document["fields"])
            return cls(fields, Segments.from_json(document["body"]))._checked()
        except (ValueError, KeyError, TypeError) as error:
            raise BadTemplate("A frozen mail of this issue is damaged: it cannot be read as one.") from error

    def _checked(self) -> "Template":
        unknown = {*self.body.slots, *self._head.slots} - SLOTS
        if unknown:
            raise BadTemplate("This template has slots that this Beetroot does not know.")
        longest = self._head.fill(_LONGEST) + b"\r\n" + self.body.fill(_LONGEST)
        try:
            content.check(longest)
        except UnsafeMessage as error:
            raise BadTemplate(f"This template makes no safe message: {error}") from error
        if content.stuff(longest) != longest:
            raise BadTemplate("This template has a line that begins with a dot.")
        return self

    @cached_property
    def _head(self) -> Segments:
        lines = (b"%s: %s\r\n" % (name.encode(), value.marked) for name, value in self.fields)
        return Segments.parse(b"".join(lines))

    @cached_property
    def _covered(self) -> tuple[str, ...]:
        return dkim.covered(name for name, _ in self.fields)

    @cached_property
    def _canonical_head(self) -> Segments:
        values = {name: value.marked for name, value in self.fields}
        return Segments.parse(b"".join(dkim.canonical_field(name, values[name]) for name in self._covered))

    @cached_property
    def _canonical_body(self) -> Segments:
        return Segments.parse(dkim.canonical_body(self.body.marked))

    @cached_property
    def _prefix(self) -> "hashlib._Hash":
        return hashlib.sha256(self._canonical_body.constants[0])

    def _body_digest(self, values: Mapping[str, bytes]) -> bytes:
        """Everything before the first slot is hashed once; each reader goes on from a copy of that state."""
        state = self._prefix.copy()
        for piece in self._canonical_body.pieces(values)[1:]:
            state.update(piece)
        return state.digest()


def build_template(rendering: Rendering) -> Template:
    """An edition's template. Raises BadTemplate, BadHeader or BadAddress with what to change."""
    if not _BASE.match(rendering.leave_base):
        raise BadTemplate("Leave links need a short https base that ends in a slash (RFC 8058 3.1).")
    if not _LIST_ID.match(rendering.list_id):
        raise BadTemplate("A List-Id is letters, digits and hyphens in domain form, as letter.example.org.")
    fields = [
        *_common_fields(rendering),
        ("List-Id", f"<{rendering.list_id}>"),  # RFC 2919 2
        ("List-Unsubscribe", _leave_ways(rendering)),  # RFC 2369 3.2, RFC 8058 3.1
        ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),  # RFC 8058 3.1
        ("Auto-Submitted", "auto-generated"),  # RFC 3834 5
        ("Precedence", "list"),  # RFC 3834 2 knows it as a custom of responders
        *_extra_fields(rendering.extra),
    ]
    text = _open_leave_links(rendering.text, rendering.leave_base, "plain text")
    html = rendering.html and _open_leave_links(rendering.html, rendering.leave_base, "HTML")
    return _template(fields, text=text, html=html)


def transactional(notice: Notice, *, to: str, date: datetime, message_id: str) -> Message:
    """The message for a confirmation, an account mail or an automatic answer."""
    fields = [
        *_common_fields(notice),
        ("Auto-Submitted", _auto_submitted(notice.auto_submitted)),  # RFC 3834 5
        ("Precedence", "bulk"),  # RFC 3834 2; keeps older responders quiet
        *_extra_fields(notice.extra),
    ]
    template = _template(fields, text=_plain(notice.text), html=notice.html and _plain(notice.html))
    return template.fill(to=to, date=date, message_id=message_id)


def _common_fields(mail: Rendering | Notice) -> list[tuple[str, str]]:
    fields = [
        ("From", headers.mailbox(mail.from_name, _own_address(mail.from_address))),  # RFC 5322 3.6.2
        ("To", f"<{slot('to')}>"),  # RFC 5322 3.6.3
        ("Subject", _subject(mail.subject)),  # RFC 5322 3.6.5
        ("Date", slot("date")),  # RFC 5322 3.6.1
        ("Message-ID", slot("message_id")),  # RFC 5322 3.6.4
    ]
    if mail.reply_to:
        fields.append(("Reply-To", addresses.wire(_own_address(mail.reply_to))))  # RFC 5322 3.6.2
    return fields


def _subject(subject: str) -> str:
    cleaned = headers.clean(subject)
    if not cleaned:
        raise BadHeader("The subject is empty; give the issue one.")
    if _REPLY.match(cleaned):
        raise BadHeader("A subject that begins like a reply misleads readers; remove its first word.")
    return headers.unstructured(cleaned, name="Subject")


def _own_address(address: str) -> str:
    if addresses.needs_smtputf8(address):
        raise BadHeader("The newsroom's own addresses must be ASCII before the @; many servers take no other.")
    return address


def _auto_submitted(value: str) -> str:
    if value not in ("auto-generated", "auto-replied"):
        raise BadHeader("Auto-Submitted is auto-generated or auto-replied.")
    return value


def _leave_ways(rendering: Rendering) -> str:
    mailbox = addresses.wire(_own_address(rendering.leave_mailbox))
    token = slot("leave_token")
    return f"<{rendering.leave_base}{token}>,\r\n <mailto:{mailbox}?subject={token}>"


# Fields that are ours to set, or that would name the worker's host or a person.
_OPEN = ("Feedback-ID", "CFBL-Address", "CFBL-Feedback-ID")
_NEVER = ("Bcc", "DKIM-Signature", "Precedence", "Received", "Return-Path", "User-Agent")
_RESERVED = frozenset(name.lower() for name in (*dkim.COVERED, *dkim.OVERSIGNED, *_NEVER) if name not in _OPEN)
_RESERVED_STARTS = ("resent-", "x-mailer", "x-originating", "arc-")


def _extra_fields(extra: Mapping[str, str]) -> list[tuple[str, str]]:
    taken = [name for name in extra if _is_reserved(name.lower())]
    if taken:
        raise BadHeader(f"These header fields are set by Beetroot alone: {', '.join(sorted(taken))}.")
    texts = ((headers.field_name(name), value) for name, value in extra.items())
    return [(name, headers.unstructured(value, name=name)) for name, value in texts]


def _is_reserved(lowered: str) -> bool:
    return lowered in _RESERVED or lowered.startswith(_RESERVED_STARTS)


def _open_leave_links(text: str, base: str, kind: str) -> str:
    """Only our own leave link may carry the token: anywhere else it would hand it to a stranger."""
    opened = _plain(text).replace(base + LEAVE_TOKEN, base + slot("leave_token"))
    if LEAVE_TOKEN in opened:
        raise BadTemplate(f"The {kind} part holds the leave token's mark outside a leave link.")
    if slot("leave_token") not in opened:
        raise BadTemplate(f"The {kind} part has no leave link.")
    return opened


def _plain(text: str) -> str:
    """Without control characters, NUL above all, and with LF line ends."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _template(fields: list[tuple[str, str]], *, text: str, html: str | None) -> Template:
    content_fields, body = multipart.content(text, html)
    marked = [*fields, ("MIME-Version", "1.0"), *content_fields]  # RFC 2045 4
    if len(body) > MAX_OCTETS:
        raise BadTemplate(f"The message has {len(body):,} octets; at most {MAX_OCTETS:,} are sent.")
    parsed = tuple((name, Segments.parse(value.encode("ascii"))) for name, value in marked)
    return Template(parsed, Segments.parse(body))._checked()


@lru_cache(maxsize=8)
def _date(at: datetime) -> bytes:
    return format_datetime(at.astimezone(UTC)).encode("ascii")


def _matching(pattern: re.Pattern[str], value: str, what: str) -> bytes:
    if not pattern.match(value):
        raise BadTemplate(f"This is not {what}.")
    return value.encode("ascii")
