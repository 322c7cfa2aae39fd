"""The journal of one worker: plain appends that survive the death of the process, though not of the machine.

Before a final dot is written its line is here; so is the answer, before anything else is done with it. Lines:
`H 1 <boot> <epoch>`, `A <arming>` before rows are armed, `D <arming> <edition> <delivery>` before the dot,
`R <arming> <edition> <delivery> <state> <lane> <reply>` after the answer. No line holds an address.

A live worker holds the lock of its slot's lock file. Whoever gets that lock knows that the worker is gone:
only then may its journal be read as the last word.
"""

import fcntl
import os
import re
import threading
from dataclasses import dataclass, field
from pathlib import Path

from beetroot.dispatch.rules.deliveries import Notes, Result, State
from beetroot.dispatch.rules.errors import JournalBroken

VERSION = "1"
_DOT = re.compile(rb"^D (\d{1,18}) \d+ \d+$", re.MULTILINE)
MAX_SLOTS = 32


@dataclass
class Slot:
    """A worker's place on this host, held by a lock that ends with the process."""

    number: int
    folder: Path
    _descriptor: int = field(repr=False)

    def release(self) -> None:
        """Lets another process take the place; closing drops the lock."""
        os.close(self._descriptor)


def take_slot(folder: Path, number: int) -> Slot | None:
    """The place with this number, or None while a living process holds it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(folder / f"worker-{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise JournalBroken from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return Slot(number, folder, descriptor)


def take_free_slot(folder: Path) -> Slot:
    """The lowest free place: a worker that starts again gets the one it had. Raises JournalBroken when none is."""
    for number in range(1, MAX_SLOTS + 1):
        if slot := take_slot(folder, number):
            return slot
    raise JournalBroken(f"{MAX_SLOTS} workers run on this machine already; stop one of them.")


ARMINGS_PER_FILE = 256
"""After so many a new file begins, so that a long send does not fill the disk."""


def _path(folder: Path, *, slot: int, epoch: int, part: int) -> Path:
    return folder / f"worker-{slot}-{epoch}-{part:06}.journal"


def paths(folder: Path, *, slot: int, epoch: int) -> list[Path]:
    """The parts of one worker's journal, oldest first."""
    return sorted(folder.glob(f"worker-{slot}-{epoch}-*.journal"))


def discard(folder: Path, *, slot: int) -> None:
    """Removes every journal of a place, whatever epoch: its lives are over and settled."""
    for path in folder.glob(f"worker-{slot}-*.journal"):
        path.unlink(missing_ok=True)


class Journal:
    """The journal that a living worker writes. Every method raises JournalBroken when a line is not wholly written;
    from then on the journal takes nothing more and no dot may be written."""

    def __init__(self, folder: Path, *, slot: int, epoch: int, boot: str) -> None:
        self._folder, self._slot, self._epoch = folder, slot, epoch
        self._header = f"H {VERSION} {boot or '-'} {epoch}"
        self._broken = False
        self._lock = threading.Lock()  # the engine arms while the loop's thread notes dots and answers
        self._armings = self._part = 0
        self._last_arming: list[tuple[Path, int]] = []
        self._begin()

    @property
    def is_broken(self) -> bool:
        """Whether a line could not be written, or the journal is closed."""
        return self._broken

    def arming(self, number: int) -> None:
        """Before an arming is committed."""
        with self._lock:
            if self._armings == ARMINGS_PER_FILE:
                os.close(self._descriptor)
                self._begin()
            self._armings += 1
            self._last_arming[-1] = (self._last_arming[-1][0], number)
            self._write(f"A {number}")

    def dot(self, *, arming: int, edition_id: int, delivery_id: int) -> None:
        """Before the message's final dot may be written."""
        with self._lock:
            self._write(f"D {arming} {edition_id} {delivery_id}")

    def answer(self, result: Result) -> None:
        """As soon as it is known what became of a message."""
        words = (result.arming, result.edition_id, result.delivery_id, result.state, result.lane or "-", result.reply)
        with self._lock:
            self._write("R " + " ".join(str(word) for word in words))

    def settled(self, *, below: int) -> None:
        """Every arming with a smaller number is settled in the database; what only speaks of those is removed."""
        while len(self._last_arming) > 1 and self._last_arming[0][1] < below:
            self._last_arming.pop(0)[0].unlink(missing_ok=True)

    def close(self) -> None:
        """Ends writing; the files stay until their deliveries are settled."""
        with self._lock:
            self._broken = True
            os.close(self._descriptor)

    def _begin(self) -> None:
        self._part += 1
        self._armings = 0
        path = _path(self._folder, slot=self._slot, epoch=self._epoch, part=self._part)
        try:
            self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        except OSError as error:
            self._broken = True
            raise JournalBroken from error
        self._last_arming.append((path, 0))
        self._write(self._header)

    def _write(self, line: str) -> None:
        if self._broken:
            raise JournalBroken
        data = f"{line}\n".encode()
        try:
            whole = os.write(self._descriptor, data) == len(data)
        except OSError as error:
            self._broken = True
            raise JournalBroken from error
        if not whole:
            self._broken = True
            raise JournalBroken


def read(folder: Path, *, slot: int, epoch: int, boot: str) -> Notes | None:
    """What a dead worker noted, or None where that proves nothing: no file, another boot, a senseless line."""
    try:
        parts = [_whole_lines(path) for path in paths(folder, slot=slot, epoch=epoch)]
    except (OSError, UnicodeDecodeError):
        return None
    parts = [lines for lines in parts if lines]  # an empty part had only just been made
    if not parts or not boot or any(lines[0].split(" ")[:3] != ["H", VERSION, boot] for lines in parts):
        return None
    try:
        return _notes([line for lines in parts for line in lines[1:]])
    except (ValueError, IndexError):
        return None


def highest_dots(folder: Path) -> dict[int, int]:
    """Slot to the highest arming of which its journals note a dot, in any of its lives.

    Evidence, not proof: what another boot or a damaged file says counts as well, since it can only call for caution.
    """
    found: dict[int, int] = {}
    for path in folder.glob("worker-[0-9]*-*-*.journal"):
        slot = int(path.name.split("-")[1])
        found[slot] = max([found.get(slot, 0), *map(int, _DOT.findall(path.read_bytes()))])
    return found


def _whole_lines(path: Path) -> list[str]:
    """A last line without its end was being written when the worker died; nothing had followed from it yet."""
    return [line.decode() for line in path.read_bytes().split(b"\n")[:-1]]


def _notes(lines: list[str]) -> Notes:
    armings: set[int] = set()
    dots: set[tuple[int, int]] = set()
    answers: dict[tuple[int, int], Result] = {}
    for line in lines:
        kind, _, rest = line.partition(" ")
        if kind == "A":
            armings.add(int(rest))
        elif kind == "D":
            arming, _edition, delivery = map(int, rest.split(" "))
            dots.add((arming, delivery))
        elif kind == "R":
            result = _result(rest)
            answers[result.arming, result.delivery_id] = result
        else:
            raise ValueError
    return Notes(frozenset(armings), frozenset(dots), answers)


def _result(rest: str) -> Result:
    arming, edition, delivery, state, lane, reply = rest.split(" ", 5)
    return Result(int(edition), int(delivery), int(arming), State(state), reply, "" if lane == "-" else lane)
