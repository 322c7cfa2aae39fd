"""The database restarts, drops its clients, or keeps the locks of one that vanished."""

import signal
import time
from collections import Counter

import psycopg
import pytest

from beetroot.dispatch.tasks.supply import CLAIM
from tests.faults.counting import query
from tests.faults.nursery import Child
from tests.faults.results import IS_LONG
from tests.faults.scenes import QUICK, WINDOW, Scene
from tests.flows.servers import PostgreSQL
from tests.mail.servers import Sink, Slow, running

pytestmark = pytest.mark.slow

TIMES = 8 if IS_LONG else 2


def test_postgresql_restarts_in_the_middle_of_a_send(wide_scene: Scene, cluster: PostgreSQL) -> None:
    with running(Sink(replies={"dot": Slow("250 2.0.0 queued", pause=0.002)})) as slow:
        workers = [wide_scene.start(sink=slow, wait=10) for _ in range(2)]
        for number in range(1, TIMES + 1):
            wide_scene.until_taken(number * wide_scene.readers // (TIMES + 2))
            cluster.stop()
            time.sleep(0.3)
            cluster.start()
        assert [worker.wait() for worker in workers] == [0, 0]
        wide_scene.assert_exact("PostgreSQL restarted", uncertain_at_most=0, restarts=TIMES)


def test_postgresql_drops_every_client_again_and_again(wide_scene: Scene) -> None:
    with running(Sink(replies={"dot": Slow("250 2.0.0 queued", pause=0.002)})) as slow:
        workers = [wide_scene.start(sink=slow, wait=10) for _ in range(2)]
        for number in range(1, 2 * TIMES + 1):
            wide_scene.until_taken(number * wide_scene.readers // (2 * TIMES + 2))
            with psycopg.connect(wide_scene.database_url, autocommit=True) as server:
                server.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
        assert [worker.wait() for worker in workers] == [0, 0]
        wide_scene.assert_exact("PostgreSQL's connections killed (pg_terminate_backend)", uncertain_at_most=0)


@pytest.mark.parametrize("number", range(6 if IS_LONG else 1))
def test_a_worker_that_stops_inside_a_transaction_does_not_hold_up_the_others(
    wide_scene: Scene, tmp_path, number: int
) -> None:
    """As a host does that freezes, or that a broken network cuts off: its locks must not outlive it."""
    other = wide_scene.copy(tmp_path / "other-host")
    with running(Sink(replies={"dot": Slow("250 2.0.0 queued", pause=0.02)})) as slow:
        frozen = wide_scene.start(sink=slow, limits=QUICK)
        wide_scene.until_taken(5 + 10 * number)
        wide_scene.until(lambda: _freeze(frozen, wide_scene.database_url), what="a moment inside a transaction")
        assert other.work(sink=slow, wait=60, limits=QUICK) == 0
        frozen.signal(signal.SIGCONT)
        frozen.wait(90)
        wide_scene.assert_exact("a worker freezes inside a transaction", uncertain_at_most=WINDOW)


def _freeze(worker: Child, database_url: str) -> bool:
    """Stops it; lets it go on where its transaction has written nothing yet."""
    assert worker.is_alive, "too fast to show anything"
    worker.signal(signal.SIGSTOP)
    ((writing,),) = query(database_url, _WRITING)[0]
    if not writing:
        worker.signal(signal.SIGCONT)
    return bool(writing)


_WRITING = """SELECT count(*) FROM pg_stat_activity JOIN pg_locks USING (pid)
    WHERE datname = current_database() AND state = 'idle in transaction' AND backend_xid IS NOT NULL
    AND relation = 'dispatch_delivery'::regclass AND mode = 'RowExclusiveLock'"""


def test_two_workers_share_a_list_of_a_few_hundred(wide_scene: Scene) -> None:
    with running(Sink(replies={"dot": Slow("250 2.0.0 queued", pause=0.005)})) as slow:
        workers = [wide_scene.start(sink=slow, wait=90) for _ in range(2)]
        assert [worker.wait() for worker in workers] == [0, 0]
    wide_scene.assert_exact("two workers share a list", uncertain_at_most=0)
    sent = Counter(reader.worker_id for reader in wide_scene.ledger().readers)
    assert min(sent.values()) > wide_scene.readers - CLAIM, f"one took all that it could: {sent}"
