"""Who on a list of another system is a reader: one table, a row a column that says so.

Headings and words are compared without case, spaces and signs. Sources: the systems' own export pages and code (2026).
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from beetroot.audience.rules.status_words import ANYWHERE, NO, OUT, WORDS, YES, Standing, folded

__all__ = ["ADDRESS", "JOINED", "Sign", "Standing", "folded", "gravest", "signs_in", "standing_of_file", "unheaded"]

_GRAVITY = {standing: number for number, standing in enumerate(Standing)}

_ENGLISH = ("email", "emailaddress", "subscriberemail", "mail", "emailaddresses", "address", "subscriber", "member")
_OTHERS = (
    "correo",
    "correoelectronico",
    "courriel",
    "emailadresse",
    "mailadresse",
    "adressemail",
    "adresseemail",
    "eposta",
    "epasts",
)
_RUSSIAN = ("электроннаяпочта", "элпочта", "адресэлектроннойпочты", "электронныйадрес", "почта", "имейл", "адрес")
_UKRAINIAN = ("електроннапошта", "елпошта", "адресаелектронноїпошти", "електроннаадреса", "пошта", "імейл", "адреса")
_BELARUSIAN = ("электроннаяпошта", "элпошта", "адрасэлектроннайпошты", "электронныадрас", "імэйл", "адрас")
ADDRESS = (*_ENGLISH, *_OTHERS, *_RUSSIAN, *_UKRAINIAN, *_BELARUSIAN)
#: The day of confirming goes before the day of asking.
JOINED = ("confirmtime", "optintime", "createdat", "creationdate", "datejoined", "joined", "signupdate", "startdate")


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
    untrue = {word: said for word, said in WORDS.items() if said == Standing.READER and word not in YES}
    return Sign(frozenset(headings), untrue | dict.fromkeys(NO, Standing.READER), otherwise=standing)


def _asked(otherwise: Standing, *headings: str) -> Sign:
    """A column that is filled, with a yes or a day, for those who agreed; `otherwise` is who did not."""
    return Sign(frozenset(headings), OUT | dict.fromkeys(NO, otherwise), empty=Standing.PENDING)


_STATUS = (
    *("status", "subscriptionstatus", "emailstatus", "subscriberstatus", "memberstatus", "contactstatus", "liststatus"),
    *(
        "groupstatus",
        "globalstatus",
        "emailsubscriberstatus",
        "emailsubscriberstatus1",
        "emailmarketingconsent",
        "marketingstatus",
    ),
    *("статус", "статусподписки", "статуспідписки", "статуспадпіскі", "состояние", "стан"),
    *("abostatus", "abonnementstatus", "anmeldestatus", "statut", "statutdabonnement", "etat", "état"),
)
_LEFT_HEADINGS = (
    *("unsubscribed", "unsubscribedat", "unsubscriptiondate", "unsubscribedate", "unsubscribetime", "optedout"),
    *("unsubscribedon", "dateunsubscribed", "unsubscribeddate", "unsubscribedfromallemail", "optedoutofallemail"),
    *("optout", "emailoptout", "optoutdate", "blacklisted", "blocklisted", "emailblacklisted", "donotemail"),
    *("emaildisabled", "deletedat", "deleted", "archived", "archivedat", "removedat", "isthisuserblacklisted"),
    *("отписан", "отписался", "датаотписки", "відписаний", "відписався", "датавідписки"),
    *("адпісаны", "адпісаўся", "датаадпіскі", "abgemeldet", "abgemeldetam", "abmeldedatum", "désabonné"),
    *("désabonnéle", "désinscritle", "datededésinscription", "datededésabonnement"),
)
_AGREED_HEADINGS = (
    *("subscribedtoemails", "subscribed", "optin", "emailoptin", "optedin", "acceptsmarketing", "active", "isactive"),
    *("acceptsemailmarketing", "подписан", "подписана", "активен", "підписаний", "активний", "падпісаны", "актыўны"),
    *("aktiv", "angemeldet", "abonniert", "actif", "abonné", "inscrit"),
)
_CONFIRMED_HEADINGS = (
    *("confirmed", "isconfirmed", "emailconfirmed", "doubleoptin", "emailverified", "istheemailofthisuserconfirmed"),
    *("consent", "gdprconsent", "marketingconsent", "подтвержден", "подтверждена", "согласие", "підтверджений"),
    *("згода", "пацверджаны", "згода", "bestätigt", "einwilligung", "confirmé", "consentement"),
)
#: Somebody whose status nobody here understands did not say yes to us: counted and named, not taken.
SIGNS: tuple[Sign, ...] = (
    # listmonk (the state on the list and of the account), MailerLite, beehiiv, Unisender, tables kept by hand
    Sign(frozenset(_STATUS), WORDS, otherwise=Standing.PENDING, empty=Standing.PENDING),
    # Ghost; shops; tables kept by hand
    _asked(Standing.LEFT, *_AGREED_HEADINGS),
    _asked(Standing.PENDING, *_CONFIRMED_HEADINGS),
    # Substack, Brevo, Buttondown, MailerLite, Ghost, HubSpot, phpList
    _ticked(Standing.LEFT, *_LEFT_HEADINGS),
    _ticked(Standing.BOUNCED, "bounced", "bouncedat", "hardbounced", "emailbounced", "undeliverable"),
    _ticked(Standing.BOUNCED, "emailhardbouncereason", "bouncedate", "undeliverabilitydate"),
    _ticked(Standing.COMPLAINED, "complained", "complainedat", "spamcomplaint", "markedasspam"),
    # Kit; elsewhere a state is one of a country
    Sign(frozenset({"state"}), OUT),
    # Mailchimp writes one file a status; who left, was cleaned or never confirmed shows by the times in it.
    Sign(frozenset({"unsubtime"}), otherwise=Standing.LEFT, empty=Standing.LEFT),
    Sign(frozenset({"cleantime"}), otherwise=Standing.BOUNCED, empty=Standing.BOUNCED),
    Sign(frozenset({"confirmtime"}), empty=Standing.PENDING, beside=frozenset({"euid"})),
    # Buttondown; its other types are readers who pay or do not
    Sign(
        frozenset({"subscribertype", "type"}), OUT, beside=frozenset({"subscribertype", "creationdate", "referrerurl"})
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
#: Google Groups leaves it empty for those whose mail arrives.
_MAY_BE_EMPTY = Sign(frozenset({"emailstatus"}), WORDS, otherwise=Standing.PENDING)


def unheaded(cell: str) -> Standing:
    """What a cell says of its reader in a table that has no column for it."""
    if 4 < len(cell) < _LONG_WORD and "@" not in cell and cell[0].isalpha():
        return ANYWHERE.get(folded(cell), Standing.READER)
    return Standing.READER


_LONG_WORD = 40


def signs_in(names: Sequence[str]) -> list[tuple[int, Sign]]:
    """The columns of these folded headings that say who is a reader, each with what its cells mean."""
    known = frozenset(names)
    return [
        (index, _MAY_BE_EMPTY if name == "emailstatus" and "groupstatus" in known else sign)
        for index, name in enumerate(names)
        for sign in SIGNS
        if name in sign.headings and (not sign.beside or sign.beside & known)
    ]


_FILES = (
    (Standing.COMPLAINED, r"complain|spam[ _-]?report|жалоб|скарг"),
    (Standing.BOUNCED, r"cleaned[ _-](?:member|segment|email)|bounce|undeliver|недоставл|unzustellbar"),
    (
        Standing.LEFT,
        r"unsub|opt(?:ed)?[ _-]?out|suppress|block(?:ed|list)|blacklist|отпис|відпис|адпіс|abgemeldet"
        r"|désabonn|désinscri",
    ),
    (
        Standing.PENDING,
        r"non[ _-]?subscri|not[ _-]?subscri|unconfirm|not[ _-]?confirm|unactivated|transactional"
        r"|не ?подтвер|непідтв|не ?пацв|unbestätigt",
    ),
)
_FILE_OF_READERS = re.compile(
    r"(?<![a-z])(?:subscribed|subscribers|active|confirmed|no|not|without|minus|except|excl|excluding|ohne|sans)(?![a-z])"
    r"|(?<![а-я])(?:подпис|без(?![а-я]))"
)


def standing_of_file(name: str) -> Standing:
    """What the name of a file, with its folders, says of everybody in it, as Mailchimp writes one file a status."""
    words = name.casefold()
    for standing, pattern in _FILES:
        if re.search(pattern, words):
            rest = re.sub(pattern, " ", words)
            return Standing.READER if _FILE_OF_READERS.search(rest) else standing
    return Standing.READER


def gravest(standings: Sequence[Standing]) -> Standing:
    """Of what several columns say of somebody, what keeps them out for longest."""
    return max(standings, key=_GRAVITY.__getitem__, default=Standing.READER)
