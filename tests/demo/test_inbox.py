"""The local inbox, spoken to over SMTP and HTTP as a mail server and a person would."""

import http.client
import smtplib
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from beetroot.demo.inbox import Inbox, MailDidNotCome, RunningInbox, run_inbox

BASE = "https://ferry.example"
RAW = (
    b"From: The Ferry <letter@ferry.example>\r\nTo: a@example.org\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
    b"X-Odd:   spaces\tand tabs  \r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    b".a line that begins with a dot\r\n..two dots\r\ntrailing blanks   \r\n\r\n8 bit: \xd0\xbf\xd1\x80\r\n"
)


class Newsroom(BaseHTTPRequestHandler):
    """Stands where the public site would: remembers what was posted to it."""

    posted: list[tuple[str, str | None, bytes]] = []
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.posted.append((self.path, self.headers.get("Cookie"), body))
        answer = b"<h1>You have left</h1><script>alert(1)</script><p>The Ferry &amp; you</p>"
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def newsroom() -> Iterator[str]:
    Newsroom.posted.clear()
    with HTTPServer(("127.0.0.1", 0), Newsroom) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def running(tmp_path: Path, newsroom: str) -> Iterator[RunningInbox]:
    with run_inbox(folder=tmp_path / "inbox", public_url=newsroom, base_url=BASE) as inbox:
        yield inbox


def send(running: RunningInbox, raw: bytes, *, to: str = "a@example.org", options: tuple[str, ...] = ()) -> str:
    with smtplib.SMTP("127.0.0.1", running.smtp_port) as smtp:
        smtp.sendmail("bounce+1@ferry.example", [to], raw, mail_options=options)
    return running.inbox.wait_for(lambda mail: to in mail.envelope_to).key


