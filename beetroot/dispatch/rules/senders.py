"""The id in an envelope sender: which reader's copy of which edition a bounce or a log line is about."""

from dataclasses import dataclass
from uuid import UUID

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_UUID, _EDITION = 32, 4


@dataclass(frozen=True)
class Copy:
    """One reader's copy of one edition. `edition_id` is None in mails sent before editions were named."""

    subscription_id: UUID
    edition_id: int | None

    def as_id(self) -> str:
        """32 hexadecimal digits of the subscription and up to four of the edition in base 36: `mail.verp` allows 36."""
        edition = _base36(self.edition_id or 0)
        return self.subscription_id.hex + (edition if len(edition) <= _EDITION else "")


def copy_of(identifier: str) -> Copy | None:
    """Back from the id that `mail.verp.check` gives; None where it names no copy, as in letters to one person."""
    if len(identifier) < _UUID:
        return None
    try:
        edition = int(identifier[_UUID:] or "0", 36)
        return Copy(UUID(identifier[:_UUID]), edition or None)
    except ValueError:
        return None


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits
