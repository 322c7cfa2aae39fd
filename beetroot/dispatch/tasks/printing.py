"""From claims to the bytes of each reader's mail, made ahead in threads while the window before is under way.

The database is read on the engine's thread, a batch at a time. Opening, filling, hashing and signing happen in a few
threads: most of it is C that releases the interpreter's lock, the signature above all (performance.md).
"""

import hashlib
import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from beetroot.audience import actions as audience
from beetroot.audience.rules import leave_token
from beetroot.dispatch.actions.ledger import Claim
from beetroot.dispatch.rules.deliveries import OURS, Result, State, lane_of
from beetroot.dispatch.rules.errors import CannotSend
from beetroot.dispatch.rules.senders import Copy
from beetroot.issues.models import Edition, Rendering
from beetroot.lib.errors import BeetrootError, Locked
from beetroot.lib.keyring import Keyring, KeyringError, UnknownKey
from beetroot.mail import addresses, dkim, message_id, verp
from beetroot.mail.errors import BadTemplate
from beetroot.mail.message import Template
from beetroot.mail.smtp import Envelope

_log = logging.getLogger("beetroot.dispatch")

THREADS = 2
SLICE = 16
"""Claims a thread takes at a time: enough to be worth the way, few enough that both threads end together."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A claimed delivery made ready for the server. The address is in no repr and no log.

    `made_at` is of this process's own clock: a mail's Date must not be old when it leaves.
    """

    claim: Claim
    envelope: Envelope
    data: bytes = field(repr=False)
    hello: str
    lane: str
    made_at: float


@dataclass(frozen=True)
class _Press:
    """What all readers of one edition share."""

    templates: dict[tuple[str, str], Template]
    digests: frozenset[str]
    domain: str
    signers: tuple[dkim.Signer, ...]


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys that every message needs, looked up once a batch."""

    token_id: str
    token: bytes = field(repr=False)
    message_id: bytes = field(repr=False)


Printed = tuple[list[Parcel], list[Result]]
"""Parcels, and results for claims that cannot be sent."""


@dataclass
class _Sheet:
    """A slice of claims at the press."""

    claims: list[Claim]
    printed: "Future[Printed]"


class Printer:
    """Makes parcels in the order of their claims; keeps the templates of the editions it has met."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._presses: dict[int, _Press] = {}
        self._sheets: deque[_Sheet] = deque()
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="print")

    def close(self) -> None:
        """Ends the threads; what is not printed yet stays unprinted."""
        self._threads.shutdown(cancel_futures=True)

    @property
    def pending(self) -> int:
        """Claims that were started and not yet taken."""
        return sum(len(sheet.claims) for sheet in self._sheets)

    def start(self, claims: list[Claim], *, when_done: Callable[[], None] = lambda: None) -> list[Result]:
        """Begins with these claims; returns results for those that cannot be sent at all.

        `when_done` is called, in any thread, after each slice. Raises CannotSend where nothing can be sent; then
        nothing was begun.
        """
        presses = {edition_id: self._press(edition_id) for edition_id in {claim.edition_id for claim in claims}}
        sealed = audience.sealed_records([claim.subscription_id for claim in claims])
        self._expect_keys({record.sealed_to for record in sealed.values()})
        token_id, token = self._keyring.token.current
        keys = _Keys(token_id, token, self._keyring.message_id.current[1])
        known = [claim for claim in claims if claim.subscription_id in sealed]
        for start in range(0, len(known), SLICE):
            sheet = known[start : start + SLICE]
            printed = self._threads.submit(_print, sheet, presses, sealed, keys, self._keyring)
            printed.add_done_callback(lambda _printed: when_done())
            self._sheets.append(_Sheet(sheet, printed))
        # The record went with the reader.
        gone = (claim for claim in claims if claim.subscription_id not in sealed)
        return [_result(claim, State.SUPPRESSED, "") for claim in gone]

    def take(self) -> Printed:
        """What has been printed since the last call, as far as it is complete in order."""
        parcels: list[Parcel] = []
        results: list[Result] = []
        while self._sheets and self._sheets[0].printed.done():
            made, refused = self._sheets.popleft().printed.result()
            parcels += made
            results += refused
        return parcels, results

    def withdraw(self) -> list[Claim]:
        """Forgets what was started and not yet taken; returns its claims."""
        sheets, self._sheets = self._sheets, deque()
        for sheet in sheets:
            sheet.printed.cancel()
        return [claim for sheet in sheets for claim in sheet.claims]

    def forget_changed(self) -> bool:
        """Whether a frozen mail was changed since it was met: words were taken out of it (issues.redact_issues).

        What was printed of it must not leave any more: withdraw, and let go of what was taken.
        """
        mails = Rendering.objects.filter(kind=Rendering.Kind.MAIL, edition_id__in=list(self._presses))
        now: dict[int, set[str]] = {}
        for edition_id, digest in mails.values_list("edition_id", "sha256"):
            now.setdefault(edition_id, set()).add(digest)
        changed = [pk for pk, press in self._presses.items() if press.digests != now.get(pk, set())]
        for edition_id in changed:
            del self._presses[edition_id]
        return bool(changed)

    def _expect_keys(self, key_ids: Iterable[str]) -> None:
        """A key that is missing is no fault of its readers: everything waits until it is back."""
        try:
            for key_id in key_ids:
                self._keyring.box(key_id)
        except (KeyringError, Locked) as error:
            raise CannotSend(str(error)) from error

    def _press(self, edition_id: int) -> _Press:
        if edition_id not in self._presses:
            self._presses[edition_id] = _make_press(edition_id, self._keyring)
        return self._presses[edition_id]


