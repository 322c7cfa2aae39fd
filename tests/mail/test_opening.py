import asyncio
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from beetroot.mail.errors import MailError, ServerRefused, ServerUnreachable
from beetroot.mail.smtp import Connection, Deadlines, Envelope, ServerUrl
from tests.mail.servers import CLOSE, SILENT, Raw, Sink

SHORT = Deadlines(connect=2, greeting=0.3, hello=0.3, tls=0.5, sign_in=0.3, quit=0.2)
MAIL = b"Subject: x\r\n\r\nHello\r\n"


@pytest.fixture(scope="module")
def contexts(tmp_path_factory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """For a server named localhost, and for a client that trusts it."""
    path = certificate(tmp_path_factory.mktemp("tls") / "localhost.pem")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))


def certificate(path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(private + made.public_bytes(pem))
    return path


def sent(sink: Sink, *, options: str = "", user: str = "", trust: ssl.SSLContext | None = None) -> Connection:
    """Open, deliver one mail, close."""

    async def scenario() -> Connection:
        async with sink:
            url = f"{sink.url.replace('://', f'://{user}')}{options}"
            connection = Connection(ServerUrl.parse(url), hello="letter.example.org", deadlines=SHORT, context=trust)
            await connection.open()
            outcome = await connection.deliver(
                envelope=Envelope("b@letter.example.org", "r@mail.example", len(MAIL)), data=MAIL
            )
            await connection.close()
            assert outcome.kind == "accepted"
            return connection

    return asyncio.run(scenario())


@pytest.mark.parametrize("implicit", [False, True], ids=["STARTTLS", "smtps"])
def test_mail_goes_encrypted_where_it_must(contexts, implicit):
    sink = Sink(context=contexts[0], implicit_tls=implicit)
    sent(sink, options="?tls=required", trust=contexts[1])
    assert sink.stored[0].encrypted


@pytest.mark.parametrize(("policy", "encrypted"), [("opportunistic", True), ("none", False)])
def test_the_url_decides_whether_an_offer_to_encrypt_is_taken(contexts, policy, encrypted):
    sink = Sink(context=contexts[0])
    sent(sink, options=f"?tls={policy}")
    assert sink.stored[0].encrypted is encrypted


@pytest.mark.parametrize("replies", [{"STARTTLS": "454 4.7.0 not now"}, {"EHLO": "250 no offer"}])
def test_no_mail_goes_in_the_clear_when_encryption_is_required(contexts, replies):
    sink = Sink(context=contexts[0], replies=replies)
    with pytest.raises(ServerRefused, match="tls=required"):
        sent(sink, options="?tls=required", trust=contexts[1])
    assert not any(command.startswith("MAIL") for command in sink.commands)


def test_no_mail_goes_to_a_server_with_a_wrong_certificate(contexts):
    sink = Sink(context=contexts[0])
    with pytest.raises(ServerUnreachable, match="certificate"):
        sent(sink, options="?tls=required")
    assert not sink.stored


def test_opportunistic_mail_goes_in_the_clear_when_the_handshake_fails(contexts):
    sink = Sink(context=contexts[0], replies={"STARTTLS": [Raw(b"220 ok\r\n"), "454 no"]}, features=("PIPELINING",))
    broken = ssl.create_default_context()
    sent(sink, options="?tls=opportunistic", trust=broken)
    assert not sink.stored[0].encrypted
    assert sink.connections == 2


def test_words_slipped_in_before_the_handshake_are_not_believed(contexts):
    sink = Sink(context=contexts[0], replies={"STARTTLS": Raw(b"220 ok\r\n250 injected\r\n")})
    with pytest.raises(ServerUnreachable, match="out of turn"):
        sent(sink, options="?tls=required", trust=contexts[1])


@pytest.mark.parametrize("offer", [["250-sink.example\r\n250 AUTH PLAIN"], ["250-x\r\n250 AUTH=LOGIN"]])
def test_the_desk_signs_in_with_either_way(offer):
    sink = Sink(users={"desk@example.org": "pässword"}, replies={"EHLO": offer})
    sent(sink, user="desk%40example.org:p%C3%A4ssword@")
    assert sink.stored[0].user == "desk@example.org"


def test_a_wrong_password_is_told_and_not_shown():
    sink = Sink(users={"desk@example.org": "right"}, replies={"AUTH": "535 5.7.8 no, desk@example.org"})
    with pytest.raises(ServerRefused) as refusal:
        sent(sink, user="desk%40example.org:wrong-word@")
    assert (refusal.value.code, refusal.value.retry) == (535, False)
    assert "desk" not in str(refusal.value)
    assert "wrong-word" not in str(refusal.value)


def test_a_password_is_never_sent_in_the_clear_to_another_machine(monkeypatch):
    monkeypatch.setattr(ServerUrl, "is_local", False)
    sink = Sink(users={"desk": "right"})
    with pytest.raises(ServerRefused, match="password was not sent"):
        sent(sink, user="desk:right@", options="?tls=opportunistic")
    assert not any(command.startswith("AUTH") for command in sink.commands)


def test_an_old_server_without_ehlo_still_gets_mail():
    sink = Sink(replies={"EHLO": "502 what?"})
    sent(sink)
    assert sink.commands[:2] == ["EHLO letter.example.org", "HELO letter.example.org"]


@pytest.mark.parametrize("unix", [True, False])
def test_mail_goes_over_lmtp(tmp_path, unix):
    sink = Sink(lmtp=True, path=str(tmp_path / "lmtp") if unix else None)
    sent(sink)
    assert sink.commands[0] == "LHLO letter.example.org"
    assert sink.stored[0].data == MAIL


def test_the_server_never_learns_the_name_of_this_machine():
    sink = Sink()
    sent(sink)
    assert not [line for line in sink.commands if socket.gethostname() in line]


@pytest.mark.parametrize(
    ("replies", "error", "retry"),
    [
        ({"greeting": "554 5.7.1 go away"}, ServerRefused, False),
        ({"greeting": "421 4.3.2 too many"}, ServerRefused, True),
        ({"greeting": CLOSE}, ServerUnreachable, True),
        ({"greeting": SILENT}, ServerUnreachable, True),
        ({"greeting": Raw(b"SSH-2.0-OpenSSH_9\r\n")}, ServerUnreachable, True),
        ({"greeting": Raw(b"x" * 100_000)}, ServerUnreachable, True),
        ({"EHLO": CLOSE}, ServerUnreachable, True),
        ({"EHLO": "421 closing"}, ServerRefused, True),
        ({"EHLO": "502 what?", "HELO": "502 what?"}, ServerRefused, False),
    ],
)
def test_a_server_that_does_not_want_us_is_told_with_whether_to_retry(replies, error, retry):
    with pytest.raises(error) as refusal:
        sent(Sink(replies=replies))
    assert refusal.value.retry is retry


def test_a_server_that_is_not_there_is_told():
    connection = Connection(ServerUrl.parse("smtp://127.0.0.1:1"), hello="letter.example.org", deadlines=SHORT)
    with pytest.raises(MailError, match="cannot be reached"):
        asyncio.run(connection.open())
