"""Workers on hosts of their own (network namespaces), one PostgreSQL, one mail server, and cables that are cut."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.faults.networks import DATA, MAIL, Host, Networks
from tests.faults.nursery import KILLED, Child
from tests.faults.results import IS_LONG
from tests.faults.scenes import CONNECTIONS, QUICK, WINDOW, Scene
from tests.flows.servers import PostgreSQL
from tests.mail.servers import Sink, Slow, running

pytestmark = pytest.mark.slow

LIMITS = ({} if IS_LONG else QUICK) | {f"deadline_{step}": 3 for step in ("mail", "rcpt", "data", "dot", "connect")}


class Field:
    """A wide scene, seen from several hosts."""

    def __init__(self, scene: Scene, networks: Networks, folder: Path) -> None:
        self.scene, self._networks, self._folder, self._numbers = scene, networks, folder, count(1)
        self._url = scene.database_url.replace("127.0.0.1", networks.addresses[DATA])

    def host(self) -> tuple[Host, Scene]:
        """A new host with its own copy of the newsroom's folder, made before anything was sent from it."""
        host = self._networks.join()
        there = self.scene.copy(self._folder / f"host-{next(self._numbers)}")
        there.database_url = self._url
        there.order = {"namespace": host.namespace, "limits": LIMITS}
        return host, there


@pytest.fixture
def mail(networks: Networks) -> Iterator[Sink]:
    slow = Slow("250 2.0.0 queued", pause=0.002)
    with running(Sink(host=networks.addresses[MAIL], replies={"dot": slow})) as server:
        yield server


@pytest.fixture
def ground(wide_scene: Scene, networks: Networks, mail: Sink, tmp_path: Path) -> Field:
    wide_scene.sink, wide_scene.sinks = mail, [mail]
    return Field(wide_scene, networks, tmp_path)


def test_a_worker_that_is_cut_off_from_the_database_is_replaced(ground: Field) -> None:
    scene = ground.scene
    cable, lonely = ground.host()
    _other_cable, other = ground.host()
    worker = lonely.start(wait=30)
    scene.until_taken(30)
    cable.cut(DATA)
    helper = other.start(wait=90)
    scene.until(lambda: scene.ledger().sending == "finished", seconds=120, what="the end")
    assert helper.wait() == 0
    assert scene.account().uncertain <= WINDOW
    cable.mend(DATA)
    worker.wait(90)
    found = scene.assert_exact("a worker is cut off from the database", uncertain_at_most=WINDOW)
    # What it had armed it also sent, until its lease ended: it says so as soon as it is heard again.
    assert found.uncertain <= CONNECTIONS, found.said


def test_a_worker_that_is_cut_off_from_the_mail_server_goes_on_later(ground: Field) -> None:
    scene = ground.scene
    cable, lonely = ground.host()
    worker = lonely.start(wait=60)
    scene.until_taken(30)
    cable.cut(MAIL)
    scene.until(lambda: scene.ledger().unknown or _is_quiet(scene), seconds=20, what="the deadline")
    cable.mend(MAIL)
    assert worker.wait() == 0
    scene.assert_exact("a worker is cut off from the mail server", uncertain_at_most=CONNECTIONS)


def _is_quiet(scene: Scene) -> bool:
    states = scene.ledger().states
    return not states["armed"] and not states["claimed"]


def test_many_hosts_one_cut_off_one_killed_and_the_database_restarted(ground: Field, cluster: PostgreSQL) -> None:
    scene = ground.scene
    hosts = [ground.host() for _ in range(4)]
    workers: list[Child] = [there.start(wait=90) for _cable, there in hosts]
    scene.until_taken(scene.readers // 6)
    hosts[0][0].cut(DATA)
    scene.kill(workers[1])
    cluster.stop()
    cluster.start()
    scene.until(lambda: scene.ledger().sending == "finished", seconds=150, what="the end")
    hosts[0][0].mend(DATA)
    codes = [worker.wait(120) for worker in workers]
    assert codes == [0, KILLED, 0, 0]
    bound = WINDOW + CONNECTIONS
    scene.assert_exact(
        "four hosts: one cut off, one killed, PostgreSQL restarted",
        uncertain_at_most=bound,
        lease=LIMITS.get("LEASE", 60),
    )
