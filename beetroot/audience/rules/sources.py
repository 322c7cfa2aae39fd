"""Who on a list of another system is a reader: one table, a row a column that says so.

Headings and words are compared without case, spaces and signs. Sources: the systems' own export pages and code (2026).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class Standing(StrEnum):
    """What somebody was on the other system; of several columns the last in this order prevails."""

    READER = "reader"
    PENDING = "pending"
    LEFT = "left"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


_GRAVITY = {standing: number for number, standing in enumerate(Standing)}

_ENGLISH = ("email", "emailaddress", "subscriberemail", "mail", "emailaddresses", "address", "subscriber", "member")
_OTHERS = ("correo", "correoelectronico", "courriel", "emailadresse", "mailadresse", "adressemail", "eposta", "epasts")
_RUSSIAN = ("электроннаяпочта", "эл.почта", "адресэлектроннойпочты", "электронныйадрес", "почта", "имейл", "адрес")
_UKRAINIAN = ("електроннапошта", "ел.пошта", "адресаелектронноїпошти", "електроннаадреса", "пошта", "імейл", "адреса")
_BELARUSIAN = ("электроннаяпошта", "эл.пошта", "адрасэлектроннайпошты", "электронныадрас", "імэйл", "адрас")
ADDRESS = (*_ENGLISH, *_OTHERS, *_RUSSIAN, *_UKRAINIAN, *_BELARUSIAN)
#: The day of confirming goes before the day of asking.
JOINED = ("confirmtime", "optintime", "createdat", "creationdate", "datejoined", "joined", "signupdate", "startdate")

_READER = (
    *("active", "enabled", "subscribed", "confirmed", "regular", "optedin", "valid", "available", "yes", "true", "1"),
    *("активен", "активный", "подписан", "подписана", "да"),
    *("активний", "підписаний", "підписана", "так", "актыўны", "падпісаны", "падпісана"),
)
_LEFT = (
    *("unsubscribed", "inactive", "disabled", "blocklisted", "blacklisted", "blocked", "optedout", "cancelled"),
    *("canceled", "removed", "deleted", "archived", "suppressed", "excluded", "unlisted", "no", "false", "0"),
    *("отписан", "отписана", "отписался", "отписалась", "удален", "удалён", "заблокирован", "нет"),
    *("відписаний", "відписана", "відписався", "відписалась", "ні", "адпісаны", "адпісана", "адпісаўся", "не"),
)
_BOUNCED = ("bounced", "hardbounce", "hardbounced", "bounce", "cleaned", "undeliverable", "unreachable", "invalid")
_COMPLAINED = ("complained", "complaint", "spam", "spammy", "junk", "abuse")
_WORDS = {
    **dict.fromkeys(_READER, Standing.READER),
    **dict.fromkeys(_LEFT, Standing.LEFT),
    **dict.fromkeys(_BOUNCED, Standing.BOUNCED),
    **dict.fromkeys(_COMPLAINED, Standing.COMPLAINED),
}
_NO = ("no", "n", "false", "f", "0", "нет", "ні", "не", "none", "null", "never", "")


@dataclass(frozen=True)
class Sign:
    """One column by which somebody is a reader or not.

    A cell that is in no table of words means `otherwise`, an empty one `empty`. `beside`: the column means this only
    in a table that has one of these headings, too.
    """

    headings: frozenset[str]
    words: Mapping[str, Standing] = field(default_factory=dict)
    otherwise: Standing = Standing.READER
    empty: Standing = Standing.READER
    beside: frozenset[str] = frozenset()

    def standing(self, cell: str) -> Standing:
        """What this cell says."""
        word = folded(cell)
        return self.words.get(word, self.otherwise) if word else self.empty


def _ticked(standing: Standing, *headings: str) -> Sign:
    """A column that is filled, with a yes or a day, for those of whom it is true."""
    return Sign(frozenset(headings), dict.fromkeys(_NO, Standing.READER), otherwise=standing)


_LEFT_HEADINGS = (
    *("unsubscribed", "unsubscribedat", "unsubscriptiondate", "unsubscribedate", "unsubscribetime", "optedout"),
    *("optout", "emailoptout", "optoutdate", "blacklisted", "blocklisted", "emailblacklisted", "donotemail"),
    *("emaildisabled", "deletedat", "отписан", "датаотписки", "відписаний", "датавідписки", "адпісаны"),
)
#: Somebody whose status nobody here understands did not say yes to us: counted and named, not taken.
SIGNS: tuple[Sign, ...] = (
    # listmonk (the state on the list and of the account), MailerLite, Kit, beehiiv, Unisender, tables kept by hand
    Sign(
        frozenset(
            {"status", "subscriptionstatus", "emailstatus", "subscriberstatus", "memberstatus", "contactstatus"}
            | {"статус", "статусподписки", "статуспідписки", "статуспадпіскі"}
        ),
        _WORDS,
        otherwise=Standing.PENDING,
    ),
    # Ghost; shops
    Sign(
        frozenset({"subscribedtoemails", "subscribed", "optin", "emailoptin", "acceptsmarketing", "подписан"}),
        dict.fromkeys(_NO, Standing.LEFT),
        empty=Standing.PENDING,
    ),
    # Substack, Brevo, Buttondown, MailerLite, Ghost
    _ticked(Standing.LEFT, *_LEFT_HEADINGS),
    _ticked(Standing.BOUNCED, "bounced", "bouncedat", "hardbounced", "emailbounced", "undeliverable"),
    _ticked(Standing.COMPLAINED, "complained", "complainedat", "spamcomplaint", "markedasspam"),
    # Mailchimp writes one file a status; who left, was cleaned or never confirmed shows by the times in it.
    Sign(frozenset({"unsubtime"}), otherwise=Standing.LEFT, empty=Standing.LEFT),
    Sign(frozenset({"cleantime"}), otherwise=Standing.BOUNCED, empty=Standing.BOUNCED),
    Sign(frozenset({"confirmtime"}), empty=Standing.PENDING, beside=frozenset({"euid"})),
    # Buttondown; its other types are readers who pay or do not
    Sign(
        frozenset({"subscribertype", "type"}),
        {word: standing for word, standing in _WORDS.items() if standing != Standing.READER}
        | {"unactivated": Standing.PENDING},
        beside=frozenset({"subscribertype", "creationdate", "referrerurl"}),
    ),
    # Mailman: members whose mail was switched off, by themselves or by the list's owner
    Sign(
        frozenset({"deliverystatus"}),
        {"enabled": Standing.READER, "bybounces": Standing.BOUNCED},
        otherwise=Standing.LEFT,
    ),
    # Unisender
    Sign(
        frozenset({"emailavailability"}),
        {"available": Standing.READER, "tempunreachable": Standing.READER},
        otherwise=Standing.BOUNCED,
    ),
)


def signs_in(names: Sequence[str]) -> list[tuple[int, Sign]]:
    """The columns of these folded headings that say who is a reader, each with what its cells mean."""
    known = frozenset(names)
    return [
        (index, sign)
        for index, name in enumerate(names)
        for sign in SIGNS
        if name in sign.headings and (not sign.beside or sign.beside & known)
    ]


def gravest(standings: Sequence[Standing]) -> Standing:
    """Of what several columns say of somebody, what keeps them out for longest."""
    return max(standings, key=_GRAVITY.__getitem__, default=Standing.READER)


def folded(heading: str) -> str:
    """A heading without case, spaces and signs."""
    return re.sub(r"[\s_\"'*:-]", "", heading).casefold()
