"""Mail that comes back, fetched: from a Maildir, or from a mailbox by IMAP over TLS. What was taken is removed there,
since it holds addresses; it is removed only after its row here is committed."""

import imaplib
import os
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from pathlib import Path
from urllib.parse import unquote, urlsplit

from beetroot.feedback import actions
from beetroot.feedback.rules import FeedbackError, is_for_us
from beetroot.mail.inbound import MAX_BYTES
from beetroot.newsroom.models import Newsletter

_HEAD = 64 * 1024
_A_ROUND = 500
_TIMEOUT_SECONDS = 30
# Where the mail server notes for whom it took a mail; what a stranger writes into To counts for as much, since a
# MAC decides.
_FOR_WHOM = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w.-]{1,253}")


class NoMailbox(FeedbackError):
    """The mailbox cannot be read."""


@dataclass(frozen=True)
class Polled:
    """How many mails were taken, and how many were too large to be looked at and were left where they are."""

    taken: int = 0
    left: int = 0


def maildir(folder: Path) -> Polled:
    """Everything in new/ and cur/. Raises NoMailbox."""
    if not (folder / "new").is_dir() or not (folder / "cur").is_dir():
        raise NoMailbox(f"{folder.name} is no Maildir: it needs the folders new and cur.")
    taken = left = 0
    for file in list(_files(folder))[:_A_ROUND]:
        if file.is_symlink() or file.stat().st_size > 2 * MAX_BYTES:
            left += 1
            continue
        take(file.read_bytes())
        file.unlink()
        taken += 1
    return Polled(taken, left)


def _files(folder: Path) -> Iterator[Path]:
    for name in ("new", "cur"):
        yield from (file for file in sorted((folder / name).iterdir()) if not file.name.startswith("."))


def imap(url: str, *, password: str, context: ssl.SSLContext | None = None) -> Polled:
    """`imaps://user@host[:port]/FOLDER`. Raises NoMailbox."""
    parts = urlsplit(url)
    if parts.scheme != "imaps" or not parts.hostname or not parts.username:
        raise NoMailbox(
            "Write the mailbox as imaps://user@host/INBOX; plain imap would show everything to the network."
        )
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if not re.fullmatch(r"[\w./ -]{1,200}", folder):
        raise NoMailbox("The folder's name may hold letters, digits, dots, slashes, spaces and dashes.")
    try:
        with imaplib.IMAP4_SSL(
            parts.hostname,
            parts.port or 993,
            ssl_context=context or ssl.create_default_context(),
            timeout=_TIMEOUT_SECONDS,
        ) as mailbox:
            mailbox.login(unquote(parts.username), password)
            if mailbox.select(f'"{folder}"')[0] != "OK":
                raise NoMailbox("The mailbox has no such folder.")
            return _fetched(mailbox)
    except (imaplib.IMAP4.error, OSError) as error:
        # What the server says may name an address.
        raise NoMailbox(
            f"The mailbox cannot be read ({type(error).__name__}): check host, user and password."
        ) from None


def _fetched(mailbox: imaplib.IMAP4) -> Polled:
    _said, found = mailbox.uid("search", "UNDELETED")
    taken = left = 0
    for uid in (found[0] or b"").split()[:_A_ROUND]:
        raw = _one(mailbox, uid.decode("ascii"))
        if raw is None:
            left += 1
            continue
        take(raw)
        mailbox.uid("store", uid.decode("ascii"), "+FLAGS", r"(\Deleted)")
        taken += 1
    mailbox.expunge()
    return Polled(taken, left)


def _one(mailbox: imaplib.IMAP4, uid: str) -> bytes | None:
    _said, sizes = mailbox.uid("fetch", uid, "(RFC822.SIZE)")
    size = re.search(rb"RFC822\.SIZE (\d+)", sizes[0] if isinstance(sizes[0], bytes) else b"")
    if size is None or int(size.group(1)) > 2 * MAX_BYTES:
        return None
    _said, parts = mailbox.uid("fetch", uid, "(BODY.PEEK[])")
    return next((bytes(part[1]) for part in parts if isinstance(part, tuple)), None)


def take(raw: bytes) -> None:
    """One mail, for whom its head says. Raises QueueFull."""
    head = BytesHeaderParser(policy=compat32).parsebytes(raw[:_HEAD])
    domains = [newsletter.sending_domain for newsletter in Newsletter.objects.all()]
    named = [address for address in _named(head) if is_for_us(address, domains=domains)]
    actions.receive(raw=raw, recipients=named[:10])


def _named(head: Message) -> Iterator[str]:
    for name in _FOR_WHOM:
        for value in head.get_all(name, [])[:10]:
            yield from _ADDRESS.findall(str(value)[:2000])


def password_from(file: Path | None) -> str:
    """The mailbox's password: first line of the file, else BEETROOT_IMAP_PASSWORD. Raises NoMailbox."""
    if file is not None:
        try:
            return file.read_text(encoding="utf-8").partition("\n")[0]
        except OSError as error:
            raise NoMailbox(f"{file.name} cannot be read: {error.strerror}.") from None
    password = os.environ.get("BEETROOT_IMAP_PASSWORD", "")
    if not password:
        raise NoMailbox("Give the mailbox's password: --password-file FILE, or BEETROOT_IMAP_PASSWORD.")
    return password
