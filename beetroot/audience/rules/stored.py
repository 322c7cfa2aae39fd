"""What is stored about readers, column by column, in a reader's words. The data-protection page is made of this, and a
test holds it against the real tables: a new column without a word here fails."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from beetroot.audience.rules import CONFIRM_DAYS, LINK_DAYS, NOTICE_DAYS, UNDO_DAYS


@dataclass(frozen=True)
class Kind:
    """One kind of data: what it is, what for, for how long; `words` may hold %(days)d."""

    what: Promise
    why: Promise
    how_long: Promise
    days: int = 0


_AT_MOST = ngettext_lazy("%(days)d day at most", "%(days)d days at most", "days")

ADDRESS = Kind(
    _("Your mail address, the version of the text you agreed to and the day; only the mailing machine can open it"),
    _("to send you what you asked for, and to prove that you did"),
    ngettext_lazy(
        "until you leave, and %(days)d day more so that a stranger's click can be undone",
        "until you leave, and %(days)d days more so that a stranger's click can be undone",
        "days",
    ),
    UNDO_DAYS,
)
WISHES = Kind(
    _("Newsletter, language, form of the mail, kind of subject, a pause and, if you gave it, a region"),
    _("to send it as you want it"),
    _("as long as your address"),
)
MONTH = Kind(_("The month you joined, not the day"), _("to count readers"), _("as long as your address"))
MARK = Kind(
    _("An unreadable mark of your address, made with a secret key"),
    _("to recognise a second sign-up; after you have left or were erased, to keep anybody from adding you again"),
    _("as long as your address; after leaving until you sign up again; after being erased for good"),
)
ANSWER = Kind(
    _("A sign-up that waits for your yes, sealed, with the hash of its link"),
    _("to ask you first"),
    _AT_MOST,
    CONFIRM_DAYS,
)
LINK = Kind(
    _("A link to your preferences, as a hash, what its page shows, and what you pressed there"),
    _("to let you change things without a password"),
    ngettext_lazy("%(days)d day", "%(days)d days", "days"),
    LINK_DAYS,
)
LETTER = Kind(
    _("That a welcome or a letter about your data is to be posted"),
    _("to post it once"),
    _AT_MOST,
    NOTICE_DAYS,
)
LEAVE = Kind(_("The token of a leave link that was pressed"), _("to let you leave"), _("seconds"))
NUMBER = Kind(
    _("An unnamed number for your subscription, and for each issue whether and when the mail server took it"),
    _("to send each issue once and to count honestly"),
    ngettext_lazy(
        "the number as long as your address; the ledger until %(days)d day after the issue was sent, then only counts",
        "the number as long as your address; the ledger until %(days)d days after the issue was sent, then only counts",
        "days",
    ),
)
STAFF = Kind(
    _("User name, a password's hash and, if given, name and mail address"),
    _("to let them work, each under their own name"),
    ngettext_lazy(
        "until %(days)d day after their account was switched off",
        "until %(days)d days after their account was switched off",
        "days",
    ),
)
AUDIT = Kind(
    _("Who did what at the desk and when; nothing about a reader"),
    _("to notice mistakes and misuse"),
    ngettext_lazy("%(days)d day", "%(days)d days", "days"),
)
COUNTS = Kind(_("How many people joined and left on a day; nobody in particular"), _("to count readers"), _("for good"))

_SEALED = {"sealed": ADDRESS, "sealed_to": ADDRESS}
_ANSWERABLE = {"state": ANSWER, "token_hash": ANSWER, "posts": ANSWER, "expires_on": ANSWER}
_LIKE = {"newsletter": WISHES, "language": WISHES, "format": WISHES, "subject_style": WISHES}

#: Model → column → its kind.
STORED: dict[str, dict[str, Kind]] = {
    "SignUp": {"id": ANSWER, "sealed": ANSWER, "sealed_to": ANSWER, "held_until": ANSWER, **_LIKE},
    "Confirmation": {
        "id": ANSWER,
        "sealed": ANSWER,
        "sealed_to": ANSWER,
        "index_hmac": MARK,
        "index_key_id": MARK,
        "mailbox_hmac": MARK,
        **_ANSWERABLE,
        **_LIKE,
    },
    "Subscription": {
        "id": NUMBER,
        "state": WISHES,
        "joined_month": MONTH,
        "paused_until": WISHES,
        "region": WISHES,
        "index_hmac": MARK,
        "index_key_id": MARK,
        "purge_on": ADDRESS,
        "suppress_for": ADDRESS,
        **_SEALED,
        **_LIKE,
    },
    "Undo": {"id": ANSWER, "subscription": NUMBER, **_ANSWERABLE},
    "LinkRequest": {"id": LINK, "language": LINK, "sealed": LINK, "sealed_to": LINK},
    "PreferenceLink": {
        **dict.fromkeys(
            ("id", "language", "sealed", "sealed_to", "shown", "wishes", "sealed_wish", "wish_sealed_to"), LINK
        ),
        **dict.fromkeys(_ANSWERABLE, LINK),
        "index_hmac": MARK,
    },
    "AddressChange": {
        **dict.fromkeys(("id", "language", "sealed", "sealed_to", "reader_ids", *_ANSWERABLE), LINK),
        "index_hmac": MARK,
    },
    "Notice": {**dict.fromkeys(("id", "kind", *_ANSWERABLE), LETTER), "subscription": NUMBER},
    "LeaveRequest": {"token": LEAVE, "subscription_id": NUMBER},
    "Suppression": dict.fromkeys(("id", "newsletter", "hmac", "key_id", "reason"), MARK),
    "ImportRun": dict.fromkeys(("id", "newsletter", "mark", "counts", "lines"), COUNTS),
    "DayCount": dict.fromkeys(
        ("id", "newsletter", "language", "day", "asked", "confirmed", "imported", "left", "bounced"), COUNTS
    ),
    "Segment": dict.fromkeys(
        ("id", "newsletter", "name", "languages", "formats", "regions", "joined_from", "joined_to"), COUNTS
    ),
}


def kinds() -> list[Kind]:
    """Every kind that is stored, once, in the order in which a reader would ask."""
    order = (ADDRESS, WISHES, MONTH, MARK, NUMBER, ANSWER, LINK, LETTER, LEAVE, *_OTHERS, COUNTS)
    used = {id(kind) for columns in STORED.values() for kind in columns.values()} | {id(kind) for kind in _OTHERS}
    return [kind for kind in order if id(kind) in used]


_OTHERS: list[Kind] = []


def register_kind(kind: Kind) -> None:
    """Rooms above keep something about readers, too; they say here what."""
    if kind not in _OTHERS:
        _OTHERS.append(kind)
