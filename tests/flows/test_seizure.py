"""What somebody finds who takes everything away: the newsroom's folder, PostgreSQL's files and logs of every statement,
what the processes logged, Postfix's spool and log, a backup. tests/flows/life.py does the same with 10,000 readers."""

from pathlib import Path

import psycopg
import pytest

from tests import hunting
from tests.flows import servers
from tests.flows.life import living, settle
from tests.flows.servers import PostgreSQL

pytestmark = pytest.mark.slow


def test_no_file_that_a_living_newsroom_writes_shows_an_address(postgresql: PostgreSQL, tmp_path: Path) -> None:
    if not servers.IS_ROOT:
        pytest.skip("left out: only root can start a Postfix")
    with living(postgresql, tmp_path) as (life, postfix):
        life.run(24)
        settle(life, postfix)
        places = life.places(postgresql.folder, postfix.folder)
        assert hunting.size(places) > 50_000_000
        assert hunting.where(places, life.everybody) == []
    assert {"signed up", "confirm", "imported", "sent", "came back", "left by a click", "undo", "move"} < set(life.did)
    with psycopg.connect(life.database_url, autocommit=True) as line:
        line.execute("UPDATE newsroom_newsroom SET about = %s", [f"Ask {life.everybody[-1]}"])
        line.execute("CHECKPOINT")
    shown = " ".join(hunting.where([postgresql.folder], life.everybody))
    assert "/base/" in shown, "the hunt would not have found it in a table"
    assert "/pg_wal/" in shown, "nor in the write-ahead log"
    assert "/log:" in shown, "nor in the server's log"
