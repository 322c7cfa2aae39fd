"""What happens to keys after they were made: copies for the recovery key, new ones, recovery, and proofs."""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from beetroot.config.home import Configuration, ConfigurationError
from beetroot.lib import keyring as key_lib
from beetroot.lib import recovery
from beetroot.lib.errors import BeetrootError
from beetroot.lib.sealing import PrivateBox, SealBroken, seal

if TYPE_CHECKING:
    from beetroot.newsroom.models import KeyRecord

RECOVERY = "recovery"
#: A new list key brings a new index key with it (docs/privacy.md).
_TOGETHER = {"list": ("list", "index")}
_RESEAL_ROWS = 200


class WorkerRuns(ConfigurationError):
    """A keyed worker still holds the old keys; stop it (or `beetroot up`), then run this again."""


class CopyHoldsKey(BeetrootError):
    """The backup holds a private key; it was removed. Keep keys out of the folders that are backed up."""


@dataclass(frozen=True)
class KeysFound:
    """What `check` saw: ids without a file here and without a row there, records that were opened of those that were
    tried, and records still sealed to an older key."""

    missing: list[str]
    unregistered: list[str]
    waiting: int
    tried: int
    opened: int
    escrowed: int
    registered: int


def add_recovery(configuration: Configuration, *, passphrase: bytes) -> str:
    """A new offline recovery key, and every private key sealed to it; returns its code, to be written down."""
    from django.db import transaction

    from beetroot.newsroom.actions import register_key

    code = recovery.new_code()
    public = recovery.public_of(code)
    with transaction.atomic():
        register_key(id=f"r{public[:4].hex()}", purpose=RECOVERY, public=public)
        seal_copies(configuration, passphrase=passphrase)
    return code


def seal_copies(configuration: Configuration, *, passphrase: bytes) -> int:
    """Seal every private key that opens to the recovery key; 0 where there is none. Returns how many."""
    from beetroot.newsroom.actions import keep_sealed

    public = _recovery_public()
    if public is None:
        return 0
    copies = {}
    for file in key_lib.read_folder(configuration.home / "keys"):
        try:
            copies[file.id] = seal(public, key_lib.exported(file, passphrase=passphrase))
        except key_lib.WrongPassphrase:
            continue  # a retired list key under an older passphrase: its copy, if any, stays
    return keep_sealed(keys=copies)


def recover(folder: Path, *, code: str, passphrase: bytes) -> list[key_lib.MadeKey]:
    """Every key that the database keeps for this code, as files in a new folder; the list key under a new passphrase.

    Raises BadCode, and KeyringError where the code is of another newsroom.
    """
    from beetroot.newsroom.models import KeyRecord

    if folder.exists() and any(folder.iterdir()):
        raise ConfigurationError(f"{folder.name} is not empty; recover into a new folder.")
    rows = list(KeyRecord.objects.exclude(escrow=None))
    if not rows:
        raise key_lib.KeyringError("This database keeps no keys for a recovery code; restore the backup of the keys.")
    box = recovery.box_of(code, key_id=RECOVERY)
    return [key_lib.put_back(folder, _opened(box, row), passphrase=passphrase) for row in rows]


def rotate(configuration: Configuration, *, purpose: str, passphrase: bytes, domain: str = "") -> list[key_lib.MadeKey]:
    """A new current key of this purpose; older ones stay and go on opening and recognising what they did.

    A new list key brings a new index key. Raises WorkerRuns, WrongPassphrase.
    """
    from django.db import transaction

    from beetroot.newsroom.actions import register_key

    if worker_runs(configuration):
        raise WorkerRuns(str(WorkerRuns.__doc__))
    folder = configuration.home / "keys"
    key_lib.Keyring.open(folder, passphrase=passphrase or None)  # a wrong passphrase must not wrap the new key
    settle(configuration, passphrase=passphrase)
    made = []
    with transaction.atomic():
        for each in _TOGETHER.get(purpose, (purpose,)):
            key = key_lib.make_key(folder, purpose=each, passphrase=passphrase, domain=domain)
            register_key(id=key.id, purpose=key.purpose, public=key.public)
            made.append(key)
        if passphrase:
            seal_copies(configuration, passphrase=passphrase)
    return made


