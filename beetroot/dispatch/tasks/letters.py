"""The letters that go to one person for a reason of their own: confirmations, "you left", tests."""

import secrets
import time

from django.utils import timezone

from beetroot.audience.rules import Letter, NotPosted
from beetroot.dispatch.tasks.connections import Connections
from beetroot.dispatch.tasks.press import signers_of
from beetroot.dispatch.tasks.welcome import welcome_message
from beetroot.issues.actions import TakenTestSend, settle_test_send, take_test_send
from beetroot.lib.errors import BeetrootError
from beetroot.lib.keyring import Keyring
from beetroot.mail import addresses, dkim, message_id, verp
from beetroot.mail.errors import MailError
from beetroot.mail.message import Message, Notice, Template, transactional
from beetroot.mail.smtp import Envelope, Outcome

_REST_SECONDS = 60.0


class Clerk:
    """Posts letters to single persons: confirmations, "you left", tests. Not through the list's connections."""

    def __init__(self, keyring: Keyring, connections: Connections) -> None:
        self._keyring, self._connections = keyring, connections
        self._signers: dict[str, tuple[dkim.Signer, ...]] = {}
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

    def pass_on(self, raw: bytes, /, *, to: str, domain: str) -> bool:
        """A mail that somebody wrote to us, as it came, to a mailbox of the newsroom; False where it was not taken."""
        if time.monotonic() < self._rests_until:
            return False
        _key_id, key = self._keyring.message_id.current
        sender = verp.make(secrets.token_hex(8), key=key, domain=domain)
        outcome = self._connections.post(envelope=Envelope(sender, to, len(raw), raw.isascii()), data=raw, hello=domain)
        return outcome.kind in {"accepted", "uncertain"}

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
            self._signers[domain] = signers_of(self._keyring, domain)
        _key_id, key = self._keyring.message_id.current
        data = message.signed(self._signers[domain], at=timezone.now())
        sender = verp.make(identifier, key=key, domain=domain)
        envelope = Envelope(sender, to, len(data), data.isascii())
        return self._connections.post(envelope=envelope, data=data, hello=domain)
