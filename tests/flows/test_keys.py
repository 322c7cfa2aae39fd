"""The operator's worst days, each command a process of its own: keys gone, passphrase changed, restore rehearsed."""

import os
import shutil
from pathlib import Path

import pytest

from beetroot.lib.keyring import PURPOSES
from tests.flows.newsrooms import PASSPHRASE, Newsroom

pytestmark = pytest.mark.slow


def test_keys_burn_and_the_paper_brings_them_back_and_a_restore_is_rehearsed(
    newsroom: Newsroom, tmp_path: Path
) -> None:
    code = "".join(newsroom.run("keys", "recovery").split("\n\n")[1].split())
    newsroom.run("backup", str(tmp_path / "backup"))
    shutil.move(newsroom.home / "keys", tmp_path / "burnt")

    phrase = tmp_path / "phrase"
    phrase.write_text("five quite different words\n")
    newsroom.run("keys", "recover", "--new-passphrase-file", str(phrase), given=code + "\n")
    changed = newsroom.with_environment(BEETROOT_KEY_PASSPHRASE_FILE=str(phrase))
    assert f"{len(PURPOSES)} of {len(PURPOSES)} keys have a copy" in changed.run("keys", "check")

    words = ["--keys", str(tmp_path / "burnt"), "--passphrase-file", str(tmp_path / "old")]
    (tmp_path / "old").write_text(PASSPHRASE)
    before = sorted(path.stat().st_mtime_ns for path in newsroom.home.rglob("*"))
    assert "The rehearsal is over" in newsroom.run("keys", "rehearse", str(tmp_path / "backup"), *words)
    assert sorted(path.stat().st_mtime_ns for path in newsroom.home.rglob("*")) == before


def test_a_new_list_key_by_a_passphrase_from_a_descriptor(newsroom: Newsroom) -> None:
    reading, writing = os.pipe()
    os.write(writing, PASSPHRASE.encode() + b"\n")
    os.close(writing)
    given = newsroom.with_environment(BEETROOT_KEY_PASSPHRASE_FD=str(reading))
    process = given.start("keys", "rotate", "list", pass_fds=[reading], stdout=-1, stderr=-1)
    said, complained = process.communicate(timeout=60)
    assert process.returncode == 0, complained
    assert "New list key" in said
    assert "New index key" in said
    assert "0 records are sealed" in said
