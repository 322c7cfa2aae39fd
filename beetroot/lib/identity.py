"""identity.json: which newsroom and which machine a worker belongs to, and how often it has armed messages.

The file lies outside the database and its backups. Its counter is raised before every arming and the same number is
stored with the arming, so a database that has gone back in time, or a folder that was copied, gives itself away.
"""

import fcntl
import hashlib
import json
import os
import platform
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from beetroot.lib.errors import BeetrootError, NeedsDecision
from beetroot.lib.witness import Witness

#: The file is rewritten in place and never grows: one page, which the kernel and the disk take as a whole.
_OCTETS = 4096


class IdentityError(BeetrootError):
    """identity.json could not be read or written; see that the newsroom's folder belongs to this user."""

    def __str__(self) -> str:
        return super().__str__() or str(self.__doc__)


class NotAdopted(IdentityError, NeedsDecision):
    """This machine is not known to be the one that was sending; `beetroot doctor --adopt` says that it is."""


class Finding(StrEnum):
    """What a comparison of file and database shows."""

    FINE = "fine"
    NEW_HOST = "new host"
    MISSING = "missing"
    OTHER_NEWSROOM = "other newsroom"
    OTHER_HOST = "other host"
    DATABASE_BEHIND = "database behind"
    FILE_BEHIND = "file behind"
    FOLDER_BEHIND = "folder behind"


#: Findings after which no message may be armed before a person has adopted this host.
STOPS = frozenset(Finding) - {Finding.FINE, Finding.NEW_HOST}
#: Findings after which the database may have forgotten armings: what it calls queued may have been sent.
FORGETFUL = STOPS - {Finding.OTHER_HOST}


@dataclass(frozen=True)
class Identity:
    """The file's content. `armings`: worker slot (a small number as text) to the last number given out."""

    install_id: str
    fingerprint: str
    armings: Mapping[str, int] = field(default_factory=dict)


def compare(
    file: Identity | None,
    *,
    install_id: str,
    fingerprint: str,
    armings: Mapping[str, int],
    host_known: bool,
    witnessed: Mapping[str, int] = MappingProxyType({}),
) -> Finding:
    """Judges this host. `armings`: slot to the last arming in the database, of the host that the file names.

    `host_known`: the database has armings that this host, or a host it replaces, may have made.
    `witnessed`: slot to what was noted outside the folder, read before the file was.
    A file that is one ahead is an ordinary crash between raising the counter and committing.
    """
    if file is None:
        return Finding.MISSING if host_known or witnessed else Finding.NEW_HOST
    if file.install_id != install_id:
        return Finding.OTHER_NEWSROOM
    if any(number > file.armings.get(slot, 0) for slot, number in witnessed.items()):
        return Finding.FOLDER_BEHIND
    ahead = [file.armings.get(slot, 0) - armings.get(slot, 0) for slot in {*file.armings, *armings}]
    if any(steps > 1 for steps in ahead):
        return Finding.DATABASE_BEHIND
    if any(steps < 0 for steps in ahead):
        return Finding.FILE_BEHIND
    return Finding.FINE if file.fingerprint == fingerprint else Finding.OTHER_HOST


@dataclass(frozen=True)
class IdentityFile:
    """identity.json of one host. Several workers share it; each change holds the file's lock."""

    path: Path
    witness: Witness | None = None

    def read(self) -> Identity | None:
        """The identity, or None where the file is absent or damaged: both mean that nothing is known."""
        try:
            return _parse(self.path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise IdentityError from error

    def write(self, identity: Identity) -> None:
        """Makes the file or replaces its content, durably."""
        with self._locked(os.O_CREAT) as descriptor:
            _store(descriptor, identity)
        _sync_folder(self.path.parent)

    def raise_counter(self, slot: str) -> int:
        """The next arming number of a slot, on disk before it is returned, then with the witness. Raises NotAdopted
        without a file."""
        with self._locked(0) as descriptor:
            identity = _parse(os.pread(descriptor, _OCTETS, 0))
            if identity is None:
                raise NotAdopted
            number = identity.armings.get(slot, 0) + 1
            armings = {**identity.armings, slot: number}
            _store(descriptor, Identity(identity.install_id, identity.fingerprint, armings))
            if self.witness is not None:
                self.witness.note(slot, number)
        return number

    @contextmanager
    def _locked(self, flags: int) -> Iterator[int]:
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CLOEXEC | flags, 0o600)
        except FileNotFoundError:
            raise NotAdopted from None
        except OSError as error:
            raise IdentityError from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
        finally:
            os.close(descriptor)


def host_fingerprint(home: Path) -> str:
    """A name for this machine and this folder that tells nothing about either; a copy of the folder has another."""
    parts = (_machine_id(), str(home.resolve()), str(home.stat().st_ino))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def boot_id() -> str:
    """The kernel's name for this boot; what was written plainly is only certain while it stays the same."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


def _machine_id() -> str:
    try:
        return Path("/etc/machine-id").read_text(encoding="ascii").strip() or platform.node()
    except OSError:
        return platform.node()


def _parse(stored: bytes) -> Identity | None:
    try:
        document: dict[str, Any] = json.loads(stored)
        content = document["identity"]
        if document["check"] != _check(content):
            return None
        armings = {str(slot): int(number) for slot, number in content["armings"].items()}
        return Identity(str(content["install_id"]), str(content["fingerprint"]), armings)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _store(descriptor: int, identity: Identity) -> None:
    content = {
        "install_id": identity.install_id,
        "fingerprint": identity.fingerprint,
        "armings": dict(identity.armings),
    }
    document = json.dumps({"identity": content, "check": _check(content)}, sort_keys=True).encode()
    if len(document) >= _OCTETS:
        raise IdentityError("identity.json lists too many workers; run `beetroot doctor --adopt` to begin it anew.")
    try:
        if os.pwrite(descriptor, document.ljust(_OCTETS - 1) + b"\n", 0) != _OCTETS:
            raise IdentityError("identity.json was written in part; see that the disk has room.")
        os.fdatasync(descriptor)
    except OSError as error:
        raise IdentityError from error


def _check(content: Mapping[str, Any]) -> int:
    return zlib.crc32(json.dumps(content, sort_keys=True).encode())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
