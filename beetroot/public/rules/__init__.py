"""Whether a sign-up looks like a person's: decided without storing anything about them (privacy.md, row 9)."""

import hashlib
import hmac
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, IntEnum
from ipaddress import IPv6Address, ip_address
from threading import Lock
from types import MappingProxyType

from beetroot.lib.errors import BeetrootError

#: Sign-ups in the life of one key before the second page is asked for: from one network, from its wider
#: neighbourhood, from everywhere together.
CALM, CALM_NEARBY, CALM_IN_ALL = 5, 20, 1_000
#: From one network so many are no people any more: nothing is kept, and the page says so. Behind an onion address or a
#: provider's shared one real people may stand: nobody may be told to wait for a mail that never comes.
FLOOD = 200
#: The key under which networks are counted is forgotten after this time, and the counts with it.
KEY_LIFE = timedelta(hours=2)
#: Networks and answered second pages remembered at most; beyond that everybody gets the second page.
REMEMBERED = 200_000
#: A person needs longer than this for the second page; a form older than an hour is stale.
QUICKEST, SLOWEST = timedelta(seconds=2), timedelta(hours=1)
#: Networks are counted as providers hand them out: a household's IPv6 prefix, one IPv4 address.
_PREFIX = {4: 32, 6: 56}
_NEARBY = {4: 24, 6: 40}


class PublicError(BeetrootError):
    """A reader's request cannot be answered; the page says what to do."""


class Verdict(Enum):
    """What becomes of a posted sign-up form."""

    TAKE = "take"
    ASK = "ask on a second page"
    REFUSE = "say that too many came from this network, and keep nothing"
    DROP = "answer as always and keep nothing"


class Press(IntEnum):
    """How many sign up just now."""

    CALM = 0
    LARGE = 1
    FLOOD = 2


@dataclass
class Crowd:
    """Counts sign-ups a network in memory only, under a key that lives for hours."""

    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _since: datetime | None = None
    _seen: Counter[bytes] = field(default_factory=Counter, repr=False)
    _spent: set[str] = field(default_factory=set, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def press(self, network_address: str, *, now: datetime) -> Press:
        """Notes one more sign-up and says how many came lately."""
        with self._lock:
            self._forget(now)
            mine, nearby, all_of_them = (
                self._noted(what) for what in (network(network_address), network(network_address, _NEARBY), "all")
            )
        if mine > FLOOD:
            return Press.FLOOD
        large = mine > CALM or nearby > CALM_NEARBY or all_of_them > CALM_IN_ALL or len(self._seen) > REMEMBERED
        return Press.LARGE if large else Press.CALM

    def spend(self, nonce: str) -> bool:
        """Whether this second page is answered for the first time; a page must not open the door for a thousand."""
        with self._lock:
            if nonce in self._spent or len(self._spent) > REMEMBERED:
                return False
            self._spent.add(nonce)
            return True

    def _forget(self, now: datetime) -> None:
        if self._since is None or now - self._since > KEY_LIFE:
            self._key, self._since = secrets.token_bytes(32), now
            self._seen.clear()
            self._spent.clear()

    def _noted(self, what: str) -> int:
        mark = hmac.digest(self._key, what.encode(), hashlib.sha256)[:8]
        self._seen[mark] += 1
        return self._seen[mark]


def network(address: str, prefixes: Mapping[int, int] = MappingProxyType(_PREFIX)) -> str:
    """The network that is counted as one visitor; an unreadable address counts with all other unreadable ones."""
    try:
        ip = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(ip, IPv6Address):
        ip = ip.ipv4_mapped or ip  # as a socket for both versions names IPv4: all of them lie in one IPv6 prefix
    bits = prefixes[ip.version]
    return f"{ip.version}/{bits}:{int(ip) >> (ip.max_prefixlen - bits)}"


def judge(*, trap: str, press: Press, form_age: timedelta | None, doubtful: bool = False) -> Verdict:
    """`trap` is the field that people do not see; `form_age` is None unless the second page was answered;
    `doubtful`: something about the typed words should be asked, too."""
    if trap:
        return Verdict.DROP
    if press is Press.FLOOD:
        return Verdict.REFUSE
    if form_age is not None:
        return Verdict.TAKE if QUICKEST <= form_age <= SLOWEST else Verdict.ASK
    return Verdict.ASK if press is Press.LARGE or doubtful else Verdict.TAKE
