"""What a child of the nursery can do: work as the keyed worker, or one act of a person."""

import logging
import signal
import sys
from datetime import UTC, datetime
from threading import Event
from typing import TYPE_CHECKING

from beetroot.audience import actions as audience
from beetroot.audience.rules import leave_token
from beetroot.dispatch import actions
from beetroot.dispatch.actions.probing import probe_server
from beetroot.dispatch.models import Delivery, Lane, Sending
from beetroot.dispatch.tasks import run_worker
from beetroot.issues.models import Issue
from beetroot.lib.keyring import Keyring
from beetroot.newsroom.models import Newsletter, User

if TYPE_CHECKING:
    from beetroot.dispatch.models import Delivery as Row


def work(wait: int = 0, until_idle: bool = True) -> None:
    """The keyed worker, as `beetroot worker`; its log goes to the nursery's."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(process)d %(asctime)s %(message)s")
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run_worker(role="keyed", until_idle=until_idle, wait=wait, stop=stop)


def found(readers: int, others: list[str], undo_seconds: int = 300) -> None:
    """A newsroom whose first issue is queued. Readers are reader0@example.net, …; `others` are whole addresses."""
    from django.conf import settings
    from django.core.management import call_command

    from tests.dispatch.newsrooms import found_newsroom

    call_command("migrate", verbosity=0)
    room = found_newsroom(settings.BEETROOT_HOME, undo_seconds=undo_seconds)
    room.add_readers(*(f"reader{number}" for number in range(readers)), *others)
    actions.queue(issue=room.closed_issue(), by=room.editor, now=True)


def _keyring() -> Keyring:
    from django.conf import settings

    from tests.dispatch.newsrooms import PASSPHRASE

    return Keyring.open(settings.BEETROOT_HOME / "keys", passphrase=PASSPHRASE)


def _issue() -> Issue:
    return Issue.objects.get()


def _editor() -> User:
    return User.objects.get(username="edith")


def pause() -> None:
    """An editor presses Pause."""
    actions.pause(issue=_issue(), by=_editor())


def resume() -> None:
    """An editor presses Resume."""
    actions.resume(issue=_issue(), by=_editor())


def cancel() -> None:
    """An editor cancels."""
    actions.cancel(issue=_issue(), by=_editor())


def adopt() -> None:
    """`beetroot doctor --adopt`."""
    actions.adopt(by=None)


def probe() -> int:
    """`beetroot doctor --probe`; 1 where the server does not take the next envelope with a final dot."""
    return int(not probe_server().overlaps)


def decide(repeat: bool) -> None:
    """An editor decides what is unknown."""
    actions.decide_uncertain(issue=_issue(), by=_editor(), repeat=repeat)


def edit() -> int:
    """An editor tries to open the issue again and to change its subject; 1 when that is refused."""
    from beetroot.issues.actions import reopen
    from beetroot.issues.rules import ReopenRefused

    try:
        reopen(issue=_issue(), by=_editor())
    except ReopenRefused:
        return 1
    return 0


def leave(readers: int) -> None:
    """The last `readers` of the list press Leave."""
    key_id, key = _keyring().token.current
    rows: list[Row] = list(Delivery.objects.order_by("-pk")[:readers])
    for row in rows:
        audience.ask_to_leave(token=leave_token(key, key_id, row.subscription_id))


def import_readers(readers: int) -> None:
    """The operator imports more readers, and some who are there already."""
    lines = ["email", *(f"newcomer{number}@example.net" for number in range(readers)), "reader1@example.net"]
    audience.import_csv(
        newsletter=Newsletter.objects.get(),
        lines=lines,
        consent="They asked for it on paper.",
        keyring=_keyring(),
        by=User.objects.get(username="olga"),
    )


def policy(name: str) -> None:
    """The sending's policy for unknown outcomes."""
    Sending.objects.update(policy=name)


def time_passes() -> None:
    """Everything that waits is due now."""
    long_ago = datetime(2024, 1, 1, tzinfo=UTC)
    Delivery.objects.exclude(not_before=None).update(not_before=long_ago)
    Lane.objects.exclude(closed_until=None).update(closed_until=long_ago)


def poison(addresses: dict[str, str]) -> None:
    """Replaces what is sealed in readers' records: address to what stands there instead, as a damaged disk might."""
    from beetroot.audience.actions.sealed_records import SealedRecord
    from beetroot.audience.models import Subscription

    keyring = _keyring()
    box = keyring.list.current
    rows = list(Subscription.objects.all())
    found = audience.open_addresses([row.pk for row in rows], keyring=keyring)
    for row in rows:
        if (other := addresses.get(found[row.pk])) is not None:
            row.sealed, row.sealed_to = SealedRecord(other, "paper", "2025-01-01").closed(box.public), box.key_id
            row.save()


def rename(name: str) -> None:
    """The newsletter's name as its frozen mails have it."""
    Newsletter.objects.update(name=name)
