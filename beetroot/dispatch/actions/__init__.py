"""Verbs on sendings: for the desk and the command line here, for the engine in `ledger` and `rolls`."""

from beetroot.dispatch.actions.adopting import adopt, pause_everything
from beetroot.dispatch.actions.refusals import Refusal, register_refusal_listener
from beetroot.dispatch.actions.sendings import (
    cancel,
    decide_uncertain,
    erase_reader,
    pause,
    queue,
    reopen_guard,
    resume,
    undo,
)
from beetroot.dispatch.rules.errors import DispatchError, NotDecided, TooLate, WrongState

__all__ = [
    "DispatchError",
    "NotDecided",
    "Refusal",
    "TooLate",
    "WrongState",
    "adopt",
    "cancel",
    "decide_uncertain",
    "erase_reader",
    "pause",
    "pause_everything",
    "queue",
    "register_refusal_listener",
    "reopen_guard",
    "resume",
    "undo",
]
