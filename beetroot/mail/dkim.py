"""DKIM signatures (RFC 6376, RFC 8463): relaxed/relaxed, RSA-2048 or Ed25519.

No l= tag: it would let anyone append to a signed body (RFC 6376 8.2). No x= tag: a signature must outlive
every queue. What does not change between two readers is canonicalised once, in `message.Template`.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Protocol, cast

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from beetroot.mail import addresses
from beetroot.mail.errors import BadKey

PrivateKey = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

RSA_BITS = 2048  # RFC 8301 3.2: at least 1024 to verify, 2048 to sign

# RFC 6376 5.4.1 names what should be covered; RFC 8058 4 asks for the two List-Unsubscribe fields.
COVERED = (
    "From", "To", "Subject", "Date", "Message-ID", "Reply-To",
    "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "Feedback-ID", "CFBL-Address",
    "CFBL-Feedback-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
)  # fmt: skip
# Named once more than they occur, so that a second one added on the way breaks the signature (RFC 6376 8.15).
OVERSIGNED = (
    "From", "To", "Cc", "Subject", "Date", "Message-ID", "Reply-To", "Sender", "List-Id", "List-Unsubscribe",
    "List-Unsubscribe-Post", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
)  # fmt: skip

_SELECTOR = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\Z")  # RFC 6376 3.1, one label of it
_PADDING, _HASH = padding.PKCS1v15(), hashes.SHA256()
_LINE = 72
_FOLD = "\r\n "


class Signable(Protocol):
    """What a signer needs to know of a message; all of it bytes that are already canonical."""

    @property
    def covered(self) -> tuple[str, ...]:
        """Names of the present fields that are signed, in the order of `canonical_head`."""

    @property
    def canonical_head(self) -> bytes:
        """These fields by `canonical_field`, one after the other."""

    @property
    def body_digest(self) -> bytes:
        """SHA-256 of the body by `canonical_body`."""


def canonical_field(name: str, value: bytes) -> bytes:
    """One header field by the relaxed algorithm (RFC 6376 3.4.2); the value may be folded."""
    unfolded = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b"")).strip(b" \t")
    return name.lower().encode("ascii") + b":" + unfolded + b"\r\n"


def canonical_body(body: bytes) -> bytes:
    """A body with CRLF line ends by the relaxed algorithm (RFC 6376 3.4.4)."""
    body = re.sub(rb"[ \t]+\r\n", b"\r\n", re.sub(rb"[ \t]+", b" ", body))
    stripped = re.sub(rb"(?:\r\n)+\Z", b"", body.rstrip(b" \t") if not body.endswith(b"\r\n") else body)
    return stripped + b"\r\n" if stripped else b""


def covered(names: Iterable[str]) -> tuple[str, ...]:
    """Those of a message's field names that are signed, in COVERED's order."""
    present = {name.lower() for name in names}
    return tuple(name for name in COVERED if name.lower() in present)


@dataclass(frozen=True)
class Signer:
    """Signs for one domain and selector. Holds a private key: its repr shows none.

    May be used by several threads at once; the signature itself releases the GIL.
    """

    domain: str
    selector: str
    key: PrivateKey = field(repr=False)
    _heads: dict[tuple[str, ...], tuple[str, bytes]] = field(default_factory=dict, repr=False, compare=False)
    _is_rsa: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_is_rsa", isinstance(self.key, rsa.RSAPrivateKey))
        object.__setattr__(self, "domain", addresses.ascii_domain(self.domain))
        if not _SELECTOR.match(self.selector):
            raise BadKey("A DKIM selector may hold only letters, digits and inner hyphens, at most 63.")

    def field(self, message: Signable, *, at: datetime) -> bytes:
        """The DKIM-Signature field with its CRLF; `at` becomes t=."""
        digest = base64.b64encode(message.body_digest).decode("ascii")
        head, canonical = self._head(message.covered)
        time_and_digest = f"t={int(at.timestamp())}; bh={digest};"
        # RFC 6376 3.7: the signature's own field comes last, b= empty, without its CRLF.
        own = b"%b %b b=" % (canonical, time_and_digest.encode("ascii"))
        signature = base64.b64encode(self._sign(message.canonical_head + own)).decode("ascii")
        unsigned = f"{head}\r\n {time_and_digest}\r\n b="
        lines = (signature[start : start + _LINE] for start in range(0, len(signature), _LINE))
        return f"DKIM-Signature: {unsigned}{_FOLD.join(lines)}\r\n".encode("ascii")

    def _sign(self, data: bytes) -> bytes:
        if self._is_rsa:  # isinstance would ask an abstract class, for each message
            return cast(rsa.RSAPrivateKey, self.key).sign(data, _PADDING, _HASH)
        # RFC 8463 3: PureEdDSA over the hash
        return cast(ed25519.Ed25519PrivateKey, self.key).sign(hashlib.sha256(data).digest())

    def _head(self, present: tuple[str, ...]) -> tuple[str, bytes]:
        """What is the same in every signature over these fields, as it is written and in its canonical form."""
        made = self._heads.get(present)
        if made is None:
            head = self._make_head(present)
            canonical = canonical_field("DKIM-Signature", head.encode("ascii")).removesuffix(b"\r\n")
            made = self._heads[present] = head, canonical
        return made

    def _make_head(self, present: tuple[str, ...]) -> str:
        algorithm = "rsa-sha256" if isinstance(self.key, rsa.RSAPrivateKey) else "ed25519-sha256"
        names = ":".join((*present, *OVERSIGNED))
        domain, selector = self.domain, self.selector
        # RFC 6376 3.5: white space may stand before and after the colons of h=.
        folded = re.sub(r"(.{1,68}:)(?=.)", "\\1\r\n ", names)
        return f"v=1; a={algorithm}; c=relaxed/relaxed;\r\n d={domain};\r\n s={selector};\r\n h={folded};"


def signature_fields(message: Signable, signers: Sequence[Signer], *, at: datetime) -> bytes:
    """All DKIM-Signature fields, to stand before the message's own."""
    return b"".join(signer.field(message, at=at) for signer in signers)


