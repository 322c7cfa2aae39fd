"""The Postfix on the worker's host: its queue is kept short, its log followed, and unsent mail taken out again.

One worker of a host follows the log (a lock in the journal's folder says which); every worker keeps to its share of the
queue. What is known here is rebuilt from `postqueue -j` and the log, so nothing is lost with a worker.
"""

import fcntl
import logging
import os
import subprocess
import time
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from uuid import UUID

from beetroot.audience import actions as audience
from beetroot.dispatch.actions import relays
from beetroot.dispatch.actions.relays import Word
from beetroot.dispatch.rules.deliveries import Relay
from beetroot.dispatch.rules.lanes import key_of
from beetroot.dispatch.rules.senders import Copy, copy_of
from beetroot.dispatch.rules.sendings import SendingState
from beetroot.dispatch.rules.settings import Postfix
from beetroot.dispatch.tasks.log_tail import Tail, follow
from beetroot.mail import verp
from beetroot.mail.postfix import LogLine, Queued, parse_line, parse_queue

_log = logging.getLogger("beetroot.dispatch")

_COMMAND_SECONDS = 20
_COUNT_SECONDS = 15.0
"""How often the queue itself is counted; in between the log tells."""

_LOOK_SECONDS = 1.0
_SETTLING = 10.0
"""Seconds for which a message that the server has just taken need not be in the queue's listing yet."""

_MEMORY = 20_000
_LEVELS = {"delivered": Relay.DELIVERED, "deferred": Relay.DEFERRED, "bounced": Relay.BOUNCED}


class Judge(Protocol):
    """Is told what providers answered the local Postfix (`Gate.note_relay`)."""

    def __call__(self, *, key: str, delivered: bool, code: int | None, reply: str) -> None: ...


@dataclass
class _Waiting:
    """One of our messages in Postfix's queue, or on its way there."""

    since: float
    key: str = ""
    """Its lane, or in "other" its domain behind an @; empty while the server has not yet answered us."""
    queue_id: str = ""
    held: bool = False
    asked: bool = False
    tried: bool = False
    """Put off at its last try; it may stay for hours."""


