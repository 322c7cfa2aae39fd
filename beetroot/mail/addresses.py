"""Addresses of readers: is it one, how is it compared, how does it go on the wire.

No function here puts an address, or a part of one, into an error.
"""

import re
import unicodedata
from functools import lru_cache

import idna
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from beetroot.mail.errors import BadAddress

# RFC 5321 4.5.3.1.1 and 4.5.3.1.3 (a path of 256 octets includes its angle brackets).
MAX_LOCAL_OCTETS = 64
MAX_OCTETS = 254

# RFC 5322 3.2.3 atext; RFC 6531 3.3 adds every character beyond ASCII.
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-\u0080-\U0010ffff]+"
_DOT_ATOM = re.compile(rf"{_ATOM}(?:\.{_ATOM})*\Z")
# RFC 5321 4.1.2 Quoted-string.
_QUOTED = re.compile(r'"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])+"\Z')
# RFC 5321 2.3.5: fully qualified; a last label of digits alone would be an IPv4 address.
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?=[a-z0-9-]*[a-z]){_LABEL}\Z")

# A subset that our grammar and email-validator's both take.
_PLAIN = re.compile(
    r"([A-Za-z0-9]+(?:[._+-][A-Za-z0-9]+)*)@(?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)*[A-Za-z0-9]+\.([A-Za-z]{2,24})\Z"
)
_NO_MAIL = frozenset(name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES)
# RFC 2142 5 to 7, and names that mailing list services leave out.
_ROLES = frozenset(
    [
        "abuse",
        "admin",
        "administrator",
        "all",
        "billing",
        "compliance",
        "contact",
        "devnull",
        "dns",
        "enquiries",
        "everyone",
        "feedback",
        "ftp",
        "help",
        "helpdesk",
        "hostmaster",
        "info",
        "inoc",
        "ispfeedback",
        "ispsupport",
        "jobs",
        "list",
        "list-request",
        "mail",
        "mailer-daemon",
        "maildaemon",
        "marketing",
        "media",
        "news",
        "no-reply",
        "noc",
        "noreply",
        "nobody",
        "null",
        "office",
        "postmaster",
        "press",
        "privacy",
        "registrar",
        "root",
        "sales",
        "security",
        "service",
        "spam",
        "subscribe",
        "support",
        "sysadmin",
        "team",
        "tech",
        "undisclosed-recipients",
        "unsubscribe",
        "usenet",
        "uucp",
        "webmaster",
        "www",
    ]
)


def check(address: str) -> None:
    """Raise BadAddress unless mail could be addressed to it (RFC 5321 4.1.2, RFC 6531 3.3)."""
    _split(address)


def judge(address: str) -> None:
    """Raise BadAddress unless it is one that a stranger's mail could reach: what a sign-up or an import may take in.

    email-validator's judgement beside ours: no comments, no literal or local hosts, no names that can never be
    mailboxes (.test, .invalid, .onion), no unassigned or misleading characters. It takes 40 µs, so the plain form,
    which both always accept, is not asked about.
    """
    _split(address)
    found = _PLAIN.match(address)
    if found and len(found.group(1)) <= MAX_LOCAL_OCTETS and found.group(2).lower() not in _NO_MAIL:
        return
    try:
        validate_email(address, check_deliverability=False, allow_quoted_local=True)
    except EmailNotValidError:
        raise BadAddress from None  # the cause quotes the address


def is_role(address: str) -> bool:
    """Whether it names an office and not a person (RFC 2142 and custom): several may read it, nobody agreed."""
    return address.rpartition("@")[0].lower() in _ROLES


def canonical(address: str) -> str:
    """The form by which two spellings of one mailbox are found equal; only for an index, never to send to.

    A-label domain (RFC 5891) in lower case, local part in NFC and lower case, needless quotes removed.
    Raises BadAddress.
    """
    local, domain = _split(address)
    if local.startswith('"'):
        bare = re.sub(r"\\(.)", r"\1", local[1:-1])
        local = bare if _DOT_ATOM.match(bare) else local
    return f"{_fold(local)}@{domain}"


def mailbox(address: str) -> str:
    """A coarser form than `canonical`, by which many spellings of one mailbox count as one when letters are limited:
    without a +tag (RFC 5233), and at Gmail, which ignores them, without dots. Raises BadAddress."""
    local, _, domain = canonical(address).rpartition("@")
    local = local.partition("+")[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def wire(address: str) -> str:
    """The form for RCPT and To: the local part untouched, the domain as A-label. Raises BadAddress."""
    local, domain = _split(address)
    return f"{local}@{domain}"


def needs_smtputf8(address: str) -> bool:
    """Whether the local part is beyond ASCII, so that the server must offer SMTPUTF8 (RFC 6531)."""
    return not address.rpartition("@")[0].isascii()


def domain_of(address: str) -> str:
    """The domain as A-label in lower case, for choosing a lane. Raises BadAddress."""
    return _split(address)[1]


@lru_cache(maxsize=4096)
def ascii_domain(domain: str) -> str:
    """A domain of ours as A-label (RFC 5891), lower case. Raises BadAddress."""
    lowered = domain.lower()
    if "--" in lowered or not _DOMAIN.match(lowered):
        lowered = _idna(domain)
    if len(lowered) > 253 or not _DOMAIN.match(lowered):
        raise BadAddress
    return lowered


def _split(address: str) -> tuple[str, str]:
    # A bound on characters first: the octets are only known after IDNA, which is slow on long input.
    if len(address) > MAX_OCTETS:
        raise BadAddress
    local, at, domain = address.rpartition("@")
    if not at or not _is_local_part(local):
        raise BadAddress
    domain = ascii_domain(domain)
    if len(local.encode()) + 1 + len(domain) > MAX_OCTETS:
        raise BadAddress
    return local, domain


def _is_local_part(local: str) -> bool:
    if not (_DOT_ATOM.match(local) or _QUOTED.match(local)):
        return False
    if local.isascii():
        return len(local) <= MAX_LOCAL_OCTETS
    if any(unicodedata.category(character)[0] in "CZ" or character == "\ufffd" for character in local):
        return False  # U+FFFD stands where a letter was lost: it is somebody else's address by now
    return len(local.encode()) <= MAX_LOCAL_OCTETS


def _idna(domain: str) -> str:
    try:
        return idna.encode(domain, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        # The cause would carry the domain into a log.
        raise BadAddress from None


def _fold(local: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", local).lower())
