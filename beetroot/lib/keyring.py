"""The newsroom's private keys as the keyed worker holds them: the newest makes, all of them recognise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from beetroot.lib.errors import Locked
from beetroot.lib.key_files import (
    CHEAPEST,
    PURPOSES,
    RINGS,
    SECOND_SIGNATURE,
    WRAPPED,
    Argon2,
    KeyFile,
    KeyringError,
    MadeKey,
    WrongPassphrase,
    exported,
    make_key,
    make_keys,
    put_back,
    read_folder,
    read_passphrase,
    rewrap,
    selector,
    unwrapped,
)
from beetroot.lib.sealing import PrivateBox

__all__ = [
    "CHEAPEST",
    "PURPOSES",
    "SECOND_SIGNATURE",
    "WRAPPED",
    "Argon2",
    "BoxRing",
    "KeyFile",
    "KeyRing",
    "Keyring",
    "KeyringError",
    "MadeKey",
    "UnknownKey",
    "WrongPassphrase",
    "exported",
    "make_key",
    "make_keys",
    "put_back",
    "read_folder",
    "read_passphrase",
    "rewrap",
    "selector",
]


class UnknownKey(KeyringError):
    """No key with this id is in the folder; restore it from the backup of the keys."""


@dataclass(frozen=True)
class KeyRing:
    """HMAC keys of one purpose, oldest first; the newest makes, all of them recognise."""

    purpose: str
    keys: dict[str, bytes] = field(repr=False)

    @property
    def current(self) -> tuple[str, bytes]:
        """Id and key of the newest."""
        return next(reversed(self.keys.items()))

    def by_id(self, key_id: str) -> bytes:
        """The key with this id, however old. Raises UnknownKey."""
        try:
            return self.keys[key_id]
        except KeyError:
            raise UnknownKey(f"There is no {self.purpose} key {key_id}; restore it from the backup.") from None


@dataclass(frozen=True)
class BoxRing:
    """Private boxes of one purpose, oldest first."""

    purpose: str
    boxes: dict[str, PrivateBox]

    @property
    def current(self) -> PrivateBox:
        """The box that new records are sealed to."""
        return next(reversed(self.boxes.values()))

    def by_id(self, key_id: str) -> PrivateBox:
        """The box with this id, however old. Raises UnknownKey."""
        try:
            return self.boxes[key_id]
        except KeyError:
            raise UnknownKey(f"There is no open {self.purpose} key {key_id}; restore or unlock it.") from None


@dataclass(frozen=True)
class Keyring:
    """Every private key of the newsroom, held in the keyed worker's memory only."""

    intake: BoxRing
    list_public: tuple[str, bytes]
    """Id and public half of the current list key, known while locked: closing needs no passphrase."""
    index: KeyRing
    suppression: KeyRing
    token: KeyRing
    message_id: KeyRing
    _list: BoxRing | None
    _dkim: Mapping[str, tuple[str, bytes]] = field(repr=False)
    _dkim_ed25519: Mapping[str, tuple[str, bytes]] = field(repr=False)

    @classmethod
    def open(cls, folder: Path, *, passphrase: bytes | None) -> Self:
        """Read the folder; without a passphrase the list key stays closed.

        Raises KeyringError (missing, damaged or readable by others) and WrongPassphrase.
        """
        files = read_folder(folder)
        lists = _of(files, WRAPPED)
        return cls(
            intake=BoxRing("intake", {file.id: _box(file) for file in _of(files, "intake")}),
            list_public=(lists[-1].id, lists[-1].public or b""),
            **{purpose: _ring(files, purpose) for purpose in RINGS},
            _list=None if passphrase is None else _opened(lists, passphrase),
            _dkim=_signing(_of(files, "dkim")),
            _dkim_ed25519=_signing([file for file in files if file.purpose == SECOND_SIGNATURE]),
        )

    @property
    def locked(self) -> bool:
        """Whether confirmed subscribers are out of reach until somebody gives the passphrase."""
        return self._list is None

    @property
    def list(self) -> BoxRing:
        """Boxes of confirmed subscribers. Raises Locked."""
        if self._list is None:
            raise Locked("The list key is locked. Give its passphrase: BEETROOT_KEY_PASSPHRASE_FILE names its file.")
        return self._list

    @property
    def open_ids(self) -> tuple[str, ...]:
        """Ids of all boxes that can be opened now: intake, and list once unlocked."""
        return (*self.intake.boxes, *(self._list.boxes if self._list else ()))

    def box(self, key_id: str) -> PrivateBox:
        """The intake or list box with this id. Raises Locked or UnknownKey."""
        return self.intake.boxes.get(key_id) or self.list.by_id(key_id)

    @property
    def signing_domains(self) -> tuple[str, ...]:
        """Sending domains that have a signing key."""
        return tuple(self._dkim)

    def dkim(self, domain: str) -> tuple[str, bytes]:
        """Selector and PEM of the newest signing key of a sending domain. Raises UnknownKey."""
        try:
            return self._dkim[domain.lower()]
        except KeyError:
            raise UnknownKey(f"There is no DKIM key for {domain}; make one with `beetroot keys make`.") from None

    def dkim_ed25519(self, domain: str) -> tuple[str, bytes] | None:
        """The same of the newest Ed25519 key of a sending domain, None where it has none."""
        return self._dkim_ed25519.get(domain.lower())


def _signing(files: list[KeyFile]) -> dict[str, tuple[str, bytes]]:
    return {file.domain or "": (selector(file.id), file.secret) for file in files}


def _opened(files: list[KeyFile], passphrase: bytes) -> BoxRing:
    """The newest must open; a retired one under an older passphrase stays closed."""
    boxes = {}
    for file in files:
        try:
            boxes[file.id] = PrivateBox(key_id=file.id, private=unwrapped(file, passphrase))
        except WrongPassphrase:
            if file is files[-1]:
                raise
    return BoxRing(WRAPPED, boxes)


def _of(files: list[KeyFile], purpose: str) -> list[KeyFile]:
    found = [file for file in files if file.purpose == purpose]
    if not found:
        raise KeyringError(f"The {purpose} key is missing; restore the folder of keys from its backup.")
    return found


def _ring(files: list[KeyFile], purpose: str) -> KeyRing:
    return KeyRing(purpose, {file.id: file.secret for file in _of(files, purpose)})


def _box(file: KeyFile) -> PrivateBox:
    return PrivateBox(key_id=file.id, private=file.secret)
