"""Files of private keys: one a key, in a folder that only the keyed worker opens.

Files are added and never changed: a retired key still opens old records, judges old leave links and knows the
suppressed. Only the list key is wrapped by a passphrase (Argon2id, then XSalsa20-Poly1305); the others are
unlocked by whoever may read the folder, so that confirming and leaving work after every reboot.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from nacl import bindings, pwhash
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from beetroot.lib.errors import BeetrootError, Locked

BOXES = ("intake", "list")
RINGS = ("index", "suppression", "token", "message_id")
PURPOSES = (*BOXES, *RINGS, "dkim")
SECOND_SIGNATURE = "dkim_ed25519"
"""A purpose that a newsroom may have besides: DKIM with Ed25519 (RFC 8463), which few receivers verify yet."""

_SIGNING = ("dkim", SECOND_SIGNATURE)
WRAPPED = "list"
KEY_ID = re.compile(r"[0-9a-f]{8}\Z")
"""Eight hexadecimal digits: a leave token carries one in four bytes, for ever."""

_SIZE = 32
_DKIM_BITS = 2048  # RFC 8301 3.2: signers should use at least 2048


class KeyringError(BeetrootError):
    """The folder of keys cannot be used; the message says what to do."""


class WrongPassphrase(Locked):
    """The passphrase does not open the list key; try again, or use the recovery sheet."""


@dataclass(frozen=True)
class Argon2:
    """Cost of one guess at the passphrase; stored in the header of the key file.

    RFC 9106 section 4 names 64 MiB for memory-constrained hosts; libsodium has one lane, hence more passes.
    """

    passes: int = 10
    memory: int = 64 * 1024 * 1024

    def key(self, passphrase: bytes, salt: bytes) -> bytes:
        """The 32-byte key that wraps; raises KeyringError when a file names absurd costs."""
        if not (1 <= self.passes <= 64 and 8192 <= self.memory <= 2**30):
            raise KeyringError("A key file asks for more memory or passes than we allow; restore it from a backup.")
        return pwhash.argon2id.kdf(_SIZE, passphrase, salt, opslimit=self.passes, memlimit=self.memory)


CHEAPEST = Argon2(passes=pwhash.argon2id.OPSLIMIT_MIN, memory=pwhash.argon2id.MEMLIMIT_MIN)
"""Protects nothing; for tests and for the example newsroom, whose passphrase lies beside it anyway."""


@dataclass(frozen=True)
class MadeKey:
    """What may be known of a new key. `public`: 32 bytes (X25519), or for DKIM the DER that DNS publishes."""

    id: str
    purpose: str
    public: bytes | None


@dataclass(frozen=True)
class KeyFile:
    """One key file as parsed; `secret` is still wrapped where `argon2` is given."""

    id: str
    purpose: str
    sequence: int
    secret: bytes = field(repr=False)
    public: bytes | None
    domain: str | None
    argon2: Argon2 | None
    salt: bytes | None


def selector(key_id: str) -> str:
    """The DNS label in front of ._domainkey (RFC 6376 3.1) under which a DKIM key is published."""
    return f"beetroot-{key_id}"


def make_keys(folder: Path, *, passphrase: bytes, domain: str, argon2: Argon2 | None = None) -> list[MadeKey]:
    """Make one key of every purpose in a new folder (mode 0700). Raises KeyringError where keys are already."""
    if folder.exists() and any(folder.glob("*.key")):
        raise KeyringError(f"{folder} holds keys already; they are never overwritten.")
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return [
        make_key(folder, purpose=purpose, passphrase=passphrase, domain=domain, argon2=argon2) for purpose in PURPOSES
    ]


def make_key(
    folder: Path, *, purpose: str, passphrase: bytes = b"", domain: str = "", argon2: Argon2 | None = None
) -> MadeKey:
    """Add one key, current from the next start on; older ones stay. The passphrase is for the list key alone."""
    if purpose == WRAPPED and not passphrase:
        raise KeyringError("The list key needs a passphrase; give one of several random words.")
    files = read_folder(folder)
    secret, public = _new_secret(purpose)
    file = KeyFile(
        id=_new_id(files),
        purpose=purpose,
        sequence=max((file.sequence for file in files), default=0) + 1,
        secret=secret,
        public=public,
        domain=domain.lower() if purpose in _SIGNING else None,
        argon2=None,
        salt=None,
    )
    wrapped = purpose == WRAPPED
    closed = _wrapped(file.id, secret, passphrase, argon2 or Argon2()) if wrapped else {"secret": _text(secret)}
    _write_key(folder, file, closed)
    return MadeKey(file.id, purpose, public)


def rewrap(folder: Path, *, old: bytes, new: bytes, argon2: Argon2 | None = None) -> list[str]:
    """Put the list keys that `old` opens under a new passphrase; returns their ids.

    Raises WrongPassphrase and KeyringError.

    Each file is replaced whole, so that a power cut leaves either the old wrapping or the new one. Copies of the
    folder made before still open with the old passphrase.
    """
    if not new:
        raise KeyringError("The new passphrase is empty; give one of several random words.")
    lists = [file for file in read_folder(folder) if file.purpose == WRAPPED]
    opened = [(file, secret) for file in lists if (secret := _opened_or_none(file, old)) is not None]
    if not lists or not opened or opened[-1][0] is not lists[-1]:
        raise WrongPassphrase(str(WrongPassphrase.__doc__))
    for file, secret in opened:
        _write_key(folder, file, _wrapped(file.id, secret, new, argon2 or Argon2()), replace=True)
    return [file.id for file, _ in opened]


def exported(file: KeyFile, *, passphrase: bytes) -> bytes:
    """The whole key, unwrapped, as JSON: only ever to be sealed to a recovery key. Raises WrongPassphrase."""
    secret = unwrapped(file, passphrase) if file.purpose == WRAPPED else file.secret
    return json.dumps(_header(file) | {"secret": _text(secret)}).encode()


def put_back(folder: Path, key: bytes, *, passphrase: bytes, argon2: Argon2 | None = None) -> MadeKey:
    """Write what `exported` made as a key file again, a list key under this passphrase. Raises KeyringError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        file = _parsed(json.loads(key))
    except (ValueError, KeyError, TypeError, binascii.Error):
        raise KeyringError("This recovered key is damaged; take another backup of the database.") from None
    if any(folder.glob(f"*-{file.id}.key")):
        raise KeyringError(f"The folder holds key {file.id} already; recover into an empty folder.")
    plain = {"secret": _text(file.secret)}
    wrapped = file.purpose == WRAPPED
    _write_key(folder, file, _wrapped(file.id, file.secret, passphrase, argon2 or Argon2()) if wrapped else plain)
    return MadeKey(file.id, file.purpose, file.public)


