"""An SMTP and LMTP client over asyncio that knows in which phase each message is."""

from beetroot.mail.smtp.connection import Connection
from beetroot.mail.smtp.opening import Deadlines, Features
from beetroot.mail.smtp.outcome import Outcome
from beetroot.mail.smtp.url import ServerUrl, Tls

__all__ = ["Connection", "Deadlines", "Features", "Outcome", "ServerUrl", "Tls"]
