"""Message-IDs (RFC 5322 3.6.4): our domain on the right, never a host, a time or a reader on the left."""

import base64
import hashlib
import hmac
import secrets

from beetroot.mail import addresses


def make(key: bytes, edition_id: object, subscription_id: object, domain: str) -> str:
    """The same id, in angle brackets, for the same edition and subscription; only the key tells which they are."""
    name = f"message-id\0{edition_id}\0{subscription_id}".encode()
    token = base64.b32encode(hmac.digest(key, name, hashlib.sha256)[:20]).decode("ascii").lower()
    return f"<{token}@{addresses.ascii_domain(domain)}>"


def random(domain: str) -> str:
    """An id, in angle brackets, for a mail that is sent once."""
    return f"<{secrets.token_hex(16)}@{addresses.ascii_domain(domain)}>"
