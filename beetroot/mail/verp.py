"""Envelope senders that tell which delivery bounced, and that nobody else can make.

`bounce+<id>-<mac>@domain`: the id is whatever the caller counts deliveries by; never a reader's address.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

from beetroot.mail import addresses
from beetroot.mail.errors import BadAddress

# RFC 5321 2.4 keeps the case of local parts, many servers do not: base32 in lower case survives them.
MAC_CHARACTERS = 16  # 80 bits

_ID = re.compile(r"[a-z0-9]{1,36}\Z")
_LOCAL = re.compile(rf"[a-z0-9]+\+([a-z0-9]{{1,36}})-([a-z2-7]{{{MAC_CHARACTERS}}})\Z")


def make(identifier: str, *, key: bytes, domain: str, prefix: str = "bounce") -> str:
    """The envelope sender for one delivery. `identifier`: 1–36 of a–z and 0–9, else BadAddress."""
    if not _ID.match(identifier):
        raise BadAddress("An envelope sender's id may hold only a–z and 0–9, at most 36.")
    return f"{prefix}+{identifier}-{_mac(identifier, key)}@{addresses.ascii_domain(domain)}"


def check(address: str, *, keys: Iterable[bytes]) -> str | None:
    """The id in an address that one of these keys made, else None. Case and domain do not matter."""
    found = _LOCAL.match(address.strip().strip("<>").rpartition("@")[0].lower())
    if not found:
        return None
    identifier, mac = found.groups()
    genuine = [hmac.compare_digest(mac, _mac(identifier, key)) for key in keys]
    return identifier if any(genuine) else None


def _mac(identifier: str, key: bytes) -> str:
    digest = hmac.digest(key, b"envelope-sender\0" + identifier.encode("ascii"), hashlib.sha256)
    return base64.b32encode(digest[:10]).decode("ascii").lower()
