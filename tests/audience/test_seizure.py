"""What somebody finds who takes the newsroom's folder away."""

import base64
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from tests import hunting
from tests.audience.five_hundred import READERS
from tests.hunting import digests, somebody, where


def test_the_hunt_finds_an_address_in_every_way_of_writing_it_and_every_digest(tmp_path):
    one = somebody(7)
    local, domain = one.rsplit("@", 1)
    whole = [
        one.encode(),
        one[::-1].encode(),
        one.encode("utf-16-le"),
        one.encode().hex().encode(),
        quote(one).encode(),
    ]
    whole += [base64.b64encode(b"y" * shift + one.encode()) for shift in range(3)]
    whole += [local.encode(), domain.upper().encode(), b".".join(reversed(domain.encode().split(b".")))]
    forms = [*whole, *digests(one)]
    for number, form in enumerate(forms):
        (tmp_path / str(number)).write_bytes(b"." * (number % 11) + form + b"...")
    assert {found.split(":")[0] for found in where([tmp_path], [one])} == {str(path) for path in tmp_path.iterdir()}
    assert where([tmp_path], [somebody(8)]) != []
    for path in tmp_path.iterdir():
        if int(path.name) < len(whole):
            path.unlink()
    assert where([tmp_path], [somebody(8)]) == []


def test_the_hunt_finds_a_digest_at_the_seam_of_two_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr(hunting, "_CHUNK", 300)
    (tmp_path / "file").write_bytes(b"." * 290 + digests(somebody(7))[0] + b"." * 290)
    assert len(where([tmp_path], map(somebody, range(9)))) == 1


@pytest.mark.slow
def test_no_file_of_the_newsroom_shows_an_address(tmp_path):
    environment = {**os.environ, "BEETROOT_HOME": str(tmp_path)}
    environment.pop("BEETROOT_DATABASE_URL", None)
    command = [sys.executable, "-m", "tests.audience.five_hundred", "100"]
    root = Path(__file__).parents[2]
    lived = subprocess.run(command, env=environment, cwd=root, capture_output=True, check=False, timeout=300)
    (tmp_path / "log").write_bytes(lived.stderr)
    assert lived.returncode == 0, lived.stderr[-2000:]
    assert lived.stdout == b"64"
    assert (tmp_path / "newsroom.sqlite3-wal").stat().st_size > 0
    assert where([tmp_path], READERS) == []
