"""What became of one message, in the words of the delivery ledger."""

import re
from typing import Literal, NamedTuple

from beetroot.mail import headers

Kind = Literal["accepted", "rejected", "deferred", "uncertain", "unsent"]
Phase = Literal["connect", "mail", "rcpt", "data", "dot"]

MAX_REPLY = 300
MASK = "<address>"

_WORD = re.compile(r"""[^\s<>()\[\]"',;:|]+""")


class Outcome(NamedTuple):
    """How one delivery attempt ended.

    `accepted`: the server took it. `rejected`: it never will (`reply` begins `ours:` where we would not even ask).
    `deferred`: it said later. `unsent`: certainly not delivered, try at once elsewhere. `uncertain`: the final dot
    was written and no answer came (RFC 1047). `code` is the SMTP code; `reply` is one line without addresses, at most
    MAX_REPLY characters; `phase` is the command that decided.
    """

    kind: Kind
    code: int | None
    reply: str
    phase: Phase


def without_addresses(reply: str, *, recipient: str) -> str:
    """The reply on one line, bounded, every address in it, and every part of this recipient, replaced."""
    reply = headers.clean(reply)
    parts = [part for part in recipient.rpartition("@")[::2] if part]
    lowered = reply.lower()
    if "@" not in reply and not [part for part in parts if part.lower() in lowered]:
        return reply[:MAX_REPLY]
    for spelling in _spellings(recipient):
        reply = re.sub(re.escape(spelling), MASK, reply, flags=re.IGNORECASE)
    reply = _WORD.sub(lambda word: MASK if "@" in word[0] else word[0], reply)
    for part in parts:
        reply = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", MASK, reply, flags=re.IGNORECASE)
    return re.sub(r"<+address>+", MASK, reply)[:MAX_REPLY]


def _spellings(recipient: str) -> tuple[str, ...]:
    """As it is, and as servers write it into URLs (RFC 3986), xtext (RFC 3461) and envelope senders."""
    if not recipient:
        return ()
    return (recipient, *(recipient.replace("@", sign) for sign in ("%40", "+40", "=40", "=", " at ")))
