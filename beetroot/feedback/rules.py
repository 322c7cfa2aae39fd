"""What a bounce means for a reader (ADR 26): plain decisions over plain values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from beetroot.audience.rules.stored import Kind as StoredKind
from beetroot.lib.errors import BeetrootError
from beetroot.mail.refusals import Reason

QUEUE = 10_000
"""Reports that may wait for the keyed worker; beyond that the mail server is asked to come back later."""

SOFT_LIMIT, SOFT_SPAN = 5, timedelta(days=14)
"""So many issues in a row that could not be delivered, over so long, and the mailbox counts as given up."""

FRESH = timedelta(days=90)
"""Strikes older than this say nothing any more."""

CROWD, CROWD_SHARE = 50, 20
"""More dead mailboxes on one day than 50 and than a twentieth of all readers: a provider that errs, or somebody who
forges. Then one report is not enough; a second issue must come back, on another day."""

PASSED_ON_A_DAY = 200
"""People's answers that are passed on to the newsroom on one day."""

RAW_DAYS = 7
"""How long an answer that cannot be passed on waits, sealed."""

STORED = StoredKind(
    _("That a mail to you came back, on which day, and whether your mailbox exists"),
    _("to stop writing to mailboxes that are gone"),
    ngettext_lazy("%(days)d day", "%(days)d days", "days"),
    FRESH.days,
)

#: Local parts that mail for us may come to beside envelope senders.
LEAVE, OTHERS = "leave", frozenset({"postmaster", "abuse"})
_ENVELOPE_SENDER = re.compile(r"bounce\+[a-z0-9]{1,36}-[a-z2-7]{16}\Z")


class FeedbackError(BeetrootError):
    """Feedback cannot be taken in."""


class QueueFull(FeedbackError):
    """Too many reports wait for the keyed worker; is it running? The mail server will bring this one again."""


class Kind(StrEnum):
    """What a mail to us turned out to be."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    LEAVE = "leave"
    AUTOMATIC = "automatic"
    PERSON = "person"
    UNREADABLE = "unreadable"
    FORGED = "forged"


@dataclass(frozen=True)
class Struck:
    """One issue that came back: for good (`dead`) or not."""

    dead: bool
    on: date


def counts_against_reader(reason: Reason) -> bool:
    """A server that blocks us or dislikes the text says nothing about the mailbox."""
    return reason is not Reason.BLOCKED


def says_gone(reason: Reason) -> bool:
    """Whether the mailbox is said to exist no more, however surely."""
    return reason in (Reason.DEAD, Reason.UNCONFIRMED)


def is_lost(strikes: Sequence[Struck], *, today: date, sure: bool) -> bool:
    """Whether mail to this reader shall stop. `sure`: the last of these reports says by its code that the mailbox is
    gone, on a day when that can be believed; else a second one must say so on another day."""
    fresh = [strike for strike in strikes if today - strike.on <= FRESH]
    dead_days = {strike.on for strike in fresh if strike.dead}
    if dead_days and (len(dead_days) > 1 or sure):
        return True
    days = [strike.on for strike in fresh]
    return len(fresh) >= SOFT_LIMIT and max(days) - min(days) >= SOFT_SPAN


def is_crowd(*, dead_today: int, readers: int) -> bool:
    """Whether so many mailboxes died today that one report is not believed."""
    return dead_today > max(CROWD, readers // CROWD_SHARE)


def envelope_sender(address: str) -> str:
    """The local part, in lower case, where it has the form of our envelope senders; else nothing. So nothing but
    that form is ever stored."""
    local = address.strip().strip("<>").rpartition("@")[0].lower()
    return local if _ENVELOPE_SENDER.match(local) else ""


def is_for_us(address: str, *, domains: Sequence[str]) -> bool:
    """Whether we take mail for this address."""
    local, _at, domain = address.strip().strip("<>").lower().rpartition("@")
    return domain in domains and (local == LEAVE or local in OTHERS or bool(envelope_sender(address)))
