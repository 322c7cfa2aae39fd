"""The offline recovery key: a code on paper that opens copies of every other key (ADR 24).

The private half exists on paper only. Each private key is sealed to the public half and kept with the database, so
the code and any backup of the database together bring a newsroom back, whatever else burnt.
"""

import base64
import hashlib
import secrets

from nacl import bindings

from beetroot.lib.errors import BeetrootError
from beetroot.lib.sealing import PrivateBox

_SIZE = 32
_CHECK = 3
_GROUP = 4


class BadCode(BeetrootError):
    """This is not a recovery code, or a letter of it was misread; compare it with the paper, group by group."""


def new_code() -> str:
    """A fresh private key as people write it down: base32 (RFC 4648 6: no 0, 1, 8, 9) in groups of four."""
    return _written(secrets.token_bytes(_SIZE))


def box_of(code: str, *, key_id: str) -> PrivateBox:
    """The box that a code opens; spaces, hyphens and case do not matter. Raises BadCode."""
    return PrivateBox(key_id=key_id, private=_read(code))


def public_of(code: str) -> bytes:
    """The 32-byte public half. Raises BadCode."""
    return bindings.crypto_scalarmult_base(_read(code))


def _written(private: bytes) -> str:
    letters = base64.b32encode(private + _check(private)).decode("ascii")
    return "-".join(letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP))


def _read(code: str) -> bytes:
    letters = "".join(code.split()).replace("-", "").upper()
    try:
        raw = base64.b32decode(letters)
    except ValueError:
        raise BadCode(str(BadCode.__doc__)) from None
    private, check = raw[:_SIZE], raw[_SIZE:]
    if len(raw) != _SIZE + _CHECK or check != _check(private):
        raise BadCode(str(BadCode.__doc__))
    return private


def _check(private: bytes) -> bytes:
    """24 bits, so that a misread letter is noticed at once; tells nothing about 256 random ones."""
    return hashlib.sha256(b"beetroot recovery code 1\0" + private).digest()[:_CHECK]
