"""Two hundred invented readers: most come from an imported table, some sign up themselves and confirm."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from beetroot.audience.actions import confirm, counts, import_csv, sign_up, take_in
from beetroot.audience.rules import Letter, LetterKind
from beetroot.demo.content import addresses
from beetroot.lib.errors import BeetrootError
from beetroot.lib.keyring import Keyring
from beetroot.newsroom.models import Newsletter, User

#: These sign up: an import brings everybody in with the usual format, and some of our readers want another.
SIGN_UPS: Final = 20
_PLAIN: Final = 12
_CONSENT: Final = "Example readers, invented; they stand for people who agreed on paper."
_TOKEN: Final = re.compile(r"/confirm/([\w-]+)/")
_MOST_ROUNDS: Final = 50


class ReadersMissing(BeetrootError):
    """Not every example reader could be brought in; make the example anew in an empty folder."""


def bring_readers(*, newsletter: Newsletter, keyring: Keyring, by: User) -> int:
    """Imports and signs up whoever is missing; gives the number of confirmed readers."""
    everybody = addresses()
    if _confirmed(newsletter) < len(everybody):
        lines = ["email", *everybody[SIGN_UPS:]]
        import_csv(newsletter=newsletter, lines=lines, consent=_CONSENT, keyring=keyring, by=by)
        _sign_up(newsletter, everybody[:SIGN_UPS], keyring)
    if (confirmed := _confirmed(newsletter)) < len(everybody):
        raise ReadersMissing(f"Only {confirmed} of {len(everybody)} example readers are on the list.")
    return confirmed


def _confirmed(newsletter: Newsletter) -> int:
    return sum(int(row["confirmed"]) for row in counts() if row["newsletter"] == newsletter.slug)


def _sign_up(newsletter: Newsletter, people: list[str], keyring: Keyring) -> None:
    for number, address in enumerate(people):
        format = "plain" if number < _PLAIN else "full"
        style = "neutral" if number >= _PLAIN else "subject"
        sign_up(newsletter=newsletter, address=address, language="en", format=format, subject_style=style)
    for token in list(islice(_tokens(keyring), len(people))):
        confirm(token=token)
    for _token in _tokens(keyring):
        """The answers are taken in; nobody is written to any more."""


def _tokens(keyring: Keyring) -> Iterator[str]:
    """The tokens in the confirmations that the worker's rounds would mail, for as long as there is work."""
    posted: list[Letter] = []

    def post(letter: Letter) -> str:
        posted.append(letter)
        return "250 kept by the example"

    for _round in range(_MOST_ROUNDS):
        busy = take_in(keyring=keyring, post=post).more
        for letter in posted:
            if letter.kind is LetterKind.CONFIRM and (found := _TOKEN.search(letter.text)):
                yield found[1]
        posted.clear()
        if not busy:
            return
