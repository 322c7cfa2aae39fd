"""From a claim to the bytes of one reader's mail, and the letters that go to one person for a reason of their own."""

import hashlib
import secrets
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from beetroot.audience import actions as audience
from beetroot.audience.rules import Letter, NotPosted, leave_token
from beetroot.dispatch.actions.ledger import Claim
from beetroot.dispatch.rules.deliveries import OURS, Result, State, lane_of
from beetroot.dispatch.rules.errors import CannotSend
from beetroot.dispatch.tasks.connections import Connections
from beetroot.dispatch.tasks.welcome import welcome_message
from beetroot.issues.actions import TakenTestSend, settle_test_send, take_test_send
from beetroot.issues.models import Edition, Rendering
from beetroot.lib.errors import BeetrootError
from beetroot.lib.keyring import Keyring, KeyringError
from beetroot.mail import addresses, dkim, message_id, verp
from beetroot.mail.errors import BadTemplate, MailError
from beetroot.mail.message import Message, Notice, Template, transactional
from beetroot.mail.smtp import Outcome

_REST_SECONDS = 60.0


@dataclass(frozen=True)
class Parcel:
    """A claimed delivery made ready for the server. The address is in no repr and no log."""

    claim: Claim
    sender: str
    recipient: str = field(repr=False)
    data: bytes = field(repr=False)
    hello: str
    lane: str


@dataclass(frozen=True)
class _Press:
    """What all readers of one edition share."""

    templates: dict[tuple[str, str], Template]
    domain: str
    signer: dkim.Signer


class Printer:
    """Makes parcels; keeps the templates of the editions it has met."""

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._presses: dict[int, _Press] = {}
        # The signature of RSA releases the interpreter's lock (performance.md).
        self._signers = ThreadPoolExecutor(2, thread_name_prefix="sign")

    def close(self) -> None:
        """Ends the signing threads."""
        self._signers.shutdown()

    def make(self, claims: list[Claim]) -> tuple[list[Parcel], list[Result]]:
        """Parcels, and results for those that cannot be sent. Raises CannotSend where nothing can."""
        ids = [claim.subscription_id for claim in claims]
        try:
            opened = audience.open_addresses(ids, keyring=self._keyring)
        except KeyringError as error:
            raise CannotSend(str(error)) from error
        for edition_id in {claim.edition_id for claim in claims}:
            self._press(edition_id)
        with_address = [claim for claim in claims if claim.subscription_id in opened]
        made = list(self._signers.map(partial(self._parcel, opened=opened), with_address))
        parcels = [each for each in made if isinstance(each, Parcel)]
        refused = [each for each in made if isinstance(each, Result)]
        return parcels, [*refused, *_without_address(claims, opened)]

    def _parcel(self, claim: Claim, *, opened: Mapping[UUID, str]) -> Parcel | Result:
        try:
            return self._filled(claim, opened[claim.subscription_id])
        except MailError as error:
            return _result(claim, State.REJECTED, f"{OURS}{error}")

    def _filled(self, claim: Claim, address: str) -> Parcel:
        press = self._press(claim.edition_id)
        key_id, token_key = self._keyring.token.current
        _key_id, id_key = self._keyring.message_id.current
        now = timezone.now()
        message = press.templates[claim.format, claim.subject_style].fill(
            to=address,
            date=now,
            message_id=message_id.make(id_key, claim.edition_id, claim.subscription_id, press.domain),
            leave_token=leave_token(token_key, key_id, claim.subscription_id),
        )
        return Parcel(
            claim=claim,
            sender=verp.make(claim.subscription_id.hex, key=id_key, domain=press.domain),
            recipient=address,
            data=message.signed([press.signer], at=now),
            hello=press.domain,
            lane=lane_of(addresses.domain_of(address)),
        )

    def _press(self, edition_id: int) -> _Press:
        if edition_id not in self._presses:
            self._presses[edition_id] = _make_press(edition_id, self._keyring)
        return self._presses[edition_id]


def _result(claim: Claim, state: State, reply: str) -> Result:
    return Result(claim.edition_id, claim.delivery_id, 0, state, reply)


def _without_address(claims: list[Claim], opened: Mapping[UUID, str]) -> list[Result]:
    """Readers who are gone are suppressed; a record that is there and cannot be opened is our failure."""
    missing = [claim for claim in claims if claim.subscription_id not in opened]
    wanted = audience.still_wanted([claim.subscription_id for claim in missing]) if missing else set()
    return [
        _result(claim, State.REJECTED, f"{OURS}The sealed record of this reader is damaged.")
        if claim.subscription_id in wanted
        else _result(claim, State.SUPPRESSED, "")
        for claim in missing
    ]


