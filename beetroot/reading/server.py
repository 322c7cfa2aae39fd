"""One question to an OpenAI-compatible server on the newsroom's own machine: bounded in time and size, never elsewhere.

`POST {url}/chat/completions` as llama.cpp, Ollama and vLLM serve it. Only loopback is reached over plain HTTP; another
host must be named by the newsroom and speak HTTPS. No redirect is followed, no proxy used, no cookie kept.
"""

import contextlib
import http.client
import ipaddress
import json
import socket
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from beetroot.reading.errors import ReadingError

_LARGEST_ANSWER = 256_000


class ServerRefused(ReadingError):
    """This address cannot be asked. Give a loopback address, or name the host and use https."""


class NoAnswer(ReadingError):
    """The language server gave no answer that can be used. The reading is as the rules made it."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where to ask. `host` names the one machine besides loopback that may be; `seconds` bound the whole question."""

    url: str
    model: str = "default"
    host: str | None = None
    key: str | None = field(default=None, repr=False)
    seconds: float = 60.0

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise ServerRefused
        if not (self.is_local or (parts.scheme == "https" and parts.hostname == self.host)):
            raise ServerRefused

    @property
    def is_local(self) -> bool:
        """Whether the address is a loopback one; the name localhost is checked again once connected."""
        name = urlsplit(self.url).hostname or ""
        try:
            return ipaddress.ip_address(name).is_loopback
        except ValueError:
            return name == "localhost"


def ask(server: Server, *, system: str, user: str) -> str:
    """The content of the first choice, as text that nobody has judged yet. Raises NoAnswer."""
    body = {
        "model": server.model,
        "temperature": 0,
        "stream": False,
        "response_format": {"type": "json_object"},
        "messages": [{"role": "system", "content": system}, {"role": "user", "content": user}],
    }
    try:
        return _content(_exchange(server, json.dumps(body).encode()))
    except (OSError, http.client.HTTPException, ValueError, RecursionError, KeyError, IndexError, TypeError) as error:
        raise NoAnswer from error


def _exchange(server: Server, body: bytes) -> bytes:
    parts = urlsplit(server.url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=min(5.0, server.seconds))
    end = time.monotonic() + server.seconds
    connection.connect()
    left = max(0.01, end - time.monotonic())
    watchdog = threading.Timer(left, _cut, [connection])
    try:
        _stay_home(connection, server)
        connection.sock.settimeout(left)
        watchdog.start()
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {server.key}"} if server.key else {}
        )
        connection.request("POST", f"{parts.path.rstrip('/')}/chat/completions", body, headers)
        response = connection.getresponse()
        if response.status != 200:
            raise NoAnswer
        return _read(response)
    finally:
        watchdog.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection) -> None:
    """The whole question has its time: a server that drips a byte now and then gains nothing."""
    with contextlib.suppress(OSError, AttributeError):
        connection.sock.shutdown(socket.SHUT_RDWR)


def _stay_home(connection: http.client.HTTPConnection, server: Server) -> None:
    """A name that claims to be local must lead to this machine."""
    if server.is_local and not ipaddress.ip_address(connection.sock.getpeername()[0]).is_loopback:
        raise ServerRefused


def _read(response: http.client.HTTPResponse) -> bytes:
    answer = response.read(_LARGEST_ANSWER + 1)
    if len(answer) > _LARGEST_ANSWER:
        raise NoAnswer
    return answer


def _content(answer: bytes) -> str:
    content = json.loads(answer)["choices"][0]["message"]["content"]
    if not isinstance(content, str):
        raise NoAnswer
    return content
