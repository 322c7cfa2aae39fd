"""What an operator may do to keys, and that nothing is lost by it."""

import dataclasses
import sqlite3
from dataclasses import asdict
from functools import partial

import pytest

from beetroot.audience import actions
from beetroot.audience.models import Subscription
from beetroot.config import key_care, sheet
from beetroot.config.home import CREDENTIAL, ConfigurationError, load
from beetroot.lib import keyring as key_lib
from beetroot.lib.key_files import SECOND_SIGNATURE
from beetroot.lib.keyring import CHEAPEST, PURPOSES, Keyring, make_keys
from beetroot.lib.recovery import BadCode, box_of, new_code
from beetroot.newsroom.actions import found, register_key
from beetroot.newsroom.models import KeyRecord
from tests.audience.conftest import PostOffice, token_in

PASSPHRASE = b"four random words here"


@pytest.fixture
def configuration(tmp_path, db, monkeypatch):
    """A newsroom's folder with cheap keys, all registered."""
    monkeypatch.setattr("beetroot.lib.key_files.Argon2", partial(key_lib.Argon2, **asdict(CHEAPEST)))
    home = tmp_path / "newsroom"
    found(name="The Ferry")
    for key in make_keys(home / "keys", passphrase=PASSPHRASE, domain="letter.example", argon2=CHEAPEST):
        register_key(id=key.id, purpose=key.purpose, public=key.public)
    return load(home, {})


@pytest.fixture
def reader(configuration):
    """One confirmed reader's id."""
    from beetroot.newsroom.actions import start_newsletter

    sender = {"from_name": "The Ferry", "from_address": "desk@letter.example"}
    ferry = start_newsletter(by=None, slug="ferry", name="The Ferry", **sender)
    post, keyring = PostOffice(), opened(configuration)
    actions.sign_up(newsletter=ferry, address="rita@reader.example", language="en")
    actions.take_in(keyring=keyring, post=post)
    assert actions.confirm(token=token_in(post.letters[0]))
    actions.take_in(keyring=keyring, post=post)
    return Subscription.objects.get().id


def opened(configuration, passphrase=PASSPHRASE):
    return Keyring.open(configuration.home / "keys", passphrase=passphrase)


def test_with_the_paper_and_the_database_every_key_comes_back(configuration, reader, tmp_path):
    code = key_care.add_recovery(configuration, passphrase=PASSPHRASE)
    secrets = {file.id: file.secret for file in key_lib.read_folder(configuration.home / "keys")}
    made = key_care.recover(tmp_path / "back", code=code.lower().replace("-", " "), passphrase=b"a new passphrase")
    assert {key.purpose for key in made} == set(PURPOSES)
    back = Keyring.open(tmp_path / "back", passphrase=b"a new passphrase")
    assert actions.open_addresses([reader], keyring=back) == {reader: "rita@reader.example"}
    unwrapped = [file for file in key_lib.read_folder(tmp_path / "back") if file.purpose != "list"]
    assert all(secrets[file.id] == file.secret for file in unwrapped)
    assert not any(code.replace("-", "")[:20] in repr(row.__dict__) for row in KeyRecord.objects.all())


def test_a_misread_letter_or_the_code_of_another_newsroom_recovers_nothing(configuration, tmp_path):
    code = key_care.add_recovery(configuration, passphrase=PASSPHRASE)
    misread = ("A" if code[0] != "A" else "B") + code[1:]
    with pytest.raises(BadCode):
        key_care.recover(tmp_path / "back", code=misread, passphrase=b"a new passphrase")
    with pytest.raises(key_lib.KeyringError, match="not of this newsroom"):
        key_care.recover(tmp_path / "back", code=new_code(), passphrase=b"a new passphrase")
    assert not (tmp_path / "back").exists()
    assert code not in repr(box_of(code, key_id="recovery"))


def test_without_a_recovery_key_the_database_holds_no_private_key(configuration, tmp_path):
    assert key_care.seal_copies(configuration, passphrase=PASSPHRASE) == 0
    with pytest.raises(key_lib.KeyringError, match="keeps no keys"):
        key_care.recover(tmp_path / "back", code=new_code(), passphrase=b"a new passphrase")


def test_a_new_passphrase_opens_the_list_and_the_old_one_no_longer(configuration, reader):
    folder = configuration.home / "keys"
    assert len(key_lib.rewrap(folder, old=PASSPHRASE, new=b"five other words", argon2=CHEAPEST)) == 1
    with pytest.raises(key_lib.WrongPassphrase):
        opened(configuration)
    assert actions.open_addresses([reader], keyring=opened(configuration, b"five other words"))
    with pytest.raises(key_lib.WrongPassphrase):
        key_lib.rewrap(folder, old=PASSPHRASE, new=b"x")
    assert not list(folder.glob("*.new"))


def test_a_new_list_key_moves_records_and_their_index_and_may_be_broken_off(configuration, reader):
    first = Subscription.objects.get()
    key_care.add_recovery(configuration, passphrase=PASSPHRASE)
    made = key_care.rotate(configuration, purpose="list", passphrase=PASSPHRASE)
    assert [key.purpose for key in made] == ["list", "index"]
    assert not KeyRecord.objects.filter(escrow=None).exclude(purpose="recovery").exists()

    keyring = opened(configuration)
    assert actions.left_to_reseal(keyring=keyring) == 1
    told: list[int] = []
    assert key_care.reseal(keyring, tell=told.append) == sum(told) == 1
    assert key_care.reseal(keyring, tell=told.append) == 0
    moved = Subscription.objects.get()
    assert (moved.sealed_to, moved.index_key_id) == (made[0].id, made[1].id)
    assert bytes(moved.index_hmac) != bytes(first.index_hmac)
    assert actions.try_records(keyring=keyring, limit=9) == (1, 1)


