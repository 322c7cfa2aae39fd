"""One delivery: its states, what leads from one to the next, and when a put-off message is tried again."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

MAX_WINDOW = 64
"""At most this many messages of one worker are armed: what a host that dies can leave uncertain (delivery.md)."""

LEASE = timedelta(seconds=60)
"""How long a worker's claim lasts without a sign of life."""

DOT_DEADLINE = timedelta(minutes=10)
"""RFC 5321 4.5.3.2.6: a server may take this long to answer the final dot."""

EXPIRES_AFTER = timedelta(days=4)
"""RFC 5321 4.5.4.1 asks for 4–5 days of trying; a weekly letter has no use for more."""

MAX_REPEATS = 3
"""Under `repeat`, a message stays uncertain after so many repeats: a server's fault must not flood its reader."""

OURS = "ours: "
"""How the reason of a failure begins that neither the server nor the reader caused."""


class State(StrEnum):
    """Where a delivery is. Only armed ones may be in the SMTP DATA phase."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    ARMED = "armed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DEFERRED = "deferred"
    EXPIRED = "expired"
    SUPPRESSED = "suppressed"
    CANCELLED = "cancelled"
    UNCERTAIN = "uncertain"


HAS_IT_OR_MAY = frozenset({State.ACCEPTED, State.UNCERTAIN, State.ARMED, State.CLAIMED, State.QUEUED, State.DEFERRED})
"""Who must hear of a grave correction: those who got the wrong issue, may have got it, or still will."""


class Relay(StrEnum):
    """How far the local Postfix has brought a message that it accepted, as its log says (delivery.md)."""

    RELAYED = "relayed"
    DELIVERED = "delivered"
    DEFERRED = "deferred"
    BOUNCED = "bounced"


_UNSENT = frozenset({State.CLAIMED, State.SUPPRESSED, State.CANCELLED, State.EXPIRED, State.UNCERTAIN})
# Every step that is missing here is refused. Queued and deferred become uncertain only by adopting a host.
NEXT: dict[State, frozenset[State]] = {
    State.QUEUED: _UNSENT,
    State.DEFERRED: _UNSENT,
    State.CLAIMED: frozenset(
        {
            State.ARMED,
            State.QUEUED,
            State.DEFERRED,
            State.SUPPRESSED,
            State.CANCELLED,
            State.REJECTED,
            State.EXPIRED,
        }
    ),
    State.ARMED: frozenset(
        {State.ACCEPTED, State.REJECTED, State.DEFERRED, State.EXPIRED, State.UNCERTAIN, State.QUEUED}
    ),
    # A late answer, a log, a person or the policy may settle what was unknown.
    State.UNCERTAIN: frozenset({State.ACCEPTED, State.REJECTED, State.QUEUED}),
    # Taken out of the local Postfix's queue again; where its log then says that it was sent all the same, it was.
    State.ACCEPTED: frozenset({State.SUPPRESSED, State.CANCELLED}),
    State.REJECTED: frozenset(),
    State.EXPIRED: frozenset(),
    State.SUPPRESSED: frozenset({State.ACCEPTED}),
    State.CANCELLED: frozenset({State.ACCEPTED}),
}
OPEN = frozenset({State.QUEUED, State.CLAIMED, State.ARMED, State.DEFERRED})
"""States in which a delivery still waits for us."""


class Policy(StrEnum):
    """What happens to a message whose outcome the server never told."""

    NEVER_REPEAT = "never-repeat"
    REPEAT = "repeat"
    ASK = "ask"


class Result(NamedTuple):
    """What became of one armed delivery; `reply` without addresses, at most REPLY_CHARACTERS."""

    edition_id: int
    delivery_id: int
    arming: int
    state: State
    reply: str = ""
    lane: str = ""


class Verdict(NamedTuple):
    """What an attempt's outcome means for the ledger. `whole_sending`: it says nothing about this reader alone."""

    state: State
    whole_sending: bool = False


_VERDICTS = {
    "accepted": Verdict(State.ACCEPTED),
    "rejected": Verdict(State.REJECTED),
    "deferred": Verdict(State.DEFERRED),
    "uncertain": Verdict(State.UNCERTAIN),
    "unsent": Verdict(State.DEFERRED),
}


def judge(*, kind: str, code: int | None, phase: str, ascii_recipient: bool) -> Verdict:
    """From the words of `beetroot.mail.smtp.Outcome`.

    A permanent refusal of MAIL, where only our own sender stands, is no refusal of the reader: the message goes back
    and the sending stops. With SMTPUTF8 the reader's own address may be the reason. A message that never met a server
    goes back at once; one at which a server broke off waits, for it may be what breaks it.
    """
    if kind == "unsent" and phase == "connect":
        return Verdict(State.QUEUED)
    if kind == "rejected" and phase == "mail" and code is not None and ascii_recipient:
        return Verdict(State.QUEUED, whole_sending=True)
    return _VERDICTS[kind]


