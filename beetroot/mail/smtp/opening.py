"""From a URL to a connection that is ready for mail: greeting, EHLO, STARTTLS, AUTH."""

import asyncio
import base64
import ssl
from dataclasses import dataclass
from functools import cache

from beetroot.mail.errors import MailError, ServerRefused, ServerUnreachable
from beetroot.mail.smtp.channel import Channel, ChannelError, Reply
from beetroot.mail.smtp.outcome import without_addresses
from beetroot.mail.smtp.url import ServerUrl, Tls


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """Seconds for each step (RFC 5321 4.5.3.2, where it names the step)."""

    connect: float = 30
    greeting: float = 300
    hello: float = 300
    tls: float = 60
    sign_in: float = 120
    mail: float = 300
    rcpt: float = 300
    data: float = 120
    block: float = 180
    dot: float = 600
    quit: float = 5


@dataclass(frozen=True, kw_only=True)
class Features:
    """What a server offers. `size` is its limit in octets, 0 where it names none."""

    pipelining: bool = False
    eightbit: bool = False
    smtputf8: bool = False
    starttls: bool = False
    has_size: bool = False
    size: int = 0
    sign_in: frozenset[str] = frozenset()

    @classmethod
    def of(cls, reply: Reply) -> "Features":
        """From the lines of an EHLO reply (RFC 5321 4.1.1.1); the first is the greeting."""
        # Some servers write AUTH=LOGIN, after a draft of RFC 4954.
        words = [line.upper().replace("AUTH=", "AUTH ").split() for line in reply.lines[1:]]
        offered = {line[0]: line[1:] for line in words if line}
        size = next(iter(offered.get("SIZE", [])), "0")
        return cls(
            pipelining="PIPELINING" in offered,
            eightbit="8BITMIME" in offered,
            smtputf8="SMTPUTF8" in offered,
            starttls="STARTTLS" in offered,
            has_size="SIZE" in offered,
            size=int(size) if size.isascii() and size.isdigit() and len(size) < 20 else 0,
            sign_in=frozenset(offered.get("AUTH", [])),
        )


class _TlsFailed(MailError):
    """The server offers encryption but the handshake failed."""


async def connect(
    server: ServerUrl, *, hello: str, deadlines: Deadlines, context: ssl.SSLContext | None = None
) -> tuple[Channel, Features]:
    """An open channel, past EHLO, STARTTLS and AUTH as the URL asks.

    `context` replaces the usual TLS settings. Raises ServerUnreachable or ServerRefused; nothing stays open then.
    """
    opening = _Opening(server, hello, deadlines, context)
    try:
        return await opening.run(encrypt=server.tls is not Tls.NONE)
    except _TlsFailed as error:
        if server.tls is not Tls.OPPORTUNISTIC:
            raise ServerUnreachable(f"Encryption with the mail server failed: {error.__cause__}.") from error
    # RFC 7435 3: opportunistic encryption must not stop mail that would go without it.
    return await opening.run(encrypt=False)


@cache
def _context(tls: Tls) -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2  # RFC 8996
    if tls is Tls.OPPORTUNISTIC:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


