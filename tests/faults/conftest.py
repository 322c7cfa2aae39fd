"""A nursery and a founded newsroom for each database, made once; each test gets a copy of its own."""

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.db import connection

from tests.faults.networks import DATA, Networks
from tests.faults.networks import networks as lay_networks
from tests.faults.nursery import Nursery
from tests.faults.results import IS_LONG
from tests.faults.scenes import Scene
from tests.flows import servers
from tests.mail.servers import Sink, running

READERS = 1200 if IS_LONG else 300
THROTTLED = [f"reader{number}@gmail.com" for number in range(40)]


class Founded(NamedTuple):
    """What every scene on one database begins as."""

    home: Path
    database_url: str
    nursery: Nursery


@pytest.fixture(scope="session")
def on_sqlite(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker) -> Iterator[Founded]:
    """Begins with a copy of the tests' own empty database where that is SQLite: migrating takes long."""
    folder = tmp_path_factory.mktemp("faults")
    home = folder / "newsroom"
    home.mkdir()
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            with sqlite3.connect(home / "newsroom.sqlite3") as file:
                connection.connection.backup(file)
    url = f"sqlite://{home}/newsroom.sqlite3"
    nursery = Nursery(folder, database_url=url)
    assert nursery.start("found", READERS - len(THROTTLED), THROTTLED, home=str(home), database_url=url).wait() == 0, (
        nursery.log.read_text()
    )
    yield Founded(home, url, nursery)
    nursery.close()


@pytest.fixture(scope="session")
def laid_networks() -> Iterator[Networks | None]:
    """None where only root could lay them. A machine of root's own that cannot fails loudly."""
    if not servers.IS_ROOT:
        yield None
        return
    if not shutil.which("ip"):
        pytest.fail("iproute2 is not installed; run tools/system-packages.")
    with lay_networks() as laid:
        yield laid


@pytest.fixture
def networks(laid_networks: Networks | None) -> Networks:
    """The two networks of tests.faults.networks."""
    if laid_networks is None:
        pytest.skip("left out: only root can lay networks")
    return laid_networks


@pytest.fixture(scope="session")
def cluster(laid_networks: Networks | None) -> Iterator[servers.PostgreSQL]:
    """A PostgreSQL that tests may restart; where there are networks it listens there too."""
    if not servers.POSTGRESQL:
        pytest.fail("PostgreSQL's server is not installed; run tools/system-packages.")
    with servers.postgresql(*([laid_networks.addresses[DATA]] if laid_networks else [])) as started:
        yield started


@pytest.fixture(scope="session")
def on_postgresql(tmp_path_factory: pytest.TempPathFactory, cluster: servers.PostgreSQL) -> Iterator[Founded]:
    folder = tmp_path_factory.mktemp("faults")
    home = folder / "newsroom"
    home.mkdir()
    url = cluster.new_database()
    nursery = Nursery(folder, database_url=url)
    assert nursery.start("found", READERS - len(THROTTLED), THROTTLED, home=str(home), database_url=url).wait(300) == 0
    yield Founded(home, url, nursery)
    nursery.close()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running(Sink()) as server:
        yield server


@pytest.fixture
def scene(on_sqlite: Founded, sink: Sink, tmp_path: Path) -> Iterator[Scene]:
    """A newsroom on SQLite whose issue waits to be sent."""
    home = Path(shutil.copytree(on_sqlite.home, tmp_path / "newsroom"))
    made = Scene(home, f"sqlite://{home}/newsroom.sqlite3", on_sqlite.nursery, sink, READERS)
    yield made
    made.stop()


@pytest.fixture
def wide_scene(on_postgresql: Founded, cluster: servers.PostgreSQL, sink: Sink, tmp_path: Path) -> Iterator[Scene]:
    """The same on PostgreSQL."""
    home = Path(shutil.copytree(on_postgresql.home, tmp_path / "newsroom"))
    url = cluster.new_database(template=on_postgresql.database_url.rpartition("/")[2])
    made = Scene(home, url, on_postgresql.nursery, sink, READERS)
    yield made
    made.stop()


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def any_scene(request: pytest.FixtureRequest) -> Scene:
    """Both, one after the other."""
    scene: Scene = request.getfixturevalue("scene" if request.param == "SQLite" else "wide_scene")
    return scene


def run(*command: str) -> None:
    """A program of the system that must succeed."""
    subprocess.run(command, check=True, capture_output=True)