def settle(configuration: Configuration, *, passphrase: bytes) -> list[str]:
    """Finish what a rotation that was killed had begun: a key file that the database does not know is registered and
    copied for the recovery key, and a list key gets its index key. Returns ids of those that were registered."""
    from django.db import transaction

    from beetroot.newsroom.actions import register_key

    folder = configuration.home / "keys"
    newest = {file.purpose: file.sequence for file in key_lib.read_folder(folder)}
    strays = unregistered(folder)
    if any(file.purpose == key_lib.WRAPPED for file in strays) and newest["index"] < newest[key_lib.WRAPPED]:
        key_lib.make_key(folder, purpose="index")
        strays = unregistered(folder)
    if strays:
        with transaction.atomic():
            for file in strays:
                register_key(id=file.id, purpose=file.purpose, public=file.public)
            seal_copies(configuration, passphrase=passphrase)
    return [file.id for file in strays]


def unregistered(folder: Path) -> list[key_lib.KeyFile]:
    """Key files that the database does not know, oldest first."""
    from beetroot.newsroom.models import KeyRecord

    known = set(KeyRecord.objects.values_list("id", flat=True))
    return [file for file in key_lib.read_folder(folder) if file.id not in known]


def reseal(keyring: key_lib.Keyring, *, tell: Callable[[int], object]) -> int:
    """Move every record to the current list and index key; `tell` hears how many each step moved. Resumable."""
    from beetroot.audience import actions

    total = 0
    while moved := actions.reseal(keyring=keyring, rows=_RESEAL_ROWS):
        total += moved
        tell(moved)
    return total


def worker_runs(configuration: Configuration) -> bool:
    """Whether a keyed worker lives on this host (its lock) or another (its lease)."""
    from beetroot.dispatch.rendering import workers_at_work
    from beetroot.dispatch.tasks.journal import take_slot

    folder = configuration.home / "journal"
    for path in sorted(folder.glob("worker-*.lock")):
        slot = take_slot(folder, int(path.stem.removeprefix("worker-")))
        if slot is None:
            return True
        slot.release()
    return bool(workers_at_work())


def check(folder: Path, *, keyring: key_lib.Keyring, sample: int = 200) -> KeysFound:
    """Whether the keys of a folder are those of this database: every file is there, and records of each key open."""
    from beetroot.audience import actions
    from beetroot.newsroom.models import KeyRecord

    rows = KeyRecord.objects.exclude(purpose=RECOVERY)
    here = {file.id for file in key_lib.read_folder(folder)}
    tried, opened = actions.try_records(keyring=keyring, limit=sample)
    return KeysFound(
        missing=sorted(f"{row.purpose} {row.id}" for row in rows if row.id not in here),
        unregistered=[f"{file.purpose} {file.id}" for file in unregistered(folder)],
        waiting=actions.left_to_reseal(keyring=keyring),
        tried=tried,
        opened=opened,
        escrowed=rows.exclude(escrow=None).count(),
        registered=rows.count(),
    )


def prove_keyless(folder: Path, keys_folder: Path) -> int | None:
    """Search every file of a backup for each private key of this newsroom, raw, in base64 and in hex.

    Returns how many files were searched, None where this user may not read the keys (and so could not have copied
    one). Raises CopyHoldsKey.
    """
    try:
        needles = [form for secret in _secrets(keys_folder) for form in _forms(secret)]
    except (OSError, key_lib.KeyringError):
        return None
    searched = 0
    for path in (path for path in folder.rglob("*") if path.is_file()):
        held = path.read_bytes()
        if any(needle in held for needle in needles) or path.suffix == ".key":
            path.unlink()
            raise CopyHoldsKey(f"{path.name}: {CopyHoldsKey.__doc__}")
        searched += 1
    return searched


@contextmanager
def scratch(name: str) -> Iterator[Path]:
    """A private folder that is gone when the block ends."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix=f"beetroot-{name}-") as folder:
        yield Path(folder)


def _recovery_public() -> bytes | None:
    from beetroot.newsroom.models import KeyRecord

    row = KeyRecord.objects.filter(purpose=RECOVERY, state=KeyRecord.State.CURRENT).first()
    return bytes(row.public) if row is not None and row.public else None


def _opened(box: PrivateBox, row: "KeyRecord") -> bytes:
    try:
        return box.open(bytes(row.escrow or b""))
    except SealBroken:
        raise key_lib.KeyringError("This code is not of this newsroom's current recovery key.") from None


def _secrets(folder: Path) -> Iterator[bytes]:
    return (file.secret for file in key_lib.read_folder(folder))


def _forms(secret: bytes) -> Iterator[bytes]:
    yield secret
    yield secret.hex().encode()
    yield from (base64.b64encode(b"x" * shift + secret)[4:-4] for shift in range(3))
