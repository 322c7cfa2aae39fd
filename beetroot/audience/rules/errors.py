"""What the list refuses, in words that name no reader."""

from beetroot.lib.errors import BeetrootError


class AudienceError(BeetrootError):
    """The list cannot do this; the message says what to do and names no reader."""


class NotAnAddress(AudienceError):
    """This is not a mail address; check the spelling."""


class SignUpClosed(AudienceError):
    """This newsletter takes no new readers at present."""


class NotPosted(AudienceError):
    """The mail server certainly did not take the letter; with `again` it is tried later, else never."""

    def __init__(self, *, again: bool) -> None:
        super().__init__(str(self.__doc__))
        self.again = again


class BadTable(AudienceError):
    """This file cannot be read as a table with a column of addresses."""
