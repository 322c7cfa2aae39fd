"""The example newsroom as people see it: its addresses, and what a browser notices while it visits them."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

from tests.flows.newsrooms import Newsroom, ending
from tests.flows.servers import answers, free_port, until

EDITOR = ("editor", "an editor of the example")
#: What no page links to: the doors with a token, and the page for a wrong address.
UNLINKED = (
    "/sign-up/the-ferry/sent/",
    "/confirm/cut-off",
    "/leave/cut-off/",
    "/undo/cut-off/",
    "/nowhere/",
    "/people/",
)
_LINK = re.compile(r'(?:href|action)="([^"#]+)')


@dataclass(frozen=True)
class Example:
    """Where its parts listen, without a slash at the end."""

    public: str
    desk: str
    inbox: str


@dataclass
class Visit:
    """What one browser window asked for and complained about."""

    own: str
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        """Notes requests to other hosts, errors in the console (CSP violations among them) and in scripts."""
        page.on("request", self._note_request)
        page.on("console", self._note_message)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def _note_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob", "about") and parts.hostname != urlsplit(self.own).hostname:
            self.foreign.append(request.url)

    def _note_message(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "404 (Not Found)" not in message.text:  # the page that is not there
            self.complaints.append(message.text)


@contextmanager
def example(home: Path) -> Iterator[Example]:
    """`beetroot init --demo` unless `home` is there, then `beetroot up --demo` while the block runs."""
    newsroom = Newsroom(home)
    if not home.exists():
        newsroom.run("init", "--demo")
    port = free_port(3)
    with ending(newsroom.start("up", "--demo", "--port", str(port))):
        until(lambda: all(map(answers, range(port, port + 3))), what="the example newsroom")
        yield Example(*(f"http://127.0.0.1:{place}" for place in range(port, port + 3)))


def fetch(address: str) -> tuple[str, str]:
    """Content type and text of an address, as a reader without scripts gets it."""
    parts = urlsplit(address)
    line = HTTPConnection(parts.netloc, timeout=30)
    line.request("GET", parts.path)
    answer = line.getresponse()
    text = answer.read().decode("utf-8", "replace")
    line.close()
    assert answer.status in (200, 404), f"{address}: {answer.status}"
    return answer.headers.get_content_type(), text


def public_pages(public: str) -> dict[str, str]:
    """HTML by path of every page that links lead to from the front, and of those that none leads to."""
    waiting, pages, seen = ["/", *UNLINKED], {}, set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        kind, text = fetch(public + path)
        if kind == "text/html":
            pages[path] = text
            links = (urlsplit(urljoin(public + path, link)) for link in _LINK.findall(text))
            waiting += [link.path for link in links if f"{link.scheme}://{link.netloc}" == public]
    return pages
