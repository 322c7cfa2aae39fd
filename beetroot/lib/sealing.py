"""Sealing: anyone with the public half can close a record, only the private half opens it.

A sealed record is libsodium's ``crypto_box_seal`` (X25519, XSalsa20-Poly1305, a fresh sender key for every
record) over the plain bytes, padded so that the length tells nothing about the address inside.
"""

from __future__ import annotations

from nacl import bindings
from nacl.exceptions import CryptoError

from beetroot.lib.errors import BeetrootError

BLOCK = 256
"""Plain bytes are padded to the next multiple of this (always at least one byte of padding)."""

OVERHEAD = bindings.crypto_box_SEALBYTES
"""Bytes a sealed record is longer than its padded plain text: 48."""


class SealBroken(BeetrootError):
    """A sealed record could not be opened: it is damaged, or it was sealed to another key."""

    def __init__(self) -> None:
        super().__init__(str(self.__doc__))


class PrivateBox:
    """The private half of a sealing key with its public half beside it (deriving it costs as much as opening).

    Compared by identity and shown without its key, so that neither a log nor a traceback gives it away.
    """

    __slots__ = ("_private", "key_id", "public")

    def __init__(self, *, key_id: str, private: bytes) -> None:
        self.key_id = key_id
        self._private = private
        self.public: bytes = bindings.crypto_scalarmult_base(private)

    def __repr__(self) -> str:
        return f"PrivateBox({self.key_id})"

    def open(self, blob: bytes) -> bytes:
        """Return the plain bytes of one sealed record; raises SealBroken."""
        try:
            padded = bindings.crypto_box_seal_open(blob, self.public, self._private)
        except CryptoError:
            raise SealBroken from None
        return _unpadded(padded)


def seal(public: bytes, plain: bytes) -> bytes:
    """Seal bytes of any length to a 32-byte public key; the result is a multiple of 256, plus 48, bytes long."""
    return bindings.crypto_box_seal(_padded(plain), public)


def open_sealed(private: PrivateBox, blob: bytes) -> bytes:
    """Open what `seal` made for this box; raises SealBroken."""
    return private.open(blob)


def _padded(plain: bytes) -> bytes:
    # ISO/IEC 7816-4: one byte 80, then zeros; needs no length field and never doubts where the text ends.
    return plain + b"\x80" + bytes(-(len(plain) + 1) % BLOCK)


def _unpadded(padded: bytes) -> bytes:
    plain, mark, rest = padded.rpartition(b"\x80")
    if not mark or rest.strip(b"\x00"):
        raise SealBroken
    return plain