REPLY_CHARACTERS = 300
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@,;:)]+>?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


def without_addresses(reply: str) -> str:
    """A server's reply as it may be stored and shown: one line, short, every address replaced."""
    return _ADDRESS.sub("‹address›", _CONTROL.sub(" ", reply)).strip()[:REPLY_CHARACTERS]


_WAITS = tuple(timedelta(minutes=minutes) for minutes in (0.5, 2, 10, 30, 60, 120))
_LONGEST_WAIT = timedelta(hours=4)


def backoff(attempts: int) -> timedelta:
    """How long to wait after the `attempts`-th temporary refusal (1 is the first)."""
    return _WAITS[attempts - 1] if 0 < attempts <= len(_WAITS) else _LONGEST_WAIT


def is_expired(*, age: timedelta) -> bool:
    """Whether a message whose sending began so long ago is given up instead of being put off again."""
    return age > EXPIRES_AFTER


# The mailbox providers that get a lane of their own; at most 30, everyone else shares "other".
_PROVIDERS: dict[str, tuple[str, ...]] = {
    "apple": ("icloud.com", "me.com", "mac.com"),
    "bigmir": ("bigmir.net",),
    "centrum": ("centrum.cz", "centrum.sk", "atlas.cz"),
    "fastmail": ("fastmail.com", "fastmail.fm"),
    "gmail": ("gmail.com", "googlemail.com"),
    "gmx": ("gmx.de", "gmx.net", "gmx.at", "gmx.ch", "gmx.com", "web.de", "mail.com"),
    "interia": ("interia.pl", "interia.eu", "poczta.fm"),
    "i-ua": ("i.ua",),
    "mailbox": ("mailbox.org",),
    "mail-bg": ("mail.bg", "abv.bg"),
    "mail-ru": ("mail.ru", "inbox.ru", "list.ru", "bk.ru", "internet.ru"),
    "microsoft": ("outlook.com", "hotmail.com", "live.com", "msn.com", "hotmail.co.uk", "hotmail.fr"),
    "naver": ("naver.com",),
    "netease": ("163.com", "126.com"),
    "onet": ("onet.pl", "op.pl", "vp.pl", "onet.eu"),
    "orange": ("orange.fr", "wanadoo.fr"),
    "posteo": ("posteo.de", "posteo.net"),
    "proton": ("proton.me", "protonmail.com", "pm.me"),
    "qq": ("qq.com", "foxmail.com"),
    "rambler": ("rambler.ru", "lenta.ru", "ro.ru", "autorambler.ru", "myrambler.ru"),
    "riseup": ("riseup.net",),
    "seznam": ("seznam.cz", "email.cz", "post.cz"),
    "telekom": ("t-online.de",),
    "tuta": ("tuta.com", "tutanota.com", "tutanota.de", "tuta.io"),
    "tut-by": ("tut.by",),
    "ukr-net": ("ukr.net",),
    "wp": ("wp.pl", "o2.pl", "tlen.pl"),
    "yahoo": ("yahoo.com", "ymail.com", "rocketmail.com", "aol.com", "yahoo.co.uk", "yahoo.fr", "yahoo.de"),
    "yandex": ("yandex.ru", "ya.ru", "yandex.com", "yandex.by", "yandex.ua", "yandex.kz"),
}
_LANES = {domain: lane for lane, domains in _PROVIDERS.items() for domain in domains}
LANES = (*_PROVIDERS, "other")


def lane_of(domain: str) -> str:
    """The lane of a recipient's domain (A-label, lower case)."""
    return _LANES.get(domain, "other")


@dataclass(frozen=True)
class Armed:
    """A delivery that a worker had armed when it ended."""

    edition_id: int
    delivery_id: int
    arming: int


@dataclass(frozen=True)
class Notes:
    """What a dead worker's journal says: armings it began, dots it was about to write, answers it got."""

    armings: frozenset[int]
    dots: frozenset[tuple[int, int]]
    """(arming, delivery id)"""
    answers: dict[tuple[int, int], Result]


def settle(armed: Armed, notes: Notes | None) -> Result:
    """What became of a delivery that a dead worker had armed. `notes` is None where its journal proves nothing."""
    key = (armed.arming, armed.delivery_id)
    if notes is None or armed.arming not in notes.armings:
        return _unknown(armed, "The machine or its journal was lost while this was being sent.")
    if answer := notes.answers.get(key):
        return answer
    if key in notes.dots:
        return _unknown(armed, "The worker ended before the server's answer came.")
    return Result(armed.edition_id, armed.delivery_id, armed.arming, State.QUEUED)


def _unknown(armed: Armed, reason: str) -> Result:
    return Result(armed.edition_id, armed.delivery_id, armed.arming, State.UNCERTAIN, reason)
