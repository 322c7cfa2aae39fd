"""Which issues this newsroom has begun to send, in a file outside the database: a database that went back may not know.

One line an issue and worker: day, newsroom, host, slot, the worker's counter at that moment (lib.identity), issue. The
file lies beside the journals, copies in `second_place`, where there is one, and with the witness (lib.witness). It
holds no reader.
"""

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from beetroot.dispatch.rules.errors import JournalBroken
from beetroot.lib.witness import places_for

_log = logging.getLogger("beetroot.dispatch")

FILE_NAME = "begun.log"
_ADOPTED = "adopted"


@dataclass(frozen=True)
class Begun:
    """`counter`: what identity.json said of the slot: an ordinary crash leaves the database one behind it at most."""

    newsroom: str
    host: str
    slot: int
    counter: int
    issue_id: int


def note(begun: Begun) -> None:
    """On disk before anything of the issue is armed. Raises JournalBroken; the second place is only tried."""
    words = (begun.newsroom, begun.host, begun.slot, begun.counter, begun.issue_id)
    _append(" ".join(map(str, words)))


def note_adoption() -> None:
    """What was begun until now may be unknown to the database that is used from now on."""
    _append(_ADOPTED)


def counters(*, newsroom: str, host: str) -> dict[int, int]:
    """Slot to the highest counter noted of a host's worker."""
    found: dict[int, int] = {}
    for each in _read(newsroom):
        if isinstance(each, Begun) and each.host == host:
            found[each.slot] = max(found.get(each.slot, 0), each.counter)
    return found


def issues(*, newsroom: str) -> set[int]:
    """Every issue of which something may have been sent."""
    return {each.issue_id for each in _read(newsroom) if isinstance(each, Begun)}


def before_adoption(*, newsroom: str) -> set[int]:
    """Those of them that were begun before a host was adopted."""
    found: set[int] = set()
    waiting: set[int] = set()
    for each in _read(newsroom):
        if isinstance(each, Begun):
            waiting.add(each.issue_id)
        else:
            found |= waiting
    return found


def _places() -> list[Path]:
    second: Path | None = settings.CONFIGURATION.second_place
    return [settings.BEETROOT_HOME / "journal", *([second] if second is not None else [])]


def _everywhere() -> list[Path]:
    return [*_places(), *places_for(settings.BEETROOT_HOME)]


def _append(said: str) -> None:
    line = f"{timezone.now().date().isoformat()} {said}\n"
    for number, place in enumerate(_places()):
        try:
            _append_to(place, line)
        except OSError as error:
            if number == 0:
                raise JournalBroken from error
            _log.error("the second place cannot be written kind=%s", type(error).__name__)
    for place in places_for(settings.BEETROOT_HOME):
        with suppress(OSError):
            _append_to(place, line)


def _append_to(place: Path, line: str) -> None:
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = not (place / FILE_NAME).exists()
    descriptor = os.open(place / FILE_NAME, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        # A line that power cut off ends here; only then does this one stand alone.
        os.write(descriptor, line.encode() if made else f"\n{line}".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if made:
        folder = os.open(place, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _read(newsroom: str) -> Iterator[Begun | str]:
    """One file after the other; lines that make no sense are passed over: they only ever add caution."""
    for place in _everywhere():
        try:
            lines = (place / FILE_NAME).read_text(encoding="ascii", errors="replace").splitlines()
        except OSError:
            continue
        yield from _parsed(lines, newsroom)


def _parsed(lines: Iterable[str], newsroom: str) -> Iterator[Begun | str]:
    for words in (line.split(" ")[1:] for line in lines):
        if words == [_ADOPTED]:
            yield _ADOPTED
        elif len(words) == 5 and words[0] == newsroom and all(word.isdecimal() for word in words[2:]):
            slot, counter, issue_id = map(int, words[2:])
            yield Begun(words[0], words[1], slot, counter, issue_id)