def test_a_rotation_that_was_killed_is_finished_by_the_next_step(configuration, reader, monkeypatch):
    key_care.add_recovery(configuration, passphrase=PASSPHRASE)
    with monkeypatch.context() as patch:
        patch.setattr("beetroot.newsroom.actions.register_key", killed)
        with pytest.raises(KeyboardInterrupt):
            key_care.rotate(configuration, purpose="list", passphrase=PASSPHRASE)
    found_out = key_care.check(configuration.home / "keys", keyring=opened(configuration))
    assert [name.split()[0] for name in found_out.unregistered] == ["list"]
    assert found_out.waiting == 1
    assert len(key_care.settle(configuration, passphrase=PASSPHRASE)) == 2
    assert key_care.settle(configuration, passphrase=PASSPHRASE) == []
    assert key_care.reseal(opened(configuration), tell=lambda _moved: None) == 1
    found_out = key_care.check(configuration.home / "keys", keyring=opened(configuration))
    assert (found_out.unregistered, found_out.waiting, found_out.opened) == ([], 0, 1)
    assert found_out.escrowed == found_out.registered


def killed(**_key):
    raise KeyboardInterrupt


def test_no_key_is_rotated_under_a_running_worker(configuration):
    from beetroot.dispatch.tasks.journal import take_free_slot

    slot = take_free_slot(configuration.home / "journal")
    before = key_lib.read_folder(configuration.home / "keys")
    with pytest.raises(key_care.WorkerRuns):
        key_care.rotate(configuration, purpose="list", passphrase=PASSPHRASE)
    slot.release()
    with pytest.raises(key_lib.WrongPassphrase):
        key_care.rotate(configuration, purpose="list", passphrase=b"wrong")
    assert key_lib.read_folder(configuration.home / "keys") == before
    assert len(key_care.rotate(configuration, purpose="token", passphrase=PASSPHRASE)) == 1


def test_keys_of_another_newsroom_do_not_pass_for_this_ones(configuration, reader, tmp_path):
    assert key_care.check(configuration.home / "keys", keyring=opened(configuration)).missing == []
    other = tmp_path / "other"
    make_keys(other / "keys", passphrase=PASSPHRASE, domain="letter.example", argon2=CHEAPEST)
    strange = dataclasses.replace(configuration, home=other)
    found_out = key_care.check(strange.home / "keys", keyring=opened(strange))
    assert len(found_out.missing) == len(PURPOSES)
    assert (found_out.tried, found_out.opened) == (1, 0)


@pytest.mark.parametrize("form", ["raw", "base64", "hex", "file"])
def test_a_backup_that_holds_a_key_in_any_form_is_refused_and_the_copy_removed(configuration, tmp_path, form):
    import base64

    secret = next(file.secret for file in key_lib.read_folder(configuration.home / "keys") if file.purpose == "intake")
    copy = tmp_path / "backup"
    copy.mkdir()
    (copy / "notes.txt").write_text("nothing here")
    assert key_care.prove_keyless(copy, configuration.home / "keys") == 1
    with sqlite3.connect(copy / "newsroom.sqlite3") as database:
        database.execute("create table t (held blob)")
        held = {"raw": secret, "base64": base64.b64encode(b"ab" + secret), "hex": secret.hex()}.get(form, b"")
        database.execute("insert into t values (?)", [held])
    database.close()
    if form == "file":
        (copy / "token-0.key").write_text("{}")
    with pytest.raises(key_care.CopyHoldsKey):
        key_care.prove_keyless(copy, configuration.home / "keys")
    assert len(list(copy.iterdir())) == (2 if form == "file" else 1)


def test_the_sheet_names_every_key_and_what_to_do_without_it(configuration):
    key_care.add_recovery(configuration, passphrase=PASSPHRASE)
    held = [sheet.Held(key.pk, key.purpose, key.state, key.made_on) for key in KeyRecord.objects.all()]
    assert {*PURPOSES, SECOND_SIGNATURE, "passphrase", "recovery", "install"} == set(sheet.LINES)
    for page in (
        sheet.as_text("A & B", held, printed=held[0].made),
        sheet.as_html("A & B", held, printed=held[0].made),
    ):
        assert all(key.id in page for key in held)
        assert all(line.name.upper() in page.upper() for line in sheet.LINES.values())
    assert "A &amp; B" in page
    assert max(map(len, sheet.as_text("A", [], printed=held[0].made).splitlines())) <= 100


def test_the_passphrase_comes_from_a_systemd_credential_or_a_descriptor(tmp_path):
    (tmp_path / CREDENTIAL).write_text("words\n")
    credential = load(tmp_path, {"CREDENTIALS_DIRECTORY": str(tmp_path)}).key_passphrase_file
    assert credential == tmp_path / CREDENTIAL
    named = {"CREDENTIALS_DIRECTORY": str(tmp_path), "BEETROOT_KEY_PASSPHRASE_FILE": "/run/words"}
    assert str(load(tmp_path, named).key_passphrase_file) == "/run/words"
    assert load(tmp_path, {"BEETROOT_KEY_PASSPHRASE_FD": "5"}).key_passphrase_descriptor == 5
    with pytest.raises(ConfigurationError, match="3 or more"):
        load(tmp_path, {"BEETROOT_KEY_PASSPHRASE_FD": "stdin"})
    with pytest.raises(key_lib.KeyringError, match="cannot be read"):
        key_lib.read_passphrase(descriptor=987)
