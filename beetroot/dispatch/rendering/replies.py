"""What a mail server's reply means, in plain words for an editor. The reply itself is shown beside it."""

import re
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beetroot.dispatch.rules.deliveries import OURS

_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
_BASIC = re.compile(r"^(?:The mail server (?:greets|answers [\w ]+) with )?([245]\d\d)\b")


class Meaning(NamedTuple):
    """A table row: an RFC 3463 subject and detail ("1.1"), or a subject alone ("1"), and what it says."""

    code: str
    words: "str | Promise"


# RFC 3463 section 3, and the registry's later entries (RFC 7372: 7.20 to 7.27 for DKIM, SPF, DMARC).
_MEANINGS = (
    Meaning("1.1", _("This mailbox does not exist.")),
    Meaning("1.2", _("This mail domain does not exist.")),
    Meaning("1.3", _("The server calls the address malformed.")),
    Meaning("1.6", _("The reader has moved to another mailbox.")),
    Meaning("1.10", _("This mail domain takes no mail.")),
    Meaning("1", _("The server does not know this address.")),
    Meaning("2.1", _("This mailbox is closed.")),
    Meaning("2.2", _("This mailbox is full.")),
    Meaning("2.3", _("The message is larger than this mailbox takes.")),
    Meaning("2", _("This mailbox takes no mail at the moment.")),
    Meaning("3.4", _("The message is larger than the server takes.")),
    Meaning("3", _("The server is in trouble itself: full, overloaded or being repaired.")),
    Meaning("4", _("The server could not be reached, or could not reach the reader's own.")),
    Meaning("5", _("The two servers did not understand each other.")),
    Meaning("6.7", _("The server does not take addresses beyond ASCII.")),
    Meaning("6", _("The server cannot handle the form of this message.")),
    Meaning("7.0", _("The server refuses this mail by its rules.")),
    Meaning("7.1", _("The server refuses this mail by its rules: it distrusts the sender or the content.")),
    Meaning("7.20", _("The server found no DKIM signature that it accepts.")),
    Meaning("7.23", _("The server says that this machine may not send for our domain (SPF).")),
    Meaning("7.25", _("The server misses a name for our machine's address (reverse DNS).")),
    Meaning("7.26", _("The server says that our domain's rules forbid this mail (DMARC).")),
    Meaning("7.28", _("The provider gets more mail from us at once than it wants.")),
    Meaning("7", _("The server refuses this mail by its rules.")),
)
_WORDS = dict(_MEANINGS)
_PUT_OFF = _("The server puts this mail off by its rules: too much at once, or a sender that it does not know yet.")
#: What is no refusal yet: the same detail with class 4 (RFC 3463 section 2).
_FOR_NOW: dict[str, "str | Promise"] = {"7.0": _PUT_OFF, "7.1": _PUT_OFF}
_BY_BASIC: dict[str, "str | Promise"] = {
    "421": _("The server closed the connection: too busy, or too much mail from us."),
    "450": _("The mailbox cannot be written to just now; many servers answer so to senders they meet first."),
    "451": _("The server has a fault of its own and asks us to come back."),
    "452": _("The server has no room at the moment."),
    "550": _("The server refuses: the mailbox does not exist, or its rules forbid this mail."),
    "552": _("The mailbox is full, or the message too large."),
    "553": _("The server calls the address malformed."),
    "554": _("The server refuses this mail by its rules."),
}
_OURS = {
    "rejected": _("We could not prepare this reader's copy; the reason says what to do."),
    "expired": _("We gave this reader's copy up after days of trying; their provider took no mail."),
}
_HELD = _("We hold this reader's copy back ourselves; it goes on by itself.")
_LATER, _NEVER = _("The server asked us to come back later."), _("The server refused.")


def in_plain_words(*, state: str, reply: str) -> str:
    """One sentence for a delivery's state and stored reply."""
    if reply.startswith(OURS):
        return str(_OURS.get(state, _HELD))
    if state == "uncertain":
        return str(_("The server took the message and never said what it did with it."))
    return str(_from_code(reply) or _fallback(reply))


def _from_code(reply: str) -> "str | Promise | None":
    if found := _ENHANCED.search(reply):
        kind, subject, detail = found.groups()
        if kind == "4" and (said := _FOR_NOW.get(f"{subject}.{detail}")):
            return said
        return _WORDS.get(f"{subject}.{detail}") or _WORDS.get(subject)
    return None


def _fallback(reply: str) -> "str | Promise":
    found = _BASIC.match(reply)
    if found is None:
        return _("The connection to the mail server broke off.")
    code = found[1]
    return _BY_BASIC.get(code) or (_NEVER if code.startswith("5") else _LATER)
