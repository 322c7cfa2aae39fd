"""One SMTP or LMTP connection that always knows how far each message got.

RFC 5321; RFC 2033 (LMTP), 2920 (PIPELINING), 1870 (SIZE), 6152 (8BITMIME), 6531 (SMTPUTF8).
"""

import contextlib
import ssl
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from beetroot.mail import addresses
from beetroot.mail.errors import MailError, Unsendable
from beetroot.mail.smtp import content, opening
from beetroot.mail.smtp.channel import Channel, ChannelError, Lost, Nonsense, Reply
from beetroot.mail.smtp.opening import Deadlines, Features
from beetroot.mail.smtp.outcome import Kind, Outcome, Phase, without_addresses
from beetroot.mail.smtp.url import ServerUrl

# The last block leaves in one write with the final dot; a bigger message sends its other blocks before.
BLOCK = 64 * 1024

_GO_ON = 354  # RFC 5321 4.1.1.4


# Several of these are made for every message; a tuple with names takes a third of the time of a frozen dataclass.
class Envelope(NamedTuple):
    """What a message's MAIL and RCPT need to know before its content goes out. No repr shows an address.

    `octets` is the content's size, `is_ascii` whether all of it is 7-bit.
    """

    sender: str
    recipient: str
    octets: int
    is_ascii: bool = True

    def __repr__(self) -> str:
        return f"Envelope(octets={self.octets})"


class _Commands(NamedTuple):
    """An envelope on the wire."""

    envelope: Envelope
    recipient: str
    lines: tuple[tuple[Phase, bytes], ...]
    flight: bytes


class _Attempt(NamedTuple):
    """A message made ready for the wire, and whom to ask on the way."""

    commands: _Commands
    leading: tuple[bytes, ...]
    last: tuple[bytes, ...]
    on_dot: Callable[[], None] | None
    hold: Callable[[], Awaitable[None] | None] | None
    follow: Callable[[], Envelope | None] | None