def make_rsa_key() -> bytes:
    """A new RSA-2048 key as unencrypted PKCS #8 PEM; the caller seals it."""
    return _pem(rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS))


def make_ed25519_key() -> bytes:
    """A new Ed25519 key as unencrypted PKCS #8 PEM; the caller seals it."""
    return _pem(ed25519.Ed25519PrivateKey.generate())


@lru_cache(maxsize=32)
def load_key(pem: bytes) -> PrivateKey:
    """The key of a PEM, checked once: that takes 50 ms. Raises BadKey for another kind, under 2048 bits, or no key."""
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # The cause may quote the file.
        raise BadKey("This is not a PEM private key without a passphrase.") from None
    if isinstance(key, rsa.RSAPrivateKey):
        if key.key_size < RSA_BITS:
            raise BadKey(f"This RSA key has {key.key_size} bits; mailbox providers ask for {RSA_BITS}.")
        return key
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key
    raise BadKey("A DKIM key is either RSA or Ed25519.")


def record_name(selector: str, domain: str) -> str:
    """Where the public key is published (RFC 6376 3.6.2.1), without a final dot."""
    return f"{selector}._domainkey.{addresses.ascii_domain(domain)}"


def record_text(key: PrivateKey) -> str:
    """The value of the TXT record (RFC 6376 3.6.1; the bare key for Ed25519, RFC 8463 4)."""
    public = key.public_key()
    if isinstance(public, ed25519.Ed25519PublicKey):
        raw = public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return f"v=DKIM1; k=ed25519; p={base64.b64encode(raw).decode('ascii')}"
    der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode('ascii')}"


def zone_line(key: PrivateKey, *, selector: str, domain: str) -> str:
    """One line for a zone file, the text in strings of at most 255 octets (RFC 6376 3.6.2.2)."""
    text = record_text(key)
    strings = " ".join(f'"{text[start : start + 250]}"' for start in range(0, len(text), 250))
    return f"{record_name(selector, domain)}. IN TXT ( {strings} )"


def _pem(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
