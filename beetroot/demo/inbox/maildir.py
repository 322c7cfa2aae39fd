"""The stored mails: one file each, byte for byte as received, in a Maildir; envelopes in a folder beside it.

The Maildir (https://cr.yp.to/proto/maildir.html) is complete for any mail client that reads one. What SMTP said about a
mail and the mail itself does not say, the envelope, is kept as JSON in `envelopes/` under the same name.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
import re
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from typing import Final

from beetroot.lib.errors import BeetrootError

_KEY: Final = re.compile(r"\d{20}\.\d{1,10}\.\d{1,10}")
_ONE_CLICK: Final = "list-unsubscribe=one-click"  # RFC 8058 section 3.1, compared without case
_HTTPS_URI: Final = re.compile(r"<(https://[^<>\s]+)>", re.IGNORECASE)
_counter = itertools.count()


class InboxError(BeetrootError):
    """The local inbox could not do what was asked."""


class MailDidNotCome(InboxError):
    """No such mail arrived in the time given; look at the worker's output and at the delivery's status."""


@dataclass(frozen=True)
class StoredMail:
    """One mail and its envelope. `path` is the file with exactly the bytes that SMTP delivered."""

    key: str
    path: Path = field(repr=False)
    envelope_from: str = field(repr=False)
    envelope_to: tuple[str, ...] = field(repr=False)
    received_at: datetime

    @cached_property
    def raw(self) -> bytes:
        return self.path.read_bytes()

    @cached_property
    def message(self) -> EmailMessage:
        """Parsed leniently: a broken mail is shown as far as it can be read."""
        return message_from_bytes(self.raw, policy=policy.default)

    @property
    def subject(self) -> str:
        return self.header("Subject")

    @property
    def html(self) -> str | None:
        return self._part("html")

    @property
    def text(self) -> str | None:
        return self._part("plain")

    @property
    def one_click_url(self) -> str | None:
        """The https URI that a mail client posts to when its reader leaves (RFC 8058), if the mail offers that."""
        if self.header("List-Unsubscribe-Post").strip().lower() != _ONE_CLICK:
            return None
        found = _HTTPS_URI.search(self.header("List-Unsubscribe"))
        return found[1] if found else None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.raw).hexdigest()

    def header(self, name: str) -> str:
        """The decoded value, empty if the header is absent or cannot be read."""
        try:
            value = self.message.get(name, "")
        except (ValueError, IndexError, AttributeError):  # the standard library's parser on hostile headers
            return ""
        return str(value)

    def _part(self, subtype: str) -> str | None:
        for part in self.message.walk():
            if part.get_content_type() == f"text/{subtype}" and part.get_content_disposition() != "attachment":
                return _decoded(part)
        return None


def _decoded(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    try:
        return data.decode(part.get_content_charset() or "utf-8", "replace").replace("\r\n", "\n")
    except LookupError:
        return data.decode("utf-8", "replace").replace("\r\n", "\n")


class Inbox:
    """Reads and writes one local inbox. Several processes may do so at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self) -> None:
        """Makes the folders, readable by their owner only."""
        for name in ("tmp", "new", "cur", "envelopes"):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)

    def store(self, content: bytes, *, envelope_from: str, envelope_to: Iterable[str]) -> str:
        """Keeps a mail and gives its key. The mail shows up at once and whole: its file is moved in when complete."""
        key = f"{time.time_ns():020d}.{os.getpid()}.{next(_counter)}"
        envelope = {"from": envelope_from, "to": list(envelope_to)}
        (self.folder / "envelopes" / f"{key}.json").write_text(json.dumps(envelope), encoding="utf-8")
        unfinished = self.folder / "tmp" / key
        unfinished.write_bytes(content)
        unfinished.rename(self.folder / "new" / key)
        return key

    def keys(self) -> list[str]:
        """Every mail's key, newest first."""
        folders = [self.folder / name for name in ("new", "cur") if (self.folder / name).is_dir()]
        names = {name.partition(":")[0] for folder in folders for name in os.listdir(folder)}
        return sorted((name for name in names if _KEY.fullmatch(name)), reverse=True)

    def messages(self) -> list[StoredMail]:
        """Every mail, newest first. Bodies are read when asked for."""
        return [mail for key in self.keys() if (mail := self.get(key))]

    def get(self, key: str) -> StoredMail | None:
        if not _KEY.fullmatch(key):
            return None
        paths = (self.folder / "new" / key, *(self.folder / "cur").glob(f"{key}*"))
        path = next((path for path in paths if path.is_file()), None)
        return self._mail(key, path) if path else None

    def wait_for(self, predicate: Callable[[StoredMail], bool], *, timeout: float = 10.0) -> StoredMail:
        """The first mail, oldest first, for which `predicate` holds; waits up to `timeout` seconds for one to come.

        Raises MailDidNotCome.
        """
        seen: set[str] = set()
        deadline = time.monotonic() + timeout
        pause = threading.Event()
        while True:
            for key in sorted(set(self.keys()) - seen):
                seen.add(key)
                if (mail := self.get(key)) and predicate(mail):
                    return mail
            if time.monotonic() >= deadline:
                raise MailDidNotCome(f"No such mail came within {timeout:g} seconds; {len(seen)} others are here.")
            pause.wait(0.02)

    def _mail(self, key: str, path: Path) -> StoredMail:
        received = datetime.fromtimestamp(int(key[:20]) / 1e9, UTC)
        try:
            envelope = json.loads((self.folder / "envelopes" / f"{key}.json").read_text(encoding="utf-8"))
        except FileNotFoundError:  # put there by another program
            envelope = {"from": "", "to": []}
        return StoredMail(key, path, envelope["from"], tuple(envelope["to"]), received)
