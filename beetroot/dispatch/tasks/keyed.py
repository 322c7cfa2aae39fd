"""The keyed worker's round: leaves and sign-ups first, tests, then deliveries; the house is kept once a second."""

import gc
import logging
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from threading import Event

from django.conf import settings
from django.db import Error as DatabaseError
from django.utils import timezone

from beetroot.audience import actions as audience
from beetroot.dispatch import rendering
from beetroot.dispatch.actions import adopting, ledger, probing, relays, rolls
from beetroot.dispatch.models import Sending, Worker
from beetroot.dispatch.rules.errors import JournalBroken, LeaseLost
from beetroot.dispatch.rules.sendings import SendingState
from beetroot.dispatch.tasks.armings import ArmingNumbers
from beetroot.dispatch.tasks.chores import do_chores
from beetroot.dispatch.tasks.connections import Connections
from beetroot.dispatch.tasks.engine import Engine
from beetroot.dispatch.tasks.gate import Gate
from beetroot.dispatch.tasks.journal import Journal, Slot, discard, highest_dots, read, take_free_slot, take_slot
from beetroot.dispatch.tasks.letters import Clerk
from beetroot.dispatch.tasks.postfix import LocalPostfix
from beetroot.dispatch.tasks.printing import Printer
from beetroot.dispatch.tasks.waiting import NextDue, Patience, refresh_connections
from beetroot.lib.identity import STOPS, IdentityError, NotAdopted, boot_id, host_fingerprint
from beetroot.lib.keyring import Keyring, read_passphrase
from beetroot.mail.smtp import ServerUrl

_log = logging.getLogger("beetroot.dispatch")

TICK = 0.2
"""Leaves are read at least so often, in seconds (delivery.md)."""

_INTAKE_SECONDS = 2.0
"""While an issue is being sent, sign-ups and letters wait so long at most; leaves do not."""

_QUIET_INTAKE_SECONDS = 1.0
"""The same while nobody has asked for anything: a look into every queue costs a dozen queries."""

DRAIN_SECONDS = 20
"""After SIGTERM what is in the mail server's hands may take so long; then connections are broken off."""

DATABASE_SECONDS = 120
"""So long the worker goes on trying when the database cannot be used."""

_OBJECTS = 10_000
"""More new ones call for a look at which are garbage in cycles; a window's mails are some thousands and hold none."""

_QUIET_SECONDS = 15.0
"""After so long without an error the database works again: a lease was renewed; reading alone proves nothing."""

_HOUSE_SECONDS = 1.0
_RENEW_SECONDS = 10.0
_LETTERS_SECONDS = 5.0
"""After a letter could not be posted, how long until the next attempt."""


def run(*, keyring: Keyring, until_idle: bool, wait: int, stop: Event) -> NextDue | None:
    """See `run_worker`."""
    patience = Patience(until_idle, wait)
    # What was loaded before stays: looking through it again and again for garbage costs a tenth of a send.
    gc.freeze()
    gc.set_threshold(_OBJECTS, 20)
    with ExitStack() as stack:
        worker = KeyedWorker.start(stack, keyring)
        while not stop.is_set():
            if worker.round() or (until_idle and worker.round(thorough=True)):
                continue
            due = worker.next_due()
            if patience.is_over(due):
                worker.drain()
                return due
            stop.wait(TICK)
        worker.drain()
    return None


def open_keyring() -> Keyring:
    """The newsroom's keys; the list stays locked without a passphrase file."""
    passphrase = read_passphrase(file=settings.CONFIGURATION.key_passphrase_file)
    return Keyring.open(settings.BEETROOT_HOME / "keys", passphrase=passphrase)


def _local_postfix(stack: ExitStack, keyring: Keyring, slot: Slot) -> LocalPostfix | None:
    said = settings.BEETROOT_DISPATCH.postfix
    if said is None:
        return None
    postfix = LocalPostfix(said, keys=tuple(keyring.message_id.keys.values()), folder=slot.folder)
    stack.callback(postfix.close)
    return postfix


