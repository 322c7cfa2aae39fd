"""What the desk and the command line are told when a send cannot be done."""

from beetroot.lib.errors import BeetrootError, NeedsDecision


class DispatchError(BeetrootError):
    """The send could not be changed; the message says what to do."""

    def __str__(self) -> str:
        return super().__str__() or str(self.__doc__)


class WrongState(DispatchError):
    """The sending's state does not allow this step."""


class TooLate(DispatchError):
    """The issue has begun to leave the house; it can be paused or cancelled, not taken back."""


class NotDecided(DispatchError, NeedsDecision):
    """A person must say whether messages of unknown outcome are sent again."""


class JournalBroken(DispatchError):
    """The worker's journal could not be written; see that the disk has room."""


class NotNow(DispatchError):
    """The worker may not finish this message: its lease has ended or it is stopping."""


class LeaseLost(DispatchError):
    """Another process has taken this worker's place, or its lease ended; it must sign on again."""


class CannotSend(DispatchError):
    """Nothing of this edition can be sent as things are; the sending pauses and the reason says what to do."""


class BadSetting(DispatchError):
    """A setting of sending cannot be used; the message says what is accepted."""

    exit_code = 2
