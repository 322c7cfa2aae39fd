"""What somebody finds who takes the newsroom's folder away."""

import base64
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audience.five_hundred import DOMAIN, READERS


def spellings(secret: bytes) -> list[bytes]:
    """The secret in plain, UTF-16, hex, URL-encoded, and inside base64 at each of its three alignments."""
    inside = [base64.b64encode(b"x" * shift + secret)[4:-4] for shift in range(3)]
    wide = secret.decode().encode("utf-16-le")
    escaped = "".join(f"%{byte:02X}" for byte in secret).encode()
    return [secret, secret.upper(), wide, secret.hex().encode(), secret.hex().upper().encode(), escaped, *inside]


def digests(address: str) -> list[bytes]:
    """The address hashed without any key, as it stands and in upper case, in the forms that are used."""
    written = [address.encode(), address.upper().encode()]
    made = [hashlib.new(name, each) for name in ("md5", "sha1", "sha256", "blake2b") for each in written]
    forms = [(each.digest(), each.hexdigest().encode(), base64.b64encode(each.digest())[:-3]) for each in made]
    return [form for three in forms for form in three]


def where(folder: Path, needles: list[bytes]) -> list[str]:
    found = []
    for path in (path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        found += [path.name for needle in needles if needle in content]
    return found


def test_the_search_finds_an_address_in_every_spelling_that_it_looks_for(tmp_path):
    whole = READERS[7].encode()
    written = [whole, READERS[7].encode("utf-16-le"), whole.hex().encode()]
    written += [base64.b64encode(b"y" * shift + whole) for shift in range(3)]
    for number, form in enumerate(written):
        (tmp_path / str(number)).write_bytes(b"..." + form + b"...")
    assert set(where(tmp_path, spellings(DOMAIN.encode()))) == {"0", "1", "2", "3", "4", "5"}
    assert where(tmp_path, digests(READERS[7])) == []


@pytest.mark.slow
def test_no_file_of_the_newsroom_shows_an_address(tmp_path):
    environment = {**os.environ, "BEETROOT_HOME": str(tmp_path)}
    environment.pop("BEETROOT_DATABASE_URL", None)
    command = [sys.executable, "-m", "tests.audience.five_hundred"]
    root = Path(__file__).parents[2]
    lived = subprocess.run(command, env=environment, cwd=root, capture_output=True, check=False, timeout=300)
    (tmp_path / "log").write_bytes(lived.stderr)
    assert lived.returncode == 0, lived.stderr[-2000:]
    assert lived.stdout == b"224"
    assert (tmp_path / "newsroom.sqlite3-wal").stat().st_size > 0
    assert where(tmp_path, spellings(DOMAIN.encode())) == []
    assert where(tmp_path, [form for reader in READERS[::25] for form in digests(reader)]) == []
