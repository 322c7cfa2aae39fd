"""What is inside a seal, and the HMACs by which the keyed worker finds it again."""

import json
from dataclasses import dataclass, field
from typing import Self

from beetroot.audience.rules import AudienceError, address_hmac
from beetroot.lib.keyring import KeyRing, Keyring
from beetroot.lib.sealing import PrivateBox, SealBroken, seal
from beetroot.mail import addresses
from beetroot.mail.errors import BadAddress


class NotOpened(AudienceError):
    """This record cannot be opened by any key at hand."""


@dataclass(frozen=True)
class SealedRecord:
    """`consent` names the text a reader agreed to; `day` (ISO 8601) is when. Nothing else is known of a reader."""

    email: str = field(repr=False)
    consent: str
    day: str

    def closed(self, public: bytes) -> bytes:
        """The record sealed to a public key."""
        # Not asdict, which copies deeply: an import seals a million of these.
        said = {"email": self.email, "consent": self.consent, "day": self.day}
        return seal(public, json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())

    @classmethod
    def opened(cls, blob: bytes | memoryview, *, box: PrivateBox) -> Self:
        """Raises NotOpened for a damaged record."""
        try:
            return cls(**json.loads(box.open(bytes(blob)).decode()))
        except (SealBroken, ValueError, TypeError):
            raise NotOpened(str(NotOpened.__doc__)) from None


@dataclass(frozen=True)
class Marks:
    """One address under the newest HMAC keys, to store, and under all of them, to look for."""

    index: bytes = field(repr=False)
    index_key_id: str
    indexes: tuple[bytes, ...] = field(repr=False)
    suppression: bytes = field(repr=False)
    suppression_key_id: str
    suppressions: tuple[bytes, ...] = field(repr=False)


def marks_of(email: str, keyring: Keyring) -> Marks:
    """The marks of an address. Raises NotOpened where it is none."""
    try:
        canonical = addresses.canonical(email)
    except BadAddress:
        raise NotOpened(str(NotOpened.__doc__)) from None
    indexes, suppressions = _under(keyring.index, canonical), _under(keyring.suppression, canonical)
    return Marks(
        indexes[-1],
        keyring.index.current[0],
        indexes,
        suppressions[-1],
        keyring.suppression.current[0],
        suppressions,
    )


def mailboxes_of(email: str, keyring: Keyring) -> tuple[bytes, ...]:
    """Under the index keys, newest last: the mailbox whatever its +tags, to limit letters by."""
    return _under(keyring.index, f"mailbox {addresses.mailbox(email)}")


def is_address(text: str) -> bool:
    """Whether it is an address that a reader may have."""
    try:
        addresses.judge(text)
    except BadAddress:
        return False
    return True


def _under(ring: KeyRing, canonical: str) -> tuple[bytes, ...]:
    return tuple(address_hmac(key, canonical) for key in ring.keys.values())