@dataclass
class _Opening:
    server: ServerUrl
    hello: str
    deadlines: Deadlines
    context: ssl.SSLContext | None

    async def run(self, *, encrypt: bool) -> tuple[Channel, Features]:
        channel = await self._reach()
        settled = False
        try:
            features = await self._talk(channel, encrypt=encrypt)
            settled = True
        except ChannelError as error:
            raise ServerUnreachable(f"The mail server gave up: {in_words(error)}.") from error
        finally:
            if not settled:
                await channel.gone()
        return channel, features

    async def _reach(self) -> Channel:
        try:
            async with asyncio.timeout(self.deadlines.connect):
                return await self._dial()
        except (OSError, TimeoutError) as error:
            reason = str(error) or "no answer in time"
            raise ServerUnreachable(f"The mail server cannot be reached: {reason}.") from error

    async def _dial(self) -> Channel:
        loop, server = asyncio.get_running_loop(), self.server
        if server.path:
            return (await loop.create_unix_connection(Channel, server.path))[1]
        context = self._tls_settings() if server.scheme == "smtps" else None
        return (await loop.create_connection(Channel, server.host, server.port, ssl=context))[1]

    async def _talk(self, channel: Channel, *, encrypt: bool) -> Features:
        self._expect(await channel.reply(self.deadlines.greeting), "greets with")
        features = await self._say_hello(channel)
        if encrypt and not channel.is_encrypted and not self.server.path:
            features = await self._encrypt(channel, features)
        if self.server.user:
            await self._sign_in(channel, features)
        return features

    def _tls_settings(self) -> ssl.SSLContext:
        return self.context or _context(self.server.tls)

    async def _say_hello(self, channel: Channel) -> Features:
        verb = "LHLO" if self.server.is_lmtp else "EHLO"
        reply = await self._command(channel, f"{verb} {self.hello}", self.deadlines.hello)
        if reply.is_success:
            return Features.of(reply)
        if self.server.is_lmtp or reply.code < 500:
            self._expect(reply, f"answers {verb} with")
        # RFC 5321 3.2: a server that knows no EHLO gets HELO.
        reply = await self._command(channel, f"HELO {self.hello}", self.deadlines.hello)
        self._expect(reply, "answers HELO with")
        return Features()

    async def _encrypt(self, channel: Channel, features: Features) -> Features:
        accepted = features.starttls and (
            await self._command(channel, "STARTTLS", self.deadlines.tls)
        ).code == 220  # fmt: skip
        if not accepted:
            if self.server.tls is Tls.REQUIRED:
                raise ServerRefused("The mail server offers no encryption and the URL requires it (tls=required).")
            return features
        try:
            await channel.start_tls(self._tls_settings(), host=self.server.host, deadline=self.deadlines.tls)
        except OSError as error:
            raise _TlsFailed from error
        return await self._say_hello(channel)  # RFC 3207 4.2: what was offered before must be forgotten

    async def _sign_in(self, channel: Channel, features: Features) -> None:
        server = self.server
        if not (channel.is_encrypted or server.is_local or server.tls is Tls.NONE):
            raise ServerRefused("The mail server offers no encryption, so the password was not sent.")
        if "PLAIN" in features.sign_in:
            reply = await self._plain(channel)
        elif "LOGIN" in features.sign_in:
            reply = await self._login(channel)
        else:
            raise ServerRefused("The mail server offers no way to sign in that we know (AUTH PLAIN or LOGIN).")
        self._expect(reply, "answers the sign-in with")

    async def _plain(self, channel: Channel) -> Reply:
        """RFC 4616, in one go (RFC 4954 4)."""
        token = _base64(f"\0{self.server.user}\0{self.server.password}")
        return await self._command(channel, f"AUTH PLAIN {token}", self.deadlines.sign_in)

    async def _login(self, channel: Channel) -> Reply:
        """Never a standard, still the only one that some servers offer."""
        reply = await self._command(channel, "AUTH LOGIN", self.deadlines.sign_in)
        for secret in (self.server.user, self.server.password):
            if reply.code != 334:
                break
            reply = await self._command(channel, _base64(secret), self.deadlines.sign_in)
        return reply

    async def _command(self, channel: Channel, line: str, deadline: float) -> Reply:
        channel.expect_quiet()
        channel.write(f"{line}\r\n".encode("ascii"))
        return await channel.reply(deadline)

    def _expect(self, reply: Reply, where: str) -> None:
        if not reply.is_success:
            said = without_addresses(reply.text, recipient=self.server.user)
            raise ServerRefused(f"The mail server {where} {reply.code} {said}", code=reply.code)


def in_words(error: ChannelError) -> str:
    """A channel's error as a clause: "the server closed the connection"."""
    sentence = (type(error).__doc__ or "").rstrip(".")
    return sentence[:1].lower() + sentence[1:]


def _base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode("ascii")
