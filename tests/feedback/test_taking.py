"""How mail that comes back reaches us: over real sockets, from a folder, from a mailbox."""

import asyncio
import datetime
import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from beetroot.config.cli import main
from beetroot.feedback import actions
from beetroot.feedback.models import Report
from beetroot.feedback.rules import Kind, QueueFull
from beetroot.feedback.tasks import polling, serving
from beetroot.feedback.tasks.polling import NoMailbox
from beetroot.feedback.tasks.serving import BadPlace, Place
from tests.feedback.conftest import Back
from tests.mail.test_inbound import SENDER, report

# LMTP


@pytest.fixture
def taken(monkeypatch) -> list[tuple[bytes, tuple[str, ...]]]:
    """What reached the action; the database is another test's subject."""
    came: list[tuple[bytes, tuple[str, ...]]] = []

    def receive(raw: bytes, recipients: tuple[str, ...]) -> None:
        if b"too many" in raw:
            raise QueueFull(str(QueueFull.__doc__))
        came.append((raw, recipients))

    monkeypatch.setattr(serving, "_receive", receive)
    monkeypatch.setattr(serving, "_domains", lambda: ["letter.example"])
    return came


@pytest.fixture(params=["port", "socket"])
def lmtp(request, taken, tmp_path) -> Iterator[smtplib.LMTP]:
    place = Place(host="127.0.0.1") if request.param == "port" else Place(path=tmp_path / "lmtp")
    port: list[int] = []
    loop, stop, listening = asyncio.new_event_loop(), asyncio.Event(), threading.Event()

    def ready(number: int) -> None:
        port.append(number)
        listening.set()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serving.serve(place, stop=stop, ready=ready)))
    thread.start()
    assert listening.wait(10)
    client = smtplib.LMTP(str(place.path)) if place.path else smtplib.LMTP("127.0.0.1", port[0])
    yield client
    client.close()
    loop.call_soon_threadsafe(stop.set)
    thread.join()
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
    assert place.path is None or not place.path.exists()


def test_a_mail_is_taken_for_our_mailboxes_only_and_each_recipient_is_answered(lmtp: smtplib.LMTP, taken) -> None:
    mine, other = f"{SENDER}@letter.example", "ada@letter.example"
    refused = lmtp.sendmail("", [mine, other, "leave@letter.example"], report())
    assert set(refused) == {other}
    assert refused[other][0] == 550
    assert [recipients for _raw, recipients in taken] == [(mine, "leave@letter.example")]


def test_long_lines_and_odd_bytes_arrive_and_a_full_queue_says_later(lmtp: smtplib.LMTP, taken) -> None:
    lmtp.sendmail("", ["leave@letter.example"], b"Subject: x\r\n\r\n" + b"y" * 20_000 + b"\r\n\xff\xfe\r\n.\r\n")
    assert b"y" * 20_000 in taken[0][0]
    with pytest.raises(smtplib.SMTPDataError) as refused:
        lmtp.sendmail("", ["leave@letter.example"], b"Subject: too many\r\n\r\n")
    assert refused.value.smtp_code == 451


@pytest.mark.parametrize(
    "place", ["0.0.0.0:24", "mx.example:24", "127.0.0.1", "127.0.0.1:x", "[::1]:70000", "relative"]
)
def test_nobody_but_this_machine_hands_mail_over(place: str) -> None:
    with pytest.raises(BadPlace):
        Place.parse(place)


def test_a_place_may_be_a_port_or_a_socket() -> None:
    assert Place.parse("localhost:2425") == Place(host="127.0.0.1", port=2425)
    assert Place.parse("[::1]:2425") == Place(host="::1", port=2425)
    assert Place.parse("/run/beetroot/lmtp").path == Path("/run/beetroot/lmtp")


# Maildir


