"""How a stored mail is shown: links lead to the local site, nothing in it can run, and its bytes stay as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from beetroot.demo.inbox.maildir import StoredMail

_WEB_ADDRESS: Final = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]]")
_HEAD: Final = re.compile(r"<head\b[^>]*>", re.IGNORECASE)

#: Opens links in a tab of their own; the policy below forbids a mail to set another base address.
_NEW_TAB: Final = '<base target="_blank">'


@dataclass(frozen=True)
class Site:
    """The newsroom's address in its mails, and where the same site stands on this computer."""

    base_url: str
    public_url: str

    def local(self, text: str) -> str:
        """`text` with every address of the newsroom led to the local site; look-alike hosts are left alone."""
        pattern = re.escape(self.base_url.rstrip("/")) + r"(?=[/?#\"'\s<>)\],;]|$)"
        return re.sub(pattern, lambda _match: self.public_url.rstrip("/"), text, flags=re.IGNORECASE)

    def owns(self, url: str) -> bool:
        ours, given = urlsplit(self.base_url), urlsplit(url)
        return (given.scheme.lower(), given.netloc.lower()) == (ours.scheme.lower(), ours.netloc.lower())


def frame_policy(site: Site) -> str:
    """Content-Security-Policy (level 3) of a mail's frame: no script, form, frame or foreign request of any kind."""
    local = "{0.scheme}://{0.netloc}".format(urlsplit(site.public_url))
    return (
        f"default-src 'none'; img-src {local} data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none';"
        " frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
    )


def frame_html(mail: StoredMail, site: Site) -> str:
    """The HTML part for the frame. It is not cleaned, so that it looks as it was made; `frame_policy` confines it."""
    html = site.local(mail.html or "")
    found = _HEAD.search(html)
    at = found.end() if found else 0
    return html[:at] + _NEW_TAB + html[at:]


def linked_text(text: str, site: Site) -> SafeString:
    """Plain text, escaped, with its web addresses as links."""
    shown, pieces, end = site.local(text), [], 0
    for match in _WEB_ADDRESS.finditer(shown):
        pieces += [("{}", shown[end : match.start()]), ("link", match[0])]
        end = match.end()
    pieces.append(("{}", shown[end:]))
    link = '<a href="{0}" target="_blank" rel="noopener noreferrer">{0}</a>'
    return format_html_join("", "{}", ((format_html(link if kind == "link" else kind, part),) for kind, part in pieces))


#: What each header is for; the wording is ours, the place is in the standard.
EXPLAINED: Final = {
    "from": _("Who it is from: one address, aligned with the signature (RFC 5322 3.6.2)"),
    "to": _("The reader; the only header with the address"),
    "reply-to": _("Where an answer goes (RFC 5322 3.6.2)"),
    "subject": _("What it is about; neutral for readers who asked for that"),
    "date": _("When it was armed for sending, with its zone (RFC 5322 3.6.1)"),
    "message-id": _("Its number, the same if it is ever sent again (RFC 5322 3.6.4)"),
    "list-id": _("Which newsletter it is; filters can use it, and it names no reader (RFC 2919)"),
    "list-unsubscribe": _("Where a mail program goes to leave (RFC 2369)"),
    "list-unsubscribe-post": _("Says that one click is enough to leave (RFC 8058)"),
    "list-archive": _("Where the issue stands on the web (RFC 2369)"),
    "dkim-signature": _("The newsroom's signature over headers and body (RFC 6376, 8463)"),
    "auto-submitted": _("Tells auto-responders to keep quiet (RFC 3834)"),
    "precedence": _("An older word for the same (RFC 3834 section 5 mentions it)"),
    "feedback-id": _("Lets a provider count complaints per issue; no reader in it"),
    "cfbl-address": _("Where a provider may report a complaint (RFC 9477)"),
    "mime-version": _("It has parts, as MIME describes them (RFC 2045 4)"),
    "content-type": _("Text first, then HTML; the mail program shows the last it can (RFC 2046 5.1.4)"),
    "content-transfer-encoding": _("How bytes are written as short lines (RFC 2045 6)"),
    "content-language": _("The language it is written in (RFC 3282)"),
}


@dataclass(frozen=True)
class ShownHeader:
    name: str
    value: str
    purpose: str


def shown_headers(mail: StoredMail) -> list[ShownHeader]:
    """Every header in its order, unfolded and not decoded: this is the source."""
    rows = []
    for name, value in mail.message.raw_items():
        unfolded = " ".join(str(value).encode("ascii", "backslashreplace").decode().split())
        rows.append(ShownHeader(name, unfolded, str(EXPLAINED.get(name.lower(), ""))))
    return rows


def source(mail: StoredMail) -> str:
    """The mail's bytes as text; UTF-8 is shown as it is, anything else as escapes."""
    return mail.raw.decode("utf-8", "backslashreplace").replace("\r\n", "\n")
