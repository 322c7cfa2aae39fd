"""Why a mailbox refused a mail: from the status codes of RFC 3463 and from what servers write beside them.

To judge a living mailbox dead is the grave error. So "no such mailbox" needs both: words that do not speak of anything
else, and a status that does not, since servers use 5.1.1 and 550 for full mailboxes and blocked senders, too. Words
alone are UNCONFIRMED, which a second issue must bear out (ADR 26), unless one program or provider writes them for
nothing else (`sure_words`), or they are the 550 itself that was given to RCPT. Facts, not sentences, were taken from
bounces collected by others; how well it does is measured in `benchmarks/bounces.py`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from beetroot.mail.sure_words import SURE, SURE_HOWEVER

STATUS = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")
_CODE = re.compile(r"(?<![\d.:-])[45]\d\d(?=[\s:-])")


class Reason(StrEnum):
    """What the refusal means for the address."""

    DEAD = "no such mailbox"
    UNCONFIRMED = "no such mailbox, by words alone"
    FULL = "mailbox full"
    BLOCKED = "refused the sender or the mail"
    INACTIVE = "switched off for now"
    TEMPORARY = "could not be delivered now"
    OTHER = "refused, nobody says why"


@dataclass(frozen=True)
class Refused:
    """`status` RFC 3463, `code` RFC 5321; each empty where nothing was said."""

    reason: Reason
    status: str = ""
    code: int | None = None


def _words(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# Said after the whole mail was handed over: the text or its sender is meant, whatever the words.
_AFTER_TEXT = re.compile(
    r"(?is)(?:in reply to|after|following) (?:the )?(?:end of )?data\b|DATA command"
    r"|>>> DATA\s+<<< 55[0-4](?!.{0,400}(?:<<< 503|no valid recipient))"
)
#: Said to the name of the mailbox alone, before any text.
_TO_RCPT = re.compile(r"(?i)(?:after|in reply to|to) RCPT|RCPT_TO\b|RCPT TO:? ?<")
# First that fits decides. What is about the sender, the text or the size comes before what is about the mailbox:
# "550 5.1.1 … blocked" is a block.
_PLAIN_WORDS = 2
"""The rule whose words name the mailbox and nothing else."""
_RULES: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    (
        Reason.BLOCKED,
        _words(
            # About who sends, though the words are those for a mailbox.
            r"\bsender(?:'s)? (?:\w+ ){0,3}(?:unknown|invalid|not found|(?:does )?not exist|rejected|denied|fail)",
            r"invalid ip\b",
            # What Japan's mobile carriers say of mail that they filter, to mailboxes that live.
            r"\b55\d\b[^a-z]{0,9}[\s:]: user unknown",
        ),
    ),
    (
        Reason.TEMPORARY,
        _words(
            # A program on the last server broke, whatever status that server gives it.
            r"x-unix;",
            r"command output:",
            r"host not found, try again",
        ),
    ),
    (
        Reason.DEAD,
        _words(
            r"user unknown",
            r"no such (?:user|mailbox|recipient)(?! here.{0,20}quota)",
            r"unknown (?:user|mailbox|recipient)",
            r"(?:mailbox|recipient|user|account) (?:was )?not found",
            r"invalid domain(?! name)",
            r"recipient address rejected: access denied",
            r"domain is not reachable",
            r"no mx record found",
            r"user not listed",
            r"tried to reach does not exist",
            r"destinataire invalide",
            r"no valid recipients?\b",
        ),
    ),
    (
        Reason.FULL,
        _words(
            r"over ?quota",
            r"quota (?:is )?exceed",
            r"exceed\w* (?:\w+ ){0,4}quota",
            r"mailbox (?:is )?(?:\w+ )?full",
            r"(?:in)?sufficient (?:disk )?(?:space|storage)",
            r"out of storage",
            r"full mailbox",
            r"disk full",
            r"storage (?:allocation|limit)",
            r"mailbox size limit",
            r"too many messages",
            r"has reached (?:its|the) limit",
            r"account .{0,40}over (?:its )?(?:storage|limit)",
            r"no space left",
            r"user .{0,40} is full",
            r"maildir over",
        ),
    ),
    (
        Reason.BLOCKED,
        _words(
            r"\bspam",
            r"\bvirus",
            r"blacklist",
            r"black list",
            r"blocklist",
            r"\brbl\b",
            r"spamhaus",
            r"reputation",
            r"\bdmarc\b",
            r"\bspf\b",
            r"\bdkim\b",
            r"policy (?:violation|reason|restriction)",
            r"relay(?:ing)? (?:access )?"
            r"(?:denied|not (?:allowed|permitted))",
            r"unable to relay",
            r"cannot relay",
            r"we do not relay",
            r"not (?:allowed|permitted|authorized|authorised) to (?:relay|send)",
            r"reverse dns",
            r"\bptr\b",
            r"client host (?:\S+ )?(?:rejected|blocked)",
            r"message (?:size|length|too (?:large|big))",
            r"not authorized",
            r"recipient preferences",
            r"my name was rejected",
            r"sender rejected",
            r"too large",
            r"too big",
            r"size (?:limit|exceed)",
            r"content (?:rejected|filter)",
            r"too many (?:connections|recipients|sessions)",
            r"sender (?:address )?(?:rejected|denied|verify|blocked|is invalid)",
            r"authenticat",
            r"unauthenticated",
            r"access denied",
            r"\bblocked\b",
            r"banned",
            r"rate limit",
            r"bulk mail",
            r"rejected (?:by|due to|for) "
            r"(?:content|policy|filter|security)",
            r"domain of sender",
            r"not accept(?:ed|ing)? (?:mail )?from",
            r"invalid (?:helo|ehlo|sender)",
            r"helo command rejected",
            r"malformed",
            r"rfc ?\d{3,4}",
            r"syntax error",
            r"bare lf",
            r"starttls",
            r"prohibited",
            r"restricted",
            r"refused to talk",
            r"mail loop",
            r"loops? back",
            r"too many hops",
            r"hop count",
        ),
    ),
    (
        Reason.INACTIVE,
        _words(
            r"(?:account|mailbox|user|recipient)(?: \S+)? (?:is |has been |temporarily |currently )*"
            r"(?:suspended|inactive|locked)",
            r"temporarily (?:suspended|disabled|unavailable)",
            r"account expired",
            r"(?:account|user|mailbox).{0,40}\b(?:is |been )?(?:disabled|inactive)",
            r"on hold",
            r"not active",
            r"inactive (?:account|user|mailbox)",
            r"suspended",
            r"mailbox unavailable or access",
        ),
    ),
    (
        Reason.DEAD,
        _words(
            r"(?:user|mailbox|recipient|account|address|inbox|box)\b.{0,60}\b(?:unknown|not (?:found|known|exist\w*|"
            r"valid|listed|recognized|recognised)|does(?: ?n[o']t| not) exist|doesn't have|invalid|non[- ]?exist\w*|"
            r"is unknown|not a (?:valid|known))",
            r"(?:unknown|invalid|non[- ]?exist\w*|no such|bad|illegal|nonexistent|inexist\w+) "
            r"(?:\w+ ){0,2}(?:user|mailbox|recipient|account|address|person|inbox|destination|local[- ]part|rcpt|"
            r"name here)",
            r"no (?:such )?(?:user|mailbox|account|recipient|person|one)\b(?!.{0,20}\b(?:quota|space))",
            r"not our customer",
            r"no (?:longer|more) (?:valid|available|exists?|with|in use|works|on server|employed)",
            r"has (?:moved|changed)",
            r"(?:does not|doesn'?t|dont|don't) (?:exist|have an? (?:\S+ )?(?:account|mailbox))",
            r"has left",
            r"(?:host|domain)\b.{0,60}\b(?:not found|unknown|does not exist|doesn't exist|invalid)",
            r"unrouteable",
            r"(?:unknown|unrouteable|no such|nonexistent|bad destination) (?:host|domain)",
            r"nxdomain",
            r"null ?mx",
            r"does not accept (?:mail|email)",
            r"discontinued",
            r"not have (?:an )?account",
            r"wasn't found",
            r"vrfy fail",
            r"cannot find (?:your|the) recipient",
            r"not listed in",
            r"is not (?:a )?(?:known|valid|local|our)\b",
            r"recipient (?:address )?rejected: (?:unknown|undeliverable|address)",
            r"recipnotfound",
            r"resolver\.adr\.\w*notfound",
            r"name service error.{0,80}(?:host not found|no such)",
            r"undeliverable address",
            r"address rejected",
            r"mailbox not found",
            r"delivery not authorized.{0,40}unknown",
            # RFC 5321's own words, which Outlook.com, GMX and WEB.DE use for mailboxes that do not exist.
            r"requested action not taken: mailbox unavailable",
            r"dirección .{0,30}no existe",
            r"destinataire.{0,30}inconnu",
            r"ящик.{0,40}не существ",
            r"нет такого",
        ),
    ),
    (
        Reason.TEMPORARY,
        _words(
            r"timed? ?out",
            r"connection (?:refused|reset|lost|closed|dropped)",
            r"try (?:again )?later",
            r"expired",
            r"could not (?:connect|be delivered for)",
            r"network (?:is )?unreachable",
            r"host (?:\S+ )?(?:down|unreachable)",
            r"no route to host",
            r"greylist",
            r"temporar",
            r"too long",
            r"still (?:in|on) (?:the )?queue",
            r"retry time",
            r"server (?:is )?(?:busy|error|unavailable)",
            r"resources",
        ),
    ),
)

# RFC 3463 3.2 to 3.8 and its registry. Only these say that there is no such mailbox or domain.
_DEAD_STATUS = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.1.351", "5.4.310"})
#: What a status says for certain, whatever the words beside it.
_CERTAIN = {
    "5.1.7": Reason.BLOCKED,  # the sender's address
    "5.1.8": Reason.BLOCKED,
    "5.1.9": Reason.BLOCKED,
    "5.2.1": Reason.INACTIVE,  # the mailbox exists and takes no mail
    "5.2.2": Reason.FULL,
    "5.2.3": Reason.BLOCKED,  # the size of the mail
    "4.2.2": Reason.FULL,
}
#: The mail system, the protocol, the text, a policy: whatever the words, the mailbox may live.
_NOT_MAILBOX = ("5.3.", "5.6.", "5.7.")
_BLOCKED_CLASSES = (*_NOT_MAILBOX, "5.5.")
_NO_MAILBOX = 550
_VAGUE = ".0"
"""RFC 3463 3.1: "other or undefined"."""


def classify(words: str, *, status: str = "", around: str = "", reply: bool = False) -> Refused:
    """One refusal from its words and, where the report names one apart, its status. `around`: what else it says.

    `reply`: the words are the last server's reply itself and nobody's account of it.
    """
    said = " ".join(words[:16_384].split())
    own = STATUS.findall(said)
    # What the remote server wrote is truer than what the reporting one made of it: 5.0.0 says nothing.
    clear = next((each for each in own if not each.endswith(_VAGUE)), own[0] if own else "")
    best = clear if clear and (not status or status.endswith(_VAGUE)) else status
    code = _CODE.search(said)
    number = int(code.group()) if code else None
    reason = _reason(said, best, number)
    if reason is Reason.DEAD and _AFTER_TEXT.search(around) and not SURE_HOWEVER.search(said):
        reason = Reason.BLOCKED
    reply = reply or bool(_TO_RCPT.search(f"{said} {around}"))
    if reason is Reason.DEAD and (not best or best.endswith(_VAGUE)) and not _is_sure(said, number, reply):
        reason = Reason.UNCONFIRMED
    return Refused(reason, best, number)


def _is_sure(said: str, code: int | None, reply: bool) -> bool:
    """Without a status that says so (RFC 5321 4.2.3: 550 is also for policy, so its words must name the mailbox)."""
    plain = reply and code == _NO_MAILBOX and bool(_RULES[_PLAIN_WORDS][1].search(said))
    return plain or bool(SURE.search(said))


def _reason(said: str, status: str, code: int | None) -> Reason:
    if SURE_HOWEVER.search(said):
        return Reason.DEAD
    if status in _CERTAIN:
        return _CERTAIN[status]
    if SURE.search(said):
        return _hardened(_PLAIN_WORDS, Reason.DEAD, said, status, code)
    if re.search(r"(?i)account (?:\S+ ){0,8}(?:is )?(?:disabled|inactive|suspended)", said):
        return Reason.INACTIVE
    for number, (reason, pattern) in enumerate(_RULES):
        if pattern.search(said):
            return _hardened(number, reason, said, status, code) if reason is Reason.DEAD else reason
    return _by_code(status, code)


def _hardened(rule: int, reason: Reason, said: str, status: str, code: int | None) -> Reason:
    """Words say that there is no such mailbox: not believed beside a code that is about something else."""
    if _AFTER_TEXT.search(said) or status.startswith(_NOT_MAILBOX):
        return Reason.BLOCKED
    if status.startswith("4.") or (not status and code is not None and code < 500):
        return Reason.TEMPORARY
    return Reason.OTHER if status == "5.1.0" and rule != _PLAIN_WORDS else reason


def _by_code(status: str, code: int | None) -> Reason:
    if status.startswith("4.") or (not status and code is not None and code < 500):
        return Reason.TEMPORARY
    if status in _DEAD_STATUS:
        return Reason.DEAD
    return Reason.BLOCKED if status.startswith(_BLOCKED_CLASSES) else Reason.OTHER