def read_passphrase(*, file: Path | None = None, descriptor: int | None = None) -> bytes | None:
    """A passphrase from a file or an open file descriptor, without its last line end; None where neither is given.

    A descriptor is closed after reading, so that no child inherits it. Raises KeyringError.
    """
    if descriptor is not None:
        try:
            with os.fdopen(descriptor, "rb") as stream:
                return _first_line(stream.read(), f"descriptor {descriptor}")
        except OSError as error:
            raise KeyringError(f"Descriptor {descriptor} cannot be read: {error.strerror}.") from error
    if file is None:
        return None
    try:
        return _first_line(file.read_bytes(), str(file))
    except OSError as error:
        raise KeyringError(f"The passphrase file {file} cannot be read: {error.strerror}.") from error


def _first_line(read: bytes, source: str) -> bytes:
    passphrase = read.removesuffix(b"\n").removesuffix(b"\r")
    if not passphrase:
        raise KeyringError(f"The passphrase in {source} is empty.")
    return passphrase


def _new_secret(purpose: str) -> tuple[bytes, bytes | None]:
    if purpose in BOXES:
        private = secrets.token_bytes(_SIZE)
        return private, bindings.crypto_scalarmult_base(private)
    if purpose in RINGS:
        return secrets.token_bytes(_SIZE), None
    if purpose in _SIGNING:
        return _new_dkim(purpose)
    raise KeyringError(f"{purpose!r} is no purpose of a key; they are {', '.join(PURPOSES)}.")


def _new_dkim(purpose: str) -> tuple[bytes, bytes]:
    key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
    if purpose == SECOND_SIGNATURE:
        key = ed25519.Ed25519PrivateKey.generate()
    else:
        key = rsa.generate_private_key(public_exponent=65537, key_size=_DKIM_BITS)
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    # RFC 6376 3.6.1: p= holds the SubjectPublicKeyInfo.
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return pem, der


