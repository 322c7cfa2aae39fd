"""One inbound mail, read within bounds: is it a bounce, a complaint, an automatic answer, or a person's words?

Strangers write these mails. Size, parts, depth and lines are bounded before anything is looked at (a mail of 10,000
nested parts is refused, not read), nothing in them is executed, fetched or decompressed, and no result holds an
address but `recipients`, which callers print or drop.
"""

import email.errors
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Literal

from beetroot.mail import refusals

MAX_BYTES = 2 * 1024 * 1024
"""Of a mail that is looked at; a longer one is nobody's delivery report."""
_MAX_PARTS, _MAX_DEPTH = 60, 8
_MAX_TEXT = 64 * 1024
_MAX_FOUND = 8

InboundKind = Literal["bounce", "complaint", "automatic", "person", "unreadable"]

# RFC 2046 5.1 and 5.2: only these can nest.
_NESTS = re.compile(rb"(?i)content-type\s*:\s*(?:multipart|message)/")
_ADDRESS = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}")
_RETURNED_BELOW = re.compile(
    r"(?i)below this line is a copy|included is a copy of the message|-{1,30} ?(?:returned|original) message"
    r"|original message:|message headers follow|this is a copy of the (?:message|headers)|-{1,30} ?unsent message below"
    r"|\nReceived: from"
)
# What bounces that follow no standard call themselves.
_BOUNCED_SUBJECT = re.compile(
    r"(?i)undeliver|delivery (?:status|failure|has failed|problem|unsuccessful)|returned mail|failure notice"
    r"|mail delivery (?:failed|system|error)|could not be delivered|message not delivered|non recapitable|unzustellbar"
    r"|mail system error|rejected|warning: could not send|permanent error|не доставлен|недоставлен"
)
_DAEMON = re.compile(
    r"(?i)\b(?:mailer[-_]daemon|post_?master|mail[-_]?daemon|system administrator|mail delivery|maildeliver"
    r"|noreply-mail-delivery)\b"
)
# RFC 3834 5 and what was used before it.
_AUTOMATIC_HEADERS = ("x-autoreply", "x-autorespond", "x-auto-response-suppress-reply", "x-mail-autoreply")
_AUTOMATIC_SUBJECT = re.compile(
    r"(?i)^\W*(?:auto(?:matic)?[- ]?(?:reply|response|antwort)|out of (?:the )?office|abwesenheit|vacation|on leave"
    r"|автоответ|автоматический ответ|автовідповідь|аўтаадказ)"
)


@dataclass(frozen=True)
class Inbound:
    """What one mail is. `status` is RFC 3463's, `code` the SMTP reply's, each as far as the mail says them."""

    kind: InboundKind
    reason: refusals.Reason | None = None
    status: str = ""
    code: int | None = None
    delayed: bool = False
    envelope_senders: tuple[str, ...] = field(default=(), repr=False)
    """Candidates for our own envelope sender, from the report and the returned headers."""
    returned_text: str = field(default="", repr=False)
    """The returned mail's own headers, in which its leave token stands."""
    subject: str = field(default="", repr=False)
    recipients: tuple[str, ...] = field(default=(), repr=False)
    """Whose mailbox it was, as the report says: only for people who look at one mail on their own machine."""


UNREADABLE = Inbound("unreadable")


def read(raw: bytes) -> Inbound:
    """What the mail is; never raises for any bytes."""
    if len(raw) > MAX_BYTES or len(_NESTS.findall(raw)) > _MAX_PARTS or raw.count(b"\n") > 60_000:
        return UNREADABLE
    try:
        message = BytesParser(policy=compat32).parsebytes(raw)
        parts = list(_parts(message))
        return _read(message, parts)
    except (email.errors.MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        # The standard library's parser raises each of these for some broken mail.
        return UNREADABLE


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    yield message
    payload = message.get_payload()
    if isinstance(payload, list):
        for part in payload[:_MAX_PARTS]:
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)


