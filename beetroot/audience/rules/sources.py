"""What the lists of other systems look like, and who on them is a reader: one table, a row a system.

Headings are compared without case, spaces and signs. Sources: the systems' own export pages and code (2026).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Standing(StrEnum):
    """What somebody was on the other system."""

    READER = "reader"
    LEFT = "left"
    BOUNCED = "bounced"
    COMPLAINED = "complained"
    PENDING = "pending"


_ENGLISH = ("email", "emailaddress", "subscriberemail", "mail", "emailaddresses", "address", "subscriber", "member")
_OTHERS = ("correo", "correoelectronico", "courriel", "emailadresse", "mailadresse", "adressemail", "eposta", "epasts")
_CYRILLIC = ("почта", "электроннаяпочта", "эл.почта", "адрес", "електроннапошта", "пошта", "імейл", "імэйл", "имейл")
_JOINED = ("confirmtime", "optintime", "createdat", "creationdate", "datejoined", "joined", "signupdate", "startdate")


@dataclass(frozen=True)
class Source:
    """One system: headings that only it has, where what stands, and what its words for a status mean here.

    A `status` cell that is in no table means `otherwise`.
    """

    name: str
    needs: frozenset[str] = frozenset()
    address: Sequence[str] = (*_ENGLISH, *_OTHERS, *_CYRILLIC)
    status: Sequence[str] = ()
    joined: Sequence[str] = _JOINED
    words: Mapping[str, Standing] = field(default_factory=dict)
    otherwise: Standing = Standing.READER

    def standing(self, cell: str) -> Standing:
        """What this status says; an empty or missing one says `otherwise`."""
        return self.words.get(cell.strip().lower(), self.otherwise)


ANY = Source("any table")

#: A table of none of these systems: a column that says so in plain words is believed.
_PLAIN_WORDS = {
    "unsubscribed": Standing.LEFT,
    "inactive": Standing.LEFT,
    "disabled": Standing.LEFT,
    "bounced": Standing.BOUNCED,
    "cleaned": Standing.BOUNCED,
    "complained": Standing.COMPLAINED,
    "spam": Standing.COMPLAINED,
    "unconfirmed": Standing.PENDING,
    "pending": Standing.PENDING,
}

SOURCES: tuple[Source, ...] = (
    # A list's own export has the state on that list, which goes before the state of the account.
    Source(
        "listmonk",
        frozenset({"uuid", "status", "attributes"}),
        status=("subscriptionstatus", "status"),
        words={
            "disabled": Standing.LEFT,
            "blocklisted": Standing.LEFT,
            "unsubscribed": Standing.LEFT,
            "unconfirmed": Standing.PENDING,
        },
    ),
    Source(
        "Ghost",
        frozenset({"email", "subscribedtoemails"}),
        status=("subscribedtoemails",),
        words={"false": Standing.LEFT, "0": Standing.LEFT},
    ),
    # Mailchimp writes one file a status; who left or was cleaned has a column of its own.
    Source("Mailchimp, unsubscribed", frozenset({"emailaddress", "unsubtime"}), otherwise=Standing.LEFT),
    Source("Mailchimp, cleaned", frozenset({"emailaddress", "cleantime"}), otherwise=Standing.BOUNCED),
    Source("Mailchimp", frozenset({"emailaddress", "leid", "euid"})),
    Source(
        "Substack",
        frozenset({"email", "emaildisabled"}),
        status=("emaildisabled",),
        words={"true": Standing.LEFT, "1": Standing.LEFT},
    ),
    *(
        Source(
            "Buttondown",
            frozenset({*marks}),
            status=("type", "subscribertype"),
            words={
                "unactivated": Standing.PENDING,
                "unsubscribed": Standing.LEFT,
                "removed": Standing.LEFT,
                "blocked": Standing.LEFT,
                "disabled": Standing.LEFT,
                "undeliverable": Standing.BOUNCED,
                "complained": Standing.COMPLAINED,
                "spammy": Standing.COMPLAINED,
            },
        )
        for marks in (("subscribertype",), ("type", "creationdate"), ("type", "referrerurl"))
    ),
    Source(
        "Mailman",
        frozenset({"address", "deliverystatus"}),
        status=("deliverystatus",),
        words={"bybounces": Standing.BOUNCED},
    ),
    Source("any table with a status", frozenset({"status"}), status=("status",), words=_PLAIN_WORDS),
)


def source_of(names: Sequence[str]) -> Source:
    """The system that these folded headings are of; ANY where none is recognised."""
    known = frozenset(names)
    return next((source for source in SOURCES if source.needs <= known), ANY)


def folded(heading: str) -> str:
    """A heading without case, spaces and signs."""
    return re.sub(r"[\s_\"'*:-]", "", heading).casefold()