def _new_id(files: Iterable[KeyFile]) -> str:
    taken = {file.id for file in files}
    return next(made for made in iter(lambda: secrets.token_hex(4), "") if made not in taken)


def _wrapped(key_id: str, secret: bytes, passphrase: bytes, argon2: Argon2) -> dict[str, Any]:
    salt = secrets.token_bytes(pwhash.argon2id.SALTBYTES)
    # The id stands inside as well, so that two wrapped files cannot be exchanged for each other.
    closed = SecretBox(argon2.key(passphrase, salt)).encrypt(bytes.fromhex(key_id) + secret)
    return {"argon2id": asdict(argon2), "salt": _text(salt), "secret": _text(bytes(closed))}


def unwrapped(file: KeyFile, passphrase: bytes) -> bytes:
    """The secret of a wrapped file. Raises WrongPassphrase and KeyringError."""
    if file.argon2 is None or file.salt is None:
        raise KeyringError(f"The list key {file.id} is not wrapped; restore it from the backup of the keys.")
    try:
        plain = SecretBox(file.argon2.key(passphrase, file.salt)).decrypt(file.secret)
    except CryptoError:
        raise WrongPassphrase(str(WrongPassphrase.__doc__)) from None
    if plain[:4].hex() != file.id:
        raise KeyringError(f"The file of list key {file.id} holds another key; restore it from a backup.")
    return plain[4:]


def read_folder(folder: Path) -> list[KeyFile]:
    """Every key file of the folder, oldest first. Raises KeyringError (missing, damaged or readable by others)."""
    if not folder.is_dir():
        raise KeyringError(f"There is no folder of keys at {folder}; run `beetroot init`, or restore its backup.")
    try:
        for path in (folder, *folder.glob("*.key")):
            if path.stat().st_mode & 0o077:
                raise KeyringError(f"{path} can be read by others; run: chmod -R u=rwX,go= {folder}")
        return sorted(map(_read, folder.glob("*.key")), key=lambda file: file.sequence)
    except OSError as error:
        why = f"{folder} cannot be read: {error.strerror}"
        raise KeyringError(f"{why}. Keys belong to the keyed worker's user: run this as that user.") from None


def _read(path: Path) -> KeyFile:
    try:
        return _parsed(json.loads(path.read_bytes()))
    except (ValueError, KeyError, TypeError, binascii.Error):
        # The cause would quote the file, and with it a key.
        raise KeyringError(f"{path.name} is not a key file or is damaged; restore it from a backup.") from None


def _parsed(header: dict[str, Any]) -> KeyFile:
    argon2 = header.get("argon2id")
    return KeyFile(
        id=_matching_id(header["id"]),
        purpose=header["purpose"],
        sequence=int(header["sequence"]),
        secret=_bytes(header["secret"]),
        public=_bytes(header["public"]) if header["public"] else None,
        domain=header["domain"],
        argon2=Argon2(**argon2) if argon2 else None,
        salt=_bytes(header["salt"]) if argon2 else None,
    )


def _header(file: KeyFile) -> dict[str, Any]:
    return {
        "beetroot_key": 1,
        "id": file.id,
        "purpose": file.purpose,
        "sequence": file.sequence,
        "public": _text(file.public) if file.public else None,
        "domain": file.domain,
    }


def _opened_or_none(file: KeyFile, passphrase: bytes) -> bytes | None:
    try:
        return unwrapped(file, passphrase)
    except WrongPassphrase:
        return None


def _matching_id(key_id: str) -> str:
    if not KEY_ID.match(key_id):
        raise ValueError
    return key_id


def _write_key(folder: Path, file: KeyFile, secret: dict[str, Any], *, replace: bool = False) -> None:
    """Whole or not at all: half a key file would keep all others from being read."""
    path = folder / f"{file.purpose}-{file.id}.key"
    if path.exists() and not replace:
        raise KeyringError(f"{path.name} is there already; keys are never overwritten.")
    begun = path.with_suffix(".new")
    begun.unlink(missing_ok=True)  # of a power cut
    try:
        descriptor = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            json.dump(_header(file) | secret, stream, indent=1)
            stream.write("\n")
            stream.flush()
            os.fsync(stream.fileno())
        begun.replace(path)
    except OSError as error:
        begun.unlink(missing_ok=True)
        why = f"The key cannot be written to {folder}: {error.strerror}"
        raise KeyringError(f"{why}. Make room and run this again.") from None


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