def _read(message: Message, parts: list[Message]) -> Inbound:
    subject = _words(_header(message, "subject"))
    kinds = {part.get_content_type(): part for part in reversed(parts)}
    returned = _returned(parts)
    blank = Inbound("automatic", subject=subject, returned_text=returned[:_MAX_TEXT])
    if report := kinds.get("message/feedback-report"):
        return _complaint(report, blank, returned)
    status = kinds.get("message/delivery-status") or kinds.get("message/global-delivery-status")
    if status is not None:
        return _delivery_report(message, status, parts, blank, returned)
    if _is_automatic(message, subject):
        return blank
    if _looks_returned(message, subject):
        return _loose_report(message, parts, blank, returned)
    return blank if _is_from_machine(message) else replace(blank, kind="person")


# --- standard reports -------------------------------------------------------------------------------------------


def _complaint(report: Message, blank: Inbound, returned: str) -> Inbound:
    """RFC 5965. Only spam and its like are complaints; a report of "not spam" is none."""
    fields = _fields(report)
    kind = fields.get("feedback-type", "abuse").lower()
    if kind in {"not-spam", "auth-failure", "dmarc"}:
        return blank
    senders = (fields.get("original-mail-from", "").strip("<> "), *_senders(returned))
    return replace(blank, kind="complaint", envelope_senders=_few(senders))


def _delivery_report(message: Message, status: Message, parts: list[Message], blank: Inbound, returned: str) -> Inbound:
    """RFC 3464: the first recipient that failed, else the first one that is still tried."""
    groups = [_fields(group) for group in _groups(status)]
    recipients = [group for group in groups if "action" in group or "status" in group or "final-recipient" in group]
    actions = {group.get("action", "failed").strip().lower().split(" ")[0] for group in recipients}
    if recipients and not actions & {"failed", "delayed"}:
        return blank  # delivered, relayed, expanded
    failed = [group for group in recipients if group.get("action", "failed").lower().startswith("failed")]
    group = (failed or recipients or [{}])[0]
    diagnosis = group.get("diagnostic-code", "")
    text = _text(message, parts)
    words = diagnosis if len(diagnosis) > 12 else f"{diagnosis} {text}"
    reply = words is diagnosis and diagnosis.lower().startswith("smtp;")  # RFC 3464 2.3.6
    found = refusals.classify(words, status=_status(group), around=text, reply=reply)
    who = [_ADDRESS.search(each.get(name, "")) for each in failed for name in ("original-recipient", "final-recipient")]
    return replace(
        blank,
        kind="bounce",
        reason=found.reason,
        status=found.status,
        code=found.code,
        delayed=not failed and bool(recipients),
        envelope_senders=_few(_senders(returned)),
        recipients=_few(match.group() for match in who if match),
    )


def _groups(status: Message) -> list[Message]:
    payload = status.get_payload()
    if isinstance(payload, list):
        return [part for part in payload if isinstance(part, Message)][:_MAX_PARTS]
    # Some servers encode the part, which RFC 3464 2.1 forbids; what stands in it is read all the same.
    decoded = _decoded(status)
    return [
        BytesParser(policy=compat32).parsebytes(each.encode()) for each in re.split(r"\n\s*\n", decoded)[:_MAX_PARTS]
    ]


def _status(group: dict[str, str]) -> str:
    found = refusals.STATUS.search(group.get("status", ""))
    return found.group() if found else ""


def _fields(part: Message) -> dict[str, str]:
    payload = part.get_payload()
    if part.get_content_type() == "message/feedback-report":
        inner = payload[0] if isinstance(payload, list) and payload else None
        part = inner if isinstance(inner, Message) else BytesParser(policy=compat32).parsebytes(_decoded(part).encode())
    return {name.lower(): _one_line(str(value)) for name, value in part.items()[:60]}


# --- other reports ----------------------------------------------------------------------------------------------


