"""An SMTP and LMTP client over asyncio that knows in which phase each message is."""

from beetroot.mail.smtp.connection import Connection, Envelope
from beetroot.mail.smtp.loop import new_loop
from beetroot.mail.smtp.opening import Deadlines, Features
from beetroot.mail.smtp.outcome import Outcome
from beetroot.mail.smtp.url import ServerUrl, Tls

__all__ = ["Connection", "Deadlines", "Envelope", "Features", "Outcome", "ServerUrl", "Tls", "new_loop"]
