"""What the record refuses, and what to do about it."""

from beetroot.lib.errors import BeetrootError


class RecordError(BeetrootError):
    """The record cannot take this; the message says what to change."""


class NotInStory(RecordError):
    """These words do not stand in the story; copy them from it exactly."""


class EditedMeanwhile(RecordError):
    """Somebody else changed the same fields; look at theirs, then save once more to keep yours."""


class WrongField(RecordError):
    """A field has a value that it cannot hold; the message names it."""
