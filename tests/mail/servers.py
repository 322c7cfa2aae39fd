"""A mail server for tests that keeps what it is given and misbehaves as it is told.

    async with Sink(replies={"dot": ["451 4.3.0 later", CLOSE]}) as sink: ...   # inside a loop
    with running(Sink()) as sink: ...                                          # beside synchronous code

`replies` maps a step to what is said there, one item a time and the usual answer when they are used up; a plain
string or action instead of a list stands for every time. Steps: greeting, EHLO, LHLO, HELO, STARTTLS, AUTH, MAIL,
RCPT, DATA, content (the first line of it), dot, RSET, NOOP, QUIT.
"""

import asyncio
import base64
import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeVar


class Act(Enum):
    """What a server can do instead of answering."""

    CLOSE = "closes the connection"
    RESET = "resets the connection (RST)"
    SILENT = "says nothing and reads on"
    DEAF = "says nothing and reads no more"


CLOSE, RESET, SILENT, DEAF = Act.CLOSE, Act.RESET, Act.SILENT, Act.DEAF


@dataclass(frozen=True)
class Slow:
    """A reply that comes one octet at a time, `pause` seconds apart."""

    text: str
    pause: float = 0.01


@dataclass(frozen=True)
class Raw:
    """Octets as they are, without a line end of ours."""

    octets: bytes


Say = str | Act | Slow | Raw

FEATURES = ("PIPELINING", "8BITMIME", "SMTPUTF8", "SIZE 10485760", "ENHANCEDSTATUSCODES")


@dataclass(frozen=True)
class Stored:
    """One mail as it came in: envelope, octets without dot-stuffing, and how it came."""

    sender: str
    recipients: tuple[str, ...]
    data: bytes
    mail_parameters: str
    hello: str
    encrypted: bool
    user: str | None


class Gone(Exception):
    """The connection has ended."""


