"""What a stored mail must satisfy, judged with other programs' eyes: Python's mail parser, dkimpy, html5lib.

Each rule is a function of one `Received`; the numbers are those of the requirements for outgoing messages.
"""

import base64
import hashlib
import quopri
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from urllib.parse import quote, urlsplit

import dkim
from lxml import html as lxml_html

DOMAIN = "dispatch.example"
#: What Postfix writes above a mail that it takes.
_TRACE = ("Return-Path", "X-Original-To", "Delivered-To", "Received")


@dataclass(frozen=True)
class Received:
    """One mail as we sent it, CRLF at the ends of lines, and what its server wrote above it."""

    raw: bytes
    reader: str
    envelope_sender: str
    hello: str

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=policy.default)

    def part(self, subtype: str) -> str:
        found = self.message.get_body((subtype,))
        assert found is not None, f"no {subtype} part"
        return str(found.get_content())

    @property
    def leave_url(self) -> str:
        """The one https address in List-Unsubscribe."""
        (url,) = re.findall(r"<(https:[^>]+)>", str(self.message["List-Unsubscribe"]))
        return url

    @property
    def token(self) -> str:
        return self.leave_url.rpartition("/")[2]


def from_postfix(stored: bytes) -> Received:
    """Takes off what Postfix wrote above: it ends with its own Received."""
    lines = stored.replace(b"\r\n", b"\n").split(b"\n")
    end = next(number for number, line in enumerate(lines) if line.startswith(b"Received:")) + 1
    while lines[end][:1] in {b" ", b"\t"}:
        end += 1
    trace = message_from_bytes(b"\n".join(lines[:end]), policy=policy.default)
    assert set(trace.keys()) <= set(_TRACE)
    hello = re.match(r"from (\S+)", str(trace["Received"]))
    assert hello is not None
    return Received(b"\r\n".join(lines[end:]), str(trace["X-Original-To"]), str(trace["Return-Path"]), hello[1])


def check_issue(mail: Received, *, dns: dict[str, str], host: str) -> None:
    """Requirements 1–11, 13, 14, 17–19, 21 and 22 for one mail of an issue."""
    for rule in (_headers, _lines, _parts, _list, _envelope, _html, _links):
        rule(mail)
    _signature(mail, dns, of_issue=True)
    _no_trace_of_host(mail, host)
    _no_address(mail)


def check_letter(mail: Received, *, dns: dict[str, str], host: str) -> None:
    """The same, as far as it holds, for a confirmation or a farewell (12)."""
    _headers(mail)
    _lines(mail)
    _signature(mail, dns, of_issue=False)
    _no_trace_of_host(mail, host)
    _no_address(mail)
    assert not [name for name in mail.message if name.lower().startswith("list-")]
    assert mail.message["Auto-Submitted"] == "auto-generated"


def _headers(mail: Received) -> None:
    message = mail.message
    for name in ("From", "To", "Subject", "Date", "Message-ID"):
        assert len(message.get_all(name, [])) == 1, name
    assert len(message["From"].addresses) == 1
    assert message["From"].addresses[0].domain == DOMAIN
    assert [address.addr_spec for address in message["To"].addresses] == [mail.reader]
    date = parsedate_to_datetime(str(message["Date"]))
    assert date.tzinfo is not None
    assert abs(datetime.now(UTC) - date) < timedelta(minutes=5)
    assert str(message["Message-ID"]).endswith(f"@{DOMAIN}>")
    assert not re.match(r"(?i)(re|fwd?):", str(message["Subject"]))
    assert not message.defects


def _lines(mail: Received) -> None:
    assert b"\0" not in mail.raw
    assert not re.search(rb"(?<!\r)\n|\r(?!\n)", mail.raw)
    assert max(map(len, mail.raw.split(b"\r\n"))) <= 998
    assert mail.raw.isascii()


def _parts(mail: Received) -> None:
    assert mail.message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.message.iter_parts()] == ["text/plain", "text/html"]
    assert len(mail.raw) < 400_000


