"""What a machine remembers of a newsroom outside its folder: so a folder that was put back whole gives itself away.

Numbers only: for each worker slot how often it has armed. Written plainly, after identity.json has it on disk: power
that fails leaves the witness behind, which says nothing; only a witness that knows more than the folder speaks.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

FILE_NAME = "armings"
_HEADER = 64
_DIGITS = 19
_LINE = _DIGITS + 1


@dataclass(frozen=True)
class Witness:
    """`places`: folders, the first that takes a note has it; all of them are read. Whoever notes holds a lock."""

    newsroom: str
    places: tuple[Path, ...] = ()

    def note(self, slot: str, number: int) -> None:
        """The last arming number of a slot. Where nothing can be written nobody testifies."""
        for place in self.places:
            with suppress(OSError):
                with _opened(place) as descriptor:
                    self._begin(descriptor)
                    os.pwrite(descriptor, f"{number:0{_DIGITS}}\n".encode(), _HEADER + int(slot) * _LINE)
                return

    def read(self) -> Mapping[str, int]:
        """Slot to the highest number that was noted of this newsroom."""
        found: dict[str, int] = {}
        for place in self.places:
            for slot, number in self._lines(place):
                found[slot] = max(number, found.get(slot, 0))
        return found

    def _lines(self, place: Path) -> Iterable[tuple[str, int]]:
        try:
            content = (place / FILE_NAME).read_bytes()
        except OSError:
            return
        if content[:_HEADER] != self._header:
            return
        for position in range(_HEADER, len(content), _LINE):
            digits = content[position : position + _DIGITS]
            if len(digits) == _DIGITS and digits.isdigit():
                yield str((position - _HEADER) // _LINE), int(digits)

    @property
    def _header(self) -> bytes:
        return f"beetroot {self.newsroom}".encode()[: _HEADER - 1].ljust(_HEADER - 1) + b"\n"

    def _begin(self, descriptor: int) -> None:
        """Another newsroom's numbers, of the one that was in this folder before, are worth nothing."""
        if os.pread(descriptor, _HEADER, 0) != self._header:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, self._header, 0)


def places_for(home: Path) -> tuple[Path, ...]:
    """Beside the newsroom's folder; where only the system's own place can be written (packaging/systemd), there."""
    system = Path("/var/lib/beetroot")
    return home.with_name(f".{home.name}-witness"), *([system] if system.is_dir() else [])


@contextmanager
def _opened(place: Path) -> Iterator[int]:
    place.mkdir(mode=0o700, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(place / FILE_NAME, flags, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
