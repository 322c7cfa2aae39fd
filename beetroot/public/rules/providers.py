"""What a domain tells about a mailbox: that it was mistyped, or that the newsroom warns of it. Known from the typed
words alone, so it tells nothing about who is on the list."""

from collections.abc import Iterable, Sequence

#: Providers whose names are mistyped often enough to ask; real ones that lie one letter away are in here, too.
PROVIDERS: tuple[str, ...] = tuple(
    """
    gmail.com googlemail.com yahoo.com ymail.com rocketmail.com hotmail.com hotmail.co.uk outlook.com live.com msn.com
    icloud.com me.com mac.com aol.com mail.com email.com gmx.com gmx.net gmx.de web.de t-online.de posteo.de
    mailbox.org proton.me protonmail.com pm.me tuta.com tutanota.com riseup.net disroot.org fastmail.com zoho.com
    yandex.ru yandex.com yandex.by ya.ru mail.ru inbox.ru list.ru bk.ru internet.ru rambler.ru tut.by
    ukr.net i.ua meta.ua bigmir.net inbox.lv mail.ee seznam.cz centrum.cz wp.pl o2.pl onet.pl interia.pl
    free.fr orange.fr wanadoo.fr libero.it abv.bg mail.bg naver.com qq.com 163.com 126.com
    """.split()  # noqa: SIM905 - sixty names read better as a paragraph
)
_KNOWN = frozenset(PROVIDERS)
#: Endings that no country has, or that nobody means.
_ENDINGS = {
    "con": "com",
    "cmo": "com",
    "ocm": "com",
    "comm": "com",
    "vom": "com",
    "cpm": "com",
    "nte": "net",
    "ent": "net",
}
_SHORTEST = 6
"""Shorter names lie one letter from too many others."""


def meant(address: str) -> str | None:
    """The address that was probably meant, where its domain is one slip from a well-known one; else None."""
    local, at, domain = address.rpartition("@")
    domain = domain.lower()
    if not at or domain in _KNOWN:
        return None
    name, _, ending = domain.rpartition(".")
    if ending in _ENDINGS:
        return f"{local}@{meant_domain(f'{name}.{_ENDINGS[ending]}') or f'{name}.{_ENDINGS[ending]}'}"
    near = meant_domain(domain)
    return f"{local}@{near}" if near else None


def meant_domain(domain: str) -> str | None:
    """The one well-known provider that is one slip away."""
    if domain in _KNOWN or len(domain) < _SHORTEST:
        return None
    return next((known for known in PROVIDERS if len(known) >= _SHORTEST and is_one_slip(domain, known)), None)


def is_one_slip(typed: str, word: str) -> bool:
    """Whether one letter was dropped, added, changed, or two neighbours exchanged (Damerau 1964)."""
    if typed == word or abs(len(typed) - len(word)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(typed, word, strict=False)) if a != b), min(len(typed), len(word)))
    rest, other = typed[start:], word[start:]
    exchanged = rest[:2] == other[:2][::-1] and rest[2:] == other[2:]
    return rest[1:] == other[1:] or rest[1:] == other or rest == other[1:] or (len(rest) > 1 and exchanged)


def is_unsafe(address: str, listed: Iterable[str]) -> bool:
    """Whether the newsroom warns of this mailbox's provider; a listed domain means its sub-domains, too."""
    domain = address.rpartition("@")[2].lower().rstrip(".")
    return any(domain == each or domain.endswith(f".{each}") for each in listed)


def domains(text: str) -> Sequence[str]:
    """The domains of a setting, one a line; an @ before one is forgiven."""
    return [line.strip().lower().lstrip("@") for line in text.splitlines() if line.strip()]
