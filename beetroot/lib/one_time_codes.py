"""Second factors: one-time codes by the clock (TOTP, RFC 6238) and recovery codes for a lost phone."""

import base64
import hmac
import secrets

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from beetroot.lib.errors import BeetrootError

STEP_SECONDS = 30
DIGITS = 6
#: A clock may be one step off, or a person one step slow (RFC 6238, 5.2).
_TOLERANCE = (0, -1, 1)
RECOVERY_CODES = 10
#: Without i, l, o, 0 and 1, which look alike on paper; ten of them are 49 bits.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUP = 5


class Unreadable(BeetrootError):
    """The secret of this second factor was sealed under another web secret and cannot be read here."""


def new_secret() -> bytes:
    """20 random bytes, as long as the hash (RFC 4226, 4: at least 128 bits, better 160)."""
    return secrets.token_bytes(20)


def matching_step(secret: bytes, code: str, *, now: float) -> int | None:
    """The 30-second step, counted from 1970, whose code this is; None for a wrong one. `now` in seconds."""
    digits = "".join(code.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdecimal()):
        return None
    totp, here = _totp(secret), int(now) // STEP_SECONDS
    steps = (here + offset for offset in _TOLERANCE)
    return next((s for s in steps if hmac.compare_digest(totp.generate(s * STEP_SECONDS), digits.encode())), None)


def code_at(secret: bytes, *, now: float) -> str:
    """What an authenticator app shows at that second."""
    return _totp(secret).generate(int(now)).decode("ascii")


def enrolment_uri(secret: bytes, *, account: str, issuer: str) -> str:
    """`otpauth://totp/…`, which authenticator apps read from a QR code."""
    return _totp(secret).get_provisioning_uri(account, issuer)


def new_recovery_codes() -> list[str]:
    """Ten codes, each for one sign-in, as they are printed: abcde-fgh23."""
    return [f"{_letters()}-{_letters()}" for _ in range(RECOVERY_CODES)]


def recovery_mark(code: str, *, key: bytes) -> bytes:
    """What is stored of a recovery code: 32 bytes that tell nothing without the key; case and dashes do not count."""
    plain = "".join(sign for sign in code.lower() if sign.isalnum())
    return hmac.digest(key, b"recovery code:" + plain.encode(), "sha256")


def seal_secret(secret: bytes, *, key: bytes) -> bytes:
    """Encrypted and authenticated under a key of 32 bytes (XSalsa20-Poly1305)."""
    return bytes(SecretBox(key).encrypt(secret))


def open_secret(sealed: bytes, *, key: bytes) -> bytes:
    """Raises Unreadable."""
    try:
        return SecretBox(key).decrypt(sealed)
    except (CryptoError, ValueError):
        raise Unreadable(str(Unreadable.__doc__)) from None


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP_SECONDS)  # noqa: S303 - what every authenticator app has (RFC 6238, 1.2)


def _letters() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_GROUP))


def letters(secret: bytes) -> str:
    """The secret as a person types it into an app: base32 in groups of four."""
    plain = base64.b32encode(secret).decode("ascii").rstrip("=")
    return " ".join(plain[place : place + 4] for place in range(0, len(plain), 4))
