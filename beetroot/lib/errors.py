"""The root of every error that a room raises on purpose, with the exit code the command line gives it."""


class BeetrootError(Exception):
    """Something went wrong that the person at the desk or terminal can act on; the message says what to do."""

    exit_code = 1


class Locked(BeetrootError):
    """A key is needed and is not at hand; unlock the newsroom with its passphrase."""

    exit_code = 3


class NeedsDecision(BeetrootError):
    """Only a person may decide this; the message names the choices."""

    exit_code = 4