def _signature(mail: Received, dns: dict[str, str], *, of_issue: bool) -> None:
    def look_up(name: bytes, timeout: int = 5) -> bytes | None:
        value = dns.get(name.decode().rstrip("."))
        return value.encode() if value else None

    (text,) = mail.message.get_all("DKIM-Signature", [])
    tags = dict(tag.strip().split("=", 1) for tag in re.sub(r"\s", "", text).rstrip(";").split(";"))
    verifier = dkim.DKIM(mail.raw, minkey=2048)
    assert verifier.verify(dnsfunc=look_up), "DKIM"
    assert (tags["d"], tags["a"]) == (DOMAIN, "rsa-sha256")
    assert "l" not in tags
    assert "x" not in tags or int(tags["x"]) - int(tags["t"]) >= 5 * 86_400
    names = tags["h"].lower().split(":")
    assert names.count("from") >= 2, "From can be added"
    lists = {"list-unsubscribe", "list-unsubscribe-post", "list-id"} if of_issue else set()
    assert {"from", "to", "subject", "date", "message-id"} | lists <= set(names)
    if of_issue:
        forged = mail.raw.replace(mail.token.encode(), mail.token[::-1].encode(), 1)
        assert forged != mail.raw
        assert not dkim.DKIM(forged, minkey=2048).verify(dnsfunc=look_up)


def _list(mail: Received) -> None:
    message = mail.message
    uris = re.findall(r"<([^>]+)>", str(message["List-Unsubscribe"]))
    assert sorted(urlsplit(uri).scheme for uri in uris) == ["https", "mailto"]
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"<the-ferry.{DOMAIN}>" in str(message["List-Id"])
    assert message["Auto-Submitted"]
    assert message["Precedence"] in {"bulk", "list"}
    assert mail.leave_url in mail.part("plain")
    assert mail.leave_url in mail.part("html")


def _envelope(mail: Received) -> None:
    sender = mail.envelope_sender.strip("<>")
    local, _, domain = sender.rpartition("@")
    assert domain == DOMAIN
    assert re.fullmatch(r"bounce\+[a-z0-9]{1,36}-[a-z0-9]{8,}", local), "VERP with a MAC"


def _html(mail: Received) -> None:
    text = mail.part("html")
    assert len(text.encode()) < 102_000, "Gmail clips it"
    page = lxml_html.fromstring(text)
    assert all("alt" in image.attrib for image in page.iter("img"))
    assert not page.xpath("//script|//iframe|//form|//object")
    assert not [image for image in page.iter("img") if image.get("width") in {"0", "1"}], "a tracking pixel"


def _links(mail: Received) -> None:
    for link in lxml_html.fromstring(mail.part("html")).iter("a"):
        url = urlsplit(link.get("href"))
        assert url.scheme in {"https", "mailto"}, url
        assert not re.fullmatch(r"[\d.]+|\[.*\]", url.netloc), "a link to a number"
        said = urlsplit(link.text_content().strip()).hostname
        assert said in {None, url.hostname}, "a link that says another host"


def _no_trace_of_host(mail: Received, host: str) -> None:
    names = {name.lower() for name in mail.message}
    assert not names & {"received", "x-mailer", "user-agent", "x-originating-ip", "bcc", "sender"}
    assert mail.hello == DOMAIN
    decoded = mail.raw + quopri.decodestring(mail.raw)
    assert f"@{host}".encode() not in decoded
    assert b"127.0.0.1" not in decoded


def _no_address(mail: Received) -> None:
    head, _, body = mail.raw.partition(b"\r\n\r\n")
    others = re.sub(rb"(?m)^To:.*\r\n(?:[ \t].*\r\n)*", b"", head + b"\r\n") + body
    others += quopri.decodestring(others) + mail.envelope_sender.encode()
    for part in mail.message.walk():
        if not part.is_multipart():
            decoded = part.get_payload(decode=True)
            assert isinstance(decoded, bytes)
            others += decoded
    for form in disguises(mail.reader):
        assert form not in others, "the reader's address stands outside To"


def disguises(address: str) -> set[bytes]:
    """An address as it could hide: plain, url-encoded, hex, base64 at each of its three offsets, digests."""
    plain = address.encode()
    forms = {plain, plain.lower(), quote(address, safe="").encode(), plain.hex().encode(), plain.hex().upper().encode()}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for before in range(3):
            forms.add(encode(b"\0" * before + plain)[4 if before else 0 :].rstrip(b"=")[:-1])
    for algorithm in ("md5", "sha1", "sha256"):
        forms.add(hashlib.new(algorithm, plain).hexdigest().encode())
    return forms


def assert_same_but_the_token(first: Received, second: Received) -> None:
    """Requirement 20: two readers' bodies are equal, byte for byte, but for the leave token."""
    bodies = []
    for mail in (first, second):
        body = mail.raw.partition(b"\r\n\r\n")[2]
        assert body.count(mail.token.encode()) >= 2
        bodies.append(body.replace(mail.token.encode(), b""))
    assert bodies[0] == bodies[1]
    assert first.message["Message-ID"] != second.message["Message-ID"]
    assert len(first.token) == len(second.token)
