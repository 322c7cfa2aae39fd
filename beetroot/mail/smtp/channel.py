"""The way to a server and back: bytes out, whole replies in, each with its deadline.

Nothing a server sends is believed out of turn: a reply that nobody asked for would be taken for the answer to the
next command, and a delivery would be noted that never was.
"""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple, cast

MAX_REPLY_LINE = 2048  # RFC 5321 4.5.3.1.5 says 512; some send more
MAX_REPLY_LINES = 128
MAX_UNREAD = 32
"""Whole replies that nobody has asked for yet; an honest server has said five at most (RFC 2920, overlapping mails)."""


class ChannelError(Exception):
    """The way to the server can no longer be used."""


class Lost(ChannelError):
    """The server closed the connection."""


class Silent(ChannelError):
    """The server did not answer in time."""


class Nonsense(ChannelError):
    """The server said something that is not SMTP, or spoke out of turn."""


class Reply(NamedTuple):
    """One reply (RFC 5321 4.2): its code, its lines without codes."""

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one."""
        return " ".join(self.lines)

    @property
    def is_success(self) -> bool:
        return 200 <= self.code < 300

    @property
    def is_failure(self) -> bool:
        return 400 <= self.code < 600


class _Line(NamedTuple):
    code: int
    is_last: bool
    text: str


@lru_cache(maxsize=64)  # most servers say the same three lines to every message
def _read_line(line: bytes) -> _Line | None:
    """RFC 5321 4.2: three digits, the first 2–5, then a hyphen, a space or nothing; else None."""
    code, mark = line[:3], line[3:4]
    if not (code.isdigit() and b"200" <= code < b"600" and mark in (b"", b" ", b"-")):
        return None
    return _Line(int(code), mark != b"-", line[4:].decode("utf-8", "replace"))


class Channel(asyncio.Protocol):
    """One connection's bytes. For one task at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._lines: list[str] = []
        self._class = 0
        self._replies: deque[Reply] = deque()
        self._error: ChannelError | None = None
        self._unwritten = False
        self._tail = 0
        self._waiting: asyncio.Future[None] | None = None
        self._gone = asyncio.Event()
        self.is_encrypted = False

    # --- called by the event loop ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's does not inherit from it
        self.is_encrypted = transport.get_extra_info("sslcontext") is not None
        if not self.is_encrypted:
            # With a limit of 0 the loop says exactly when everything written has left this process.
            self._transport.set_write_buffer_limits(high=0)

    def data_received(self, data: bytes) -> None:
        if self._error:
            return
        *lines, self._received = (self._received + data).split(b"\n")
        for line in lines:
            self._take_line(line.rstrip(b"\r"))
            if self._error:
                return
        if len(self._received) > MAX_REPLY_LINE:
            self._break(Nonsense())
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        self._error = self._error or Lost()
        self._gone.set()
        self._wake()

    def pause_writing(self) -> None:
        self._unwritten = True

    def resume_writing(self) -> None:
        self._unwritten = False
        self._wake()

    # --- called by the connection ---

    @property
    def is_open(self) -> bool:
        """Whether commands can still be sent."""
        return self._error is None and self._transport is not None

    @property
    def has_unread(self) -> bool:
        """Whether the server has said anything that nobody has read yet, if only half a line."""
        return bool(self._replies or self._lines or self._received)

    @property
    def unread_codes(self) -> tuple[int, ...]:
        """Of the whole replies that nobody has read yet."""
        return tuple(reply.code for reply in self._replies)

    @property
    def surely_unwritten(self) -> bool:
        """Whether the end of what was written, less its tail, never left this process; stays true when the
        connection is lost.

        Never said of an encrypted connection: TLS keeps buffers of its own.
        """
        return self._unwritten and not self.is_encrypted

    def write(self, data: bytes, *, tail: int = 0) -> None:
        """Hand bytes to the connection. Raises Lost, or what broke it, when it is gone.

        `tail`: so many bytes at the end may still be in this process when the rest counts as written.
        """
        if self._error:
            raise self._error
        if self._transport is None or self._transport.is_closing():
            raise Lost
        if tail != self._tail and not self.is_encrypted:
            self._transport.set_write_buffer_limits(high=tail, low=tail)
            self._tail = tail
        self._transport.write(data)
        # The loop writes at once; that it closes within this call means that the socket took nothing.
        self._unwritten = self._unwritten or self._transport.is_closing()

    async def written(self, deadline: float) -> None:
        """Wait until everything has left this process, or the server answers early, or ChannelError."""
        if self._unwritten or self._error:
            await self._until(lambda: not self._unwritten or bool(self._replies), deadline)

    async def reply(self, deadline: float) -> Reply:
        """The next reply, within `deadline` seconds; ChannelError after which the channel is closed."""
        if not self._replies:
            await self._until(lambda: bool(self._replies), deadline)
        return self._replies.popleft()

    async def first_of(self, count: int, deadline: float) -> tuple[Reply, ...]:
        """The next `count` replies, which stay unread; fewer where the server left before. Raises Silent or Nonsense,
        and Lost where there is none."""
        if len(self._replies) < count:
            try:
                await self._until(lambda: len(self._replies) >= count, deadline)
            except Lost:
                if not self._replies:
                    raise
        return tuple(self._replies)[:count]

    def expect_quiet(self) -> None:
        """Raise Lost where the server has said that it is leaving (421, RFC 5321 3.8), Nonsense for other words."""
        if self._error:
            raise self._error
        if not self.has_unread:
            return
        leaving = bool(self._replies) and self._replies[0].code == 421
        error = Lost() if leaving else Nonsense()
        self._break(error)
        raise error

    def abort(self) -> None:
        """Close at once and drop what is not written yet."""
        self._break(Lost())

    async def start_tls(self, context: ssl.SSLContext, *, host: str, deadline: float) -> None:
        """Encrypt from here on. Raises OSError where that fails, Nonsense where the server has spoken already.

        What was said in the clear after the 220 must not be read as if it had been encrypted (CVE-2011-0411).
        """
        self.expect_quiet()
        if self._transport is None:
            raise Lost
        loop = asyncio.get_running_loop()
        transport = await loop.start_tls(
            self._transport, self, context, server_hostname=host, ssl_handshake_timeout=deadline
        )
        if transport is None:
            raise Lost
        self._transport = transport
        self.is_encrypted = True

    async def gone(self) -> None:
        """Close at once and wait until the connection is really closed."""
        self.abort()
        if self._transport is not None:
            await self._gone.wait()

    # --- inside ---

    def _take_line(self, line: bytes) -> None:
        read = _read_line(line) if len(line) <= MAX_REPLY_LINE else None
        if read is None:
            return self._break(Nonsense())
        # RFC 5321 4.2.1: every line of a reply has its code. Where one says yes and another no, nobody knows.
        if self._lines and read.code // 100 != self._class:
            return self._break(Nonsense())
        self._class = read.code // 100
        self._lines.append(read.text)
        if len(self._lines) > MAX_REPLY_LINES:
            return self._break(Nonsense())
        if read.is_last:
            self._replies.append(Reply(read.code, tuple(self._lines)))
            self._lines = []
            if len(self._replies) > MAX_UNREAD:
                self._break(Nonsense())
        return None

    def _break(self, error: ChannelError) -> None:
        self._error = self._error or error
        if self._transport is not None:
            self._transport.abort()
        self._wake()

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def _until(self, ready: Callable[[], bool], deadline: float) -> None:
        loop = asyncio.get_running_loop()
        timer = loop.call_later(deadline, self._break, Silent())
        try:
            while not ready():
                if self._error:
                    raise self._error
                self._waiting = loop.create_future()
                await self._waiting
        finally:
            timer.cancel()
            self._waiting = None