def _make_press(edition_id: int, keyring: Keyring) -> _Press:
    """Loads the frozen renderings and the signing key. Raises CannotSend with what to do."""
    edition = Edition.objects.select_related("issue__newsletter").get(pk=edition_id)
    domain = edition.issue.newsletter.sending_domain
    rows = edition.renderings.filter(kind=Rendering.Kind.MAIL)
    try:
        templates = {(row.format, row.subject_style): _template(row) for row in rows}
        signer = signer_of(keyring, domain)
    except (BeetrootError, MailError) as error:
        raise CannotSend(str(error)) from error
    if len(templates) < 4:
        raise CannotSend(_("A frozen mail of this issue is missing; restore the database from its backup."))
    return _Press(templates, domain, signer)


def _template(row: Rendering) -> Template:
    content = bytes(row.content)
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise BadTemplate("A frozen mail was changed after it was approved; restore the database from its backup.")
    return Template.from_bytes(content)


def signer_of(keyring: Keyring, domain: str) -> dkim.Signer:
    """The signer of a sending domain. Raises KeyringError or BadKey."""
    selector, pem = keyring.dkim(domain)
    return dkim.Signer(domain=domain, selector=selector, key=dkim.load_key(pem))


class Clerk:
    """Posts letters to single persons: confirmations, "you left", tests. Not through the list's connections."""

    def __init__(self, keyring: Keyring, connections: Connections) -> None:
        self._keyring, self._connections = keyring, connections
        self._signers: dict[str, dkim.Signer] = {}
        self._rests_until = 0.0

    def post(self, letter: Letter) -> str:
        """For `audience.take_in`. Raises NotPosted where the server certainly did not take it."""
        if time.monotonic() < self._rests_until:
            raise NotPosted(again=True)
        domain = addresses.domain_of(letter.from_address)
        notice = Notice(
            subject=letter.subject,
            from_name=letter.from_name,
            from_address=letter.from_address,
            reply_to=letter.reply_to,
            text=letter.text,
            html=letter.html,
        )
        try:
            message = welcome_message(letter, keyring=self._keyring) or transactional(
                notice, to=letter.to, date=timezone.now(), message_id=message_id.random(domain)
            )
        except MailError as error:
            raise NotPosted(again=False) from error
        outcome = self._send(message, to=letter.to, domain=domain, identifier=letter.id.hex)
        if outcome.kind == "uncertain":
            # A server that takes letters and does not answer must not hold up leaves and the list, letter by letter.
            self._rests_until = time.monotonic() + _REST_SECONDS
        # Where nobody can tell, the letter counts as posted: one too few is better than two.
        if outcome.kind in {"accepted", "uncertain"}:
            return outcome.reply
        raise NotPosted(again=outcome.kind != "rejected" or (outcome.phase == "mail" and outcome.code is not None))

    def send_test(self) -> bool:
        """Sends the oldest waiting test; False when there is none."""
        taken = take_test_send()
        if taken is None:
            return False
        try:
            outcome = self._test(taken)
        except (BeetrootError, MailError) as error:
            settle_test_send(taken=taken, sent=False, reply=str(error))
            return True
        settle_test_send(taken=taken, sent=outcome.kind == "accepted", reply=outcome.reply)
        return True

    def _test(self, taken: TakenTestSend) -> Outcome:
        address = self._keyring.intake.by_id(taken.sealed_to).open(taken.sealed).decode()
        message = Template.from_bytes(taken.template).fill(
            to=address,
            date=timezone.now(),
            message_id=message_id.random(taken.sending_domain),
            leave_token=taken.leave_token,
        )
        return self._send(message, to=address, domain=taken.sending_domain, identifier=secrets.token_hex(8))

    def _send(self, message: Message, *, to: str, domain: str, identifier: str) -> Outcome:
        if domain not in self._signers:
            self._signers[domain] = signer_of(self._keyring, domain)
        _key_id, key = self._keyring.message_id.current
        return self._connections.post(
            sender=verp.make(identifier, key=key, domain=domain),
            recipient=to,
            data=message.signed([self._signers[domain]], at=timezone.now()),
            hello=domain,
        )
