"""A newsroom's life in one process that dies without closing anything; its home comes from the environment.

`BEETROOT_HOME=DIR python -m tests.audience.five_hundred 10000` for a longer life; test_seizure.py searches the folder.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from beetroot.audience.rules import Letter

DOMAIN = "unmistakable-reader.example"
NUMBER = int(sys.argv[1]) if __name__ == "__main__" and len(sys.argv) > 1 else 500
READERS = [f"reader{number}@{DOMAIN}" for number in range(NUMBER)]


def live(home: Path) -> int:
    """500 sign-ups and confirmations, an import, leaves, an erasure. Returns how many readers stayed."""
    from django.core.management import call_command

    from beetroot.audience import actions
    from beetroot.audience.rules import NotAnAddress, leave_token
    from beetroot.lib.keyring import CHEAPEST, Keyring, make_keys
    from beetroot.newsroom.actions import found, hire, register_key, start_newsletter
    from beetroot.newsroom.rules import Role

    call_command("migrate", verbosity=0, skip_checks=True)
    make_keys(home / "keys", passphrase=b"words", domain="letter.example", argon2=CHEAPEST)
    keyring = Keyring.open(home / "keys", passphrase=b"words")
    found(name="The Ferry")
    register_key(id=keyring.intake.current.key_id, purpose="intake", public=keyring.intake.current.public)
    sender = {"from_name": "The Ferry", "from_address": "desk@letter.example"}
    ferry = start_newsletter(by=None, slug="ferry", name="The Ferry", **sender)
    olga = hire(by=None, username="olga", password="a long enough one", roles=[Role.OPERATOR])
    letters: list[Letter] = []

    def post(letter: Letter) -> str:
        letters.append(letter)
        return "250 ok"

    def work() -> None:
        while actions.take_in(keyring=keyring, post=post).more:
            pass

    for address in READERS:
        actions.sign_up(newsletter=ferry, address=address, language="en")
    try:
        actions.sign_up(newsletter=ferry, address=f"broken@@{DOMAIN}", language="en")
    except NotAnAddress as refusal:
        sys.stderr.write(f"{refusal!r}\n")
    work()
    actions.letter_bounced(letter_id=letters[-1].id)
    for letter in letters[: NUMBER * 3 // 5]:
        actions.confirm(token=letter.text.split("/confirm/")[1].split("/")[0])
    work()
    key_id, key = keyring.token.current
    for reader in actions.audience_of(ferry, "en", limit=NUMBER // 5):
        actions.ask_to_leave(token=leave_token(key, key_id, reader.subscription_id))
    work()
    preferences(READERS[: NUMBER // 5], letters, work)
    imported = [f"imported{number}@{DOMAIN}" for number in range(50)]
    actions.import_csv(newsletter=ferry, lines=["email", *imported], consent="a fair", keyring=keyring, by=olga)
    actions.forget(address=imported[0], keyring=keyring, by=olga)
    sys.stderr.write(f"{actions.audience_of(ferry, 'en', limit=3)} {letters[0]!r} {keyring!r}\n")
    return len(actions.audience_of(ferry, "en", limit=NUMBER))


def preferences(asking: list[str], letters: list[Letter], work: Callable[[], None]) -> None:
    """Some ask for their link; of those who are readers one moves, one is mailed what is stored."""
    from beetroot.audience import actions
    from beetroot.audience.rules.preferences import Wish

    before = len(letters)
    for address in asking:
        actions.ask_for_link(address=address, language="en")
    work()
    links = [letter.text.split("/preferences/")[1].split("/")[0] for letter in letters[before:]]
    actions.wish(token=links[0], wishes=[Wish("move")], new_address=f"moved@{DOMAIN}")
    actions.wish(token=links[1], wishes=[Wish("report")])
    work()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "beetroot.config.settings"
    django.setup()
    sys.stdout.write(str(live(Path(os.environ["BEETROOT_HOME"]))))
    sys.stdout.flush()
    # As if the power went: the write-ahead log stays where it is.
    os._exit(0)
