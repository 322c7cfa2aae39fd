"""The SMTP side: takes every mail for everybody on a loopback port and stores it as it came."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from aiosmtpd.smtp import SMTP, Envelope, Session

from beetroot.demo.inbox.maildir import Inbox

MAXIMUM_BYTES: Final = 32 * 1024 * 1024


class _Storing:
    """What aiosmtpd calls when something arrives."""

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        # aiosmtpd reads command by command from a buffer, so RFC 2920 holds though it does not say so itself.
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        self.inbox.store(content, envelope_from=envelope.mail_from or "", envelope_to=envelope.rcpt_tos)
        return "250 2.0.0 Kept in the local inbox"


@contextmanager
def receiving(inbox: Inbox, *, port: int) -> Iterator[int]:
    """Takes mail in a thread of its own while the block runs; gives the port (a free one for 0)."""
    listener = socket.create_server(("127.0.0.1", port))
    loop = asyncio.new_event_loop()

    def session() -> SMTP:
        return SMTP(
            _Storing(inbox), hostname="inbox.localhost", ident="Local inbox", enable_SMTPUTF8=True,
            data_size_limit=MAXIMUM_BYTES, loop=loop,
        )  # fmt: skip

    ready = threading.Event()
    thread = threading.Thread(
        target=_serve, args=(loop, listener, session, ready), name="local inbox SMTP", daemon=True
    )
    thread.start()
    ready.wait()  # a loop that is stopped before it serves would never be closed
    try:
        yield listener.getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


def _serve(loop: asyncio.AbstractEventLoop, listener: socket.socket, session: Any, ready: threading.Event) -> None:
    asyncio.set_event_loop(loop)
    server = loop.run_until_complete(loop.create_server(session, sock=listener))
    loop.call_soon(ready.set)
    loop.run_forever()
    server.close()
    loop.run_until_complete(server.wait_closed())
    _cancel_all(loop)
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


def _cancel_all(loop: asyncio.AbstractEventLoop) -> None:
    open_sessions = asyncio.all_tasks(loop)
    for task in open_sessions:
        task.cancel()
    loop.run_until_complete(asyncio.gather(*open_sessions, return_exceptions=True))
