"""The folder of keys: who may read it, what a passphrase guards, and that nothing old is lost."""

import errno
import json
import os

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_der_public_key, load_pem_private_key

from beetroot.lib.errors import Locked
from beetroot.lib.keyring import (
    CHEAPEST,
    PURPOSES,
    Argon2,
    Keyring,
    KeyringError,
    UnknownKey,
    WrongPassphrase,
    make_key,
    make_keys,
    read_passphrase,
)
from beetroot.lib.sealing import open_sealed, seal

PASSPHRASE = b"four random words here"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "keys"


@pytest.fixture
def made(folder):
    keys = make_keys(folder, passphrase=PASSPHRASE, domain="Letter.example", argon2=CHEAPEST)
    return {key.purpose: key for key in keys}


def unlocked(folder):
    return Keyring.open(folder, passphrase=PASSPHRASE)


def test_a_new_folder_has_one_key_of_every_purpose_that_only_its_owner_reads(folder, made):
    assert set(made) == set(PURPOSES)
    assert {oct(path.stat().st_mode & 0o777) for path in folder.iterdir()} == {"0o600"}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_without_the_passphrase_intake_opens_and_the_list_does_not(folder, made):
    keyring = Keyring.open(folder, passphrase=None)
    assert open_sealed(keyring.intake.current, seal(made["intake"].public, b"new")) == b"new"
    assert keyring.locked
    assert keyring.list_public == (made["list"].id, made["list"].public)
    with pytest.raises(Locked, match="passphrase") as refusal:
        _ = keyring.list
    assert refusal.value.exit_code == 3


def test_the_passphrase_opens_the_list(folder, made):
    keyring = unlocked(folder)
    assert not keyring.locked
    assert open_sealed(keyring.list.current, seal(made["list"].public, b"reader")) == b"reader"
    with pytest.raises(WrongPassphrase):
        Keyring.open(folder, passphrase=b"guess")


def test_rotated_keys_leave_the_old_ones_working(folder, made):
    old = unlocked(folder)
    record = seal(made["list"].public, b"reader")
    for purpose in ("list", "token", "index"):
        make_key(folder, purpose=purpose, passphrase=PASSPHRASE, argon2=CHEAPEST)
    new = unlocked(folder)
    assert new.list.current.key_id != made["list"].id
    assert open_sealed(new.list.by_id(made["list"].id), record) == b"reader"
    assert new.token.by_id(made["token"].id) == old.token.current[1] != new.token.current[1]


def test_keys_are_never_overwritten(folder, made):
    with pytest.raises(KeyringError, match="never overwritten"):
        make_keys(folder, passphrase=PASSPHRASE, domain="letter.example", argon2=CHEAPEST)


def test_a_folder_that_others_can_read_is_refused_with_the_command_that_mends_it(folder, made):
    next(folder.glob("intake-*")).chmod(0o640)
    with pytest.raises(KeyringError, match="chmod"):
        unlocked(folder)


def test_a_missing_and_a_damaged_key_are_named_without_being_quoted(folder, made):
    path = next(folder.glob("token-*"))
    whole = path.read_text()
    path.write_text(whole[:-30])
    with pytest.raises(KeyringError, match=path.name) as refusal:
        unlocked(folder)
    assert json.loads(whole)["secret"] not in f"{refusal.value!r} {refusal.value.__cause__!r}"
    path.unlink()
    with pytest.raises(KeyringError, match="token key is missing"):
        unlocked(folder)


def test_the_wrapped_file_holds_neither_the_key_nor_the_passphrase(folder, made):
    keyring, text = unlocked(folder), next(folder.glob("list-*")).read_bytes()
    assert PASSPHRASE not in text
    assert json.loads(text)["argon2id"] == {"passes": CHEAPEST.passes, "memory": CHEAPEST.memory}
    assert keyring.list.current.public == made["list"].public


def test_one_wrapped_file_cannot_stand_in_for_another(folder, made):
    path = next(folder.glob("list-*"))
    header = json.loads(path.read_text())
    path.write_text(json.dumps(header | {"id": "00000000"}))
    with pytest.raises(KeyringError, match="another key"):
        unlocked(folder)


def test_a_file_that_asks_for_absurd_memory_is_refused(made):
    with pytest.raises(KeyringError, match="memory"):
        Argon2(passes=1, memory=2**40).key(PASSPHRASE, b"s" * 16)


def test_the_signing_key_of_a_domain_comes_with_its_selector(folder, made):
    selector, pem = unlocked(folder).dkim("letter.example")
    assert made["dkim"].id in selector
    private = load_pem_private_key(pem, None)
    assert isinstance(private, RSAPrivateKey)
    assert private.key_size == 2048
    assert load_der_public_key(made["dkim"].public) == private.public_key()
    with pytest.raises(UnknownKey, match="beetroot keys make"):
        unlocked(folder).dkim("other.example")


def test_no_key_is_shown_by_a_repr(folder, made):
    keyring = unlocked(folder)
    shown = repr(keyring) + repr(keyring.token) + repr(keyring.list)
    assert str(keyring.token.current[1]) not in shown
    assert "PRIVATE" not in shown


def test_a_passphrase_comes_from_a_file_or_a_descriptor(tmp_path):
    file = tmp_path / "passphrase"
    file.write_bytes(b"four random words\r\n")
    assert read_passphrase(file=file) == b"four random words"
    descriptor = os.open(file, os.O_RDONLY)
    assert read_passphrase(descriptor=descriptor) == b"four random words"
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
    assert read_passphrase() is None
    with pytest.raises(KeyringError, match="cannot be read"):
        read_passphrase(file=tmp_path / "none")


def test_a_full_disk_leaves_no_half_key_behind(folder, made, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    before = sorted(path.name for path in folder.iterdir())
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(KeyringError, match=r"No space left on device"):
        make_key(folder, purpose="token")
    assert sorted(path.name for path in folder.iterdir()) == before


def test_keys_of_another_user_are_said_to_be_so(folder, made):
    (folder / "token-00000000.key").mkdir(mode=0o700)
    with pytest.raises(KeyringError, match="run this as that user"):
        Keyring.open(folder, passphrase=None)
