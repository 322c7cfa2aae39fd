"""Following links as a reader or an editor would, to see what is come to."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

from django.test import Client

HOSTS = {"testserver", "127.0.0.1:8000"}
"""What the tests ask, and the address that feeds print without a configuration."""
_LINK = re.compile(r"""(?:href|src|action)=["']([^"'#]+)|"(https?://[^"\s]+|/[^"\s]*)"|<(?:loc|link|id)>([^<]+)<""")


def crawl(browser: Client, seeds: Iterable[str], *, may: Callable[[str], bool]) -> Iterator[tuple[str, int, str]]:
    """Address, status and text of every page that links lead to from the seeds, of those that `may` be asked for."""
    waiting = deque(seeds)
    seen = set(waiting)
    while waiting:
        path = waiting.popleft()
        answer = browser.get(path, follow=True, secure=True)
        assert answer.status_code < 500, path
        body = unescape((b"".join(answer) if answer.streaming else answer.content).decode(errors="replace"))
        yield path, answer.status_code, body
        fresh = [link for link in _links(path, body) if link not in seen and may(link)]
        seen.update(fresh)
        waiting.extend(dict.fromkeys(fresh))


def _links(path: str, body: str) -> Iterator[str]:
    for found in _LINK.findall(body):
        parts = urlsplit(urljoin(f"https://testserver{path}", unescape(next(filter(None, found)))))
        if parts.netloc in HOSTS:
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path
