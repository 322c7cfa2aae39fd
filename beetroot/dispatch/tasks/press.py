"""What a press does: a reader's sealed record and an edition's template become a signed head and an envelope.

It knows keys and no database, so it may work in a process of its own (`presses`).
"""

import contextlib
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from beetroot.audience import actions as audience
from beetroot.audience.rules import leave_token
from beetroot.dispatch.rules.deliveries import OURS, lane_of
from beetroot.dispatch.rules.errors import CannotSend
from beetroot.dispatch.rules.lanes import OTHER
from beetroot.dispatch.rules.senders import Copy
from beetroot.lib.errors import BeetrootError
from beetroot.lib.keyring import Keyring, UnknownKey
from beetroot.mail import addresses, dkim, message_id, verp
from beetroot.mail.message import Template

_log = logging.getLogger("beetroot.dispatch")


_BROKEN = (
    f"{OURS}This reader's mail could not be made; the others went on. The worker's log names the fault: pass it on to"
    " whoever looks after Beetroot. The reader can sign up again."
)
_DAMAGED = (
    "This reader's sealed record is damaged and cannot be opened: restore it from a backup, or let the reader sign up"
    " again. The others went on."
)


class Reader(NamedTuple):
    """One claim, as far as a press needs to know it."""

    delivery_id: int
    subscription_id: UUID
    format: str
    subject_style: str
    sealed: bytes
    sealed_to: str

    def __repr__(self) -> str:
        return f"Reader({self.delivery_id})"


class Letter(NamedTuple):
    """What differs from reader to reader; the rest of the mail is in the edition's template.

    `head` is everything before the body, signed; `values` are of the slots in the body; the rest as in `Parcel`.
    """

    recipient: str
    sender: str
    head: bytes
    values: dict[str, bytes]
    lane: str
    lane_key: str
    made_at: float

    def __repr__(self) -> str:
        return f"Letter({self.lane})"


class Refusal(NamedTuple):
    """Why there is no letter for a reader."""

    reason: str


class Forme(NamedTuple):
    """An edition's frozen mails, by format and subject style, and the domain they are signed for."""

    edition_id: int
    domain: str
    mails: dict[tuple[str, str], bytes]


class Order(NamedTuple):
    """Readers of one edition. `forme` comes with the first order of an edition."""

    edition_id: int
    forme: Forme | None
    readers: list[Reader]


@dataclass(frozen=True)
class _Plate:
    """What all readers of one edition share."""

    edition_id: int
    templates: Mapping[tuple[str, str], Template]
    domain: str
    signers: tuple[dkim.Signer, ...]
    token_id: str
    token: bytes = field(repr=False)
    message_id: bytes = field(repr=False)


class Press:
    """Prints orders, one after the other; keeps the plates of the editions it has met.

    Its keys are loaded before it is forked: no press and no worker loads them again.
    """

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        for domain in keyring.signing_domains:
            with contextlib.suppress(BeetrootError):  # said where something is to be sent from this domain
                signers_of(keyring, domain)
        self._plates: dict[int, _Plate] = {}

    def work(self, order: Order) -> list[Letter | Refusal]:
        """Letters, or why there is none, in the order of the readers."""
        if order.forme is not None:
            self._plates[order.edition_id] = _plate(order.forme, self._keyring)
        plate, now = self._plates[order.edition_id], timezone.now()
        return [self._printed(reader, plate, now) for reader in order.readers]

    def _printed(self, reader: Reader, plate: _Plate, now: datetime) -> Letter | Refusal:
        try:
            return _letter(reader, plate, self._keyring, now)
        except BeetrootError as error:
            return Refusal(f"{OURS}{error}")
        except Exception as error:  # noqa: BLE001 - one reader's mail must not stop the others'; its text may name them
            _log.error("a mail could not be made kind=%s delivery=%d", type(error).__name__, reader.delivery_id)
            return Refusal(_BROKEN)


def _letter(reader: Reader, plate: _Plate, keyring: Keyring, now: datetime) -> Letter:
    address = audience.Sealed(reader.sealed, reader.sealed_to).address(keyring)
    if address is None:
        raise CannotSend(_DAMAGED)
    subscription_id, edition_id = reader.subscription_id, plate.edition_id
    token = leave_token(plate.token, plate.token_id, subscription_id)
    message = plate.templates[reader.format, reader.subject_style].fill(
        to=address,
        date=now,
        message_id=message_id.make(plate.message_id, edition_id, subscription_id, plate.domain),
        leave_token=token,
    )
    domain = addresses.domain_of(address)
    lane = lane_of(domain)
    return Letter(
        recipient=address,
        sender=verp.make(Copy(subscription_id, edition_id).as_id(), key=plate.message_id, domain=plate.domain),
        head=message.signed_head(plate.signers, at=now),
        values=message.body_values,
        lane=lane,
        lane_key=lane if lane != OTHER else f"@{domain}",
        made_at=time.monotonic(),
    )


def _plate(forme: Forme, keyring: Keyring) -> _Plate:
    token_id, token = keyring.token.current
    return _Plate(
        forme.edition_id,
        {key: Template.from_bytes(mail) for key, mail in forme.mails.items()},
        forme.domain,
        signers_of(keyring, forme.domain),
        token_id,
        token,
        keyring.message_id.current[1],
    )


def signers_of(keyring: Keyring, domain: str) -> tuple[dkim.Signer, ...]:
    """The signers of a sending domain, as `signatures` in beetroot.toml says. Raises KeyringError or BadKey."""
    wanted = settings.BEETROOT_SIGNATURES
    keys = [keyring.dkim(domain)] if "rsa" in wanted else []
    if "ed25519" in wanted:
        second = keyring.dkim_ed25519(domain)
        if second is None:
            raise UnknownKey(
                f"There is no Ed25519 key for {domain}: beetroot keys rotate dkim_ed25519 --domain {domain}, or set"
                " signatures to rsa."
            )
        keys.append(second)
    return tuple(dkim.Signer(domain=domain, selector=name, key=dkim.load_key(pem)) for name, pem in keys)
