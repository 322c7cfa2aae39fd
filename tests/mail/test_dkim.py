import re

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from beetroot.mail import dkim, message
from beetroot.mail.errors import BadKey
from tests.mail.letters import BASE, DOMAIN, NOW, READER, TOKEN, ed25519_signer, filled, rsa_signer, verifies

MUST_COVER = {"from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post", "list-id",
              "reply-to", "mime-version", "content-type"}  # fmt: skip


def signed(**changes) -> bytes:
    return filled(**changes).signed([rsa_signer()], at=NOW)


def tags(octets: bytes) -> dict[str, str]:
    value = re.sub(r"\r\n\s+", "", octets.decode().partition("DKIM-Signature: ")[2])
    value = value.partition("\r\n")[0]
    return dict(re.findall(r"([a-z]+)=([^;]+)", value))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"html": None},
        {"subject": "Мельница на реке, и ещё кое-что, чего не было в прошлом письме"},
        {"to": "ნინო@Büro.example"},
        {"to": '"two  spaces"@mail.example'},
        {"text": f"two  spaces \t and tabs\n\n\n{BASE}{message.LEAVE_TOKEN}\n\n\n"},
        {"reply_to": None, "extra": {"Feedback-ID": "a:b:c:d"}},
    ],
)
def test_an_independent_verifier_accepts_the_signature(changes):
    assert verifies(signed(**changes), rsa_signer())


def test_a_confirmation_is_signed_just_the_same():
    notice = message.Notice(subject="Confirm", from_name="River Post", from_address=f"post@{DOMAIN}", text="Hi\n\n")
    mail = message.transactional(notice, to=READER, date=NOW, message_id="<a@letter.example.org>")
    assert verifies(mail.signed([rsa_signer()], at=NOW), rsa_signer())


def test_two_signatures_stand_side_by_side():
    octets = filled().signed([rsa_signer(), ed25519_signer()], at=NOW)
    assert verifies(octets, rsa_signer(), signature=0)
    assert verifies(octets, ed25519_signer(), signature=1)
    assert "ed25519-sha256" in octets.decode()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"<{BASE}{TOKEN}", f"<{BASE}x{TOKEN}"),
        ("subject=k1", "subject=k2"),
        ("=One-Click", "=None"),
        ("Subject: The mill", "Subject: A mill"),
        (f"To: <{READER}>", "To: <else@mail.example>"),
        ("Sat, 14 Mar", "Sun, 15 Mar"),
        ("River Post", "River Past"),
        (f"List-Id: <{DOMAIN}>", "List-Id: <else.example>"),
        ("on the Kura\r\n\r\n=2E", "on the Kama\r\n\r\n=2E"),
        ("Subject: ", "Subject: A second one\r\nSubject: "),
        ("From: ", "From: else@example.org\r\nFrom: "),
        ("\r\nReply-To: ", "\r\nReply-To: else@example.org\r\nReply-To: "),
        ("\r\nMIME-Version", "\r\nSender: else@example.org\r\nMIME-Version"),
    ],
)
def test_a_change_on_the_way_breaks_the_signature(before, after):
    octets = signed().decode()
    assert before in octets
    changed = octets.replace(before, after, 1).encode()
    assert not verifies(changed, rsa_signer())


def test_a_token_changed_in_the_body_breaks_the_signature():
    head, _, body = signed().partition(b"\r\n\r\n")
    other = body.replace(TOKEN.encode(), TOKEN[::-1].encode())
    assert other != body
    assert not verifies(head + b"\r\n\r\n" + other, rsa_signer())


def test_servers_that_refold_headers_do_no_harm():
    refolded = signed().replace(b"List-Unsubscribe-Post: ", b"list-unsubscribe-post:\r\n\t ")
    assert verifies(refolded, rsa_signer())


def test_the_signature_covers_what_it_must_and_neither_expires_nor_stops_short():
    found = tags(signed())
    names = found["h"].lower().split(":")
    assert set(names) >= MUST_COVER
    assert all(names.count(name) == 2 for name in MUST_COVER)
    assert found["d"] == DOMAIN
    assert not {"l", "x"} & set(found)
    assert found["t"] == str(int(NOW.timestamp()))


def test_the_signature_header_is_folded():
    head = signed().partition(b"\r\nFrom:")[0]
    assert max(len(line) for line in head.split(b"\r\n")) <= 78


def test_a_signer_does_not_show_its_key():
    assert repr(rsa_signer()) == f"Signer(domain='{DOMAIN}', selector='r1')"


def test_the_dns_record_fits_a_zone_file():
    line = dkim.zone_line(rsa_signer().key, selector="r1", domain=DOMAIN)
    strings = re.findall(r'"([^"]*)"', line)
    assert line.startswith(f"r1._domainkey.{DOMAIN}. IN TXT ")
    assert "".join(strings) == dkim.record_text(rsa_signer().key)
    assert max(map(len, strings)) <= 255


def pem(key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        (b"", "not a PEM"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "not a PEM"),
        (pem(rsa.generate_private_key(65537, 1024)), "1024 bits"),  # noqa: S505 - what must be refused
        (pem(ec.generate_private_key(ec.SECP256R1())), "either RSA or Ed25519"),
    ],
    ids=["empty", "broken", "short", "elliptic"],
)
def test_a_key_that_mailbox_providers_would_not_trust_is_refused(stored, told):
    with pytest.raises(BadKey, match=told):
        dkim.load_key(stored)


@pytest.mark.parametrize("selector", ["", "a b", "a;b", "-a", "a\n", "a" * 64])
def test_a_selector_that_is_no_dns_label_is_refused(selector):
    with pytest.raises(BadKey):
        dkim.Signer(DOMAIN, selector, rsa_signer().key)