def _print(
    claims: Iterable[Claim],
    presses: Mapping[int, _Press],
    sealed: Mapping[UUID, audience.Sealed],
    keys: _Keys,
    keyring: Keyring,
) -> Printed:
    parcels: list[Parcel] = []
    refused: list[Result] = []
    for claim in claims:
        try:
            parcels.append(_parcel(claim, presses[claim.edition_id], sealed[claim.subscription_id], keys, keyring))
        except BeetrootError as error:
            refused.append(_result(claim, State.REJECTED, f"{OURS}{error}"))
        except Exception as error:  # noqa: BLE001 - one reader's mail must not stop the others'; its text may name them
            _log.error("a mail could not be made kind=%s delivery=%d", type(error).__name__, claim.delivery_id)
            refused.append(_result(claim, State.REJECTED, f"{OURS}This mail could not be made."))
    return parcels, refused


def _parcel(claim: Claim, press: _Press, sealed: audience.Sealed, keys: _Keys, keyring: Keyring) -> Parcel:
    address = sealed.address(keyring)
    if address is None:
        raise CannotSend("The sealed record of this reader is damaged.")
    now = timezone.now()
    message = press.templates[claim.format, claim.subject_style].fill(
        to=address,
        date=now,
        message_id=message_id.make(keys.message_id, claim.edition_id, claim.subscription_id, press.domain),
        leave_token=leave_token(keys.token, keys.token_id, claim.subscription_id),
    )
    data = message.signed(press.signers, at=now)
    return Parcel(
        claim=claim,
        envelope=Envelope(
            sender=verp.make(
                Copy(claim.subscription_id, claim.edition_id).as_id(), key=keys.message_id, domain=press.domain
            ),
            recipient=address,
            octets=len(data),
            is_ascii=data.isascii(),
        ),
        data=data,
        hello=press.domain,
        lane=lane_of(addresses.domain_of(address)),
        made_at=time.monotonic(),
    )


def _result(claim: Claim, state: State, reply: str) -> Result:
    return Result(claim.edition_id, claim.delivery_id, 0, state, reply)


def _make_press(edition_id: int, keyring: Keyring) -> _Press:
    """Loads the frozen renderings and the signing keys. Raises CannotSend with what to do."""
    edition = Edition.objects.select_related("issue__newsletter").get(pk=edition_id)
    domain = edition.issue.newsletter.sending_domain
    rows = list(edition.renderings.filter(kind=Rendering.Kind.MAIL))
    try:
        templates = {(row.format, row.subject_style): _template(row) for row in rows}
        signers = signers_of(keyring, domain)
    except BeetrootError as error:
        raise CannotSend(str(error)) from error
    if len(templates) < 4:
        raise CannotSend(_("A frozen mail of this issue is missing; restore the database from its backup."))
    return _Press(templates, frozenset(row.sha256 for row in rows), domain, signers)


def _template(row: Rendering) -> Template:
    content = bytes(row.content)
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise BadTemplate("A frozen mail was changed after it was approved; restore the database from its backup.")
    return Template.from_bytes(content)


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