def _looks_returned(message: Message, subject: str) -> bool:
    sender = _header(message, "from")
    path = _header(message, "return-path").strip()
    if message.get("x-failed-recipients"):
        return True
    from_daemon, to_nobody = bool(_DAEMON.search(sender)), path in {"", "<>"}
    if _BOUNCED_SUBJECT.search(subject):
        return to_nobody or from_daemon or message.get_content_type() == "multipart/report"
    return from_daemon and to_nobody and not _is_vacation(subject)


def _loose_report(message: Message, parts: list[Message], blank: Inbound, returned: str) -> Inbound:
    text = _text(message, parts)
    found = refusals.classify(text)
    named = _ADDRESS.findall(_header(message, "x-failed-recipients")) or _ADDRESS.findall(text[:4096])
    return replace(
        blank,
        kind="bounce",
        reason=found.reason,
        status=found.status,
        code=found.code,
        delayed=bool(
            re.search(r"(?i)\bwill (?:be retried|keep trying)|warning: could not send|\bdelayed\b", text[:2000])
        ),
        envelope_senders=_few(_senders(returned or text)),
        recipients=_few(named),
    )


def _is_automatic(message: Message, subject: str) -> bool:
    """RFC 3834: an automatic answer, which is about nothing that was delivered or not."""
    said = _header(message, "auto-submitted").lower()
    if said.startswith("auto-replied") or any(message.get(name) for name in _AUTOMATIC_HEADERS):
        return not _BOUNCED_SUBJECT.search(subject)
    return _is_vacation(subject)


def _is_vacation(subject: str) -> bool:
    return bool(_AUTOMATIC_SUBJECT.search(subject)) and not _BOUNCED_SUBJECT.search(subject)


def _is_from_machine(message: Message) -> bool:
    """What nobody typed: no answer to it, and nobody to forward it to (RFC 3834 2)."""
    precedence = _header(message, "precedence").strip().lower()
    said = _header(message, "auto-submitted").strip().lower()
    return (
        said not in {"", "no"}
        or precedence in {"bulk", "list", "junk"}
        or bool(message.get("list-id"))
        or bool(_DAEMON.search(_header(message, "from")))
    )


# --- words ------------------------------------------------------------------------------------------------------


def _text(message: Message, parts: list[Message]) -> str:
    """The words of the report, without those of the mail that came back."""
    said = []
    for part in parts:
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            break
        if part.get_content_maintype() == "text" and not part.is_multipart():
            said.append(_decoded(part))
    return _RETURNED_BELOW.split(("\n".join(said) or _decoded(message))[:_MAX_TEXT], maxsplit=1)[0]


def _returned(parts: list[Message]) -> str:
    """Headers of the mail that came back."""
    for part in parts:
        payload = part.get_payload()
        if part.get_content_type() == "message/rfc822" and isinstance(payload, list) and payload:
            inner = payload[0]
            return (
                "\n".join(f"{name}: {value}" for name, value in inner.items()[:200])
                if isinstance(inner, Message)
                else ""
            )
        if part.get_content_type() == "text/rfc822-headers":
            return _decoded(part)
    return ""


def _senders(text: str) -> tuple[str, ...]:
    """Addresses with a +tag, as our own envelope senders have one; no reader's address is worth looking at."""
    return tuple(found for found in _ADDRESS.findall(text[: _MAX_TEXT // 4]) if "+" in found)


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        return payload[: 4 * _MAX_TEXT].decode(charset, "replace")
    except LookupError:
        return payload[: 4 * _MAX_TEXT].decode("latin-1")


def _header(message: Message, name: str) -> str:
    return _one_line(str(message.get(name, "")))


def _words(field: str) -> str:
    """A header's encoded words (RFC 2047) in plain characters; as it came where they are broken."""
    try:
        return _one_line(str(make_header(decode_header(field))))
    except (ValueError, LookupError, email.errors.MessageError):
        return field


def _one_line(text: str) -> str:
    return " ".join(text[:2000].split())


def _few(found: "Iterator[str] | tuple[str, ...] | list[str]") -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for each in found if each))[:_MAX_FOUND]
