"""A mail server that means harm, by dice: at every step it may break off, stall, babble or contradict itself.

It shares nothing with `tests.mail.servers` or with Beetroot's client. What it says is drawn from `MOODS`; `stored` is
what it really kept. It keeps a mail before it answers the dot, and never answers a dot with a clean 250 that it did
not mean: no client could know.
"""

import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.mail.servers import Stored

LATE = 1.0
"""Seconds: longer than the deadlines of the tests."""


class _Over(Exception):
    """This connection has ended."""


Words = bytes
Act = Callable[["_Talk", Words], None]


def _split(talk: "_Talk", words: Words) -> None:
    """One octet a packet."""
    for octet in words:
        talk.send(bytes([octet]))


def _drip(talk: "_Talk", words: Words) -> None:
    for octet in words:
        talk.send(bytes([octet]))
        time.sleep(LATE / 20)


def _half(talk: "_Talk", words: Words) -> None:
    talk.send(words[: random.Random(len(words)).randrange(1, len(words) - 1)])  # noqa: S311 - no secret
    raise _Over


def _close(_talk: "_Talk", _words: Words) -> None:
    raise _Over


def _reset(talk: "_Talk", _words: Words) -> None:
    talk.reset()


def _said_and_reset(talk: "_Talk", words: Words) -> None:
    talk.send(words)
    talk.reset()


def _stall(_talk: "_Talk", _words: Words) -> None:
    time.sleep(LATE)
    raise _Over


def _endless(talk: "_Talk", words: Words) -> None:
    for _ in range(20_000):
        talk.send(words[:3] + b"-and then\r\n")


def _instead(other: bytes) -> Act:
    def act(talk: "_Talk", _words: Words) -> None:
        talk.send(other)

    return act


def _around(*, before: bytes = b"", after: bytes = b"") -> Act:
    def act(talk: "_Talk", words: Words) -> None:
        talk.send(before + words + after)

    return act


HARMLESS: dict[str, Act] = {
    "one octet a packet": _split,
    "many lines": lambda talk, words: talk.send(words[:3] + b"-a\r\n" + words[:3] + b"-\r\n" + words),
    "octets beyond ASCII": lambda talk, words: talk.send(words[:-2] + b" \x00\xff\xe2\x80\xae <anna@example.net>\r\n"),
}
BROKEN: dict[str, Act] = {
    "half a reply, then the end": _half,
    "the end": _close,
    "RST": _reset,
    "silence": _stall,
    "a drip": _drip,
    "endless lines": _endless,
    "10 MB in one line": lambda talk, words: talk.send(words[:-2] + b"x" * 10_000_000 + b"\r\n"),
    "a code of 600": _instead(b"600 no such code\r\n"),
    "a code of 000": _instead(b"000 nothing\r\n"),
    "a code of 1xx": _instead(b"150 wait\r\n"),
    "a code of 3xx": _instead(b"334 go on\r\n"),
    "no code": _instead(b"OK\r\n"),
    "nothing but NULs": _instead(b"\x00" * 600 + b"\r\n"),
    "yes and no": lambda talk, words: talk.send(b"250-yes\r\n550 no\r\n"),
}
REFUSED: dict[str, Act] = {
    "421": _instead(b"421 4.3.2 closing <anna@example.net>\r\n"),
    "451": _instead(b"451 4.3.0 not now\r\n"),
    "552": _instead(b"552 5.2.2 full\r\n"),
}
EARLY = BROKEN | {"one reply too many": _around(after=b"250 2.0.0 ok\r\n")}
MOODS: dict[str, Sequence[dict[str, Act]]] = {
    "greeting": (EARLY, {"421": REFUSED["421"]}),
    "EHLO": (EARLY,),
    "MAIL": (EARLY, {"421": REFUSED["421"], "451": REFUSED["451"]}),
    "RCPT": (EARLY, REFUSED),
    "DATA": (EARLY, REFUSED),
    "dot": (BROKEN, REFUSED, {"said and RST": _said_and_reset, "said twice": lambda talk, words: talk.send(words * 2)}),
}


@dataclass
class Liar:
    """`badness`: how often it is anything but well-behaved at a step. `muddled`: dots without a clean answer."""

    seed: int
    badness: float = 0.05
    features: bytes = b"250-PIPELINING\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
    stored: list[Stored] = field(default_factory=list)
    muddled: int = 0
    told: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 - no secret
        self.lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._ended = threading.Event()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self._listener.getsockname()[1]}"

    def mood(self, step: str) -> tuple[str, Act | None]:
        """How it answers this time; None: as it should."""
        with self.lock:
            if self._dice.random() > self.badness:
                return "", None
            table = self._dice.choice((HARMLESS, *MOODS[step]))
            name = self._dice.choice(sorted(table))
            self.told[f"{step}: {name}"] += 1
            return name, table[name]

    def serve(self) -> None:
        """Until it is closed, each connection in a thread of its own."""
        while not self._ended.is_set():
            with suppress(OSError):
                client, _ = self._listener.accept()
                threading.Thread(target=_Talk(self, client).run, daemon=True).start()

    def close(self) -> None:
        """Takes no more connections."""
        self._ended.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()


class _Talk:
    def __init__(self, liar: Liar, client: socket.socket) -> None:
        self._liar, self._client, self._file = liar, client, client.makefile("rb")
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.settimeout(20)

    def send(self, octets: bytes) -> None:
        self._client.sendall(octets)

    def reset(self) -> None:
        self._client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise _Over

    def say(self, step: str, words: bytes) -> str:
        name, act = self._liar.mood(step)
        if act is None:
            self.send(words)
        else:
            act(self, words)
        return name

    def run(self) -> None:
        with suppress(_Over, OSError):
            self._talk()
        with suppress(OSError):
            self._file.close()
            self._client.close()

    def _line(self) -> bytes:
        line = self._file.readline()
        if not line.endswith(b"\r\n"):
            raise _Over
        return line

    def _talk(self) -> None:
        self.say("greeting", b"220 liar.example ESMTP\r\n")
        recipient = ""
        while True:
            line = self._line()
            verb = line[:4].upper().decode("ascii", "replace")
            if verb == "EHLO":
                self.say("EHLO", b"250-liar.example\r\n" + self._liar.features)
            elif verb == "MAIL":
                self.say("MAIL", b"250 2.1.0 ok\r\n")
            elif verb == "RCPT":
                recipient = "" if self.say("RCPT", b"250 2.1.5 ok\r\n") in REFUSED else line.decode()
            elif verb == "DATA":
                if self.say("DATA", b"354 go on\r\n") not in REFUSED:
                    self._content(recipient)
            elif verb == "QUIT":
                raise _Over
            else:
                self.send(b"250 2.0.0 ok\r\n")

    def _content(self, recipient: str) -> None:
        lines = []
        while (line := self._line()) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        if not lines:
            return self.send(b"250 2.0.0 nothing taken\r\n")
        name, act = self._liar.mood("dot")
        with self._liar.lock:
            if name not in REFUSED:
                self._liar.stored.append(Stored("", (recipient,), b"".join(lines), "", "", False, None))
            self._liar.muddled += name not in REFUSED and name not in HARMLESS and act is not None
        words = b"250 2.0.0 queued\r\n"
        return act(self, words) if act is not None else self.send(words)


@contextmanager
def lying(liar: Liar) -> Iterator[Liar]:
    """It serves until the block ends."""
    thread = threading.Thread(target=liar.serve, daemon=True)
    thread.start()
    try:
        yield liar
    finally:
        liar.close()
        thread.join(10)
