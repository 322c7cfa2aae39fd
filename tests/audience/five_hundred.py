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

from tests.hunting import DOMAIN, somebody

if TYPE_CHECKING:
    from beetroot.audience.rules import Letter
    from tests.dispatch.newsrooms import Room

NUMBER = int(sys.argv[1]) if __name__ == "__main__" and len(sys.argv) > 1 else 500
READERS = [somebody(number) for number in range(NUMBER)]


def live(home: Path) -> int:
    """500 sign-ups and confirmations, an import, leaves, an erasure, a send, what comes back of it. Returns how many
    readers stayed."""
    from django.core.management import call_command

    from beetroot.audience import actions
    from beetroot.audience.rules import NotAnAddress, leave_token
    from beetroot.lib.keyring import CHEAPEST, Keyring, make_keys
    from beetroot.newsroom.actions import found, hire, register_key, start_newsletter
    from beetroot.newsroom.rules import Role
    from tests.dispatch.newsrooms import Room

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
    imported = [somebody(number, kind="i") for number in range(50)]
    actions.import_csv(newsletter=ferry, lines=["email", *imported], consent="a fair", keyring=keyring, by=olga)
    actions.forget(address=imported[0], keyring=keyring, by=olga)
    edith = hire(by=None, username="edith", password="a long enough one", roles=[Role.EDITOR])
    send_and_bounce(Room(ferry, olga, edith, keyring), home)
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
    actions.wish(token=links[0], wishes=[Wish("move")], new_address=somebody(0, kind="m"))
    actions.wish(token=links[1], wishes=[Wish("report")])
    work()


def send_and_bounce(room: Room, home: Path) -> None:
    """An issue goes out through the real engine to a server that refuses some; of the others some bounce, complain,
    answer, leave by mail. Everything passes through the newsroom's own code, nothing through its folder."""
    from dataclasses import replace
    from threading import Event

    from django.conf import settings

    from beetroot.audience.models import Subscription
    from beetroot.dispatch import actions as dispatch
    from beetroot.dispatch.tasks import run_worker
    from beetroot.feedback import actions as feedback
    from beetroot.feedback.models import Report
    from beetroot.issues.models import Edition
    from tests.mail.servers import Sink, running

    (home / "passphrase").write_text("words")
    settings.CONFIGURATION = replace(settings.CONFIGURATION, key_passphrase_file=home / "passphrase")
    refusals = [f"550 5.1.1 <{READERS[0]}>: no such user"] * 5
    with running(Sink(replies={"RCPT": refusals})) as server:
        settings.BEETROOT_SMTP_URL = f"{server.url}?tls=none"
        dispatch.queue(issue=room.closed_issue(), by=room.editor, now=True)
        run_worker(role="keyed", until_idle=True, wait=0, stop=Event())
        mails = list(server.stored)
    edition = Edition.objects.get()
    assert len(mails) > NUMBER // 4, len(mails)
    for number, mail in enumerate(mails[:40]):
        sender, to = mail.sender, mail.recipients[0]
        raw = [report(sender, to), complaint(sender, to), answer(to), b"\xff" * 99 + to.encode()][number % 4]
        feedback.receive(raw=raw, recipients=[sender])
    while feedback.judge(keyring=room.keyring):
        pass
    sys.stderr.write(f"{edition!r} {Subscription.objects.first()!r} {list(Report.objects.all())!r}\n")


def report(sender: str, to: str) -> bytes:
    """A bounce of that copy."""
    from tests.mail.test_inbound import SENDER
    from tests.mail.test_inbound import report as made

    raw = made(f"smtp; 550 5.1.1 <{to}>: user unknown").replace(b"ada@example.net", to.encode())
    return raw.replace(SENDER.encode(), sender.partition("@")[0].encode())


def complaint(sender: str, to: str) -> bytes:
    """A complaint about that copy."""
    from tests.mail.test_inbound import COMPLAINT, SENDER

    raw = COMPLAINT.replace(b"Text.", f"Text for {to}.".encode())
    return raw.replace(SENDER.encode(), sender.partition("@")[0].encode())


def answer(to: str) -> bytes:
    """What a person wrote."""
    return f"From: <{to}>\nSubject: Re: Number 1\n\nThank you. Yours, {to}\n".encode()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "beetroot.config.settings"
    django.setup()
    sys.stdout.write(str(live(Path(os.environ["BEETROOT_HOME"]))))
    sys.stdout.flush()
    # As if the power went: the write-ahead log stays where it is.
    os._exit(0)