@dataclass
class LocalPostfix:
    """`keys` recognise our envelope senders. `leads`: whether this worker follows the log and takes mail out."""

    settings: Postfix
    keys: Sequence[bytes] = field(repr=False)
    folder: Path
    workers: int = 1
    judge: Judge | None = None
    leads: bool = False
    trouble: str = ""
    _tail: Tail | None = None
    _lock: int = -1
    _waiting: dict[Copy, _Waiting] = field(default_factory=dict)
    _copies: dict[str, Copy] = field(default_factory=dict)
    _words: dict[Copy, Word] = field(default_factory=dict)
    _gone: OrderedDict[Copy, None] = field(default_factory=OrderedDict)
    _keys: Counter[str] = field(default_factory=Counter)
    _counted_at: float = -1e9
    _looked_at: float = -1e9

    # --- room in the queue ---

    @property
    def room(self) -> int:
        """How many more messages may be handed over now."""
        return max(0, self._share - len(self._waiting))

    @property
    def _share(self) -> int:
        return max(1, self.settings.queue // self.workers)

    @property
    def waiting(self) -> int:
        """How many of our messages are in the queue, as far as known."""
        return len(self._waiting)

    def has_room_for(self, key: str, *, coming: Counter[str]) -> bool:
        """Whether a lane (or a domain of "other") may put more into the queue. `coming`: those on their way there.

        None has more places than are free, as in the shared buffers of network switches (Choudhury and Hahne 1998,
        dynamic thresholds): a provider that takes nothing fills half of the queue, two of them two thirds, and there
        is always room for the others.
        """
        return self._keys[key] + coming[key] < self._share - self._keys.total() - coming.total()

    def hand_over(self, copies: Iterable[Copy]) -> None:
        """These are being sent: each has its place in the queue until it is known not to need it."""
        now = time.monotonic()
        for copy in copies:
            self._gone.pop(copy, None)
            self._waiting.setdefault(copy, _Waiting(now))

    def note_outcome(self, copy: Copy, *, key: str, left: bool) -> None:
        """The server's answer to us: `left` where it has the message, or may have."""
        waiting = self._waiting.get(copy)
        if waiting is None:
            return
        if not left or copy in self._gone:
            self._drop(copy)
        else:
            waiting.since = time.monotonic()
            self._count_for(waiting, key)

    def _count_for(self, waiting: _Waiting, key: str) -> None:
        if key and not waiting.key:
            waiting.key = key
            self._keys[key] += 1

    def _drop(self, copy: Copy) -> None:
        waiting = self._waiting.pop(copy, None)
        if waiting is None:
            return
        self._copies.pop(waiting.queue_id, None)
        if waiting.key:
            self._keys[waiting.key] -= 1
            if not self._keys[waiting.key]:
                del self._keys[waiting.key]

    @property
    def follows(self) -> bool:
        """Whether this worker reads the log."""
        return self.leads and self._tail is not None

    # --- once a round ---

    def look(self) -> bool:
        """Reads the log, carries deliveries on, takes out what must not leave; at most once a second. True: more."""
        now = time.monotonic()
        if now - self._looked_at < _LOOK_SECONDS:
            return False
        self._looked_at = now
        self._lead()
        lines = self._tail.lines() if self._tail else []
        for line in lines:
            said = parse_line(line)
            if said is not None:
                self._hear(said)
        self._commit()
        if now - self._counted_at > _COUNT_SECONDS or not self.leads:
            self._count()
        if self.leads:
            self._sort_out()
        if lines:
            self._looked_at = -1e9
        return bool(lines)

    def _lead(self) -> None:
        if self._tail is not None:
            return
        if not self.leads:
            self._lock = (
                self._lock if self._lock >= 0 else os.open(self.folder / "postfix.lock", os.O_CREAT | os.O_RDWR, 0o600)
            )
            try:
                fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            self.leads = True
        try:
            self._tail = follow(self.settings.log)
            self.trouble = ""
        except OSError as error:
            self._say(f"The mail server's log cannot be followed: {error.strerror}. See [postfix] in beetroot.toml.")

    def _say(self, trouble: str) -> None:
        if trouble != self.trouble:
            _log.warning("%s", trouble)
        self.trouble = trouble

    def _hear(self, said: LogLine) -> None:
        copy = self._copy_in(said)
        if copy is None:
            return
        waiting = self._waiting.get(copy)
        if said.said == "queued":
            self._words.setdefault(copy, Word(Relay.RELAYED))
            if waiting is not None:
                waiting.tried = False
        elif said.said in _LEVELS:
            self._hear_of_recipient(copy, waiting, said)
        elif said.said == "taken out":
            self._words[copy] = Word(None)
            self._left(copy)
        elif said.said == "removed":
            self._left(copy)
        elif waiting is not None:
            waiting.held = said.said == "held"
            waiting.tried = waiting.held and waiting.tried

    def _copy_in(self, said: LogLine) -> Copy | None:
        """Which copy a line is about: qmgr names the sender, again at each try, the other programs the queue id."""
        if not said.sender:
            return self._copies.get(said.queue_id)
        copy = self._of(said.sender)
        if copy is not None:
            self._enter(copy, said.queue_id)
        return copy

    def _hear_of_recipient(self, copy: Copy, waiting: _Waiting | None, said: LogLine) -> None:
        self._words[copy] = Word(_LEVELS[said.said], said.reply)
        if not said.domain:
            return
        key = key_of(said.domain)
        if waiting is not None:
            waiting.tried = said.said == "deferred"
            self._count_for(waiting, key)
        if self.judge is not None and said.said != "bounced":
            self.judge(key=key, delivered=said.said == "delivered", code=said.code, reply=said.reply)

    def _enter(self, copy: Copy, queue_id: str) -> None:
        waiting = self._waiting.setdefault(copy, _Waiting(time.monotonic()))
        waiting.queue_id = queue_id
        self._copies[queue_id] = copy

    def _left(self, copy: Copy) -> None:
        self._drop(copy)
        self._gone[copy] = None
        while len(self._gone) > _MEMORY:
            self._gone.popitem(last=False)

    def _of(self, sender: str) -> Copy | None:
        identifier = verp.check(sender, keys=self.keys)
        return copy_of(identifier) if identifier else None

    def _commit(self) -> None:
        """The ledger first, then the log behind us is erased: a crash between the two reads it once more."""
        if self._words:
            armed = relays.note_words(words=self._words)
            self._words = {copy: word for copy, word in self._words.items() if copy in armed}
        if self._tail is not None:
            self._tail.done()

    # --- the queue itself ---

    def _command(self, program: Sequence[str], *arguments: str, ids: Iterable[str] = ()) -> str | None:
        """What the command prints, or None where it failed; `ids` go to its standard input."""
        printed = run(program, *arguments, config=self.settings.config, ids=ids)
        if printed is None:
            self._say(f"{program[-1]} {' '.join(arguments)} does not work here; `beetroot doctor` says more.")
        return printed

    def _count(self) -> None:
        """Corrects what is known by the queue's own listing."""
        self._counted_at = time.monotonic()
        listed = self._command(self.settings.postqueue, "-j")
        if listed is None:
            return
        there: dict[Copy, Queued] = {}
        for queued in parse_queue(listed.splitlines()):
            copy = self._of(queued.sender)
            if copy is not None:
                there[copy] = queued
        fresh = time.monotonic() - _SETTLING
        for copy in [copy for copy, row in self._waiting.items() if copy not in there and row.since < fresh]:
            self._drop(copy)
        for copy, queued in there.items():
            self._enter(copy, queued.queue_id)
            waiting = self._waiting[copy]
            waiting.held = queued.held
            waiting.tried = queued.tried
            self._count_for(waiting, key_of(queued.domain) if queued.domain else "")

    # --- out of the queue ---

    def _sort_out(self) -> None:
        """Takes out what its reader or an editor no longer wants sent; holds what is paused, lets go what goes on."""
        there = {copy: row for copy, row in self._waiting.items() if row.queue_id and copy.edition_id is not None}
        if not there:
            return
        states = relays.states_of({copy.edition_id for copy in there if copy.edition_id is not None})
        wanted = audience.still_wanted({copy.subscription_id for copy in there})
        for option, rows in sort_out(there, states=states, wanted=wanted).items():
            self._ask(option, rows)

    def _ask(self, option: str, rows: list[_Waiting]) -> None:
        if not rows or self._command(self.settings.postsuper, option, "-", ids=[row.queue_id for row in rows]) is None:
            return
        for row in rows:
            row.asked = row.asked or option == "-d"
            row.held = option == "-h" if option in {"-h", "-H"} else row.held
            row.tried = row.tried and option != "-H"  # it is tried anew

    @property
    def is_busy(self) -> bool:
        """Whether something in the queue is under way, so that the log will soon tell more."""
        return self.leads and any(not (row.held or row.tried) for row in self._waiting.values())

    def close(self) -> None:
        """Lets log and lock go."""
        if self._tail is not None:
            self._tail.close()
        if self._lock >= 0:
            os.close(self._lock)


def examine(settings: Postfix) -> Iterator[tuple[str, str, str]]:
    """For doctor, as the user who asks: (check, detail, what to do); what to do is empty where all is well."""
    log = settings.log
    if log.is_file():
        ok, detail = os.access(log, os.R_OK | os.W_OK), "can be followed and erased behind the reader"
        do = "" if ok else "Give the worker's user the right to read and write it."
        yield "mail log", detail if ok else "cannot be read and written by this user", do
    else:
        ok = log.is_socket() or os.access(log.parent, os.W_OK)
        do = "" if ok else "Correct log in [postfix] of beetroot.toml, or make that file."
        yield "mail log", "a socket of the worker's" if ok else "is not there", do
    counts = run([*settings.postqueue], "-j", config=settings.config)
    yield "mail queue", "cannot be listed" if counts is None else "can be listed", _FOR_QUEUE if counts is None else ""
    takes = run([*settings.postsuper], "-d", "-", config=settings.config)
    told = "mail can be taken out" if takes is not None else "pausing and leaving do not reach mail in the queue"
    yield "mail out of the queue", told, _FOR_SUPER if takes is None else ""


_FOR_QUEUE = "Put the worker's user into the group postdrop, or correct postqueue in [postfix]."
_FOR_SUPER = "Let the worker's user run postsuper: see “The Postfix on this host” in docs/operating.md."


def run(program: Sequence[str], *arguments: str, config: Path | None, ids: Iterable[str] = ()) -> str | None:
    """What one of Postfix's commands prints, or None where it failed; `ids` go to its standard input."""
    where = ["-c", str(config)] if config else []
    try:
        ended = subprocess.run(  # noqa: S603 - the operator's own command, no word of a stranger in it
            [*program, *where, *arguments],
            input="".join(f"{each}\n" for each in ids),
            capture_output=True,
            text=True,
            timeout=_COMMAND_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return ended.stdout


def sort_out(
    there: Mapping[Copy, _Waiting], *, states: Mapping[int, SendingState], wanted: set[UUID]
) -> dict[str, list[_Waiting]]:
    """postsuper's option to the messages it is for: -d (delete), -h (hold), -H (release)."""
    asked: dict[str, list[_Waiting]] = {"-d": [], "-h": [], "-H": []}
    for copy, row in there.items():
        state = states.get(copy.edition_id or 0)
        if copy.subscription_id not in wanted or state is SendingState.CANCELLED:
            asked["-d"] += [row] if not row.asked else []
        elif state is SendingState.PAUSED and not row.held:
            asked["-h"].append(row)
        elif state in {SendingState.SENDING, SendingState.FINISHED} and row.held:
            asked["-H"].append(row)
    return asked