def test_a_maildir_is_emptied_of_what_was_taken(back: Back, tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    raw, to = back.report()
    (tmp_path / "new" / "1").write_bytes(f"Delivered-To: {to}\n".encode() + raw)
    (tmp_path / "cur" / "2:2,S").write_bytes(b"To: leave@letter.example\nSubject: nothing\n\n")
    (tmp_path / "new" / "3").write_bytes(b"x" * 5_000_000)
    (tmp_path / "new" / "4").symlink_to("/etc/passwd")
    polled = polling.maildir(tmp_path)
    assert (polled.taken, polled.left) == (2, 2)
    assert Report.objects.get(kind=Kind.BOUNCE).senders == [to.partition("@")[0]]
    assert sorted(file.name for file in tmp_path.rglob("*") if not file.is_dir()) == ["3", "4"]
    with pytest.raises(NoMailbox, match="new and cur"):
        polling.maildir(tmp_path / "new")


# IMAP


class Mailbox:
    """The little of RFC 3501 that imaplib asks for, over TLS, with one connection at a time."""

    def __init__(self, folder: Path, mails: dict[str, bytes]) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
        now = datetime.datetime.now(datetime.UTC)
        made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        made = made.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        certificate = made.sign(key, hashes.SHA256())
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        file = folder / "imap.pem"
        file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(file)
        self.trusted = ssl.create_default_context(cafile=str(file))
        self.trusted.check_hostname = False
        self.mails, self.deleted = mails, set[str]()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        try:
            with self.listener:
                accepted = self.listener.accept()[0]
            with (
                self.context.wrap_socket(accepted, server_side=True) as connection,
                connection.makefile("rwb") as file,
            ):
                file.write(b"* OK ready\r\n")
                file.flush()
                while line := file.readline():
                    self._answer(file, line)
                    file.flush()
        except OSError:
            return

    def _answer(self, file, line: bytes) -> None:
        tag, command, *words = line.split()
        match (command.upper(), [word.upper() for word in words]):
            case (b"LOGIN", _) if b"secret" not in line:
                file.write(tag + b" NO wrong for ada@example.net\r\n")
                return
            case (b"UID", [b"SEARCH", *_]):
                file.write(b"* SEARCH " + " ".join(self.mails).encode() + b"\r\n")
            case (b"UID", [b"FETCH", uid, b"(RFC822.SIZE)"]):
                file.write(b"* 1 FETCH (UID %s RFC822.SIZE %d)\r\n" % (uid, len(self.mails[uid.decode()])))
            case (b"UID", [b"FETCH", uid, *_]):
                raw = self.mails[uid.decode()]
                file.write(b"* 1 FETCH (UID %s BODY[] {%d}\r\n" % (uid, len(raw)) + raw + b")\r\n")
            case (b"UID", [b"STORE", uid, *_]):
                self.deleted.add(uid.decode())
            case (b"CAPABILITY", _):
                file.write(b"* CAPABILITY IMAP4rev1\r\n")
        file.write(tag + b" OK done\r\n")


def test_a_mailbox_elsewhere_is_emptied_over_tls(back: Back, tmp_path: Path) -> None:
    raw, to = back.report()
    mails = {"7": f"Delivered-To: {to}\r\n".encode() + raw, "9": b"x" * 5_000_000}
    mailbox = Mailbox(tmp_path, mails)
    url = f"imaps://us@127.0.0.1:{mailbox.port}/INBOX"
    polled = polling.imap(url, password="secret", context=mailbox.trusted)
    assert (polled.taken, polled.left) == (1, 1)
    assert mailbox.deleted == {"7"}
    assert actions.judge(keyring=back.room.keyring) == 1
    assert back.reader().state == "suppressed"


def test_a_mailbox_that_refuses_us_says_so_without_a_name(db, tmp_path: Path) -> None:
    mailbox = Mailbox(tmp_path, {})
    with pytest.raises(NoMailbox) as refused:
        polling.imap(f"imaps://us@127.0.0.1:{mailbox.port}/", password="wrong", context=mailbox.trusted)
    assert "example.net" not in str(refused.value)
    assert refused.value.__cause__ is None
    for url in ("imap://us@127.0.0.1/", "imaps://127.0.0.1/", 'imaps://us@127.0.0.1/a"b'):
        with pytest.raises(NoMailbox):
            polling.imap(url, password="x")


def test_one_mail_is_explained_on_the_command_line(tmp_path: Path, capsys) -> None:
    file = tmp_path / "mail.eml"
    file.write_bytes(report())
    with pytest.raises(SystemExit) as ended:
        main(["feedback", "read", str(file), "--json"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert '"dead": true' in said
    assert "ada@example.net" in said
    with pytest.raises(SystemExit):
        main(["feedback", "read", str(file)])
    assert "no such mailbox" in capsys.readouterr().out
