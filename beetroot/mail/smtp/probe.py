"""Whether a server takes the next envelope in the flight of a final dot (RFC 2920 3.1), found out with one mail.

A server that offers PIPELINING should, but a proxy or a scanner in front of it may throw away what came with the dot.
"""

from dataclasses import dataclass

from beetroot.mail.errors import MailError
from beetroot.mail.smtp.connection import Connection, Envelope
from beetroot.mail.smtp.opening import Deadlines
from beetroot.mail.smtp.url import ServerUrl

DEADLINES = Deadlines(connect=10, greeting=20, hello=20, tls=20, sign_in=20, mail=20, rcpt=20, data=20, dot=30)


@dataclass(frozen=True)
class Probe:
    """`overlaps` as `Connection` takes it; `said` tells in words what was found."""

    overlaps: bool
    said: str


async def probe(server: ServerUrl, *, hello: str, sender: str, recipient: str, data: bytes) -> Probe:
    """Delivers `data` once, with a second envelope behind its dot, which is then given up by closing."""
    connection = Connection(server, hello=hello, deadlines=DEADLINES, overlaps=True)
    try:
        await connection.open()
    except MailError as error:
        return Probe(False, str(error))
    try:
        if not connection.features.pipelining:
            return Probe(False, "The server offers no PIPELINING.")
        envelope, ahead = (Envelope(sender, recipient, len(data), data.isascii()) for _ in range(2))
        outcome = await connection.deliver(envelope=envelope, data=data, follow=lambda: ahead)
        if outcome.kind != "accepted":
            return Probe(
                False, f"The server did not answer the probe as it should: {outcome.code or ''} {outcome.reply}"
            )
        if not connection.is_ahead_accepted:
            return Probe(False, "The server loses or refuses commands that come with the final dot.")
        return Probe(True, "The server takes the next envelope in the flight of the final dot.")
    finally:
        await connection.close()
