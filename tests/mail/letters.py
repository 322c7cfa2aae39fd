"""Example messages for tests: an invented newsletter, one reader, keys made for the run."""

from datetime import UTC, datetime
from functools import cache

import dkim as dkimpy

from beetroot.mail import dkim, message, message_id

DOMAIN = "letter.example.org"
BASE = f"https://{DOMAIN}/leave/"
LINK = BASE + message.LEAVE_TOKEN
TOKEN = "k1.Zm9vYmFy_-~" * 3
NOW = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
READER = "Nino.Example@mail.example"

TEXT = f"The mill on the Kura\n\n.A dot first\nFrom Tbilisi, by train\nтри слова  \n\nLeave: {LINK}\n"
HTML = f'<h1>The mill on the Kura</h1><p>წისქვილი · آسیاب · {"flour " * 400}</p><p><a href="{LINK}">{LINK}</a></p>'


def rendering(**changes) -> message.Rendering:
    """The example issue, with these fields changed."""
    usual = {
        "subject": "The mill on the Kura",
        "from_name": "River Post",
        "from_address": f"post@{DOMAIN}",
        "reply_to": "desk@example.org",
        "list_id": DOMAIN,
        "leave_base": BASE,
        "leave_mailbox": f"leave@{DOMAIN}",
        "text": TEXT,
        "html": HTML,
    }
    return message.Rendering(**{**usual, **changes})


def filled(*, to=READER, token=TOKEN, subscription=7, **changes) -> message.Message:
    """The example issue for one reader."""
    template = message.build_template(rendering(**changes))
    identifier = message_id.make(b"key", 1, subscription, DOMAIN)
    return template.fill(to=to, date=NOW, message_id=identifier, leave_token=token)


@cache
def rsa_signer() -> dkim.Signer:
    return dkim.Signer(DOMAIN, "r1", dkim.load_key(dkim.make_rsa_key()))


@cache
def ed25519_signer() -> dkim.Signer:
    return dkim.Signer(DOMAIN, "e1", dkim.load_key(dkim.make_ed25519_key()))


def verifies(octets: bytes, signer: dkim.Signer, *, signature: int = 0) -> bool:
    """What dkimpy says, given the DNS record that we would publish."""
    name = f"{dkim.record_name(signer.selector, signer.domain)}.".encode()
    zone = {name: dkim.record_text(signer.key).encode()}
    try:
        return dkimpy.DKIM(octets).verify(idx=signature, dnsfunc=lambda asked, timeout=5: zone.get(asked))
    except dkimpy.ValidationError:
        return False