@dataclass
class KeyedWorker:
    """One process with keys. `engine` is None while nothing may be sent: locked, or the host is not adopted."""

    keyring: Keyring
    slot: Slot
    connections: Connections
    printer: Printer
    clerk: Clerk
    host: str
    boot: str
    gate: Gate
    postfix: LocalPostfix | None = None
    engine: Engine | None = None
    waits_for: str = ""
    _house_at: float = 0.0
    _renew_at: float = 0.0
    _letters_at: float = 0.0
    _intake_at: float = 0.0
    _whole_intake_at: float = 0.0
    _pause_for: str = ""
    _troubled_since: float = 0.0
    _trouble_at: float = -_QUIET_SECONDS
    _may_have_strays: bool = False
    _editions: list[int] = field(default_factory=list)

    @classmethod
    def start(cls, stack: ExitStack, keyring: Keyring) -> "KeyedWorker":
        """Takes the lowest free place on this host; `stack` ends what is started."""
        printer = Printer(keyring)  # first: it forks, and a fork takes no thread along but every lock that one holds
        stack.callback(printer.close)
        slot = take_free_slot(settings.BEETROOT_HOME / "journal")
        stack.callback(slot.release)
        server = ServerUrl.parse(settings.BEETROOT_SMTP_URL)
        count = getattr(settings, "BEETROOT_CONNECTIONS", 4)
        connections = Connections(server, count=count, overlaps=probing.overlaps(server))
        connections.start()
        stack.callback(connections.close)
        host = host_fingerprint(settings.BEETROOT_HOME)
        postfix = _local_postfix(stack, keyring, slot)
        gate = Gate(settings.BEETROOT_DISPATCH, connections=count, postfix=postfix)
        if postfix is not None:
            postfix.judge = gate.note_relay
        return cls(keyring, slot, connections, printer, Clerk(keyring, connections), host, boot_id(), gate, postfix)

    # --- the round ---

    def round(self, *, thorough: bool = False) -> bool:
        """One turn through everything, about TICK seconds at most; True when there may be more to do at once.

        `thorough`: nothing is put off until it is its time again.
        """
        if thorough:
            self._house_at = self._intake_at = self._whole_intake_at = 0.0
        try:
            busy = self._intake()
            busy = self._keep_house() or busy
            busy = self._send() or busy
            return (self.postfix is not None and self.postfix.look()) or busy
        except LeaseLost:
            _log.warning("lease lost slot=%d", self.slot.number)
            self._end_engine()
        except NotAdopted:
            self._end_engine()
        except (JournalBroken, IdentityError) as error:
            self._end_engine()
            self._pause_for = str(error)
        except DatabaseError as error:
            self._bear(error)
        return False

    def _bear(self, error: DatabaseError) -> None:
        """A database that restarts or is locked comes back; one that stays away ends the worker with its error."""
        now = time.monotonic()
        if now - self._trouble_at > _QUIET_SECONDS:
            self._troubled_since = now
        self._trouble_at = now
        self._may_have_strays = True
        _log.warning("database error kind=%s", type(error).__name__)
        if now - self._troubled_since > DATABASE_SECONDS:
            raise error
        refresh_connections()

    def _intake(self) -> bool:
        now = time.monotonic()
        if now < self._intake_at:
            return False
        self._intake_at = now + TICK
        sending = self.engine is not None and self.engine.holds > 0
        if now < self._letters_at or now < self._whole_intake_at:
            return audience.leaves_pending() and bool(audience.judge_leaves(keyring=self.keyring))
        self._whole_intake_at = now + (_INTAKE_SECONDS if sending else _QUIET_INTAKE_SECONDS)
        taken = audience.take_in(keyring=self.keyring, post=self.clerk.post)
        if taken.unposted:
            self._letters_at = now + _LETTERS_SECONDS
        tested = self.clerk.send_test()
        more = do_chores(keyring=self.keyring, post_raw=self.clerk.pass_on) or taken.more
        if more or tested:
            self._intake_at = self._whole_intake_at = now
        return more or tested

    def _send(self) -> bool:
        return self.engine is not None and self.engine.step(wait=TICK)

    # --- once a second ---

    def _keep_house(self) -> bool:
        now = time.monotonic()
        if now < self._house_at:
            return False
        self._house_at = now + _HOUSE_SECONDS
        refresh_connections()
        self._pause_what_cannot_go_on()
        self._admit()
        busy = bool(rolls.start_due(now=timezone.now()))
        sendings = rendering.unsettled_sendings()
        self._editions = [edition.pk for sending in sendings for edition in sending.issue.editions.all()]
        self._renew()
        self._give_back_strays()
        if self.engine is not None:
            self.engine.share_out()
        self._look_after_the_dead()
        self._look_around()
        for sending in sendings:
            busy = self._tend(sending) or busy
        if busy:
            self._house_at = now
        return busy

    def _pause_what_cannot_go_on(self) -> None:
        """Here and not where it failed: a full disk may have stopped the database as well."""
        if self._pause_for:
            adopting.pause_everything(reason=self._pause_for)
            self._pause_for = ""

    def _look_around(self) -> None:
        """How many share the rates, which lanes others closed, whether the local Postfix's log is followed."""
        self.gate.refresh(workers=rendering.workers_at_work())
        if self.postfix is not None:
            self.postfix.workers = Worker.objects.filter(host=self.host, lease_until__gt=timezone.now()).count() or 1
            relays.follow(on=self.postfix.follows)

    def _tend(self, sending: Sending) -> bool:
        for edition in sending.issue.editions.all():
            ledger.reap(edition_id=edition.pk, by=self.engine.place if self.engine else None)
            relays.settle_uncertain(edition_id=edition.pk)
        if sending.state == SendingState.CANCELLED:
            return bool(rolls.cancel_chunk(sending=sending))
        if sending.state != SendingState.SENDING:
            return False
        for edition in sending.issue.editions.all():
            ends = time.monotonic() + TICK
            while rolls.freeze_chunk(sending=sending, edition=edition):
                if time.monotonic() > ends:
                    return True
        return bool(rolls.repeat_uncertain(sending=sending)) or self._finish(sending)

    def _finish(self, sending: Sending) -> bool:
        return not (self.engine and self.engine.holds) and rolls.finish(sending=sending)

    def _renew(self) -> None:
        now = time.monotonic()
        if self.engine is None or now < self._renew_at:
            return
        self._renew_at = now + _RENEW_SECONDS
        ledger.renew(
            edition_ids=self._editions,
            place=self.engine.place,
            messages_per_second=self.engine.rate,
            waits_for=self.waits_for,
        )
        self.engine.lease_renewed(at=now)
        self.connections.overlaps = probing.overlaps(self.connections.server)

    def _give_back_strays(self) -> None:
        """Once the database is back."""
        if self._may_have_strays and self.engine is not None:
            if strays := self.engine.give_back_strays(edition_ids=self._editions):
                _log.warning("claims given back that nobody held slot=%d rows=%d", self.slot.number, strays)
            self._may_have_strays = False

    # --- may this host send? ---

    def _admit(self) -> None:
        """Starts the engine where the host is known and the list unlocked; ends it where it no longer is."""
        finding = adopting.check_host()
        if finding in STOPS:
            self.waits_for = adopting.reason_for(finding)
            adopting.stop_everything(finding=finding)
            self._end_engine()
            return
        self.waits_for = str(rendering.LOCKED) if self.keyring.locked else ""
        if self.engine is None:
            self.engine = self._new_engine()

    def _new_engine(self) -> Engine:
        adopting.expect_no_lost_arming(dots=highest_dots(self.slot.folder))
        place, arming = ledger.sign_on(host=self.host, slot=self.slot.number, boot=self.boot)
        self._recover(place.worker_id, slot=self.slot.number, before=place.epoch)
        discard(self.slot.folder, slot=self.slot.number)
        journal = Journal(self.slot.folder, slot=self.slot.number, epoch=place.epoch, boot=self.boot)
        self._renew_at = 0.0
        _log.info("signed on slot=%d epoch=%d", self.slot.number, place.epoch)
        file, number = adopting.identity_file(), str(self.slot.number)
        return Engine(
            place=place,
            journal=journal,
            connections=self.connections,
            printer=self.printer,
            numbers=ArmingNumbers(
                partial(file.raise_counter, number),
                last_committed=partial(ledger.last_arming, place=place),
                left=adopting.number_left(slot=self.slot.number, arming=arming),
            ),
            judge_leaves=self._judge_leaves,
            note_begun=partial(adopting.note_begun, slot=self.slot.number),
            gate=self.gate,
            locked=self.keyring.locked,
        )

    def _judge_leaves(self) -> None:
        while audience.leaves_pending():
            audience.judge_leaves(keyring=self.keyring)

    def _recover(self, worker_id: int, *, slot: int, before: int) -> None:
        """What earlier lives of a worker of this host left behind; the lock in our hand says that they are over."""
        sendings = rendering.unsettled_sendings()
        for edition_id in [edition.pk for sending in sendings for edition in sending.issue.editions.all()]:
            for epoch in ledger.epochs_left_behind(edition_id=edition_id, worker_id=worker_id, before=before):
                notes = read(self.slot.folder, slot=slot, epoch=epoch, boot=self.boot)
                place = ledger.Place(worker_id, epoch)
                results = ledger.settle_epoch(edition_id=edition_id, place=place, notes=notes)
                _log.info(
                    "recovered slot=%d epoch=%d armed=%d journal=%s", slot, epoch, len(results), notes is not None
                )

    def _look_after_the_dead(self) -> None:
        """Workers of this host whose lease stands but whose process is gone."""
        others = Worker.objects.filter(host=self.host, lease_until__isnull=False).exclude(slot=self.slot.number)
        for other in others:
            lock = take_slot(self.slot.folder, other.slot)
            if lock is None:
                continue
            try:
                self._bury(other)
            finally:
                lock.release()

    def _bury(self, other: Worker) -> None:
        adopting.expect_no_lost_arming(dots=highest_dots(self.slot.folder))
        place, _arming = ledger.sign_on(host=self.host, slot=other.slot, boot=self.boot)
        self._recover(place.worker_id, slot=other.slot, before=place.epoch)
        discard(self.slot.folder, slot=other.slot)
        ledger.sign_off(place=place)

    # --- ends ---

    def _end_engine(self) -> None:
        if self.engine is not None:
            self.engine.abandon()
            self.engine.close()
            self.engine = None

    def next_due(self) -> NextDue | None:
        """What comes due next, of all sendings."""
        try:
            moments = [rendering.next_due(sending) for sending in rendering.running_sendings()]
        except DatabaseError:
            return NextDue(timezone.now(), "")
        if self._may_have_strays or (self.engine is not None and self.engine.holds):
            moments.append(timezone.now())  # a database that is back only now has kept this worker from its own
        at = min((moment for moment in moments if moment), default=None)
        if self.engine is not None and at is not None:
            at = max(at, timezone.now() + timedelta(seconds=self.engine.rests_for))
        if at is not None and (opens_at := self.gate.opens_at):
            at = max(at, opens_at)
        at = self._with_postfix(at)
        if self.waits_for and at is not None and at <= timezone.now():
            at = None
        return NextDue(at, self.waits_for) if at or self.waits_for else None

    def _with_postfix(self, at: datetime | None) -> datetime | None:
        """The local Postfix's log tells more soon, as long as mail of ours is in its queue and not held."""
        if self.postfix is None or not self.postfix.is_busy:
            return at
        soon = timezone.now() + timedelta(seconds=1)
        return min(at, soon) if at is not None else soon

    def drain(self) -> None:
        """SIGTERM: nothing more is armed, what is under way is finished, claims are released."""
        if self.engine is None:
            return
        try:
            self.engine.drain(seconds=DRAIN_SECONDS)
            ledger.sign_off(place=self.engine.place)
            discard(self.slot.folder, slot=self.slot.number)
        except (LeaseLost, JournalBroken, DatabaseError) as error:
            _log.warning("not drained in good order kind=%s", type(error).__name__)
            self.engine.abandon()
        self.engine.close()
