"""Follows the mail server's log: a file, of which what was read is erased, or a socket that syslog sends to.

A file keeps nothing behind the reader: read blocks are given back to the file system (fallocate with
FALLOC_FL_PUNCH_HOLE, Linux 2.6.38), without a race with the writer, which appends. A worker that starts anew goes on
at the first block that still holds data.
"""

import ctypes
import errno
import logging
import os
import socket
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

_log = logging.getLogger("beetroot.dispatch")

_READ = 1 << 20
_LONGEST_LINE = 8192
_KEEP_SIZE, _PUNCH_HOLE = 0x01, 0x02
_libc = ctypes.CDLL(None, use_errno=True)


class Tail(Protocol):
    """Lines as they come; `done` says that what was read so far is no longer needed."""

    def lines(self) -> list[str]: ...

    def done(self) -> None: ...

    def close(self) -> None: ...


def follow(path: Path) -> Tail:
    """Follows a file that exists; where there is none yet, or a socket, binds a datagram socket there.

    Raises OSError where neither can be done.
    """
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        kind = 0
    if stat.S_ISREG(kind):
        return FileTail(path)
    return SocketTail.bound(path)


@dataclass
class FileTail:
    """A log file; rotated and truncated ones are followed on."""

    path: Path
    erases: bool = True
    _descriptor: int = -1
    _at: int = 0
    _part: bytes = b""

    def __post_init__(self) -> None:
        self._open()

    def _open(self) -> None:
        try:
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            if error.errno not in {errno.EACCES, errno.EPERM, errno.EROFS}:
                raise
            self._descriptor, self.erases = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC), False
        self._at, self._part = _first_data(self._descriptor), b""

    def lines(self) -> list[str]:
        """Whole lines since the last call, at most about a megabyte."""
        data = os.pread(self._descriptor, _READ, self._at)
        if not data:
            self._look_for_another()
            data = os.pread(self._descriptor, _READ, self._at)
        self._at += len(data)
        *whole, rest = (self._part + data).split(b"\n")
        self._part = rest[-_LONGEST_LINE:]
        return [line.lstrip(b"\0").decode("utf-8", "replace") for line in whole]

    def _look_for_another(self) -> None:
        here = os.fstat(self._descriptor)
        try:
            there = self.path.stat()
        except FileNotFoundError:
            return
        if (there.st_dev, there.st_ino) != (here.st_dev, here.st_ino):
            os.close(self._descriptor)
            self._open()
        elif here.st_size < self._at:
            self._at, self._part = 0, b""

    def done(self) -> None:
        """Erases what was read, but for the line that has only come in part."""
        upto = self._at - len(self._part)
        if not self.erases or upto <= 0:
            return
        sizes = ctypes.c_long(0), ctypes.c_long(upto)
        if _libc.fallocate(self._descriptor, _KEEP_SIZE | _PUNCH_HOLE, *sizes) != 0:
            self.erases = False
            _log.warning(
                "mail log cannot be erased behind the reader error=%s", errno.errorcode.get(ctypes.get_errno())
            )

    def close(self) -> None:
        """Lets the file go."""
        os.close(self._descriptor)


def _first_data(descriptor: int) -> int:
    try:
        return os.lseek(descriptor, 0, os.SEEK_DATA)
    except OSError:  # all of it is a hole: nothing has come since it was erased
        return os.fstat(descriptor).st_size


@dataclass
class SocketTail:
    """A datagram socket that rsyslog (omuxsock) or syslog-ng forwards the mail log to; nothing touches a disk."""

    path: Path
    _socket: socket.socket = field(repr=False)

    @classmethod
    def bound(cls, path: Path) -> "SocketTail":
        """Raises OSError where the socket cannot be made."""
        path.unlink(missing_ok=True)
        bound = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        bound.bind(str(path))
        path.chmod(0o660)
        bound.setblocking(False)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _READ)
        return cls(path, bound)

    def lines(self) -> list[str]:
        """What has come since the last call."""
        found: list[str] = []
        while len(found) < 10_000:
            try:
                data = self._socket.recv(_LONGEST_LINE)
            except BlockingIOError:
                break
            found += data.decode("utf-8", "replace").splitlines()
        return found

    def done(self) -> None:
        """Nothing is kept anyway."""

    def close(self) -> None:
        """Takes the socket away."""
        self._socket.close()
        self.path.unlink(missing_ok=True)
