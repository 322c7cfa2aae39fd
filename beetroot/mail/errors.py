"""What can go wrong with outgoing mail. No message here ever holds a reader's address."""

from beetroot.lib.errors import BeetrootError


class MailError(BeetrootError):
    """Mail could not be made or sent."""

    retry = False
    """True when the same thing may well work later."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (self.__doc__ or "").strip())


class BadAddress(MailError):
    """This is not an e-mail address that mail can be sent to; check its spelling."""


class BadHeader(MailError):
    """A header field holds something that mail cannot carry; change the text it was made from."""


class BadTemplate(MailError):
    """A rendering cannot become a message; the text says what is missing."""


class BadKey(MailError):
    """A signing key cannot be used; make a new one with `beetroot keys make`."""


class BadServerUrl(MailError):
    """The mail server's URL is wrong; write smtp://user:password@host:port?tls=required, smtps:// or lmtp:///path."""


class UnsafeMessage(MailError):
    """The message holds a bare CR, a bare LF or a NUL and could smuggle a second mail; it was not sent."""


class Unsendable(MailError):
    """This server can never take this message."""


class ServerUnreachable(MailError):
    """The mail server could not be reached or did not answer in time; try again later."""

    retry = True


class ServerRefused(MailError):
    """The mail server does not want to talk to us; its reply says why.

    `code` is the SMTP code (int) or None where the refusal is ours, as when TLS is required and not offered.
    """

    def __init__(self, message: str, *, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.retry = code is not None and 400 <= code < 500
