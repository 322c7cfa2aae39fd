"""Servers of the flows: started once for all of them, left out in one line where the machine has none."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.flows import browsers, servers
from tests.flows.newsrooms import Newsroom, found


@pytest.fixture(scope="session")
def postgresql() -> Iterator[servers.PostgreSQL]:
    """A PostgreSQL of its own."""
    if not servers.POSTGRESQL:
        pytest.fail("PostgreSQL's server is not installed; run tools/system-packages.")
    with servers.postgresql() as running:
        yield running


@pytest.fixture(scope="session")
def running_postfix() -> Iterator[servers.Mailbox]:
    """A Postfix of its own."""
    if not servers.POSTFIX:
        pytest.fail("Postfix is not installed; run tools/system-packages.")
    if not servers.IS_ROOT:
        pytest.skip("left out: only root can start a Postfix")
    with servers.postfix() as running:
        yield running


@pytest.fixture
def postfix(running_postfix: servers.Mailbox) -> servers.Mailbox:
    """The same with an empty mailbox."""
    running_postfix.empty()
    return running_postfix


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one file of tests."""
    if not os.path.exists(browsers.CHROMIUM):
        pytest.fail("Chromium is not installed; run tools/system-packages.")
    with browsers.chromium() as running:
        yield running


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """A newsroom on SQLite straight from `beetroot init`; nothing has run in it."""
    return found(tmp_path_factory.mktemp("founded") / "newsroom")


@pytest.fixture
def newsroom(founded: Newsroom, tmp_path: Path) -> Newsroom:
    """A copy of it for one test."""
    return replace(founded, home=Path(shutil.copytree(founded.home, tmp_path / "newsroom")))


@pytest.fixture(scope="module")
def founded_on_postgresql(postgresql: servers.PostgreSQL, tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """The same on PostgreSQL."""
    home = tmp_path_factory.mktemp("founded") / "newsroom"
    return found(home, database_url=postgresql.new_database())
