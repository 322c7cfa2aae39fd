"""Looks for addresses in files as somebody would who has taken a newsroom's disks: written in every way, and hashed
without a key. Every address that is hunted has both of these in it, so that a few words find all of them."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

DOMAIN = "unmistakable-reader.example"
NAME = "hunted-hare"
"""Begins each local part."""

_HASHES = ("md5", "sha1", "sha256", "sha512", "blake2b")
_WINDOW = 16
_CHUNK = 1 << 24
_BITS = 26
_MIX = np.uint64(0x9E3779B97F4A7C15)


def somebody(number: int, *, kind: str = "r") -> str:
    """One that no file may show; capitals, so that the lower-cased one is another."""
    return f"{NAME}.{kind}{number}.Ada@{DOMAIN}"


def spellings(secret: bytes) -> list[bytes]:
    """The secret in plain, backwards, UTF-16, hex, URL-encoded, and inside base64 at each of its three alignments."""
    inside = [base64.b64encode(b"x" * shift + secret)[4:-4] for shift in range(3)]
    wide = secret.decode().encode("utf-16-le")
    escaped = "".join(f"%{byte:02X}" for byte in secret).encode()
    labels = b".".join(reversed(secret.split(b".")))
    plain = [secret, secret.upper(), secret[::-1], labels, wide, wide[1:-1]]
    return [*plain, secret.hex().encode(), secret.hex().upper().encode(), escaped, escaped.lower(), *inside]


def digests(address: str) -> list[bytes]:
    """The address hashed without any key, as it stands, in lower and in upper case, in the forms that are used."""
    written = {address.encode(), address.lower().encode(), address.upper().encode()}
    made = [hashlib.new(name, each).digest() for name in _HASHES for each in written]
    forms = [(each, each.hex().encode(), each.hex().upper().encode(), base64.b64encode(each)[:-3]) for each in made]
    return [form for four in forms for form in four]


class Digests:
    """The digests of many addresses, looked for all at once: at every place of a file, a window of 16 octets."""

    def __init__(self, addresses: Iterable[str]) -> None:
        starts = b"".join(digest[:_WINDOW] for each in addresses for digest in digests(each))
        heads = np.frombuffer(starts, "<u8").reshape(-1, 2)
        heads = heads[np.argsort(heads[:, 0], kind="stable")]
        self._first, self._second = heads[:, 0].copy(), heads[:, 1].copy()
        self._perhaps = np.zeros(1 << _BITS, bool)
        self._perhaps[_mixed(self._first)] = True

    def in_file(self, path: Path) -> bool:
        """Whether any of them stands in this file."""
        return any(self._in(chunk) for chunk in _chunks(path))

    def _in(self, chunk: bytes) -> bool:
        return any(self._in_aligned(chunk, shift) for shift in range(8))

    def _in_aligned(self, chunk: bytes, shift: int) -> bool:
        words = (len(chunk) - shift) // 8
        if words < 2:
            return False
        here = np.frombuffer(chunk, "<u8", count=words, offset=shift)
        (places,) = np.nonzero(self._perhaps[_mixed(here[:-1])])
        left = np.searchsorted(self._first, here[places], "left")
        right = np.searchsorted(self._first, here[places], "right")
        return any((self._second[left[i] : right[i]] == here[places[i] + 1]).any() for i in np.nonzero(right > left)[0])


def where(folders: Iterable[Path], addresses: Iterable[str]) -> list[str]:
    """Files in these folders that show an address, each with what of it; files that went meanwhile are passed over."""
    words = [form for word in (DOMAIN, NAME) for form in spellings(word.encode())]
    hashed, found = Digests(addresses), []
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        try:
            found += [f"{path}: {word[:12]!r}" for word in words if _holds(path, word)]
            found += [f"{path}: a digest"] * hashed.in_file(path)
        except FileNotFoundError:
            continue
    return found


def size(folders: Iterable[Path]) -> int:
    """Octets in all files of these folders."""
    return sum(path.stat().st_size for folder in folders for path in folder.rglob("*") if path.is_file())


def _holds(path: Path, word: bytes) -> bool:
    return any(word in chunk for chunk in _chunks(path))


def _chunks(path: Path) -> Iterator[bytes]:
    """The file in pieces that overlap, so that nothing hides at a seam."""
    with path.open("rb") as file:
        before = b""
        while piece := file.read(_CHUNK):
            yield before + piece
            before = piece[-256:]


def _mixed(words: Any) -> Any:
    return (words * _MIX) >> np.uint64(64 - _BITS)
