"""What a log may hold: never a link from a mail, which is as good as a key."""

import logging


class WithoutTokens(logging.Filter):
    """Django names the path of a request that failed: of the doors with a token only the door is kept."""

    _DOORS = ("/confirm/", "/leave/", "/undo/", "/preferences/", "/move/")

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; the record's words are changed."""
        if isinstance(record.args, tuple):
            record.args = tuple(self._shortened(argument) for argument in record.args)
        return True

    def _shortened(self, argument: object) -> object:
        door = next((door for door in self._DOORS if str(argument).startswith(door)), None)
        return f"{door}…" if door else argument
