"""A newsroom's life in one process that dies without closing anything; its home comes from the environment."""

import os
import sys
from pathlib import Path

import django

DOMAIN = "unmistakable-reader.example"
READERS = [f"reader{number}@{DOMAIN}" for number in range(500)]


def live(home: Path) -> int:
    """500 sign-ups and confirmations, an import, leaves, an erasure. Returns how many readers stayed."""
    from django.core.management import call_command

    from beetroot.audience import actions
    from beetroot.audience.rules import Letter, NotAnAddress, leave_token
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
    for letter in letters[:300]:
        actions.confirm(token=letter.text.split("/confirm/")[1].split("/")[0])
    work()
    key_id, key = keyring.token.current
    for reader in actions.audience_of(ferry, "en", limit=100):
        actions.ask_to_leave(token=leave_token(key, key_id, reader.subscription_id))
    work()
    imported = [f"imported{number}@{DOMAIN}" for number in range(50)]
    actions.import_csv(newsletter=ferry, lines=["email", *imported], consent="a fair", keyring=keyring, by=olga)
    actions.forget(address=imported[0], keyring=keyring, by=olga)
    sys.stderr.write(f"{actions.audience_of(ferry, 'en', limit=3)} {letters[0]!r} {keyring!r}\n")
    return len(actions.audience_of(ferry, "en", limit=1000))


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "beetroot.config.settings"
    django.setup()
    sys.stdout.write(str(live(Path(os.environ["BEETROOT_HOME"]))))
    sys.stdout.flush()
    # As if the power went: the write-ahead log stays where it is.
    os._exit(0)
