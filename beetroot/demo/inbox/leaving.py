"""Leave with one click, as a mail provider does it for its user: a bare POST to the URL in the header (RFC 8058)."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from html import unescape
from typing import Final
from urllib.parse import urlsplit

from beetroot.demo.inbox.display import Site
from beetroot.demo.inbox.maildir import InboxError, StoredMail

_FORM: Final = b"List-Unsubscribe=One-Click"  # RFC 8058 section 3.1
_MARKUP: Final = re.compile(r"<(script|style|head)\b.*?</\1\s*>|<[^>]+>", re.IGNORECASE | re.DOTALL)
_TIMEOUT_SECONDS: Final = 10
_SHOWN_BYTES: Final = 64 * 1024


class NoOneClick(InboxError):
    """This mail offers no one-click leave link of the example newsroom."""


class NoAnswer(InboxError):
    """The local site did not answer; start it with `beetroot up --demo`."""


@dataclass(frozen=True)
class Answer:
    """What the newsroom's site said: status, reason and the page's words."""

    status: int
    reason: str
    words: str

    @property
    def accepted(self) -> bool:
        return 200 <= self.status < 300

    @property
    def redirect(self) -> bool:
        return 300 <= self.status < 400


def leave(mail: StoredMail, site: Site) -> Answer:
    """Posts once, without cookies and without following a redirect. Raises NoOneClick or NoAnswer.

    Only URLs of the newsroom are posted to, and only at the local site: a hostile mail must not make this computer
    send requests elsewhere.
    """
    url = mail.one_click_url
    if url is None or not site.owns(url):
        raise NoOneClick("This mail offers no one-click leave link of the example newsroom.")
    target = urlsplit(site.local(url))
    secure = target.scheme == "https"
    kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
    connection = kind(target.hostname or "127.0.0.1", target.port, timeout=_TIMEOUT_SECONDS)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", target.path + (f"?{target.query}" if target.query else ""), _FORM, headers)
        response = connection.getresponse()
        body = response.read(_SHOWN_BYTES).decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        raise NoAnswer("The local site did not answer; start it with `beetroot up --demo`.") from error
    finally:
        connection.close()
    return Answer(response.status, response.reason, _words(body))


def _words(html: str) -> str:
    lines = (" ".join(line.split()) for line in unescape(_MARKUP.sub("\n", html)).splitlines())
    return "\n".join(line for line in lines if line)