@dataclass
class Sink:
    """`stored` are the mails taken, `commands` every line received, `users` who may sign in (name to password)."""

    features: Sequence[str] = FEATURES
    replies: Mapping[str, Say | Sequence[Say]] = field(default_factory=dict)
    users: Mapping[str, str] = field(default_factory=dict)
    context: ssl.SSLContext | None = None
    implicit_tls: bool = False
    path: str | None = None
    host: str = "127.0.0.1"
    lmtp: bool = False
    stored: list[Stored] = field(default_factory=list, repr=False)
    commands: list[str] = field(default_factory=list, repr=False)
    connections: int = 0
    port: int = 0

    def __post_init__(self) -> None:
        self._left = {step: list(said) for step, said in self.replies.items() if isinstance(said, (list, tuple))}
        self._always: dict[str, Say] = {
            step: said for step, said in self.replies.items() if isinstance(said, (str, Act, Slow, Raw))
        }
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """For ServerUrl.parse."""
        if self.path:
            return f"lmtp://{self.path}"
        scheme = "lmtp" if self.lmtp else "smtps" if self.implicit_tls else "smtp"
        return f"{scheme}://localhost:{self.port}" if self.context else f"{scheme}://{self.host}:{self.port}"

    async def __aenter__(self) -> "Sink":
        if self.path:
            self._server: asyncio.Server = await asyncio.start_unix_server(self._serve, self.path)
        else:
            tls = self.context if self.implicit_tls else None
            self._server = await asyncio.start_server(self._serve, self.host, self.port, ssl=tls)
            self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    def answer(self, step: str, usual: Say) -> Say:
        """What is said at this step this time."""
        left = self._left.get(step)
        if left:
            return left.pop(0)
        return self._always.get(step, usual)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            await _Session(self, reader, writer).run()
        except (Gone, OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._tasks.discard(task)
            writer.transport.abort()


_Sink = TypeVar("_Sink", bound=Sink)


class _Session:
    def __init__(self, sink: Sink, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.sink, self.reader, self.writer = sink, reader, writer
        self.hello = ""
        self.user: str | None = None
        self.encrypted = sink.implicit_tls
        self.forget()

    def forget(self) -> None:
        self.sender: str | None = None
        self.mail_parameters = ""
        self.recipients: list[str] = []

    async def run(self) -> None:
        await self.say("greeting", "220 sink.example ESMTP")
        verbs: dict[str, Callable[[str], Awaitable[None]]] = {
            "EHLO": self.ehlo, "LHLO": self.ehlo, "HELO": self.helo, "STARTTLS": self.starttls, "AUTH": self.auth,
            "MAIL": self.mail, "RCPT": self.rcpt, "DATA": self.data, "RSET": self.rset, "QUIT": self.quit,
        }  # fmt: skip
        while True:
            line = (await self.line()).decode().rstrip("\r\n")
            self.sink.commands.append(line)
            verb, _, rest = line.partition(" ")
            handler = verbs.get(verb.upper())
            if handler:
                await handler(rest)
            else:
                await self.say(verb.upper(), "500 5.5.2 what?")

    async def line(self) -> bytes:
        line = await self.reader.readline()
        if not line.endswith(b"\r\n"):
            raise Gone
        return line

    async def say(self, step: str, usual: str) -> str:
        """Say it; the text said, or "" for an act."""
        return await self.speak(self.sink.answer(step, usual))

    async def speak(self, said: Say) -> str:
        if isinstance(said, Act):
            await self.act(said)
            return ""
        if isinstance(said, Slow):
            for octet in f"{said.text}\r\n".encode():
                self.writer.write(bytes([octet]))
                await asyncio.sleep(said.pause)
            return said.text
        octets = said.octets if isinstance(said, Raw) else f"{said}\r\n".encode()
        self.writer.write(octets)
        await self.writer.drain()
        return octets.decode("utf-8", "replace")

    async def act(self, act: Act) -> None:
        if act is SILENT:
            return
        if act is DEAF:
            self.writer.transport.pause_reading()  # type: ignore[attr-defined]
            await asyncio.Event().wait()
        if act is RESET:
            raw = self.writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.transport.abort()
        raise Gone

    async def ehlo(self, hello: str) -> None:
        self.hello = hello
        features = [*self.sink.features]
        if self.sink.context and not self.encrypted:
            features.append("STARTTLS")
        if self.sink.users:
            features.append("AUTH PLAIN LOGIN")
        lines = ["sink.example", *features]
        marks = ["-"] * (len(lines) - 1) + [" "]
        text = "\r\n".join(f"250{mark}{line}" for mark, line in zip(marks, lines, strict=True))
        await self.say("LHLO" if self.sink.lmtp else "EHLO", text)

    async def helo(self, hello: str) -> None:
        self.hello = hello
        await self.say("HELO", "250 sink.example")

    async def starttls(self, _: str) -> None:
        said = await self.say("STARTTLS", "220 2.0.0 go ahead" if self.sink.context else "454 4.7.0 no")
        if said.startswith("220") and self.sink.context:
            await self.writer.start_tls(self.sink.context)
            self.encrypted = True

    async def auth(self, rest: str) -> None:
        mechanism, _, token = rest.partition(" ")
        if mechanism == "PLAIN":
            _, name, password = base64.b64decode(token).decode().split("\0")
        else:
            name, password = [await self._asked(prompt) for prompt in ("VXNlcm5hbWU6", "UGFzc3dvcmQ6")]
        right = self.sink.users.get(name) == password
        self.user = name if right else None
        await self.say("AUTH", "235 2.7.0 welcome" if right else "535 5.7.8 wrong")

    async def _asked(self, prompt: str) -> str:
        self.writer.write(f"334 {prompt}\r\n".encode())
        return base64.b64decode(await self.line()).decode()

    async def mail(self, rest: str) -> None:
        if self.sender is not None:
            await self.say("MAIL", "503 5.5.1 nested MAIL")
            return
        path, _, parameters = rest.partition(" ")
        if (await self.say("MAIL", "250 2.1.0 ok")).startswith("2"):
            self.sender, self.mail_parameters = path.removeprefix("FROM:").strip("<>"), parameters

    async def rcpt(self, rest: str) -> None:
        usual = "250 2.1.5 ok" if self.sender is not None else "503 5.5.1 MAIL first"
        if (await self.say("RCPT", usual)).startswith("2"):
            self.recipients.append(rest.partition(" ")[0].removeprefix("TO:").strip("<>"))

    async def data(self, _: str) -> None:
        usual = "354 go on" if self.recipients else "554 5.5.1 no valid recipients"
        if not (await self.say("DATA", usual)).startswith("354"):
            return
        lines = [await self.line()]
        if lines[0] != b".\r\n" and (said := self.sink.answer("content", "")):
            await self.speak(said)
        while lines[-1] != b".\r\n":
            lines.append(await self.line())
        await self.end_of_data(b"".join(line[1:] if line.startswith(b".") else line for line in lines[:-1]))

    async def end_of_data(self, content: bytes) -> None:
        usual = "250 2.0.0 queued" if self.recipients else "554 5.5.1 no valid recipients"
        said = self.sink.answer("dot", usual)
        if self.recipients and not (isinstance(said, str) and said[0] in "45"):
            self.sink.stored.append(Stored(
                self.sender or "", tuple(self.recipients), content, self.mail_parameters, self.hello,
                self.encrypted, self.user,
            ))  # fmt: skip
        self.forget()
        self.sink._left["dot"] = [said, *self.sink._left.get("dot", [])]
        await self.say("dot", usual)

    async def rset(self, _: str) -> None:
        self.forget()
        await self.say("RSET", "250 2.0.0 ok")

    async def quit(self, _: str) -> None:
        await self.say("QUIT", "221 2.0.0 bye")
        raise Gone


@contextlib.contextmanager
def running(sink: _Sink) -> Iterator[_Sink]:
    """The sink in a thread with its own loop, for synchronous tests; closed when the block ends."""
    started, loop = threading.Event(), asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        async with sink:
            started.set()
            await stop.wait()

    def work() -> None:
        asyncio.set_event_loop(loop)
        loop.run_until_complete(serve())
        loop.close()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    assert started.wait(10), "the test server did not start"
    try:
        yield sink
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
