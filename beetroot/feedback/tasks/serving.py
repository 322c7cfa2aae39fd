"""LMTP (RFC 2033) on a loopback port or a Unix socket: the local Postfix hands bounces and leavings over.

A mail is answered 250 once its row is committed. Nothing of it is logged, and nobody is ever answered by mail.
"""

import asyncio
import logging
import os
import signal
import stat
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session
from django.db import Error as DatabaseError
from django.db import close_old_connections

from beetroot.feedback import actions
from beetroot.feedback.rules import FeedbackError, QueueFull, is_for_us
from beetroot.mail.inbound import MAX_BYTES
from beetroot.newsroom.models import Newsletter

_log = logging.getLogger("beetroot.feedback")

_SESSION_SECONDS = 60


class BadPlace(FeedbackError):
    """`--lmtp` must be HOST:PORT on this machine, or the full path of a socket."""

    exit_code = 2


@dataclass(frozen=True)
class Place:
    """Where we listen: a path, or a loopback address and port (0: any free one)."""

    path: Path | None = None
    host: str = ""
    port: int = 0

    @classmethod
    def parse(cls, text: str) -> "Place":
        """Raises BadPlace: nobody but this machine may hand mail over, since nobody is asked who they are."""
        if text.startswith("/"):
            return cls(path=Path(text))
        host, _, port = text.rpartition(":")
        host = "127.0.0.1" if host == "localhost" else host.strip("[]")
        try:
            loopback = ip_address(host).is_loopback
        except ValueError:
            loopback = False
        if not loopback or not port.isdecimal() or int(port) > 65_535:
            raise BadPlace(str(BadPlace.__doc__))
        return cls(host=host, port=int(port))


class _Session(LMTP):
    """Bounces are quoted mails with lines of any length."""

    line_length_limit = 64 * 1024


class _Handler:
    """What aiosmtpd calls. Database work is done in one thread, so that one mail waits for the other."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= 10:
            return "452 4.5.3 Too many recipients"
        domains = await self._done(_domains)
        if not is_for_us(address, domains=domains):
            return "550 5.1.1 No such mailbox here"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        raw = envelope.original_content or b""
        try:
            await self._done(partial(_receive, raw, tuple(envelope.rcpt_tos)))
            answer = "250 2.0.0 Taken"
        except QueueFull:
            answer = "451 4.3.1 Too many wait; try again later"
        except DatabaseError as error:
            _log.warning("not taken kind=%s", type(error).__name__)
            answer = "451 4.3.0 Try again later"
        return "\r\n".join([answer] * len(envelope.rcpt_tos))  # RFC 2033 4.2: one answer a recipient

    async def handle_exception(self, error: Exception) -> str:
        _log.warning("session broken kind=%s", type(error).__name__)
        return "451 4.3.0 Try again later"

    async def _done(self, work: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def _domains() -> list[str]:
    close_old_connections()
    return [newsletter.sending_domain for newsletter in Newsletter.objects.all()]


def _receive(raw: bytes, recipients: Sequence[str]) -> None:
    close_old_connections()
    actions.receive(raw=raw, recipients=recipients)


async def serve(place: Place, *, stop: asyncio.Event, ready: Any = None) -> None:
    """Takes mail until `stop`; `ready` is called with the port, or 0, once it listens."""
    handler, loop = _Handler(), asyncio.get_running_loop()

    def session() -> LMTP:
        return _Session(
            handler,
            hostname="feedback.localhost",
            ident="Beetroot",
            data_size_limit=2 * MAX_BYTES,
            enable_SMTPUTF8=True,
            timeout=_SESSION_SECONDS,
            loop=loop,
        )

    if place.path is not None:
        _clear(place.path)
        server = await loop.create_unix_server(session, path=str(place.path))
        place.path.chmod(0o660)
    else:
        server = await loop.create_server(session, place.host, place.port)
    if ready is not None:
        ready(0 if place.path else server.sockets[0].getsockname()[1])
    await stop.wait()
    server.close()
    handler._thread.shutdown(wait=True)
    if place.path is not None:
        place.path.unlink(missing_ok=True)


def _clear(path: Path) -> None:
    """A socket that a killed process left behind."""
    if path.exists() and stat.S_ISSOCK(path.stat().st_mode):
        path.unlink()


def run(place: Place, *, ready: Any = None) -> None:
    """Serves until SIGTERM or SIGINT."""

    async def until_told() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await serve(place, stop=stop, ready=ready)

    os.umask(0o007)
    asyncio.run(until_told())
