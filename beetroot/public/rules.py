"""Whether a sign-up looks like a person's: decided without storing anything about them (privacy.md, row 9)."""

import hashlib
import hmac
import secrets
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from ipaddress import ip_address

from beetroot.lib.errors import BeetrootError

#: Sign-ups from one network in the life of one key before the second page is asked for.
CALM = 5
#: The key under which networks are counted is forgotten after this time, and the counts with it.
KEY_LIFE = timedelta(hours=2)
#: A person needs longer than this for the second page; a form older than an hour is stale.
QUICKEST, SLOWEST = timedelta(seconds=2), timedelta(hours=1)
#: Networks are counted as providers hand them out: a household's IPv6 prefix, one IPv4 address.
_PREFIX = {4: 32, 6: 56}


class PublicError(BeetrootError):
    """A reader's request cannot be answered; the page says what to do."""


class Verdict(Enum):
    """What becomes of a posted sign-up form."""

    TAKE = "take"
    ASK = "ask on a second page"
    DROP = "answer as always and keep nothing"


@dataclass
class Crowd:
    """Counts sign-ups a network in memory only, under a key that lives for hours."""

    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _since: datetime | None = None
    _seen: Counter[bytes] = field(default_factory=Counter, repr=False)

    def is_large(self, network_address: str, *, now: datetime) -> bool:
        """Notes one more sign-up; True when this network has sent more than `CALM` lately."""
        if self._since is None or now - self._since > KEY_LIFE:
            self._key, self._since = secrets.token_bytes(32), now
            self._seen.clear()
        mark = hmac.digest(self._key, network(network_address).encode(), hashlib.sha256)[:8]
        self._seen[mark] += 1
        return self._seen[mark] > CALM


def network(address: str) -> str:
    """The network that is counted as one visitor; an unreadable address counts with all other unreadable ones."""
    try:
        ip = ip_address(address)
    except ValueError:
        return "unknown"
    bits = _PREFIX[ip.version]
    return f"{ip.version}:{int(ip) >> (ip.max_prefixlen - bits)}"


def judge(*, trap: str, crowded: bool, form_age: timedelta | None) -> Verdict:
    """`trap` is the field that people do not see; `form_age` is None unless the second page was answered."""
    if trap:
        return Verdict.DROP
    if form_age is not None:
        return Verdict.TAKE if QUICKEST <= form_age <= SLOWEST else Verdict.ASK
    return Verdict.ASK if crowded else Verdict.TAKE
