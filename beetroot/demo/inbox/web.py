"""The inbox's pages: a small WSGI application without database, session or JavaScript.

It listens on loopback only, answers only to loopback host names (a page elsewhere cannot rebind its name to it), and
a POST must come from its own pages. The referrer policy is `same-origin` because under `no-referrer` browsers send our
own forms with `Origin: null` (Fetch standard, "append a request Origin header").
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, urlsplit

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from beetroot.demo.inbox import display
from beetroot.demo.inbox.display import Site
from beetroot.demo.inbox.leaving import leave
from beetroot.demo.inbox.maildir import Inbox, InboxError, StoredMail

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

PAGE_LENGTH: Final = 50
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True)
class Page:
    body: bytes
    status: HTTPStatus = HTTPStatus.OK
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Reader:
    """Somebody who has mail here. Their key stands in URLs in place of the address."""

    key: str
    address: str = field(repr=False)
    count: int


class Pages:
    """Answers each path. Every method takes the query and the parts of the path."""

    def __init__(self, inbox: Inbox, site: Site) -> None:
        self.inbox = inbox
        self.site = site
        self.routes: list[tuple[str, re.Pattern[str], Callable[..., Page]]] = [
            ("GET", re.compile(r"/"), self.mails),
            ("GET", re.compile(r"/inbox\.css"), self.style),
            ("GET", re.compile(r"/mail/(?P<key>[\d.]+)/"), self.as_html),
            ("GET", re.compile(r"/mail/(?P<key>[\d.]+)/frame"), self.frame),
            ("GET", re.compile(r"/mail/(?P<key>[\d.]+)/text/"), self.as_text),
            ("GET", re.compile(r"/mail/(?P<key>[\d.]+)/source/"), self.as_source),
            ("GET", re.compile(r"/mail/(?P<key>[\d.]+)/raw"), self.raw),
            ("POST", re.compile(r"/mail/(?P<key>[\d.]+)/leave"), self.leave),
        ]

    def answer(self, method: str, path: str, query: Mapping[str, str]) -> Page:
        for expected, pattern, view in self.routes:
            if method == expected and (found := pattern.fullmatch(path)):
                return view(query=query, **found.groupdict())
        return self.missing()

    def missing(self) -> Page:
        return _rendered("missing", {}, status=HTTPStatus.NOT_FOUND)

    def mails(self, *, query: Mapping[str, str]) -> Page:
        everything = self.inbox.messages()
        readers = _readers(everything)
        chosen = next((reader for reader in readers if reader.key == query.get("reader")), None)
        wanted = [mail for mail in everything if not chosen or chosen.address in _recipients(mail)]
        number = max(1, int(query["page"])) if query.get("page", "").isdecimal() else 1
        start = (number - 1) * PAGE_LENGTH
        context = {
            "rows": [_row(mail) for mail in wanted[start : start + PAGE_LENGTH]],
            "readers": readers, "chosen": chosen, "total": len(everything), "found": len(wanted),
            "older": number + 1 if len(wanted) > start + PAGE_LENGTH else None,
            "newer": number - 1 if number > 1 else None,
        }  # fmt: skip
        return _rendered("mails", context)

    def style(self, *, query: Mapping[str, str]) -> Page:
        css = render_to_string("inbox/inbox.css").encode()
        return Page(css, headers={"Content-Type": "text/css; charset=utf-8"})

    def as_html(self, *, query: Mapping[str, str], key: str) -> Page:
        width = "phone" if query.get("width") == "phone" else "desktop"
        mail = self.inbox.get(key)
        if mail and mail.html is None:
            return self.as_text(query=query, key=key)
        return self._shown(mail, "html", {"width": width})

    def as_text(self, *, query: Mapping[str, str], key: str) -> Page:
        mail = self.inbox.get(key)
        text = display.linked_text(mail.text or _("This mail has no text part."), self.site) if mail else ""
        return self._shown(mail, "text", {"text": text})

    def as_source(self, *, query: Mapping[str, str], key: str) -> Page:
        mail = self.inbox.get(key)
        if mail is None:
            return self.missing()
        extra = {"headers": display.shown_headers(mail), "source": display.source(mail), "size": len(mail.raw)}
        return self._shown(mail, "source", extra)

    def frame(self, *, query: Mapping[str, str], key: str) -> Page:
        mail = self.inbox.get(key)
        if mail is None:
            return self.missing()
        html = display.frame_html(mail, self.site).encode("utf-8", "replace")
        policy = {"Content-Security-Policy": display.frame_policy(self.site), "Referrer-Policy": "no-referrer"}
        return Page(html, headers=policy)

    def raw(self, *, query: Mapping[str, str], key: str) -> Page:
        mail = self.inbox.get(key)
        if mail is None:
            return self.missing()
        headers = {"Content-Type": "message/rfc822", "Content-Disposition": f'attachment; filename="{key}.eml"'}
        return Page(mail.raw, headers=headers)

    def leave(self, *, query: Mapping[str, str], key: str) -> Page:
        mail = self.inbox.get(key)
        if mail is None:
            return self.missing()
        try:
            result: dict[str, Any] = {"answer": leave(mail, self.site)}
        except InboxError as error:
            result = {"problem": str(error)}
        return self._shown(mail, "leave", result)

    def _shown(self, mail: StoredMail | None, view: str, extra: dict[str, Any]) -> Page:
        if mail is None:
            return self.missing()
        can_leave = mail.one_click_url is not None and self.site.owns(mail.one_click_url)
        context = _row(mail) | {"view": view, "can_leave": can_leave, "has_html": mail.html is not None} | extra
        return _rendered(view, context)


def application(
    inbox: Inbox, *, public_url: str, base_url: str
) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """The WSGI application for one inbox."""
    pages = Pages(inbox, Site(base_url=base_url, public_url=public_url))

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        page = _guarded(pages, environ)
        headers = {
            "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": _POLICY,
            "X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cache-Control": "no-store",
            **page.headers, "Content-Length": str(len(page.body)),
        }  # fmt: skip
        start_response(f"{page.status.value} {page.status.phrase}", list(headers.items()))
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]

    return app


def _guarded(pages: Pages, environ: WSGIEnvironment) -> Page:
    host = str(environ.get("HTTP_HOST", ""))
    method = str(environ["REQUEST_METHOD"]).replace("HEAD", "GET")
    foreign = method == "POST" and urlsplit(str(environ.get("HTTP_ORIGIN", ""))).netloc != host
    if re.sub(r":\d+$", "", host) not in _LOOPBACK or foreign:
        return Page(b"This inbox answers to this computer only.", HTTPStatus.FORBIDDEN, {"Content-Type": "text/plain"})
    query = {name: values[0] for name, values in parse_qs(str(environ.get("QUERY_STRING", ""))).items()}
    return pages.answer(method, str(environ.get("PATH_INFO", "/")), query)


def _rendered(name: str, context: dict[str, Any], *, status: HTTPStatus = HTTPStatus.OK) -> Page:
    return Page(render_to_string(f"inbox/{name}.html", context).encode("utf-8", "replace"), status)


def _recipients(mail: StoredMail) -> tuple[str, ...]:
    return mail.envelope_to or (parseaddr(mail.header("To"))[1],)


def _readers(mails: list[StoredMail]) -> list[Reader]:
    counts: dict[str, int] = {}
    for mail in mails:
        for address in _recipients(mail):
            counts[address] = counts.get(address, 0) + 1
    return [
        Reader(hashlib.sha256(address.encode()).hexdigest()[:12], address, n) for address, n in sorted(counts.items())
    ]


def _row(mail: StoredMail) -> dict[str, Any]:
    name, address = parseaddr(mail.header("From"))
    return {
        "mail": mail,
        "sender": name or address,
        "sender_address": address,
        "recipients": ", ".join(_recipients(mail)),
    }