class Connection:
    """For one task at a time: `open`, `deliver` while `is_usable`, `close`.

    `hello` is the sending domain, never the host's name. `context` replaces the usual TLS settings. `overlaps`: this
    server was probed and takes the next message's envelope in the flight of a final dot (RFC 2920 3.1).
    """

    def __init__(
        self,
        server: ServerUrl,
        *,
        hello: str,
        deadlines: Deadlines | None = None,
        context: ssl.SSLContext | None = None,
        overlaps: bool = False,
    ) -> None:
        self.server = server
        self.features = Features()
        self._hello = addresses.ascii_domain(hello)
        self._deadlines = deadlines or Deadlines()
        self._context = context
        self._overlaps = overlaps
        self._channel = Channel()
        self._in_transaction = False
        self._phase: Phase = "connect"
        self._ahead: _Commands | None = None

    @property
    def is_usable(self) -> bool:
        """Whether another message can be tried here."""
        return self._channel.is_open

    @property
    def is_encrypted(self) -> bool:
        """Whether TLS stands."""
        return self._channel.is_encrypted

    @property
    def is_ahead_accepted(self) -> bool:
        """Whether an envelope went ahead and the server waits for its content."""
        return self._ahead is not None and self.is_usable and self._channel.unread_codes[-1:] == (_GO_ON,)

    async def open(self) -> None:
        """Connect, encrypt and sign in as the URL asks. Raises ServerUnreachable or ServerRefused."""
        self._channel, self.features = await opening.connect(
            self.server, hello=self._hello, deadlines=self._deadlines, context=self._context
        )

    async def deliver(
        self,
        *,
        envelope: Envelope,
        data: bytes | content.Ready,
        on_dot: Callable[[], None] | None = None,
        hold: Callable[[], Awaitable[None] | None] | None = None,
        follow: Callable[[], Envelope | None] | None = None,
    ) -> Outcome:
        """Try one message; see Outcome. Raises for nothing that the server does.

        The envelope's sender may be empty (RFC 5321 4.5.5). `data` is Ready, or has CRLF line ends and no dot-stuffing.
        `hold` is asked once the server waits for the content; what it gives is awaited before any of it goes out.
        `on_dot` is called right before the write that holds the final dot; if one of them raises, that write never
        happens and the connection is closed, as it is when the task is cancelled. `follow` is asked at the same
        moment, if the server overlaps: the envelope it gives leaves in the same flight, and the next `deliver` must be
        that message's. Until that call nothing of it but the envelope was sent, whatever happens.
        """
        try:
            ready = content.ready(data)
            commands = self._commands_of(envelope)
        except MailError as error:
            self._drop_what_is_ahead()
            return Outcome("rejected", None, f"ours: {error}", "mail")
        attempt = _Attempt(commands, *content.blocks(ready, size=BLOCK), on_dot, hold, follow)
        settled = False
        try:
            outcome = await self._attempt(attempt)
            settled = True
        finally:
            if not settled:
                self._channel.abort()
        return outcome

    async def close(self) -> None:
        """Say QUIT where that is still possible, then close."""
        self._drop_what_is_ahead()
        if self.is_usable:
            with contextlib.suppress(ChannelError):
                self._channel.write(b"QUIT\r\n")
                await self._channel.reply(self._deadlines.quit)
        await self._channel.gone()

    # --- before anything is written ---

    def _commands_of(self, envelope: Envelope) -> _Commands:
        if self._ahead is not None and self._ahead.envelope is envelope:
            return self._ahead
        return self._commands(envelope)

    def _commands(self, envelope: Envelope) -> _Commands:
        """Raises MailError for what this server can never be given."""
        sender = envelope.sender and addresses.wire(envelope.sender)
        recipient = addresses.wire(envelope.recipient)
        parameters = self._mail_parameters(sender + recipient, envelope)
        mail = f"MAIL FROM:<{sender}>{parameters}\r\n".encode()
        rcpt = f"RCPT TO:<{recipient}>\r\n".encode()
        lines: tuple[tuple[Phase, bytes], ...] = (("mail", mail), ("rcpt", rcpt), ("data", b"DATA\r\n"))
        return _Commands(envelope, recipient, lines, mail + rcpt + b"DATA\r\n")

    def _mail_parameters(self, both_addresses: str, envelope: Envelope) -> str:
        offered, parameters = self.features, ""
        if offered.has_size:
            if 0 < offered.size < envelope.octets:
                raise Unsendable(f"The message is larger than this server takes ({offered.size} octets).")
            parameters += f" SIZE={envelope.octets}"
        if not both_addresses.isascii():
            if not offered.smtputf8:
                raise Unsendable("This server takes only ASCII before the @ (it offers no SMTPUTF8).")
            parameters += " SMTPUTF8"
        if not envelope.is_ascii:
            if not offered.eightbit:
                raise Unsendable("This server takes only 7-bit mail (it offers no 8BITMIME).")
            parameters += " BODY=8BITMIME"
        return parameters

    # --- everything up to the last block: a failure is certain ---

    async def _attempt(self, attempt: _Attempt) -> Outcome:
        self._phase = "connect"
        try:
            refusal = await self._envelope(attempt) or await self._leading_blocks(attempt)
            if refusal is not None:
                return self._refused(refusal, attempt.commands.recipient)
            self._channel.expect_quiet()
            if attempt.on_dot is not None:
                attempt.on_dot()
            self._write_final_flight(attempt)
        except ChannelError as error:
            return Outcome("unsent", None, opening.in_words(error), self._phase)
        return await self._answer_to_dot(attempt.commands.recipient)

    async def _envelope(self, attempt: _Attempt) -> Reply | None:
        """None once the server waits for the content, else the reply that refused it; `_phase` tells to what."""
        answers = await self._answers(attempt)
        self._phase = next((phase for phase, answer in answers.items() if not _goes_on(phase, answer)), "data")
        refusal = answers[self._phase]
        if _goes_on(self._phase, refusal):
            return None
        if "data" in answers and answers["data"].code == _GO_ON:
            await self._give_up(recipient_taken=answers["rcpt"].is_success)
        return refusal

    async def _answers(self, attempt: _Attempt) -> dict[Phase, Reply]:
        ahead, self._ahead = self._ahead, None
        if ahead is not None:
            if ahead is not attempt.commands:
                self._channel.abort()
                raise Lost
            return await self._answers_to_flight(attempt.commands)
        self._channel.expect_quiet()
        if self._in_transaction:
            await self._reset()
        self._in_transaction = True
        if self.features.pipelining:
            self._channel.write(attempt.commands.flight)
            return await self._answers_to_flight(attempt.commands)
        return await self._one_by_one(attempt.commands)

    async def _answers_to_flight(self, commands: _Commands) -> dict[Phase, Reply]:
        """RFC 2920 3.1: DATA may be the last of a group; nothing of the content goes out before its 354."""
        answers: dict[Phase, Reply] = {}
        for phase, _ in commands.lines:
            answers[phase] = await self._answer(phase)
            if answers[phase].code == 421:  # RFC 5321 3.8: no more replies follow
                break
        return answers

    async def _one_by_one(self, commands: _Commands) -> dict[Phase, Reply]:
        answers: dict[Phase, Reply] = {}
        for phase, line in commands.lines:
            self._channel.expect_quiet()
            self._channel.write(line)
            answers[phase] = await self._answer(phase)
            if not _goes_on(phase, answers[phase]):
                break
        return answers

    async def _answer(self, phase: Phase) -> Reply:
        self._phase = phase
        return await self._channel.reply(getattr(self._deadlines, phase))

    async def _give_up(self, *, recipient_taken: bool) -> None:
        """The server waits for content that must not be sent.

        With a recipient taken, a lone dot would deliver an empty mail: close. Without one it is RFC 2920 3.1's way
        to go on.
        """
        if recipient_taken:
            self._channel.abort()
            return
        self._channel.write(b".\r\n")
        await self._channel.reply(self._deadlines.dot)

    async def _reset(self) -> None:
        self._channel.write(b"RSET\r\n")
        if not (await self._channel.reply(self._deadlines.mail)).is_success:
            self._channel.abort()
            raise Nonsense
        self._in_transaction = False

    def _drop_what_is_ahead(self) -> None:
        """An envelope went ahead and its message does not come: only closing is sure to deliver nothing."""
        if self._ahead is not None:
            self._channel.abort()
            self._ahead = None

    async def _leading_blocks(self, attempt: _Attempt) -> Reply | None:
        """None when they are written, or the reply of a server that has seen enough before the end."""
        if attempt.hold is not None and (freed := attempt.hold()) is not None:
            await freed
            self._phase = "connect"  # what broke off while we were the ones to wait says nothing about this message
            self._channel.expect_quiet()
            self._phase = "data"
        for block in attempt.leading:
            self._channel.expect_quiet()
            self._channel.write(block)
            await self._channel.written(self._deadlines.block)
            if self._channel.has_unread:
                reply = await self._channel.reply(self._deadlines.data)
                self._channel.abort()
                return reply
        return None

    def _write_final_flight(self, attempt: _Attempt) -> None:
        """At once with the final dot: where the server was probed, the next message's envelope too."""
        following = attempt.follow() if attempt.follow is not None and self._can_overlap else None
        flight = b""
        if following is not None:
            # What cannot be sent goes no further: its own `deliver` will say why.
            with contextlib.suppress(MailError):
                self._ahead = self._commands(following)
                flight = self._ahead.flight
        self._channel.write(b"".join((*attempt.last, b".\r\n", flight)), tail=len(flight))

    @property
    def _can_overlap(self) -> bool:
        return self._overlaps and self.features.pipelining

    def _refused(self, reply: Reply, recipient: str) -> Outcome:
        if not reply.is_failure:
            self._channel.abort()
            raise Nonsense
        return self._judged(reply, recipient)

    # --- the last block and the final dot are written: a missing answer is uncertain ---

    async def _answer_to_dot(self, recipient: str) -> Outcome:
        try:
            await self._channel.written(self._deadlines.block)
            self._phase = "dot"
            if self._ahead is not None:
                await self._expect_order()
            reply = await self._channel.reply(self._deadlines.dot)
        except ChannelError as error:
            kind: Kind = "unsent" if self._channel.surely_unwritten else "uncertain"
            return Outcome(kind, None, opening.in_words(error), self._phase)
        # With an envelope ahead the next transaction has begun in the same flight.
        self._in_transaction = self._ahead is not None
        in_turn = not self._channel.surely_unwritten
        if not in_turn or not (reply.is_success or reply.is_failure):
            self._channel.abort()
        if reply.is_failure or (reply.is_success and in_turn):
            return self._judged(reply, recipient)
        return Outcome("uncertain", reply.code, opening.in_words(Nonsense()), "dot")

    async def _expect_order(self) -> None:
        """A reply that is missing makes each of the next ones look like the answer to the command before.

        The 354 tells: it comes last. Where it comes too early, or not all of them come, nobody knows what the first
        one answered. Raises ChannelError then.
        """
        replies = await self._channel.first_of(4, self._deadlines.dot)
        if any(reply.code == _GO_ON for reply in replies[:3]):
            self._channel.abort()
            raise Nonsense

    def _judged(self, reply: Reply, recipient: str) -> Outcome:
        if reply.code == 421:
            self._channel.abort()
        kind: Kind = "accepted" if reply.is_success else "deferred" if reply.code < 500 else "rejected"
        return Outcome(kind, reply.code, without_addresses(reply.text, recipient=recipient), self._phase)


def _goes_on(phase: Phase, reply: Reply) -> bool:
    return reply.code == _GO_ON if phase == "data" else reply.is_success
