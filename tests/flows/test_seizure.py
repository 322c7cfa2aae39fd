"""What somebody finds who takes PostgreSQL's data directory away: its files, its write-ahead log, its server log."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.audience.five_hundred import DOMAIN, READERS
from tests.audience.test_seizure import digests, spellings, where
from tests.flows.servers import PostgreSQL

pytestmark = pytest.mark.slow


def test_no_file_of_postgresql_shows_an_address(postgresql: PostgreSQL, tmp_path: Path) -> None:
    url = postgresql.new_database()
    environment = {**os.environ, "BEETROOT_HOME": str(tmp_path), "BEETROOT_DATABASE_URL": url}
    command = [sys.executable, "-m", "tests.audience.five_hundred"]
    root = Path(__file__).parents[2]
    lived = subprocess.run(command, env=environment, cwd=root, capture_output=True, check=False, timeout=300)
    (tmp_path / "log").write_bytes(lived.stderr)
    assert lived.stdout == b"224", lived.stderr[-2000:]
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("CHECKPOINT")
        (size,) = database.execute("SELECT count(*) FROM audience_subscription").fetchone() or (0,)
    assert size >= 224
    for folder in (tmp_path, postgresql.folder):
        assert where(folder, spellings(DOMAIN.encode())) == []
        assert where(folder, [form for reader in READERS[::50] for form in digests(reader)]) == []