def fetch(
    running: RunningInbox, path: str, *, method: str = "GET", headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", running.web_port)
    connection.request(method, path, headers=headers or {})
    response = connection.getresponse()
    body = response.read().decode("utf-8", "replace")
    connection.close()
    return response.status, dict(response.getheaders()), body


def letter(*, html: str = "<p>Hello</p>", leave: str = f"{BASE}/leave/abc", to: str = "a@example.org") -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "The Ferry <letter@ferry.example>", to, "What was on paper"
    mail["List-Unsubscribe"] = f"<{leave}>, <mailto:leave@ferry.example>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(f"On the web: {BASE}/the-ferry/3/.\nA look-alike: {BASE}.evil.test/x\n<script>alert(1)</script>\n")
    mail.add_alternative(html, subtype="html")
    return mail.as_bytes().replace(b"\n", b"\r\n")


def test_a_mail_is_stored_byte_for_byte_with_its_envelope_beside_it(running: RunningInbox) -> None:
    send(running, RAW, options=("BODY=8BITMIME",))
    mail = running.inbox.messages()[0]
    assert mail.path.read_bytes() == mail.raw == RAW
    assert (mail.envelope_from, mail.envelope_to) == ("bounce+1@ferry.example", ("a@example.org",))
    assert mail.subject == "Grüße"
    assert "8 bit: пр" in (mail.text or "")
    assert mail.path.parent.name == "new"
    assert "example.org" not in repr(mail)


def test_the_server_offers_what_the_sender_may_use(running: RunningInbox) -> None:
    with smtplib.SMTP("127.0.0.1", running.smtp_port) as smtp:
        smtp.ehlo()
        assert {"size", "8bitmime", "smtputf8", "pipelining"} <= set(smtp.esmtp_features)


def test_commands_sent_in_one_go_are_all_answered(running: RunningInbox) -> None:
    with smtplib.SMTP("127.0.0.1", running.smtp_port) as smtp:
        smtp.ehlo()
        smtp.send("MAIL FROM:<x@ferry.example>\r\nRCPT TO:<b@example.org>\r\nDATA\r\n")
        assert [smtp.getreply()[0] for _ in range(3)] == [250, 250, 354]
        smtp.send(b"Subject: quick\r\n\r\nhello\r\n.\r\nMAIL FROM:<y@ferry.example>\r\n")
        assert [smtp.getreply()[0] for _ in range(2)] == [250, 250]
    assert running.inbox.messages()[0].raw == b"Subject: quick\r\n\r\nhello\r\n"


def test_the_list_is_newest_first_and_one_readers_mail_can_be_picked(running: RunningInbox) -> None:
    for name in ("first", "second", "third"):
        send(running, RAW.replace(b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", name.encode()), to=f"{name}@example.org")
    _, _, page = fetch(running, "/")
    assert page.index(">third<") < page.index(">second<") < page.index(">first<")
    reader = next(
        part for part in page.split('href="') if "second@example.org" in part and part.startswith("/?reader=")
    )
    _, _, one = fetch(running, reader.split('"')[0])
    assert ">second<" in one
    assert ">first<" not in one
    assert "@" not in reader.split('"')[0]


def test_links_lead_to_the_local_site_when_shown_and_stay_as_they_are_when_stored(
    running: RunningInbox, newsroom: str
) -> None:
    html = (
        f'<head></head><a href="{BASE}/a/">a</a><img src="{BASE}/media/p.jpg" alt=""><a href="{BASE}.evil.test/">b</a>'
    )
    key = send(running, raw := letter(html=html))
    _, _, frame = fetch(running, f"/mail/{key}/frame")
    assert f'href="{newsroom}/a/"' in frame
    assert f'src="{newsroom}/media/p.jpg"' in frame
    assert f'href="{BASE}.evil.test/"' in frame
    _, _, text = fetch(running, f"/mail/{key}/text/")
    assert f'href="{newsroom}/the-ferry/3/"' in text
    assert f'href="{BASE}.evil.test/x"' in text
    assert running.inbox.messages()[0].raw == raw
    assert f"{BASE}/leave/abc" in fetch(running, f"/mail/{key}/source/")[2]


def test_a_hostile_mail_is_confined_by_policy_and_escaped_elsewhere(running: RunningInbox) -> None:
    key = send(running, letter(html="<script>alert(1)</script><form action=//evil.test><base href=//evil.test>"))
    _, headers, _ = fetch(running, f"/mail/{key}/frame")
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups allow-popups-to-escape-sandbox" in policy
    for rule in ("script-src", "allow-scripts", "allow-same-origin", "allow-forms"):
        assert rule not in policy
    assert "form-action 'none'" in policy
    assert "base-uri 'none'" in policy
    for view in ("text", "source"):
        _, headers, page = fetch(running, f"/mail/{key}/{view}/")
        assert "<script" not in page
        assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'")


def test_hostile_headers_are_shown_and_not_run(running: RunningInbox) -> None:
    hostile = (
        b"From: <<>>\r\nSubject: <script>alert(1)</script>\r\nTo: =?x?q?=\r\n"
        b"Content-Type: text/html; charset=nope\r\n\r\n\xff"
    )
    key = send(running, hostile)
    for path in ("/", f"/mail/{key}/", f"/mail/{key}/text/", f"/mail/{key}/source/", f"/mail/{key}/frame"):
        status, _, page = fetch(running, path)
        assert status == 200
        assert "<script" not in page


def test_one_click_posts_once_without_a_cookie_and_shows_the_answer(running: RunningInbox) -> None:
    key = send(running, letter())
    origin = {"Origin": running.url.rstrip("/"), "Cookie": "secret=1"}
    status, _, page = fetch(running, f"/mail/{key}/leave", method="POST", headers=origin)
    assert status == 200
    assert Newsroom.posted == [("/leave/abc", None, b"List-Unsubscribe=One-Click")]
    assert "200 OK" in page
    assert "You have left" in page
    assert "The Ferry &amp; you" in page
    assert "alert(1)" not in page


def test_a_site_that_refuses_or_redirects_is_not_taken_for_a_yes(
    running: RunningInbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = send(running, letter())
    for status, said in ((500, "not a yes"), (302, "RFC 8058 does not allow")):
        monkeypatch.setattr(Newsroom, "status", status)
        origin = {"Origin": running.url.rstrip("/")}
        page = fetch(running, f"/mail/{key}/leave", method="POST", headers=origin)[2]
        assert said in page
        assert "undo link follows" not in page
    assert len(Newsroom.posted) == 2


def test_a_mail_cannot_make_this_computer_post_elsewhere(running: RunningInbox) -> None:
    origin = {"Origin": running.url.rstrip("/")}
    for number, url in enumerate((f"{BASE}.evil.test/leave/x", "https://127.0.0.1/x", f"{BASE}@evil.test/")):
        key = send(running, letter(leave=url), to=f"r{number}@example.org")
        assert "Leave with one click" not in fetch(running, f"/mail/{key}/")[2]
        assert "That did not work" in fetch(running, f"/mail/{key}/leave", method="POST", headers=origin)[2]
    assert Newsroom.posted == []


def test_another_page_can_neither_press_the_button_nor_read_mail_by_rebinding(running: RunningInbox) -> None:
    key = send(running, letter())
    for headers in ({"Origin": "https://evil.test"}, {"Origin": "null"}, {}):
        assert fetch(running, f"/mail/{key}/leave", method="POST", headers=headers)[0] == 403
    assert fetch(running, "/", headers={"Host": "evil.test"})[0] == 403
    assert Newsroom.posted == []


@pytest.mark.parametrize("path", ["/mail/../../etc/passwd/", "/mail/..%2f..%2fpasswd/", "/mail/1.1.1/", "/nothing"])
def test_what_is_not_there_is_said_to_be_missing(running: RunningInbox, path: str) -> None:
    assert fetch(running, path)[0] == 404


def test_waiting_for_a_mail_that_never_comes_ends_with_a_reason(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.prepare()
    inbox.store(RAW, envelope_from="x@ferry.example", envelope_to=["a@example.org"])
    assert inbox.wait_for(lambda mail: mail.subject == "Grüße").raw == RAW
    with pytest.raises(MailDidNotCome, match="1 others"):
        inbox.wait_for(lambda mail: False, timeout=0)


def test_a_mail_moved_by_a_mail_client_is_still_found(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    inbox.prepare()
    key = inbox.store(RAW, envelope_from="", envelope_to=["a@example.org"])
    (tmp_path / "new" / key).rename(tmp_path / "cur" / f"{key}:2,S")
    assert [mail.raw for mail in inbox.messages()] == [RAW]
