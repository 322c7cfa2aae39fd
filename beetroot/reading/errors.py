"""What can go wrong when a text is read; each message says what to do."""

from beetroot.lib.errors import BeetrootError


class ReadingError(BeetrootError):
    """The text could not be read. Nothing was changed; give a story as text, HTML or Markdown."""


class NotAStory(ReadingError):
    """The file holds no story (empty, binary, numbers, code, a sign-in page). Give the page's text instead."""


class TooLong(ReadingError):
    """The text is longer than any story. Split it and read the parts."""
