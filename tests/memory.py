"""What a running process remembers, read as root would who has taken the machine: proc(5), /proc/PID/mem."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

_PIECE = 1 << 24
_OVERLAP = 512
_SPECIAL = ("[vvar]", "[vsyscall]", "[vdso]")


def children(process: int) -> list[int]:
    """The processes that it began, oldest first."""
    listed = Path(f"/proc/{process}/task").glob("*/children")
    return sorted(int(child) for path in listed for child in path.read_text().split())


def family(process: int) -> list[int]:
    """The process, its children, and theirs."""
    return [process, *(each for child in children(process) for each in family(child))]


def remembered(process: int) -> Iterator[bytes]:
    """All that it may write to, in pieces that overlap; what is mapped from files and cannot change is left out."""
    maps = Path(f"/proc/{process}/maps").read_text().splitlines()
    with Path(f"/proc/{process}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            bounds, rights, *_ = line.split()
            if rights.startswith("rw") and not line.endswith(_SPECIAL):
                start, end = (int(bound, 16) for bound in bounds.split("-"))
                yield from _pieces(memory, start, end)


def _pieces(memory: IO[bytes], start: int, end: int) -> Iterator[bytes]:
    before = b""
    while start < end:
        memory.seek(start)
        try:
            piece = memory.read(min(_PIECE, end - start))
        except OSError:  # a guard page, or given back meanwhile
            return
        if not piece:
            return
        yield before + piece
        before, start = piece[-_OVERLAP:], start + len(piece)


def holds(process: int, secrets: Iterable[bytes]) -> set[bytes]:
    """Those of the secrets that its memory shows."""
    wanted = set(secrets)
    return {secret for piece in remembered(process) for secret in wanted if secret in piece}


def shows(process: int, pattern: bytes) -> set[bytes]:
    """All that its memory shows of this pattern."""
    compiled = re.compile(pattern)
    return {found for piece in remembered(process) for found in compiled.findall(piece)}
